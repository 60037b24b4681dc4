package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Jurisdiction.Addressee;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.testsupport.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the way of a message, and who is a child, in Korea. */
class KoreaTest {
  private static final Notice USE = Notice.consent("mkt", Kind.MARKETING_USE)
      .covers(Purpose.MARKETING, Field.PHONE, Field.EMAIL)
      .text("ko", "마케팅", "글")
      .build();
  private static final Notice SMS = ad(Notice.advertising("ad_sms", Medium.SMS));
  private static final Notice EMAIL = ad(Notice.advertising("ad_email", Medium.EMAIL));
  private static final Notice NIGHT = ad(Notice.advertisingAtNight("night_sms", Medium.SMS));
  private static final Gate GATE = new Gate(Notices.of("Shop", USE, SMS, EMAIL, NIGHT));
  private static final String LONG_AGO = "2024-11-21T03:00:00Z";
  private static final Jurisdiction KOREA = Jurisdiction.korea();

  private static Notice ad(Notice.Builder notice) {
    return notice.text("ko", "광고", "글").build();
  }

  private static ConsentEvent granted(Notice notice, String at) {
    return Event.to(notice, at).of(ConsentEvent.Type.GRANTED);
  }

  private static List<String> against(Medium medium, String at, ConsentEvent... events) {
    return obstacles(medium, at, Quality.WEAK, events).stream()
        .map(Obstacle::code)
        .toList();
  }

  private static List<Obstacle> obstacles(
      Medium medium, String at, Quality weakest, ConsentEvent... events) {
    return KOREA.findObstacles(
        new Message(medium, Message.Kind.ADVERTISING, Instant.parse(at)),
        new Addressee(List.of(events), Set.of(), false, weakest),
        GATE);
  }

  @Test
  void bothConsentsAreNeededAndEachMediumHasItsOwn() {
    String noon = "2024-11-22T03:00:00Z";
    assertThat(against(Medium.SMS, noon)).containsExactly("NO_CONSENT", "NO_MARKETING_USE");
    assertThat(against(Medium.SMS, noon, granted(SMS, LONG_AGO)))
        .containsExactly("NO_MARKETING_USE");
    assertThat(against(Medium.SMS, noon, granted(SMS, LONG_AGO), granted(USE, LONG_AGO)))
        .isEmpty();
    assertThat(against(Medium.EMAIL, noon, granted(SMS, LONG_AGO), granted(USE, LONG_AGO)))
        .containsExactly("NO_CONSENT");
  }

  @Test
  void eachObstacleNamesItsArticleSourceAndCertainty() {
    assertThat(obstacles(Medium.SMS, "2024-11-22T03:00:00Z", Quality.WEAK)).allSatisfy(obstacle -> {
      assertThat(obstacle.article()).contains("Act");
      assertThat(obstacle.source()).startsWith("https://www.law.go.kr/");
      assertThat(obstacle.certainty()).isIn("PRIMARY", "SECONDARY", "INFERRED", "SHOP_POLICY");
    });
    assertThat(KOREA.version()).isEqualTo("2026-11-21");
  }

  @ParameterizedTest
  @CsvSource({
    // 20:59:59, 21:00 and 07:59:59 in Seoul, and eight o'clock
    "2024-11-22T11:59:59Z, false",
    "2024-11-22T12:00:00Z, true",
    "2024-11-22T22:59:59Z, true",
    "2024-11-22T23:00:00Z, false"
  })
  void theNightNeedsAConsentOfItsOwnButForEmail(String at, boolean night) {
    ConsentEvent[] day = {granted(USE, LONG_AGO), granted(SMS, LONG_AGO), granted(EMAIL, LONG_AGO)};
    List<Obstacle> found = obstacles(Medium.SMS, at, Quality.WEAK, day);
    assertThat(found).extracting(Obstacle::code).isEqualTo(night ? List.of("NIGHT") : List.of());
    assertThat(found)
        .extracting(Obstacle::until)
        .allMatch(Optional.of(Instant.parse("2024-11-22T23:00:00Z"))::equals);
    assertThat(against(Medium.EMAIL, at, day)).isEmpty();
    assertThat(against(
            Medium.SMS,
            at,
            granted(USE, LONG_AGO),
            granted(SMS, LONG_AGO),
            granted(NIGHT, LONG_AGO)))
        .isEmpty();
    assertThat(against(Medium.SMS, at, granted(USE, LONG_AGO), granted(NIGHT, LONG_AGO)))
        .as("the night alone is useless")
        .containsExactly("NO_CONSENT");
  }

  @ParameterizedTest
  @CsvSource({
    // the day before the same date two years on is the last one
    "2024-11-21T03:00:00Z, 2026-11-20T03:00:00Z, false",
    "2024-11-21T03:00:00Z, 2026-11-21T03:00:00Z, true",
    "2024-02-29T03:00:00Z, 2026-02-27T03:00:00Z, false",
    "2024-02-29T03:00:00Z, 2026-02-28T03:00:00Z, true",
    // in Seoul it is the 21st already
    "2024-11-20T16:00:00Z, 2026-11-20T14:59:59Z, false",
    "2024-11-20T16:00:00Z, 2026-11-20T15:00:00Z, true"
  })
  void everySecondYearTheMemberIsTold(String agreed, String at, boolean overdue) {
    ConsentEvent[] events = {granted(USE, agreed), granted(EMAIL, agreed)};
    assertThat(against(Medium.EMAIL, at, events))
        .isEqualTo(overdue ? List.of("CONFIRMATION_OVERDUE") : List.of());
  }

  @Test
  void whoWasToldAndSaidNothingStaysUntilTheNextSecondYear() {
    ConsentEvent use = granted(USE, LONG_AGO);
    ConsentEvent agreed = granted(EMAIL, LONG_AGO);
    ConsentEvent told =
        Event.to(EMAIL, "2026-10-22T03:00:00Z").of(ConsentEvent.Type.RECONFIRM_NOTIFIED);
    ConsentEvent kept = Event.to(EMAIL, "2026-11-01T03:00:00Z").of(ConsentEvent.Type.RECONFIRMED);

    assertThat(against(Medium.EMAIL, "2028-11-20T03:00:00Z", use, agreed, told)).isEmpty();
    assertThat(against(Medium.EMAIL, "2028-11-21T03:00:00Z", use, agreed, told))
        .containsExactly("CONFIRMATION_OVERDUE");
    assertThat(against(Medium.EMAIL, "2028-10-31T03:00:00Z", use, agreed, told, kept))
        .isEmpty();
    assertThat(against(Medium.EMAIL, "2028-11-01T03:00:00Z", use, agreed, told, kept))
        .containsExactly("CONFIRMATION_OVERDUE");
  }

  @Test
  void suppressionGuardianAndWeakEvidenceStandInTheWayToo() {
    Message message =
        new Message(Medium.SMS, Message.Kind.ADVERTISING, Instant.parse("2024-11-22T03:00:00Z"));
    ConsentEvent imported = Event.to(SMS, LONG_AGO)
        .of(ConsentEvent.Type.GRANTED, Quality.WEAK, Instant.parse(LONG_AGO));
    Addressee addressee = new Addressee(
        List.of(imported, granted(USE, LONG_AGO)), Set.of(Medium.SMS), true, Quality.PROVIDER);
    assertThat(KOREA.findObstacles(message, addressee, GATE))
        .extracting(Obstacle::code)
        .containsExactlyInAnyOrder("SUPPRESSED", "GUARDIAN_MISSING", "EVIDENCE_TOO_WEAK");
    Message service = new Message(Medium.SMS, Message.Kind.SERVICE, message.at());
    assertThat(KOREA.findObstacles(service, addressee, GATE))
        .extracting(Obstacle::code)
        .containsExactly("SUPPRESSED");
  }

  @Test
  void aChildIsUnderFourteenAndAYearAloneIsNoProof() {
    Instant day = Instant.parse("2026-11-21T03:00:00Z");
    assertThat(KOREA.isChild(LocalDate.parse("2013-03-01"), day)).isTrue();
    assertThat(KOREA.isChild(LocalDate.parse("2012-11-22"), day)).isTrue();
    assertThat(KOREA.isChild(LocalDate.parse("2012-11-21"), day)).isFalse();
    assertThat(KOREA.isChild(LocalDate.parse("2012-11-22"), Instant.parse("2026-11-21T15:00:00Z")))
        .as("in Seoul it is the birthday")
        .isFalse();
    assertThat(KOREA.mayBeChild(Year.of(2012), day)).as("nobody can tell").isTrue();
    assertThat(KOREA.mayBeChild(Year.of(2011), day)).isFalse();
  }

  @Test
  void rulesOfTheShopsOwnTakeTheirPlaceAndAreChecked() throws IOException {
    String rules = new String(
        Korea.class.getResourceAsStream("rules/kr.json").readAllBytes(), StandardCharsets.UTF_8);
    Jurisdiction stricter = own(rules.replace("\"21:00\"", "\"20:00\""));
    Message evening =
        new Message(Medium.SMS, Message.Kind.ADVERTISING, Instant.parse("2024-11-22T11:30:00Z"));
    Addressee addressee = new Addressee(
        List.of(granted(SMS, LONG_AGO), granted(USE, LONG_AGO)), Set.of(), false, Quality.WEAK);
    assertThat(KOREA.findObstacles(evening, addressee, GATE)).isEmpty();
    assertThat(stricter.findObstacles(evening, addressee, GATE))
        .extracting(Obstacle::code)
        .containsExactly("NIGHT");

    assertThatThrownBy(() -> own("{}")).hasMessageContaining("the rules lack the text version");
    assertThatThrownBy(() -> own("no JSON")).hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> own(rules.replace("21:00", "25:00")))
        .hasMessageContaining("a date, time");
    assertThatThrownBy(() -> own(rules.replace("\"NIGHT\"", "\"NIHGT\"")))
        .hasMessageContaining("there is no obstacle NIHGT");
  }

  @Test
  void rulesThatDoNotTellOfEveryObstacleAreRefused() throws IOException {
    String rules = new String(
        Korea.class.getResourceAsStream("rules/kr.json").readAllBytes(), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> own(rules.replace("\"rules\"", "\"rulez\"")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the rules lack rules, a list of objects");
    assertThatThrownBy(() -> own(rules.replaceAll("(?s)\\[\\s*\\{\\s*\"obstacle.*\\]", "[]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rules says nothing of [")
        .hasMessageContaining("NIGHT")
        .hasMessageContaining("SUPPRESSED");
    assertThatThrownBy(() -> own(rules.replaceAll("\\{\\s*\"obstacle\": \"NIGHT\"[^}]*\\},", "")))
        .hasMessageContaining("rules says nothing of [NIGHT]");
    assertThatThrownBy(() -> own(rules.replace("\"NIGHT\"", "\"SUPPRESSED\"")))
        .hasMessageContaining("rules says twice");
    assertThatThrownBy(() -> own(rules
            .replace("\"obstacle\": \"NIGHT\",", "\"obstacle\": \"NIGHT\", \"x\": \"")
            .replaceFirst("\"x\": \"\\s*\"article\"", "\"x\"")))
        .hasMessageContaining("the rules lack the text article of NIGHT");
    assertThatThrownBy(() -> own(rules.replace("\"rules\": [", "\"rules\": [null,")))
        .hasMessageContaining("the rules lack rules, a list of objects");
  }

  @Test
  void marketingUseMustCoverTheContactOfTheMedium() {
    Notice byEmail = use("mkt_email", Field.EMAIL);
    Notice byPhone = use("mkt_phone", Field.PHONE);
    Notice ofChannel = use("mkt_channel", Field.CHANNELS);
    Notice toOthers = Notice.consent("mkt_others", Kind.MARKETING_USE)
        .provides("AdCo", Purpose.MARKETING, Field.PHONE, Field.EMAIL)
        .text("ko", "마케팅", "글")
        .build();
    Map<Medium, List<Notice>> enough = Map.of(
        Medium.SMS, List.of(byPhone),
        Medium.CALL, List.of(byPhone),
        Medium.EMAIL, List.of(byEmail),
        Medium.MESSENGER, List.of(byPhone, ofChannel),
        Medium.PUSH, List.of(byEmail, byPhone, ofChannel, toOthers));
    for (Medium medium : Medium.values()) {
      Notice ad = ad(Notice.advertising("ad", medium));
      Gate gate = new Gate(Notices.of("Shop", byEmail, byPhone, ofChannel, toOthers, ad));
      for (Notice use : List.of(byEmail, byPhone, ofChannel, toOthers)) {
        assertThat(KOREA.findObstacles(
                new Message(
                    medium, Message.Kind.ADVERTISING, Instant.parse("2024-11-22T03:00:00Z")),
                new Addressee(
                    List.of(granted(ad, LONG_AGO), granted(use, LONG_AGO)),
                    Set.of(),
                    false,
                    Quality.WEAK),
                gate))
            .as("%s by %s", medium, use)
            .extracting(Obstacle::code)
            .isEqualTo(
                enough.getOrDefault(medium, List.of()).contains(use)
                    ? List.of()
                    : List.of("NO_MARKETING_USE"));
      }
    }
  }

  private static Notice use(String tag, Field<?> contact) {
    return Notice.consent(tag, Kind.MARKETING_USE)
        .covers(Purpose.MARKETING, contact)
        .text("ko", "마케팅", "글")
        .build();
  }

  @Test
  void eachOfTheConsentsHasToBeOfTheEvidenceThatTheShopSendsBy() {
    String noon = "2024-11-22T03:00:00Z";
    String night = "2024-11-22T14:00:00Z";
    ConsentEvent day = granted(SMS, LONG_AGO);
    ConsentEvent use = granted(USE, LONG_AGO);
    ConsentEvent dark = granted(NIGHT, LONG_AGO);
    assertThat(obstacles(Medium.SMS, night, Quality.STRONG, day, use, dark)).isEmpty();
    assertThat(obstacles(Medium.SMS, noon, Quality.STRONG, day, weak(USE), dark))
        .extracting(Obstacle::code)
        .containsExactly("EVIDENCE_TOO_WEAK");
    assertThat(obstacles(Medium.SMS, night, Quality.STRONG, day, use, weak(NIGHT)))
        .as("waits for the morning as without a consent for the night")
        .extracting(Obstacle::code, Obstacle::until)
        .containsExactly(Tuple.tuple("NIGHT", Optional.of(Instant.parse("2024-11-22T23:00:00Z"))));
    assertThat(obstacles(Medium.SMS, noon, Quality.STRONG, day, use, weak(NIGHT)))
        .isEmpty();
    assertThat(obstacles(Medium.SMS, night, Quality.WEAK, weak(SMS), weak(USE), weak(NIGHT)))
        .isEmpty();
  }

  private static ConsentEvent weak(Notice notice) {
    return Event.to(notice, LONG_AGO)
        .of(ConsentEvent.Type.GRANTED, Quality.WEAK, Instant.parse(LONG_AGO));
  }

  @Test
  void whatIsOverdueIsNotSavedByWeakerEvidence() {
    Notice other = ad(Notice.advertising("ad_sms_shop", Medium.SMS));
    Gate gate = new Gate(Notices.of("Shop", USE, SMS, other));
    Instant later = Instant.parse("2026-11-22T03:00:00Z");
    ConsentEvent fresh = Event.to(other, "2026-11-01T03:00:00Z")
        .of(ConsentEvent.Type.GRANTED, Quality.WEAK, Instant.parse("2026-11-01T03:00:00Z"));
    assertThat(KOREA.findObstacles(
            new Message(Medium.SMS, Message.Kind.ADVERTISING, later),
            new Addressee(
                List.of(granted(SMS, LONG_AGO), fresh, granted(USE, LONG_AGO)),
                Set.of(),
                false,
                Quality.STRONG),
            gate))
        .extracting(Obstacle::code)
        .containsExactly("CONFIRMATION_OVERDUE");
  }

  private static Jurisdiction own(String rules) throws IOException {
    return Jurisdiction.korea(new ByteArrayInputStream(rules.getBytes(StandardCharsets.UTF_8)));
  }

  private static Jurisdiction.Childhood childhood(String... namesAndTexts) {
    return KOREA.childhood(profile(namesAndTexts), Instant.parse("2026-11-21T03:00:00Z"));
  }

  private static Profile profile(String... namesAndTexts) {
    Profile.Builder profile = Profile.builder("kakao", Instant.parse("2026-11-21T03:00:00Z"));
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      profile.text(Field.named(namesAndTexts[i]), "path", namesAndTexts[i + 1], false);
    }
    return profile.build();
  }

  @ParameterizedTest
  @CsvSource({
    "2013, --03-01, '', CHILD",
    "2012, --11-22, '', CHILD",
    "2012, --11-21, '', OVER",
    "2012, '', '', UNCERTAIN",
    "2011, '', '', OVER",
    "2013, '', '', CHILD",
    "'', --03-01, '', UNKNOWN",
    "'', '', '', UNKNOWN",
    "'', '', 1~9, CHILD",
    "'', '', 10~14, UNCERTAIN",
    "'', '', 10~19, UNCERTAIN",
    "'', '', 15~19, OVER",
    "'', '', 90~, OVER",
    // what is known twice
    "2012, '', 10~14, UNCERTAIN",
    "2012, '', 15~19, UNCERTAIN",
    "2013, '', 15~19, UNCERTAIN",
    "1990, --01-01, 10~14, UNCERTAIN",
    "1990, --01-01, 20~29, OVER",
    "2012, --01-01, 10~14, OVER",
    "2009, --01-01, 10~19, OVER",
    // by the moon, some weeks later
    "2012, --10-01L, '', UNCERTAIN",
    "2012, --07-01L, '', OVER",
    "2012, --09-01LL, '', UNCERTAIN",
    "2011, --12-29L, '', OVER",
    "2012, --12-01L, '', CHILD"
  })
  @Fault({"T48", "T49", "T50"})
  void nobodyIsGuessedToBeOlder(String year, String day, String range, String childhood) {
    List<String> known = new ArrayList<>();
    Map.of("birth_year", year, "birthday", day, "age_range", range).forEach((name, text) -> {
      if (!text.isEmpty()) {
        known.addAll(List.of(name, text));
      }
    });
    assertThat(childhood(known.toArray(String[]::new)))
        .isEqualTo(Jurisdiction.Childhood.valueOf(childhood));
  }

  @Test
  void childhoodEndsAtMidnightInSeoulOrAtTheLatest() {
    Instant now = Instant.parse("2026-11-21T03:00:00Z");
    assertThat(KOREA.childhoodEnds(profile("birth_year", "2013", "birthday", "--03-01"), now))
        .contains(Instant.parse("2027-02-28T15:00:00Z"));
    assertThat(KOREA.childhoodEnds(profile("birth_year", "2012"), now))
        .contains(Instant.parse("2026-12-30T15:00:00Z"));
    assertThat(KOREA.childhoodEnds(profile("age_range", "10~14"), now))
        .contains(Instant.parse("2030-11-20T15:00:00Z"));
    assertThat(KOREA.childhoodEnds(profile(), now)).isEmpty();
    assertThat(KOREA.isChild(LocalDate.parse("2012-02-29"), Instant.parse("2026-02-28T03:00:00Z")))
        .as("born on a leap day")
        .isTrue();
    assertThat(KOREA.isChild(LocalDate.parse("2012-02-29"), Instant.parse("2026-02-28T15:00:00Z")))
        .isFalse();
  }
}
