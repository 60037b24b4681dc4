@NullMarked
package io.membersync.spring;

import org.jspecify.annotations.NullMarked;
