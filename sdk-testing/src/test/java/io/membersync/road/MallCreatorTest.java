package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Members.Event.Kind;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A platform whose API makes members as well, and which takes part in no transaction. */
class MallCreatorTest extends MallFixture {
  private final InMemoryMemberStore members = new InMemoryMemberStore(MAPPING);

  private record Platform(InMemoryMemberStore members) implements MemberStore, MemberCreator {
    @Override
    public boolean isRemote() {
      return true;
    }

    @Override
    public Optional<MemberRecord> find(MemberId member) {
      return members.find(member);
    }

    @Override
    public List<Match> findByContact(ProvenContact contact) {
      return members.findByContact(contact);
    }

    @Override
    public UpdateReport update(
        MemberId member, MemberRecord.Version seen, GatedPatch patch, OperationId operation) {
      return members.update(member, seen, patch, operation);
    }

    @Override
    public Creation create(GatedMember member, OperationId operation) {
      return members.create(member, operation);
    }
  }

  @BeforeEach
  void aPlatform() {
    store = watched.members(new Platform(members));
    sync = open();
  }

  @Test
  void theMemberIsMadeStraightAfterTheCommit() {
    watched.beforeNext(
        "members.create", () -> assertThat(books.unitOfWork().isOpen()).isFalse());

    SignedIn result = signIn("haneul");

    MemberId member = result.member().orElseThrow();
    assertThat(members.valuesOf(member)).containsKeys("name", "email", "phone");
    assertThat(provenance(member)).containsExactlyInAnyOrder("name", "email", "phone");
    assertThat(kinds()).containsExactly(Kind.SIGNED_UP);
    assertThat(events.get(0).member()).contains(member);
    assertThat(writes()).isEmpty();
    assertThat(signIn("haneul").member()).contains(member);
  }

  @Test
  void aSecondCallbackWaitsForTheMemberThatIsBeingMade() throws Exception {
    TestBrowser browser = new TestBrowser();
    URI callback =
        kakao.visitor("haneul").agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/")));
    ExecutorService second = Executors.newSingleThreadExecutor();
    AtomicReference<Future<SignInResult>> told = new AtomicReference<>();
    watched.beforeNext(
        "members.create",
        () -> told.set(second.submit(() -> browser.complete(sync, Kakao.ID, callback))));

    SignedIn first = (SignedIn) browser.complete(sync, Kakao.ID, callback);

    assertThat(first.member()).isPresent();
    assertThat(((SignedIn) told.get().get(20, TimeUnit.SECONDS)).member())
        .isEqualTo(first.member());
    second.shutdown();
  }

  @Test
  @Fault("MS-03")
  void aMemberWhoseMakingWasNotAcknowledgedIsMadeOnce() {
    watched.afterNext("members.create", () -> {
      throw MemberStoreException.unavailable("platform-timeout", "no answer");
    });

    SignedIn result = signIn("haneul");

    assertThat(result.member()).isEmpty();
    assertThat(members.count()).isOne();
    clock.advance(Duration.ofSeconds(30));
    assertThat(runDue()).isOne();
    assertThat(members.count()).isOne();
    MemberId member = signIn("haneul").member().orElseThrow();
    assertThat(provenance(member)).containsExactlyInAnyOrder("name", "email", "phone");
    assertThat(kinds()).startsWith(Kind.SIGNED_UP, Kind.JOINED);
  }

  @Test
  @Fault("MS-06")
  void aProcessThatStopsBetweenMakingAndTyingIsFinishedByAnother() {
    watched.beforeNext("identities.assignMember", () -> {
      throw new LinkageError("killed");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(LinkageError.class);
    assertThat(members.count()).isOne();
    sync.close();

    sync = open();
    clock.advance(Duration.ofSeconds(30));
    assertThat(runDue()).isOne();

    assertThat(members.count()).isOne();
    MemberId member = signIn("haneul").member().orElseThrow();
    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(1);
    assertThat(members.count()).isOne();
    runDue();
    assertThat(writes()).isEmpty();
  }

  @Test
  @Fault("MS-06")
  void aProcessThatStopsBeforeMakingIsFinishedByAnother() {
    watched.beforeNext("members.create", () -> {
      throw new LinkageError("killed");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(LinkageError.class);
    assertThat(members.count()).isZero();
    clock.advance(Duration.ofSeconds(30));

    assertThat(runDue()).isOne();

    assertThat(members.count()).isOne();
    assertThat(signIn("haneul").member()).isPresent();
  }

  @Test
  void aSecondSignInWhileTheMemberIsMissingMakesNoSecondOne() {
    for (int i = 0; i < 2; i++) {
      watched.beforeNext("members.create", () -> {
        throw MemberStoreException.limited("platform-limited", "429", Duration.ofMinutes(1));
      });
    }
    assertThat(signIn("haneul").member()).isEmpty();
    assertThat(signIn("haneul").member()).isEmpty();
    clock.advance(Duration.ofMinutes(2));

    runDue();
    clock.advance(Duration.ofMinutes(2));
    runDue();

    assertThat(members.count()).isOne();
    assertThat(writes()).isEmpty();
    assertThat(signIn("haneul").member()).isPresent();
  }
}
