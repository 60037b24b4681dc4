/** Sign in with Google, and the fields of its People API. */
@NullMarked
package io.membersync.provider.google;

import org.jspecify.annotations.NullMarked;
