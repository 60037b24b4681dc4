package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.By;
import io.membersync.Console;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records.StepState;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a privacy officer asks at the console. */
class ConsentConsoleRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");

  private MemberId member = new MemberId("none yet");
  private String printed = "";

  @BeforeEach
  void aMemberWhoAgreedToAll() {
    useMembers(WITH_BIRTHDAY);
    sync = open(shop(Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401"))
        .mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    member = memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
  }

  private int run(String... args) {
    StringWriter out = new StringWriter();
    int code = Console.run(sync, args, new PrintWriter(out));
    printed = out.toString();
    return code;
  }

  @Test
  void tellsHowNoticesStand() {
    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);
    assertThat(run("consents", member.value())).isZero();
    assertThat(printed)
        .containsPattern(
            "opt_profile granted since 2026-11-21T[0-9:.]+Z, version 1/ko, sha256 [0-9a-f]{64}")
        .containsPattern("mkt granted since [^ ]+ through KAKAO")
        .contains("ad_sms withdrawn since 2026");
    assertThat(run("consents", "999999")).isOne();
    assertThat(printed).contains("knows no such member");
  }

  @Test
  void provesWhatWasAgreedToAtATime() {
    String before = clock.instant().plus(Duration.ofMinutes(1)).toString();
    clock.advance(Duration.ofMinutes(2));
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);

    assertThat(run("consent-proof", member.value(), "birthday", "PERSONALISE", "--at=" + before))
        .isZero();
    assertThat(printed)
        .startsWith("yes, by ")
        .contains("GRANTED opt_profile/1/ko by SUBJECT on WEB, TICK, evidence STRONG")
        .contains("수집 항목: 생일")
        .contains("looked at:")
        .contains("WITHDRAWN opt_profile/1/ko");
    assertThat(run("consent-proof", member.value(), "birthday", "PERSONALISE")).isOne();
    assertThat(printed).startsWith("no: WITHDRAWN");
    assertThat(
            run("consent-proof", member.value(), "birthday", "PERSONALISE", "--known-at=" + before))
        .as("what was known then")
        .isZero();
    assertThat(run("consent-proof", member.value(), "phone", "POINTS", "--recipient=PointCo"))
        .isOne();
    assertThat(printed).startsWith("no: NO_BASIS");
  }

  @Test
  void provesAContractByItsTextToTheLetter() {
    assertThat(run("consent-proof", member.value(), "name", "ORDER_FULFIL")).isZero();
    assertThat(printed)
        .startsWith("yes, by basic/1")
        .contains(
            "  text shown, sha256 ", textOf("basic").sha256(), textOf("basic").title());
    assertThat(printed.lines()).containsAll(bodyOf("basic"));

    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.contract("basic")
                .version(2)
                .covers(Purpose.ORDER_FULFIL, Field.NAME, Field.EMAIL, Field.PHONE)
                .text("ko", "계약", "둘째 글")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(run("consent-proof", member.value(), "name", "ORDER_FULFIL")).isZero();
    assertThat(printed)
        .startsWith("yes, by basic/2")
        .contains("  text in force, which no page is known to have shown, sha256 ", "    둘째 글")
        .doesNotContain("text shown");
  }

  private Notice.Text textOf(String tag) {
    return sync.notices().find(tag).orElseThrow().textIn("ko");
  }

  private List<String> bodyOf(String tag) {
    return textOf(tag).body().lines().map(line -> "    " + line).toList();
  }

  @Test
  void aFieldThatIsNoneIsNotUnderstood() {
    assertThat(run("consent-proof", member.value(), "birhtday", "PERSONALISE")).isEqualTo(2);
    assertThat(printed).contains("there is no field birhtday; there are age_range, ");
    assertThat(run("consent-proof", member.value(), "shoe_size", "PERSONALISE")).isEqualTo(2);
    assertThat(printed).contains("there is no field shoe_size; there are ");
    Field<String> shoes = Field.text("shoe_size");

    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.consent("shoes", Notice.Kind.COLLECT_USE)
                .covers(Purpose.PERSONALISE, shoes)
                .text("ko", "신발", "글")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(run("consent-proof", member.value(), "shoe_size", "PERSONALISE"))
        .as("covered")
        .isOne();
    assertThat(printed).startsWith("no: NO_CONSENT");

    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.consent("shoes", Notice.Kind.COLLECT_USE)
                .covers(Purpose.PERSONALISE, shoes)
                .effectiveFrom(clock.instant().plus(Duration.ofDays(1)))
                .text("ko", "신발", "글")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(run("consent-proof", member.value(), "shoe_size", "PERSONALISE"))
        .as("covered from tomorrow on")
        .isOne();
    assertThat(run("consent-proof", member.value(), "ci", "PERSONALISE"))
        .as("MemberSync's own")
        .isOne();
  }

  @Test
  void tellsEveryStepOfAMember() {
    assertThat(run("withdrawal-steps", member.value())).isZero();
    assertThat(printed.strip()).isEqualTo("0 open");
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    sync.work().runDue(RoadShop.BUDGET);

    assertThat(run("withdrawal-steps", member.value())).isOne();
    assertThat(printed)
        .containsPattern("store, mkt, not applicable since 2026-[^ ]+, receipt no-field")
        .containsPattern(
            "provider:kakao, mkt, open since 2026-[^ ]+, until 2026-[^ ]+, tried 1, last")
        .contains("1 open");
    kakao.clearFailures();
    clock.advance(Duration.ofHours(1));
    sync.work().runDue(RoadShop.BUDGET);
    assertThat(run("withdrawal-steps", member.value())).isZero();
    assertThat(printed)
        .containsPattern("provider:kakao, mkt, done since 2026-[^ ]+, receipt [^ ]+")
        .contains("0 open");
    assertThat(run("withdrawal-steps", member.value(), "--limit=5")).isEqualTo(2);
    assertThat(run("withdrawal-steps", "999999")).isOne();
  }

  @Test
  void tellsWhatAWithdrawalStillHasToReach() {
    assertThat(run("withdrawal-steps")).isZero();
    assertThat(printed).contains("0 open");
    kakao.failUntilCleared(KakaoEndpoint.REVOKE_SERVICE_TERMS, Failure.raw(503, Map.of(), ""));
    sync.consents().withdraw(member, Set.of("mkt"), By.MEMBER);
    sync.work().runDue(RoadShop.BUDGET);

    assertThat(run("withdrawal-steps", "--limit=5")).isOne();
    assertThat(printed).contains("provider:kakao of person ", ", mkt, until 2026-11-24T", "1 open");
    String step = printed.substring(0, printed.indexOf(' '));
    assertThat(run("give-up", step, "the", "app", "was", "deleted")).isZero();
    assertThat(run("give-up", step, "the app was deleted")).isOne();
    assertThat(sync.consents().steps(member))
        .filteredOn(one -> one.state() == StepState.GIVEN_UP)
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).contains("the app was deleted"));
  }

  @Test
  void tellsWhoMustBeAskedAgain() {
    assertThat(run("to-ask-again")).isZero();
    assertThat(printed).contains("0 questions to 0 members");
    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.terms("rules").text("ko", "규칙", "글").build()))
        .mapping(WITH_BIRTHDAY));

    assertThat(run("to-ask-again", "--ending-before=2027-01-01T00:00:00+09:00")).isOne();
    assertThat(printed).contains(member.value() + " rules required", "1 questions to 1 members");
    assertThat(run("to-ask-again", "--ending-before=monday")).isEqualTo(2);

    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.terms("rules").text("ko", "규칙", "글").build())
            .with(Notice.terms("more_rules").text("ko", "규칙", "글").build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(run("to-ask-again")).isOne();
    assertThat(printed).contains("2 questions to 1 members");
  }

  @Test
  void writesAllThatIsHeldToANewFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("member.json");
    assertThat(run("export-member", member.value(), file.toString())).isZero();
    assertThat(Files.readString(file))
        .contains("\"tag\":\"opt_profile\"", "\"field\":\"birthday\"");
    assertThat(printed).doesNotContain("haneul");
    assertThat(run("export-member", member.value(), file.toString())).isEqualTo(3);
    assertThat(printed).contains("there already");
  }

  @Test
  void tellsWhatHasNoGround() {
    assertThat(run("without-ground", member.value())).isZero();
    assertThat(printed.strip()).isEqualTo("fields without a ground: 0");
    assertThat(run("without-ground")).isZero();
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    assertThat(run("without-ground", member.value())).isOne();
    assertThat(printed.lines()).containsExactly("birthday", "fields without a ground: 1");
    assertThat(run("without-ground")).as("of the whole shop").isOne();
    assertThat(printed.lines())
        .containsExactly(member + " birthday", "members with fields without a ground: 1");
    assertThat(run("withdrawal-preview", member.value(), "opt_profile")).isZero();
    assertThat(run("withdrawal-preview", member.value(), "--leaving")).isZero();
  }

  @Test
  void whatIsNotUnderstoodIsExplained() {
    assertThat(run("consents")).isEqualTo(2);
    assertThat(printed).contains("wants 1 words after it, not 0");
    assertThat(run("consents", member.value(), "--all")).isEqualTo(2);
    assertThat(printed).contains("no option --all here");
    assertThat(run("consent-proof", member.value(), "birthday", "personalise")).isEqualTo(2);
    assertThat(run("consent-proof", member.value(), "birthday", "PERSONALISE", "--at=monday"))
        .isEqualTo(2);
    assertThat(printed).contains("a time is like");
    assertThat(run("withdrawal-preview", member.value())).isEqualTo(2);
    assertThat(run("withdrawal-preview", member.value(), "tos")).isEqualTo(2);
    assertThat(printed).contains("leaves the shop");
    assertThat(run("withdrawal-steps", "--limit=0")).isEqualTo(2);
    assertThat(run("give-up", "x", "=")).isEqualTo(2);
    assertThat(run("no-such-command")).isEqualTo(2);
    assertThat(printed).contains("import-identities FILE", "consent-proof MEMBER FIELD PURPOSE");
    assertThat(sync.consents().hasAgreed(member, "ad_sms")).isTrue();
  }
}
