/** Sign in with Apple. */
@NullMarked
package io.membersync.provider.apple;

import org.jspecify.annotations.NullMarked;
