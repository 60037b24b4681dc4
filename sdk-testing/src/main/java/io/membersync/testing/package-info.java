/** Fake providers, and contract tests that a shop runs against its own stores. */
@NullMarked
package io.membersync.testing;

import org.jspecify.annotations.NullMarked;
