/** Benchmarks; they run with {@code mvn -Pbench}. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks;
