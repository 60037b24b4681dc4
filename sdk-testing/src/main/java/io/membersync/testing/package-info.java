/**
 * Fake providers over real HTTP, for the tests of a shop and of MemberSync itself.
 *
 * <p>{@link io.membersync.testing.FakeKakao} is the door. It does not stand in for Kakao anywhere
 * but on this machine: it listens on loopback only, its pages say that they are fake, and its
 * tokens are worth nothing elsewhere.
 */
@NullMarked
package io.membersync.testing;

import org.jspecify.annotations.NullMarked;
