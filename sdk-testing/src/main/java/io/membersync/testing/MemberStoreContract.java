package io.membersync.testing;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What MemberSync relies on in the shop's member store. Run it against your own by extending it in
 * your tests; a store that makes members as well extends {@link MemberCreatorContract} instead.
 *
 * <pre>{@code
 * class OurMembersTest extends MemberStoreContract {
 *   @Override
 *   public MemberStore store() {
 *     return ourStore;
 *   }
 *   …
 * }
 * }</pre>
 *
 * <p>The tests add members with random contacts and leave them behind, so all of them can run on one
 * table, and none touches members of anybody else.
 */
public abstract class MemberStoreContract
    implements MemberLookupContract, MemberUpdateContract, MemberRaceContract {

  /** For subclasses. */
  protected MemberStoreContract() {}

  /** The store under test: the same for the whole of one test. */
  @Override
  public abstract MemberStore store();

  /**
   * The units of work in which the store takes part: those of the {@code Records} that stand beside
   * it. A store that commits by itself fails, unless it is {@link MemberStore#isRemote() remote}: any
   * unit will do then.
   */
  @Override
  public abstract UnitOfWork unitOfWork();

  /**
   * The attributes of the shop. At least name, e-mail and phone are mapped; where e-mail or phone is
   * called unique, the store must not let two members have the same.
   */
  @Override
  public abstract FieldMapping mapping();

  /**
   * Adds a member around the store, as the shop's own pages do.
   *
   * @param values by attribute, in canonical text form; every other attribute has no value
   */
  @Override
  public abstract MemberId addMember(Map<String, String> values);

  /**
   * Changes a member around the store, as the shop's own pages do.
   *
   * @param value empty: the attribute has no value any more
   */
  @Override
  public abstract void editMember(MemberId member, String attribute, Optional<String> value);

  /** The states that the shop can tell apart. Default: {@link MemberRecord.Status#ACTIVE} only. */
  @Override
  public Set<MemberRecord.Status> statuses() {
    return Set.of(MemberRecord.Status.ACTIVE);
  }

  /** Changes a member's state around the store, to one of {@link #statuses()}. */
  @Override
  public void setStatus(MemberId member, MemberRecord.Status status) {
    if (status != MemberRecord.Status.ACTIVE) {
      throw new UnsupportedOperationException(
          "statuses() names " + status + ": override setStatus(…) as well");
    }
  }
}
