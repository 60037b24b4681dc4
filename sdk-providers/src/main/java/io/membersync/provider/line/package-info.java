/** LINE Login. */
@NullMarked
package io.membersync.provider.line;

import org.jspecify.annotations.NullMarked;
