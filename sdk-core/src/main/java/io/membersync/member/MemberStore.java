package io.membersync.member;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberRecord.Version;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shop's members, as MemberSync needs them. Called from many threads; never returns null. A
 * store takes part in the transactions of {@link io.membersync.records.Records#unitOfWork()}: what
 * it writes is committed and rolled back with MemberSync's own books, or a member is left without
 * an identity, or an identity without a member. Say so by {@link #unitOfWork()}. A store that is an
 * API takes part in none: see {@link #isRemote()}.
 *
 * <p>A contract test ships with {@code membersync-testing}: run it against your own store.
 */
public interface MemberStore {

  /** One member with values, version and status; empty when there is none. */
  Optional<MemberRecord> find(MemberId member);

  /**
   * Members who hold this contact: candidates for linking, never a proof. Often several; all of
   * them, up to ten. An e-mail address is the same in any letter case, before the {@code @} as well:
   * a store that misses one lets its member become a second member. A CI is sought only where the
   * mapping has {@link io.membersync.profile.Field#CI}; its column needs an index then.
   */
  List<Match> findByContact(ProvenContact contact);

  /**
   * Writes the patch if the version still fits, and leaves every other attribute as it is. An
   * operation id that has written gives the same answer again and writes no more; one that wrote
   * nothing is not remembered. A member who is not there is {@link UpdateReport#stale() stale}.
   *
   * @return what became of each attribute; a read-only one is an answer, not an exception
   * @throws MemberStoreException if the database cannot answer; nothing is recorded then
   */
  UpdateReport update(MemberId member, Version seen, GatedPatch patch, OperationId operation);

  /**
   * The unit of work that this store takes part in. {@code build()} refuses records that have
   * another one. Default: empty, and nobody notices a store that commits by itself.
   */
  default Optional<UnitOfWork> unitOfWork() {
    return Optional.empty();
  }

  /**
   * Whether its calls leave the process, as those to a hosted mall's API do. They are never made
   * inside a transaction then: a sign-in commits MemberSync's own books, and what it writes to the
   * member is kept sealed and written by {@code sync.work().runDue(…)}, again and again until the
   * store has answered. A store that makes members over an API overrides this with {@code true}; its
   * {@link MemberCreator#create} is called straight after the commit, and again later if the answer
   * is lost. Default: {@code true} for a store without {@link MemberCreator}, whose members come
   * later by {@code sync.members().joined(…)}.
   */
  default boolean isRemote() {
    return !(this instanceof MemberCreator);
  }

  /**
   * The mapping that this store was made for. The engine takes it unless it is given one of its own,
   * which {@code build()} compares with it. Default: empty; the store takes any attribute.
   */
  default Optional<FieldMapping> mapping() {
    return Optional.empty();
  }

  /**
   * How a value reads once it has been written, where the store keeps less of it or another form: of
   * a list of addresses the default one, of a text what is left without blanks at its end. What reads
   * otherwise than this was edited, and is then left alone by most rules. Called often and inside units
   * of work; asks no database for it. Default: the text itself.
   *
   * @param text what a patch would bring
   */
  default String asStored(String attribute, String text) {
    return text;
  }

  /**
   * A member who holds a contact that the visitor has proven.
   *
   * @param hint enough for its owner to recognise it, masked, such as {@code mi***@example.com}
   */
  record Match(MemberId member, String hint) {
    @Override
    public String toString() {
      return "Match[" + member + "]";
    }
  }

  /**
   * What became of each attribute of a patch.
   *
   * @param versionFits whether the row still was as it had been read; if not, nothing was written
   * @param outcomes by attribute
   */
  record UpdateReport(boolean versionFits, Map<String, Outcome> outcomes) {
    public UpdateReport {
      outcomes = Map.copyOf(outcomes);
    }

    /** The member has changed since it was read; nothing was written. */
    public static UpdateReport stale() {
      return new UpdateReport(false, Map.of());
    }

    /** What became of one attribute. */
    public enum Outcome {
      APPLIED,
      UNCHANGED,
      /** The shop does not let it be written. */
      READ_ONLY,
      /** Written once somebody at the shop or the member approves. */
      NEEDS_APPROVAL,
      /** The shop's rules refuse the value; for a unique attribute: another member has it. */
      INVALID,
      /**
       * The shop cannot tell whether it was written. A {@link MemberStore#isRemote() remote} store is
       * asked again with the same operation id, for seven days.
       */
      UNKNOWN
    }
  }

  /** Names one write; the same id again must give the same answer and no second effect. */
  record OperationId(String value) {}
}
