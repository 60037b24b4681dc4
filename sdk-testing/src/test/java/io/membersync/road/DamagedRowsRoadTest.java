package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Sealed rows of the books that came back torn or filled with zeros: lost alone, the rest goes on. */
class DamagedRowsRoadTest extends RoadFixture {
  private static final List<UnaryOperator<byte[]>> DAMAGES = List.of(
      row -> new byte[0],
      row -> new byte[row.length],
      row -> Arrays.copyOf(row, row.length / 2),
      row -> Arrays.copyOf(Arrays.copyOf(row, row.length / 2), row.length));

  @Test
  @Fault("MS-14")
  void aDamagedParkedSignInHasExpiredAndANewOneIsWhole() {
    for (UnaryOperator<byte[]> damage : DAMAGES) {
      freshShop();
      sync = open(korea());
      NeedsConsent needs = needsConsent(complete(callback("haneul")));
      Records.ParkedRow row =
          (Records.ParkedRow) watched.calls("attempts.park").get(0).arguments().get(1);
      books
          .attempts()
          .park(
              SHOP, new Records.ParkedRow(row.key(), damage.apply(row.sealed()), row.expiresAt()));

      refused(sync.resume(browser, needs.parked(), AGREED), RejectReason.EXPIRED);

      assertNobodyBecameAMember();
      NeedsConsent again = needsConsent(signIn("haneul"));
      assertThat(sync.resume(browser, again.parked(), AGREED)).isInstanceOf(SignedIn.class);
    }
  }

  @Test
  @Fault("MS-14")
  void damagedTokensAreNoneAndTheNextSignInBringsOthers() {
    for (UnaryOperator<byte[]> damage : DAMAGES) {
      freshShop();
      sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
      MemberId member = signUp("haneul");
      String subject = Long.toString(kakao.person("haneul").id());
      Records.TokenRow row = books.tokens().find(SHOP, "kakao", subject).orElseThrow();
      books
          .tokens()
          .put(
              SHOP,
              new Records.TokenRow("kakao", subject, damage.apply(row.sealed()), row.updatedAt()));

      assertThat(sync.members().withAccessToken(member, Kakao.ID, token -> true))
          .isEmpty();

      assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
      assertThat(sync.members().withAccessToken(member, Kakao.ID, token -> true))
          .contains(true);
    }
  }

  @Test
  @Fault("MS-14")
  void aDamagedTaskWaitsAndThoseBehindItAreDone() {
    MemberId member = signUp("haneul");
    books
        .tasks()
        .add(
            SHOP,
            new Records.Task(
                "torn",
                "webhook",
                new byte[40],
                clock.instant().minusSeconds(60),
                clock.instant().minusSeconds(60),
                0,
                Optional.empty()));
    String key = "KakaoAK " + kakao.app().adminKey();
    assertThat(sync.receive(Kakao.ID, unlinkWebhook(kakao.person("haneul").id(), key))
            .httpStatus())
        .isEqualTo(200);

    assertThat(runDue()).isPositive();

    assertThat(identity("haneul")).isEmpty();
    assertThat(members.find(member)).isPresent();
    assertThat(books.tasks().findOpen(SHOP, 10))
        .filteredOn(task -> task.id().equals("torn"))
        .singleElement()
        .satisfies(task -> assertThat(task.errorCode()).contains("unreadable"));
  }

  @Test
  @Fault("MS-14")
  void aSecondCallbackWhoseOutcomeIsDamagedIsRefusedAndNothingIsExchangedTwice() {
    for (UnaryOperator<byte[]> damage : DAMAGES) {
      freshShop();
      URI callback = callback("haneul");
      MemberId member = memberOf(complete(callback));
      String claim = (String) watched.calls("attempts.claim").get(0).arguments().get(1);
      byte[] kept =
          books.attempts().findClaim(SHOP, claim).orElseThrow().outcome().orElseThrow();
      books
          .attempts()
          .putOutcome(SHOP, claim, damage.apply(kept), clock.instant().plusSeconds(60));

      refused(complete(callback), RejectReason.ALREADY_USED);

      assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
    }
  }

  @Test
  @Fault("MS-14")
  void aDamagedQuestionIsNotAskedAndComesAgainWithTheNextSignIn() {
    FieldMapping asking = FieldMapping.none().map(Field.EMAIL, "email").rule(SyncRule.ASK);
    useMembers(asking);
    sync = open(shop().mapping(asking));
    MemberId member = signUp("haneul");
    kakao.put(kakao.person("haneul").toBuilder().email("new@shop.example").build());
    signUp("haneul");
    assertThat(sync.members().questions(member)).hasSize(1);
    Records.Person person = books.identities().findPersonOf(SHOP, member).orElseThrow();
    Records.Offer offer = books.offers().ofPerson(SHOP, person.id()).get(0);
    books
        .offers()
        .put(
            SHOP,
            person.id(),
            new Records.Offer(
                offer.attribute(),
                offer.origin(),
                offer.valueHash(),
                offer.verified(),
                offer.firstSeen(),
                Optional.of(new byte[60])));

    assertThat(sync.members().questions(member)).isEmpty();

    clock.advance(Duration.ofMinutes(1));
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
  }
}
