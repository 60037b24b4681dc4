package io.membersync.jdbc;

import io.membersync.member.PersonId;
import java.util.Optional;

/**
 * What may go into a key or a column that the shop fills for a new member: nothing that the visitor's
 * consent is needed for.
 *
 * @param person MemberSync's own id of the human; a new one is the same for no other member
 * @param entry the poster or campaign the sign-up began with
 */
public record NewMember(PersonId person, Optional<String> entry) {}
