@NullMarked
package io.membersync.spring.aot;

import org.jspecify.annotations.NullMarked;
