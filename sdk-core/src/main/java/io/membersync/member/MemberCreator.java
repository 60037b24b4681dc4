package io.membersync.member;

import io.membersync.consent.GatedMember;
import io.membersync.member.MemberStore.OperationId;

/**
 * The power to make a member. A {@link MemberStore} without it belongs to a shop whose members are
 * made elsewhere, such as a hosted mall; the member id then arrives later.
 */
public interface MemberCreator {

  /**
   * Makes a member of these values, in the running unit of work; for a {@link MemberStore#isRemote()
   * remote} store there is none, and the person is committed already. An operation id that has made one
   * gives the same answer again and no second member, also at the same moment; one that made none is
   * not remembered.
   *
   * @throws MemberStoreException if the database cannot answer; nothing is recorded then
   */
  Creation create(GatedMember member, OperationId operation);

  /** What became of it. */
  sealed interface Creation {
    /** The member is there. */
    record Created(MemberId member) implements Creation {}

    /** Another member has the value of this unique attribute; it is left out and asked later. */
    record Taken(String attribute) implements Creation {}

    /** The shop's rules refuse the value of this attribute. */
    record Refused(String attribute) implements Creation {}

    /** The shop cannot tell whether the member was made. */
    record Unknown() implements Creation {}
  }
}
