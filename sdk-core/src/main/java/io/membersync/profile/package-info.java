/** Typed profile fields, where each value came from, and how they are mapped to the shop's member. */
@NullMarked
package io.membersync.profile;

import org.jspecify.annotations.NullMarked;
