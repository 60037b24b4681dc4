/** A sign-in with ScribeJava. */
@org.jspecify.annotations.NullMarked
package io.membersync.benchmarks.scribejava;
