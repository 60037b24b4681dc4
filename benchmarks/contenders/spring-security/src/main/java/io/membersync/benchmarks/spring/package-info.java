/** A sign-in with Spring Security. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks.spring;
