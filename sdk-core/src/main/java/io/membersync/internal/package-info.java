/** Shared inside MemberSync; no API, changes without notice. */
@NullMarked
package io.membersync.internal;

import org.jspecify.annotations.NullMarked;
