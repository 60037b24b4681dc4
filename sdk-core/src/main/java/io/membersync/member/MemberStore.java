package io.membersync.member;

import io.membersync.consent.GatedPatch;
import java.util.List;
import java.util.Optional;

/**
 * The shop's members, as MemberSync needs them. Called from many threads; never returns null. A
 * store in the shop's own SQL database takes part in the unit of work that {@code Records} opened.
 *
 * <p>A contract test ships with {@code membersync-testing}: run it against your own store.
 */
public interface MemberStore {

  /** One member with values, version and status; empty when there is none. */
  Optional<MemberRecord> find(MemberId member);

  /**
   * Members who hold this contact: candidates for linking, never a proof. Often several; all of
   * them, up to ten.
   */
  List<MemberMatch> findByContact(ProvenContact contact);

  /**
   * Writes the patch if the version still fits, and leaves every other attribute as it is. An
   * operation id that has written gives the same answer again and writes no more; one that wrote
   * nothing is not remembered. A member who is not there is {@link UpdateReport#stale() stale}.
   *
   * @return what became of each attribute; a read-only one is an answer, not an exception
   * @throws MemberStoreException if the database cannot answer; nothing is recorded then
   */
  UpdateReport update(MemberId member, Version seen, GatedPatch patch, OperationId operation);
}
