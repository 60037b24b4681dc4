package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Members;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Logged;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Members are found by MemberSync's own index of contacts. */
class ContactIndexRoadTest extends IndexFixture {
  @Test
  void aMemberWhosePhoneStandsInAnOddFormIsFoundAndNobodyScansForIt() {
    MemberId old = old(ODD_PHONE);
    build();
    watched.forget();

    NeedsProof needs = (NeedsProof) signIn("haneul");

    assertThat(memberOf(sync.resume(browser, needs.parked(), Answers.none().signedInAs(old))))
        .isEqualTo(old);
    assertThat(members.count()).isOne();
    assertThat(watched.calls("members.findByContact")).isEmpty();
    assertThat(watched.calls("members.list")).isEmpty();
  }

  @Test
  void withoutTheIndexThatMemberWouldBecomeASecondOne() {
    old(ODD_PHONE);
    sync = open(shop());

    assertThat(signedIn(signIn("haneul")).details().isNewMember()).isTrue();
  }

  @Test
  void untilItHasBeenBuiltTheStoreIsAskedAndAWarningSaysSo() {
    old("+821055501234");

    String log = Logged.during(() -> {
      assertFound("haneul");
      assertFound("haneul");
    });

    assertThat(watched.calls("members.findByContact")).isNotEmpty();
    assertThat(log).containsOnlyOnce("contact index has not been built").doesNotContain("5550");
    build();
    watched.forget();
    assertThat(Logged.during(() -> assertFound("haneul"))).doesNotContain("contact index");
    assertThat(watched.calls("members.findByContact")).isEmpty();
  }

  @Test
  void whileItIsBeingBuiltWhatItHasAlreadyIsFoundToo() {
    MemberId old = old(ODD_PHONE);

    assertThat(sync.members().changed(old)).isTrue();

    assertFound("haneul");
  }

  @Test
  void aSignUpIsInTheIndexWithItsOwnCommit() {
    old("010-5550-9999");
    build();
    MemberId made = signUp("haneul");
    sync = open(shop().contactIndex().provider(oldKakao()));
    watched.forget();

    assertThat(new io.membersync.testing.TestBrowser()
            .signIn(sync, OLD, kakao.visitor("haneul")::agree))
        .isInstanceOf(NeedsProof.class);

    assertThat(members.count()).as("the old one and the new one").isEqualTo(2);
    assertThat(watched.calls("members.findByContact")).isEmpty();
    assertThat(values(made)).containsEntry("phone", "+821055501234");
  }

  @Test
  void aSignInThatFillsAContactPutsItIntoTheIndex() {
    MemberId old = members.add(Map.of("name", "Old Name", "email", "haneul@shop.example"));
    build();
    NeedsProof needs = (NeedsProof) signIn("haneul");
    signedIn(sync.resume(browser, needs.parked(), Answers.none().signedInAs(old)));
    assertThat(values(old)).containsEntry("phone", "+821055501234");
    members.edit(old, "email", Optional.empty());
    kakao.unlink(kakao.person("haneul"));
    sync.members().unlink(old, io.membersync.provider.kakao.Kakao.ID);

    assertFound("haneul"); // by the phone that the sign-in has written
  }

  @Test
  void aValueThatAMemberTakesOverIsInTheIndex() {
    FieldMapping asking = FieldMapping.none().map(Field.EMAIL, "email").rule(SyncRule.ASK);
    useMembers(asking);
    sync = open(shop().mapping(asking).contactIndex().provider(oldKakao()));
    build();
    MemberId member = signUp("haneul");
    kakao.put(kakao.person("haneul").toBuilder().email("new@shop.example").build());
    signUp("haneul");
    Members.Question question = sync.members().questions(member).get(0);

    assertThat(sync.members().answer(member, question, true))
        .isEqualTo(Members.Answered.TAKEN_OVER);

    assertThat(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree))
        .as("the new address is a member's")
        .isInstanceOf(NeedsProof.class);
  }

  @Test
  void aSignInPutsWhatTheMemberHasHadAllTheTimeIntoTheIndexToo() {
    sync = open(shop().contactIndex().provider(oldKakao()));
    build();
    MemberId old =
        members.add(Map.of("name", "Kim Haneul", "email", "haneul@shop.example")); // told by nobody
    String subject = Long.toString(kakao.person("haneul").id());
    sync.members().knownAs(old, Kakao.ID, subject);

    assertThat(signUp("haneul")).isEqualTo(old);

    members.edit(old, "phone", Optional.empty());
    assertThat(new TestBrowser().signIn(sync, OLD, kakao.visitor("haneul")::agree))
        .isInstanceOf(NeedsProof.class);
  }

  @Test
  void anEditThatTheShopTellsIsFound() {
    MemberId old = old("010-5550-9999");
    build();
    members.edit(old, "phone", Optional.of(ODD_PHONE));

    assertThat(sync.members().changed(old)).isTrue();
    assertThat(sync.members().changed(old)).as("said again").isTrue();

    assertFound("haneul");
    assertThat(values(old)).as("nothing is written").containsEntry("phone", ODD_PHONE);
  }

  @Test
  void anEditThatNobodyTellsIsFoundAfterTheNextPass() {
    MemberId old = old("010-5550-9999");
    build();
    members.edit(old, "phone", Optional.of(ODD_PHONE));

    assertThat(nightly().pass()).isEqualTo(2);

    assertFound("haneul");
  }

  @Test
  void aContactThatAMemberHasGivenUpFindsNobody() {
    MemberId old = old(ODD_PHONE);
    build();
    members.edit(old, "phone", Optional.of("010-5550-9999"));

    assertThat(signedIn(signIn("haneul")).details().isNewMember())
        .as("the entry is compared with the row as it is now")
        .isTrue();
  }

  @Test
  void whoIsGoneIsNotFoundAndLosesTheEntriesWhenToldOrAtTheNextPass() {
    MemberId told = old(ODD_PHONE);
    MemberId untold = old(ODD_PHONE);
    build();
    members.remove(told);
    members.remove(untold);

    assertThat(sync.members().changed(told)).isFalse();
    assertThat(signedIn(signIn("haneul")).details().isNewMember()).isTrue();
    nightly();

    // What is left is the new member's: phone and e-mail.
    assertThat(books.contacts().removeSeenBefore(SHOP, java.time.Instant.MAX, 100))
        .isEqualTo(2);
  }

  @Test
  void anEmailIsFoundInAnyLetterCase() {
    members.add(Map.of("name", "Old Name", "email", "HaNeul@Shop.Example"));
    build();

    assertFound("haneul");
  }

  @Test
  void twoWhoShareAContactAreBothFoundAndNeitherIsTaken() {
    old(ODD_PHONE);
    old("010 5550 1234");
    build();
    sync = open(shop().contactIndex().linking(LinkPolicy.asking().linkingVerified()));

    assertFound("haneul");
  }

  @Test
  void whoHasLeftIsFoundUnlessThePolicyLetsThemComeAsSomebodyNew() {
    MemberId old = old(ODD_PHONE);
    build();
    members.setStatus(old, MemberRecord.Status.LEFT);
    sync.members().left(old);
    sync.members().changed(old);

    assertFound("haneul");
    sync = open(shop().contactIndex().linking(LinkPolicy.asking().rejoiningAsNewMember()));
    assertThat(signedIn(signIn("haneul")).details().isNewMember()).isTrue();
  }

  @Test
  void whatTheShopMergesIsReadAnew() {
    MemberId from = old(ODD_PHONE);
    MemberId into = old("010-5550-9999");
    build();
    sync.members().knownAs(from, io.membersync.provider.kakao.Kakao.ID, "77");
    members.edit(into, "phone", Optional.of(ODD_PHONE));
    members.remove(from);

    assertThat(sync.members().merged(from, into)).isTrue();

    NeedsProof needs = (NeedsProof) signIn("haneul");
    assertThat(memberOf(sync.resume(browser, needs.parked(), Answers.none().signedInAs(into))))
        .isEqualTo(into);
  }

  @Test
  void whatTheShopMergesIntoWhoWasMergedIsReadAnewAtTheOneWhoIsThere() {
    MemberId first = old("010-5550-9991");
    MemberId second = old("010-5550-9992");
    MemberId third = old(ODD_PHONE);
    build();
    sync.members().knownAs(first, Kakao.ID, "77");
    sync.members().knownAs(third, Kakao.ID, "78");
    sync.members().merged(first, second);
    members.remove(first);
    members.edit(second, "phone", Optional.of(ODD_PHONE));
    members.remove(third);

    assertThat(sync.members().merged(third, first)).isTrue();

    NeedsProof needs = (NeedsProof) signIn("haneul");
    assertThat(memberOf(sync.resume(browser, needs.parked(), Answers.none().signedInAs(second))))
        .isEqualTo(second);
  }

  @Test
  void anOlderReadingDoesNotTakeAwayWhatWasToldMeanwhile() {
    MemberId old = old("010-5550-9999");
    build();
    watched.beforeNext(
        "contacts.replace",
        () -> apart(() -> {
          members.edit(old, "phone", Optional.of(ODD_PHONE));
          sync.members().changed(old);
        }));

    sync.members().changed(old); // has read the row before that edit

    assertFound("haneul");
  }

  @Test
  void aPassThatHasReadARowBeforeItWasEditedTakesNothingAway() {
    MemberId old = old("010-5550-9999");
    build();
    watched.afterNext("members.list", () -> {
      members.edit(old, "phone", Optional.of(ODD_PHONE));
      sync.members().changed(old);
    });

    nightly();

    assertFound("haneul");
  }

  @Test
  void aContactThatOnlyTheStoreKnowsOfIsSoughtThere() {
    members.add(Map.of("name", "Old Name", "email", "haneul@shop.example"));
    FieldMapping phoneOnly = FieldMapping.none().map(Field.NAME, "name").map(Field.PHONE, "phone");
    sync = open(shop().mapping(phoneOnly).contactIndex());
    build();

    assertFound("haneul");
  }

  @Test
  void aBlockedMemberIsFoundAndNotLetIn() {
    MemberId old = old(ODD_PHONE);
    build();
    members.setStatus(old, MemberRecord.Status.BLOCKED);

    NeedsProof needs = (NeedsProof) signIn("haneul");

    assertThat(needs.choices().newMemberAllowed()).isFalse();
    refused(
        sync.resume(browser, needs.parked(), Answers.none().signedInAs(old)),
        RejectReason.MEMBER_NOT_ADMITTED);
  }

  @Test
  void aStoreThatCannotListItsMembersIsRefusedAtTheStart() {
    MemberStore plain = (MemberStore) Proxy.newProxyInstance(
        MemberStore.class.getClassLoader(),
        new Class<?>[] {MemberStore.class},
        (proxy, method, arguments) -> method.invoke(members.store(), arguments));

    assertThatThrownBy(() -> io.membersync.MemberSync.builder(plain, told())
            .provider(kakao.provider())
            .callbacks(CALLBACKS)
            .records(records)
            .keys(KEYS)
            .contactIndex()
            .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("MemberListing")
        .hasMessageContaining("findByContact");
  }

  @Test
  void whatIsSaidInsideATransactionIsRefused() {
    MemberId old = old(ODD_PHONE);

    assertThatThrownBy(() -> books.unitOfWork().execute(() -> sync.members().changed(old)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after the commit");
  }

  @Test
  void withoutAnIndexAChangeIsOnlyLookedAt() {
    MemberId old = old(ODD_PHONE);
    sync = open(shop());
    watched.forget();

    assertThat(sync.members().changed(old)).isTrue();
    assertThat(sync.members().changed(new MemberId("m99"))).isFalse();

    assertThat(watched.calls("contacts.replace")).isEmpty();
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsToldAndTheChangeCanBeSaidAgain() {
    MemberId old = old("010-5550-9999");
    build();
    members.edit(old, "phone", Optional.of(ODD_PHONE));
    watched.beforeNext("contacts.replace", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "the database has gone");
    });

    assertThatThrownBy(() -> sync.members().changed(old)).isInstanceOf(MemberStoreException.class);
    sync.members().changed(old);

    assertFound("haneul");
  }

  /** On a thread of its own, as another node would. */
  private static void apart(Runnable work) {
    java.util.concurrent.CompletableFuture.runAsync(work).join();
  }
}
