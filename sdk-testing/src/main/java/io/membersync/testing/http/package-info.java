/**
 * The HTTP/1.1 server and client under the fake providers; not exported.
 *
 * <p>They stand on plain sockets because a fake has to misbehave on the wire: reset a connection,
 * lie about a length, send one byte a second, never end. A well-behaved server library does not let
 * that through, and one that does keeps every request line in its log and in memory.
 */
@NullMarked
package io.membersync.testing.http;

import org.jspecify.annotations.NullMarked;
