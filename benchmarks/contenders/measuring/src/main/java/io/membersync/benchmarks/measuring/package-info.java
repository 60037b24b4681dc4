/** The provider that answers at once, and the stop-watch: what every contender shares. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks.measuring;
