package io.membersync;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.KnowsIdentities;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberEraser;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.member.WaysIn;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The shop's store; what it throws says nothing of a member. Errors pass. */
class GuardedStore implements MemberStore {
  private final MemberStore store;
  private final Watch watch;

  private GuardedStore(MemberStore store, Watch watch) {
    this.store = store;
    this.watch = watch;
  }

  /** This store with the powers it has. */
  static GuardedStore of(MemberStore store, Watch watch) {
    return store instanceof MemberCreator creator
        ? new Creating(store, creator, watch)
        : new GuardedStore(store, watch);
  }

  @Override
  public boolean isRemote() {
    return store.isRemote();
  }

  @Override
  public Optional<MemberRecord> find(MemberId member) {
    return guard("find", () -> store.find(member));
  }

  @Override
  public List<Match> findByContact(ProvenContact contact) {
    return guard("findByContact", () -> List.copyOf(store.findByContact(contact)));
  }

  @Override
  public UpdateReport update(
      MemberId member, Version seen, GatedPatch patch, OperationId operation) {
    return guard("update", () -> store.update(member, seen, patch, operation));
  }

  @Override
  public String asStored(String attribute, String text) {
    try {
      return store.asStored(attribute, text);
    } catch (RuntimeException e) {
      throw safe("asStored", e);
    }
  }

  /** Whether the member gets in by the shop's own login; no where the store cannot tell. */
  boolean hasOwnLogin(MemberId member) {
    return store instanceof WaysIn ways && guard("hasOwnLogin", () -> ways.hasOwnLogin(member));
  }

  /**
   * Whose an identity is by an older login of the shop; empty also where the store does not have the
   * power to tell.
   */
  Optional<MemberId> findByIdentity(String namespace, String subject) {
    return store instanceof KnowsIdentities older
        ? guard("findByIdentity", () -> older.findByIdentity(namespace, subject))
        : Optional.empty();
  }

  /** Whether the store has the power to blank values. */
  boolean erases() {
    return store instanceof MemberEraser;
  }

  /** What erasing these attributes would do; empty where the store does not have that power. */
  Optional<List<Erasure>> planErasure(MemberId member, Set<String> attributes) {
    return store instanceof MemberEraser eraser
        ? Optional.of(guard("planErasure", () -> eraser.plan(member, attributes)))
        : Optional.empty();
  }

  /** Erases; empty where the store does not have that power. */
  Optional<UpdateReport> erase(MemberId member, Set<String> attributes, OperationId operation) {
    return store instanceof MemberEraser eraser
        ? Optional.of(guard("erase", () -> eraser.erase(member, attributes, operation)))
        : Optional.empty();
  }

  /** Members page by page; only of a store with that power. */
  MemberListing.Page list(Optional<MemberId> after, int limit) {
    return guard("list", () -> listing().list(after, limit));
  }

  Optional<Long> countMembers() {
    return guard("countMembers", () -> listing().countMembers());
  }

  private MemberListing listing() {
    if (store instanceof MemberListing listing) {
      return listing;
    }
    throw new IllegalStateException("the member store cannot list its members");
  }

  <T> T guard(String method, Supplier<T> call) {
    Watch.Running step = watch.begin(Kind.STORE, null, method);
    try {
      T answer = call.get();
      step.end(word(answer), null);
      return answer;
    } catch (RuntimeException e) {
      MemberStoreException safe = safe(method, e);
      step.failed(safe);
      throw safe;
    } catch (Error e) {
      step.failed(e);
      throw e;
    }
  }

  private static String word(@Nullable Object answer) {
    if (answer instanceof UpdateReport report && !report.versionFits()) {
      return "stale";
    }
    if (answer instanceof Creation.Taken) {
      return "taken";
    }
    if (answer instanceof Creation.Refused) {
      return "refused";
    }
    return answer instanceof Creation.Unknown ? "unknown" : Watch.OK;
  }

  private static MemberStoreException safe(String method, RuntimeException e) {
    return e instanceof MemberStoreException known
        ? known
        : ShopFailures.translate("the shop's store: " + method + "()", e);
  }

  /** A store that also makes members. */
  private static final class Creating extends GuardedStore implements MemberCreator {
    private final MemberCreator creator;

    private Creating(MemberStore store, MemberCreator creator, Watch watch) {
      super(store, watch);
      this.creator = creator;
    }

    @Override
    public Creation create(GatedMember member, OperationId operation) {
      return guard("create", () -> creator.create(member, operation));
    }
  }
}
