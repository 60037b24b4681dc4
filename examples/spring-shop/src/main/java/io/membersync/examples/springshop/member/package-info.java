/** Members, by JPA, as MemberSync and the shop's own pages see them. */
@NullMarked
package io.membersync.examples.springshop.member;

import org.jspecify.annotations.NullMarked;
