package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Consents.By;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoApp;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoServiceTerm;
import io.membersync.testing.ReceivedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Terms that came later at Kakao and at the shop, agreed on the shop's own page. */
class ReportTermsRoadTest extends RoadFixture {
  private static final Answers BOTH = Answers.none().consent("tos", true).consent("mkt", true);

  /** Whoever is linked at Kakao already is not asked there what is added later. */
  @BeforeEach
  void aMemberFromBeforeTheTerms() {
    KakaoApp app = kakao.app();
    kakao.reconfigure(before -> before.toBuilder().terms().build());
    signUp("haneul");
    kakao.reconfigure(before -> app);
    sync = open(shop(withTerms()));
    kakao.forgetRequests();
  }

  @Test
  void areReportedAfterTheCommitSoThatKakaoDoesNotAskThemAgain() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    assertThat(kakao.calls(KakaoEndpoint.UPGRADE_SERVICE_TERMS)).isZero();

    signedIn(sync.resume(browser, needs.parked(), BOTH));
    assertThat(kakao.calls(KakaoEndpoint.UPGRADE_SERVICE_TERMS))
        .as("by the worker")
        .isZero();
    assertThat(runDue()).isOne();

    ReceivedRequest report = kakao.requests(KakaoEndpoint.UPGRADE_SERVICE_TERMS).get(0);
    assertThat(report.formParameter("tags").orElseThrow().split(","))
        .containsExactlyInAnyOrder("tos_20260101", "marketing_20260401");
    assertThat(report.formParameter("target_id"))
        .contains(String.valueOf(kakao.person("haneul").id()));
    assertThat(
            kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms().keySet())
        .contains("tos_20260101", "marketing_20260401");

    signedIn(signIn("haneul"));
    assertThat(runDue()).as("nothing more").isZero();
  }

  @Test
  void onlyWhatWasAgreedIsReported() {
    NeedsConsent needs = needsConsent(signIn("haneul"));

    signedIn(sync.resume(browser, needs.parked(), Answers.none().consent("tos", true)));
    runDue();

    assertThat(kakao.requests(KakaoEndpoint.UPGRADE_SERVICE_TERMS))
        .singleElement()
        .satisfies(report -> assertThat(report.formParameter("tags")).contains("tos_20260101"));
  }

  @Test
  void withoutAnAdminKeyTheVisitorsTokenReports() {
    sync = open(withoutAdminKey());
    NeedsConsent needs = needsConsent(signIn("haneul"));

    signedIn(sync.resume(browser, needs.parked(), BOTH));
    runDue();

    assertThat(kakao.requests(KakaoEndpoint.UPGRADE_SERVICE_TERMS))
        .singleElement()
        .satisfies(report ->
            assertThat(report.header("Authorization").orElseThrow()).startsWith("Bearer "));
  }

  @Test
  void aReportThatOutlivesTheVisitorsTokenUsesTheOneThatIsKept() {
    sync = open(withoutAdminKey());
    MemberId member = afterTheToken();

    assertThat(runDue()).isOne();

    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).as("exchanged once").isOne();
    assertThat(agreedAtKakao()).contains("tos_20260101", "marketing_20260401");
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul")))
        .as("by the successor, which is kept")
        .isEmpty();
  }

  @Test
  void aReportWaitsForTheNodeThatExchangesTheToken() {
    sync = open(withoutAdminKey().tokens(Kakao.ID, TokenPolicy.KEEP));
    afterTheToken();
    String subject = String.valueOf(kakao.person("haneul").id());
    Instant now = clock.instant();
    assertThat(
            books.tokens().lease(SHOP, "kakao", subject, "another-node", now, now.plusSeconds(15)))
        .isTrue();

    assertThat(runDue()).isZero();
    clock.advance(Duration.ofMinutes(10));
    assertThat(runDue()).isOne();

    assertThat(agreedAtKakao()).contains("tos_20260101", "marketing_20260401");
  }

  @Test
  void aReportWithADeadTokenAndNoneKeptIsGivenUpAndNothingIsExchanged() {
    sync = open(withoutAdminKey().tokens(Kakao.ID, TokenPolicy.DISCARD));
    afterTheToken();

    assertThat(runDue()).isOne();

    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
    assertThat(agreedAtKakao()).doesNotContain("tos_20260101");
  }

  /** Kakao does not answer until the visitor's token is dead. */
  private MemberId afterTheToken() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    kakao.failUntilCleared(KakaoEndpoint.UPGRADE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), BOTH));
    assertThat(runDue()).isZero();
    kakao.clearFailures();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(13));
    return member;
  }

  private Set<String> agreedAtKakao() {
    return kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms().keySet();
  }

  @Test
  void aReportThatFailsIsRepeatedAndGivenUpAfterADay() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(browser, needs.parked(), BOTH));
    kakao.failUntilCleared(KakaoEndpoint.UPGRADE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));

    assertThat(runDue()).isZero();
    clock.advance(Duration.ofMinutes(2));
    assertThat(runDue()).isZero();
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(6));
    assertThat(runDue()).isOne();
    assertThat(kakao.calls(KakaoEndpoint.UPGRADE_SERVICE_TERMS)).isEqualTo(3);
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void whoIsUnlinkedMeanwhileIsNotReported() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), BOTH));
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();

    runDue();

    assertThat(kakao.calls(KakaoEndpoint.UPGRADE_SERVICE_TERMS)).isZero();
    assertThat(kakao.calls(KakaoEndpoint.UNLINK)).isOne();
  }

  @Test
  void whatIsWithdrawnMeanwhileIsNotReported() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    kakao.failUntilCleared(KakaoEndpoint.UPGRADE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    MemberId member = memberOf(sync.resume(browser, needs.parked(), BOTH));
    runDue();
    clock.advance(Duration.ofSeconds(10));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    runDue();
    kakao.clearFailures();
    kakao.forgetRequests();
    clock.advance(Duration.ofHours(1));
    runDue();

    assertThat(kakao.requests(KakaoEndpoint.UPGRADE_SERVICE_TERMS))
        .singleElement()
        .satisfies(report -> assertThat(report.formParameter("tags")).contains("tos_20260101"));
    assertThat(
            kakao.findLink(kakao.person("haneul")).orElseThrow().agreedTerms().keySet())
        .contains("tos_20260101")
        .doesNotContain("marketing_20260401");
  }

  @Test
  void aTermThatKakaoDoesNotAskIsNotReported() {
    kakao.reconfigure(app -> app.toBuilder()
        .terms(KakaoServiceTerm.required("another_20260101", "Another"))
        .build());
    SignInResult result = signIn("haneul");

    signedIn(sync.resume(browser, needsConsent(result).parked(), BOTH));

    assertThat(runDue()).isZero();
    assertThat(kakao.calls(KakaoEndpoint.UPGRADE_SERVICE_TERMS)).isZero();
  }

  @Test
  void aReportToAProviderThatWasTakenAwayIsGivenUpAfterADay() {
    NeedsConsent needs = needsConsent(signIn("haneul"));
    signedIn(sync.resume(browser, needs.parked(), BOTH));
    sync = open(bare(told()).provider(oldKakao()).callbacks(CALLBACKS));

    assertThat(runDue()).as("it may come back").isZero();
    assertThat(books.tasks().findOpen(SHOP, 10)).hasSize(1);
    clock.advance(Duration.ofHours(25));

    assertThat(runDue()).isOne();
    assertThat(books.tasks().findOpen(SHOP, 10)).isEmpty();
  }

  private MemberSyncBuilder withoutAdminKey() {
    return bare(withTerms())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()));
  }

  private static Notices withTerms() {
    return told()
        .with(Notice.terms("tos").text("ko", "약관", "…").askedBy("tos_20260101").build())
        .with(Notice.consent("mkt", Notice.Kind.MARKETING_USE)
            .text("ko", "마케팅", "…")
            .askedBy("marketing_20260401")
            .build());
  }
}
