/** Facebook Login. */
@NullMarked
package io.membersync.provider.facebook;

import org.jspecify.annotations.NullMarked;
