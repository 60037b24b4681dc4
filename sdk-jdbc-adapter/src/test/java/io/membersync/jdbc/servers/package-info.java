/** Database servers for tests. */
@org.jspecify.annotations.NullMarked
package io.membersync.jdbc.servers;
