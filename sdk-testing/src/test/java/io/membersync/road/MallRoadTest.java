package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.Joined;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A shop whose members are made by a hosted mall: who they are comes later, by an event. */
class MallRoadTest extends MallFixture {
  @Test
  void aSignUpIsCommittedWithoutAMemberAndWrittenOnceTheMallHasMadeIt() {
    SignedIn result = signIn("haneul");

    assertThat(result.member()).isEmpty();
    assertThat(result.details().isNewMember()).isTrue();
    assertThat(result.details().droppedFields()).isEmpty();
    assertThat(kinds()).containsExactly(Kind.SIGNED_UP);
    assertThat(mall.count()).isZero();
    Records.Task waiting = writes().get(0);
    assertThat(new String(waiting.sealed(), StandardCharsets.ISO_8859_1))
        .doesNotContain("haneul", "+8210");
    assertThat(runDue()).as("nothing to do before there is a member").isZero();

    MemberId member = mall.logIn(result.person(), Map.of("name", "Typed At The Mall"));
    assertThat(sync.members().joined(result.person(), member)).isEqualTo(Joined.TIED);
    assertThat(mall.valuesOf(member)).doesNotContainKey("email");
    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member))
        .containsOnly(
            Map.entry("name", "Typed At The Mall"),
            Map.entry("email", "haneul@shop.example"),
            Map.entry("phone", "+821055501234"));
    assertThat(provenance(member)).containsExactlyInAnyOrder("email", "phone");
    assertThat(kinds()).containsExactly(Kind.SIGNED_UP, Kind.JOINED, Kind.UPDATED);
    assertThat(events.get(2).member()).contains(member);
    assertThat(writes()).as("a name that is read-only is not tried again").isEmpty();
    assertThat(signIn("haneul").member()).contains(member);
  }

  @Test
  void theMallsWordIsTakenTwiceLateAndFromAnotherNode() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    MemberSync other = open();

    assertThat(other.members().joined(person, member)).isEqualTo(Joined.TIED);
    assertThat(sync.members().joined(person, member)).isEqualTo(Joined.ALREADY);
    runDue();
    mall.deliver(sync.members()::joined);
    mall.deliverAgain(sync.members()::joined);
    runDue();

    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(kinds()).containsExactly(Kind.SIGNED_UP, Kind.JOINED, Kind.UPDATED);
  }

  @Test
  void nobodyIsTiedToTwo() {
    PersonId haneul = signIn("haneul").person();
    PersonId seoyeon = signIn("seoyeon").person();
    MemberId first = mall.logIn(haneul, Map.of());
    MemberId second = mall.logIn(seoyeon, Map.of());
    Members told = sync.members();
    assertThat(told.joined(haneul, first)).isEqualTo(Joined.TIED);

    assertThat(told.joined(haneul, second)).isEqualTo(Joined.TIED_TO_ANOTHER);
    assertThat(told.joined(seoyeon, first)).isEqualTo(Joined.TIED_TO_ANOTHER);
    assertThat(told.joined(new PersonId(UUID.randomUUID()), second)).isEqualTo(Joined.NO_PERSON);

    assertThat(told.joined(seoyeon, second)).isEqualTo(Joined.TIED);
    runDue();
    assertThat(mall.valuesOf(first)).containsEntry("email", "haneul@shop.example");
    assertThat(mall.valuesOf(second)).containsEntry("email", "seoyeon@shop.example");
  }

  @Test
  void aWordThatComesWhileASecondSignInIsCommittedLeavesNothingWaiting() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    change("haneul", one -> one.phoneNumber("+82 10-5550-9999"));
    watched.beforeNext("identities.hold", () -> joinedOnAnotherThread(person, member));

    SignedIn second = signIn("haneul");

    assertThat(second.member()).as("looked at again").contains(member);
    runDue();
    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055509999");
    assertThat(writes()).isEmpty();
  }

  private void joinedOnAnotherThread(PersonId person, MemberId member) {
    Thread thread = new Thread(() -> sync.members().joined(person, member));
    thread.start();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerThatIsToldAgainNamesTheMemberThatIsThereByNow() {
    TestBrowser browser = new TestBrowser();
    URI callback =
        kakao.visitor("haneul").agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/")));
    PersonId person = ((SignedIn) browser.complete(sync, Kakao.ID, callback)).person();
    MemberId member = joinedAndWritten(person);

    assertThat(((SignedIn) browser.complete(sync, Kakao.ID, callback)).member()).contains(member);
    mall.setStatus(member, MemberRecord.Status.BLOCKED);
    assertThat(browser.complete(sync, Kakao.ID, callback))
        .isInstanceOf(SignInResult.Rejected.class);
  }

  @Test
  void signInsBeforeTheMemberIsThereAreWrittenInTheirOrder() {
    PersonId person = signIn("haneul").person();
    change("haneul", one -> one.phoneNumber("+82 10-5550-9999"));
    assertThat(signIn("haneul").person()).isEqualTo(person);
    assertThat(writes()).hasSize(2);

    MemberId member = joinedAndWritten(person);

    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055509999");
    assertThat(writes()).isEmpty();
  }

  @Test
  void whatIsWithdrawnMeanwhileIsNotWritten() {
    sync = open(shop(Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL)
            .text("en", "Processed for the contract", "Name and address.")
            .build(),
        Notice.consent("calls", Notice.Kind.COLLECT_USE)
            .covers(Purpose.MEMBER_IDENTIFY, Field.PHONE)
            .text("en", "Phone", "To call you.")
            .build())));
    TestBrowser browser = new TestBrowser();
    SignInResult asked = browser.signIn(sync, Kakao.ID, kakao.visitor("haneul")::agree);
    SignedIn result = (SignedIn) sync.resume(
        browser, ((NeedsConsent) asked).parked(), Answers.none().consent("calls", true));
    ConsentEvent granted = books.evidence().eventsOf(RoadFixture.SHOP, result.person()).stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .findFirst()
        .orElseThrow();
    clock.advance(Duration.ofMinutes(1));
    books.evidence().append(RoadFixture.SHOP, List.of(Withdrawal.of(granted, clock.instant())));

    MemberId member = joinedAndWritten(result.person());

    assertThat(mall.valuesOf(member)).containsKey("email").doesNotContainKey("phone");
    assertThat(provenance(member)).containsExactly("email");
  }

  @Test
  void whoBecomesNoMemberWithinThreeDaysIsForgottenAndBroughtAgainByTheNextSignIn() {
    PersonId person = signIn("haneul").person();
    clock.advance(Duration.ofDays(3).minusSeconds(1));
    runDue();
    assertThat(writes()).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    runDue();
    assertThat(writes()).as("personal values do not lie about").isEmpty();

    MemberId member = mall.logIn(person, Map.of());
    assertThat(sync.members().joined(person, member)).isEqualTo(Joined.TIED);
    runDue();
    assertThat(mall.valuesOf(member)).isEmpty();

    signIn("haneul");
    runDue();
    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
  }

  @Test
  void whoIsUnlinkedBeforeTheMemberIsThereLeavesNothingToIt() {
    PersonId person = signIn("haneul").person();
    books
        .identities()
        .unlink(
            RoadFixture.SHOP,
            "kakao",
            String.valueOf(kakao.person("haneul").id()),
            clock.instant());

    MemberId member = joinedAndWritten(person);

    assertThat(mall.valuesOf(member)).containsOnlyKeys("name");
    assertThat(writes()).isEmpty();
  }

  @Test
  void aMemberWhomTheMallShutsOutGetsNothing() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    mall.setStatus(member, MemberRecord.Status.BLOCKED);
    mall.deliver(sync.members()::joined);

    runDue();

    assertThat(mall.valuesOf(member)).isEmpty();
    assertThat(writes()).isEmpty();
  }

  @Test
  void aKnownMemberIsReadBeforeTheTransactionAndWrittenAfterIt() {
    MemberId member = joinedAndWritten(signIn("haneul").person());
    change("haneul", one -> one.phoneNumber("+82 10-5550-9999"));
    for (String call : List.of("members.find", "members.update")) {
      watched.beforeNext(call, () -> assertThat(books.unitOfWork().isOpen()).isFalse());
    }

    assertThat(signIn("haneul").member()).contains(member);

    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055501234");
    assertThat(runDue()).isOne();
    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055509999");
  }

  @Test
  void aMallThatIsAwayEndsTheSignInOfAKnownMemberAndLosesNothingOfANewOne() {
    joinedAndWritten(signIn("haneul").person());
    mall.refuseNext(1, Duration.ofSeconds(30));
    assertThatThrownBy(() -> signIn("haneul"))
        .isInstanceOfSatisfying(MemberStoreException.class, e -> {
          assertThat(e.code()).isEqualTo("mall-limited");
          assertThat(e.retryAfter()).contains(Duration.ofSeconds(30));
        });

    mall.refuseNext(0, Duration.ofSeconds(30));
    PersonId person = signIn("seoyeon").person();
    MemberId member = mall.logIn(person, Map.of());
    mall.deliver(sync.members()::joined);
    mall.refuseNext(1, Duration.ofSeconds(30));
    assertThat(runDue()).isZero();
    assertThat(mall.valuesOf(member)).isEmpty();
    assertThat(runDue()).as("not before it may").isZero();
    clock.advance(Duration.ofSeconds(30));
    assertThat(runDue()).isOne();
    assertThat(mall.valuesOf(member)).containsEntry("email", "seoyeon@shop.example");
  }

  @Test
  void anotherNodeFinishesWhatThisOneHasCommitted() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    mall.deliver(sync.members()::joined);
    sync.close();

    MemberSync other = open();
    assertThat(other.work().runDue(RoadShop.BUDGET)).isOne();

    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(other.members().find(member).map(Members.Report::person)).contains(person);
  }

  @Test
  void aWorkerThatStopsAfterTheWriteIsFollowedByOneThatRecordsIt() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    mall.deliver(sync.members()::joined);
    watched.beforeNext("evidence.putProvenance", () -> {
      throw new LinkageError("killed");
    });
    assertThatThrownBy(this::runDue).isInstanceOf(LinkageError.class);
    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(provenance(member)).isEmpty();

    clock.advance(Duration.ofSeconds(61));
    assertThat(runDue()).isOne();

    assertThat(provenance(member)).containsExactlyInAnyOrder("email", "phone");
    change("haneul", one -> one.phoneNumber("+82 10-5550-9999"));
    signIn("haneul");
    runDue();
    assertThat(mall.valuesOf(member))
        .as("known as its own value, and so replaced")
        .containsEntry("phone", "+821055509999");
  }

  @Test
  void aMemberThatTheStoreDoesNotFindYetIsTriedAgain() {
    PersonId person = signIn("haneul").person();
    MemberId member = mall.logIn(person, Map.of());
    mall.deliver(sync.members()::joined);
    store = watched.members(mall);
    watched.afterNext("members.find", () -> {
      throw MemberStoreException.unavailable("mall-behind", "the mall's search is behind");
    });
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofMinutes(1));

    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member)).isNotEqualTo(Optional.empty()).containsKey("email");
  }
}
