/** One shop on several processes. */
@org.jspecify.annotations.NullMarked
package io.membersync.jdbc.nodes;
