package io.membersync.member;

import java.util.Optional;

/**
 * The power to tell whose an identity is that an older social login of the shop has linked. A {@link
 * MemberStore} with it is asked about an identity that MemberSync does not know yet, before anybody
 * is looked for by a contact: who came in by it before is the same member, without a new proof.
 */
public interface KnowsIdentities {

  /**
   * The member whom the older login tied to this identity; empty when it knows none, or the member
   * is there no more. Called inside and outside of units of work, from many threads.
   *
   * @param namespace the text of the {@code ProviderId} under which MemberSync would keep it
   * @param subject the provider's own id of the visitor, compared exactly
   * @throws MemberStoreException if the database cannot answer, or holds more than one member for it:
   *     taking either could let somebody into another's account
   */
  Optional<MemberId> findByIdentity(String namespace, String subject);
}
