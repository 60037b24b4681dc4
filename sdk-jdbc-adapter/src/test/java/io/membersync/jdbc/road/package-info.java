/** The database that the tests of the road, which are another module's, run in. */
@org.jspecify.annotations.NullMarked
package io.membersync.jdbc.road;
