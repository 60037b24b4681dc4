/** A sign-in by hand. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks.floor;
