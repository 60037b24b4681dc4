/** Database servers for tests and for the toy shop, each started when it is first asked for. */
@org.jspecify.annotations.NullMarked
package io.membersync.testsupport.servers;
