/**
 * Fake providers over real HTTP, with faults on the wire, and contract tests for the shop's own
 * stores. For tests only.
 */
@NullMarked
package io.membersync.testing;

import org.jspecify.annotations.NullMarked;
