/** Notices, consent events, and the gate that no field passes without a basis. */
@NullMarked
package io.membersync.consent;

import org.jspecify.annotations.NullMarked;
