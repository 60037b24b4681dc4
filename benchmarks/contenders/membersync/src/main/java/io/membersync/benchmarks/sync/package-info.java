/** A sign-in with MemberSync. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks.sync;
