package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.consent.Notice.Item;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.profile.Field;
import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What is told of notices before visitors see them. */
class NoticeLintTest {
  private static final Purpose POINTS = new Purpose("POINTS");

  private static List<String> codes(Notice... notices) {
    return findings(notices).stream().map(Finding::code).toList();
  }

  private static List<Finding> findings(Notice... notices) {
    return Notices.of("Shop", notices).findings();
  }

  private static Notice.Builder points() {
    return Notice.consent("third_points", Kind.THIRD_PARTY)
        .provides("PointCo", POINTS, Field.PHONE)
        .text("ko", "제3자 제공", "포인트 적립");
  }

  private static Notice.Builder told(Notice.Builder notice) {
    return notice
        .told("ko", Item.RECIPIENT, "PointCo")
        .told("ko", Item.RECIPIENT_PURPOSE, "포인트 적립")
        .told("ko", Item.FIELDS, "전화번호")
        .told("ko", Item.RECIPIENT_RETENTION, "1년")
        .told("ko", Item.REFUSAL, "동의하지 않아도 가입할 수 있습니다.");
  }

  @Test
  @Fault("T10")
  void theFiveThingsOfGivingToOthersAreWanted() {
    Finding finding = findings(points().build()).get(0);
    assertThat(finding.code()).isEqualTo("notice-items");
    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
    assertThat(finding.place()).isEqualTo("notice third_points/ko");
    assertThat(finding.mend())
        .contains("FIELDS, RECIPIENT, RECIPIENT_PURPOSE, RECIPIENT_RETENTION, REFUSAL")
        .contains("PIPA 17(2)");
    assertThat(codes(told(points()).build())).isEmpty();
  }

  @Test
  void aContractCoversNoGender() {
    Notice basic = Notice.contract("basic")
        .covers(Purpose.ORDER_FULFIL, Field.NAME, Field.GENDER)
        .covers(Purpose.MARKETING, Field.EMAIL)
        .retention(Period.ZERO)
        .text("ko", "안내", "글")
        .build();
    assertThat(findings(basic))
        .extracting(Finding::code)
        .containsExactly("notice-contract", "notice-contract");
    assertThat(findings(basic).get(0).mend()).contains("[gender]").contains("15(1)4");
  }

  @Test
  void languagesSayTheSame() {
    Notice notice = told(points().text("en", "Given to others", "Points")).build();
    assertThat(findings(notice))
        .extracting(Finding::code, Finding::place)
        .contains(Tuple.tuple("notice-languages", "notice third_points/en"));
    Notice korean = Notice.terms("tos").text("ko", "약관", "제1조").build();
    Notice both =
        Notice.terms("age").text("ko", "나이", "글").text("en", "Age", "Text").build();
    assertThat(findings(korean, both))
        .extracting(Finding::toString)
        .containsExactly("WARNING notice-language-missing notice tos: it has no text in [en], which"
            + " other notices have: visitors get the first one");
  }

  @Test
  void advertisingNeedsItsUseAndTheNightItsDay() {
    Notice night =
        Notice.advertisingAtNight("night_sms", Medium.SMS).text("ko", "밤", "글").build();
    Notice email =
        Notice.advertising("ad_email", Medium.EMAIL).text("ko", "메일", "글").build();
    assertThat(codes(night, email))
        .containsExactlyInAnyOrder("notice-night", "notice-marketing-use");
  }

  @Test
  void theUseCoversTheContactOfTheMedium() {
    Notice use = Notice.consent("mkt", Kind.MARKETING_USE)
        .covers(Purpose.MARKETING, Field.EMAIL)
        .retention(Period.ZERO)
        .text("ko", "마케팅", "글")
        .build();
    List<Notice> advertising = new ArrayList<>();
    for (Medium medium : Medium.values()) {
      advertising.add(
          Notice.advertising("ad_" + medium, medium).text("ko", "광고", "글").build());
    }
    advertising.add(use);
    assertThat(findings(advertising.toArray(Notice[]::new)))
        .extracting(Finding::code, Finding::place)
        .containsExactly(
            Tuple.tuple("notice-marketing-use", "notice ad_SMS"),
            Tuple.tuple("notice-marketing-use", "notice ad_MESSENGER"),
            Tuple.tuple("notice-marketing-use", "notice ad_CALL"));
  }

  @Test
  void howLongIsSaid() {
    Notice.Builder profile = Notice.consent("opt_profile", Kind.COLLECT_USE)
        .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
        .text("ko", "맞춤", "글");
    assertThat(codes(profile.build())).containsExactly("notice-retention");
    assertThat(codes(profile.retention(Period.ZERO).build())).isEmpty();
  }

  @Test
  void versionsToComeAreLookedAtBeforeTheyAreInForce() {
    Instant now = Instant.parse("2026-11-21T00:00:00Z");
    Notice first = told(points()).retention(Period.ofYears(1)).build();
    Notice second = points().version(2).effectiveFrom(now.plusSeconds(60)).build();
    Notice tos = Notice.terms("tos")
        .version(2)
        .effectiveFrom(now.plusSeconds(60))
        .text("ko", "약관", "제1조")
        .text("en", "Terms", "Article 1")
        .build();
    Notices notices = Notices.of("Shop", first, second, tos);

    assertThat(notices.at(now).findings())
        .extracting(Finding::code, Finding::place)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("notice-items", "notice third_points v2/ko"),
            org.assertj.core.groups.Tuple.tuple("notice-retention", "notice third_points v2"),
            org.assertj.core.groups.Tuple.tuple("notice-language-missing", "notice third_points"));
    assertThat(notices.at(now.plusSeconds(60)).findings())
        .as("in force")
        .extracting(Finding::place)
        .contains("notice third_points/ko")
        .doesNotContain("notice third_points v2/ko");
  }

  @Test
  void manyNoticesAreLookedAtAtOnce() {
    List<Notice> many = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      for (int version = 1; version <= 5; version++) {
        many.add(Notice.consent("n" + i, Kind.COLLECT_USE)
            .version(version)
            .effectiveFrom(Instant.EPOCH.plusSeconds(version * 10_000L + i))
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("ko", "맞춤", "글")
            .build());
      }
    }
    Notices notices = Notices.of("Shop", many.toArray(Notice[]::new)).at(Instant.EPOCH);

    assertThat(notices.findings())
        .hasSize(10_000)
        .allSatisfy(found -> assertThat(found.code()).isEqualTo("notice-retention"));
  }

  @Test
  void theStarterSetHasOnlyItsGaps() {
    assertThat(Notices.korea("Shop").findings())
        .extracting(Finding::code)
        .containsOnly("notice-gap");
  }
}
