/** The shop as its visitors use it. */
@NullMarked
package io.membersync.examples.springshop;

import org.jspecify.annotations.NullMarked;
