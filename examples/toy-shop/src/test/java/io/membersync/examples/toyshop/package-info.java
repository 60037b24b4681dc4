@NullMarked
package io.membersync.examples.toyshop;

import org.jspecify.annotations.NullMarked;
