/** MemberSync's books and a member store over the shop's own SQL tables. */
@NullMarked
package io.membersync.jdbc;

import org.jspecify.annotations.NullMarked;
