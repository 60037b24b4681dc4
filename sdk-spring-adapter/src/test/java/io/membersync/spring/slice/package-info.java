@NullMarked
package io.membersync.spring.slice;

import org.jspecify.annotations.NullMarked;
