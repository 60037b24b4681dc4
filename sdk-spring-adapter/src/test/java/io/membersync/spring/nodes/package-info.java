@NullMarked
package io.membersync.spring.nodes;

import org.jspecify.annotations.NullMarked;
