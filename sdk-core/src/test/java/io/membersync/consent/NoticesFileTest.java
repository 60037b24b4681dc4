package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.consent.Notice.Basis;
import io.membersync.consent.Notice.Coverage;
import io.membersync.consent.Notice.Item;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notice.Processing;
import io.membersync.profile.Field;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.Period;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notices that are written in a file. */
class NoticesFileTest {
  private static final String FILE = """
      {
        "shopName": "Wine Shop",
        "notices": [
          {
            "tag": "tos",
            "kind": "TERMS",
            "askedBy": ["tos_20260101"],
            "texts": {"ko": {"title": "이용약관", "body": "제1조"}}
          },
          {
            "tag": "third_points",
            "kind": "THIRD_PARTY",
            "version": 2,
            "effectiveFrom": "2026-12-01T00:00:00+09:00",
            "retention": "P1Y",
            "covers": [{"purpose": "POINTS", "fields": ["phone"], "recipient": "PointCo"}],
            "texts": {
              "ko": {
                "title": "제3자 제공",
                "body": "포인트 적립을 위해 제공합니다.",
                "told": {"RECIPIENT": "PointCo", "REFUSAL": "동의하지 않아도 됩니다."}
              },
              "en": {"title": "Given to others", "body": "For points."}
            }
          },
          {
            "tag": "ad_sms",
            "kind": "AD_RECEIVE",
            "medium": "SMS",
            "texts": {"ko": {"title": "광고 문자", "body": "보냅니다."}}
          }
        ]
      }
      """;

  private static Notices read(String json) throws IOException {
    return Notices.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void everyPartIsRead() throws IOException {
    Notices notices = read(FILE);

    assertThat(notices.shopName()).isEqualTo("Wine Shop");
    Notice terms = notices.find("tos").orElseThrow();
    assertThat(terms.isRequired()).isTrue();
    assertThat(terms.basis()).isEqualTo(Basis.CONTRACT);
    assertThat(notices.findByProviderTag("tos_20260101")).contains(terms);
    Notice points = notices.find("third_points", 2).orElseThrow();
    assertThat(points.kind()).isEqualTo(Kind.THIRD_PARTY);
    assertThat(points.effectiveFrom()).contains(Instant.parse("2026-11-30T15:00:00Z"));
    assertThat(points.retention()).contains(Period.ofYears(1));
    assertThat(points.coverage())
        .containsExactly(new Coverage(
            new Purpose("POINTS"),
            Set.of(Field.PHONE),
            Processing.PROVIDE,
            Optional.of("PointCo")));
    assertThat(points.textIn("ko").told()).containsEntry(Item.RECIPIENT, "PointCo");
    assertThat(points.textIn("en").body()).isEqualTo("For points.");
    assertThat(notices.find("ad_sms").orElseThrow().medium()).contains(Medium.SMS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "THIRD_PARTY | THRID_PARTY | notices[1] (third_points): kind is 'THRID_PARTY', none of",
        "\"retention\" | \"retentoin\" | notices[1]: there is nothing called 'retentoin'",
        "P1Y | 1 year | (third_points): retention is '1 year', and must be a period such as P1Y",
        "PointCo\"} | 제휴사 등\"} | notices[1] (third_points): who gets",
        "\"version\": 2 | \"version\": \"2\" | version must be a whole number",
        "\"tag\": \"tos\", | | notices[0]: tag is missing; it is a text",
        "\"medium\": \"SMS\", | | notices[2] (ad_sms): advertising needs its medium, one of",
        "\"REFUSAL\" | \"REFUSE\" | texts.ko: told is 'REFUSE', none of",
        "\"Wine Shop\", | \"Wine Shop\" | the notices are no JSON object that can be read",
        "POINTS | points | notices[1] (third_points): purpose must be",
        "\"2026-12-01T00:00:00+09:00\" | 20261201 | (third_points): effectiveFrom must be a text",
        "\"2026-12-01T00:00:00+09:00\" | null | (third_points): effectiveFrom must be a text",
        "2026-12-01T00:00:00+09:00 | 2026-12-01 | effectiveFrom is '2026-12-01', and must be",
        "\"P1Y\" | 365 | notices[1] (third_points): retention must be a text",
        "\"P1Y\" | null | notices[1] (third_points): retention must be a text",
        "P1Y | P-1Y | notices[1] (third_points): nothing is kept for less than",
        "\"version\": 2 | \"version\": 99999999999 | (third_points): version must be a whole number",
        "\"version\": 2 | \"version\": 2.5 | (third_points): version must be a whole number",
        "\"version\": 2 | \"version\": 0 | (third_points): version must be a whole number from 1",
        "\"version\": 2 | \"version\": null | (third_points): version must be a whole number",
        "\"version\": 2 | \"required\": \"no\" | (third_points): required must be true or false",
        "\"version\": 2 | \"editorial\": 0 | (third_points): editorial must be true or false",
        "\"kind\": \"TERMS\" | \"kind\": 1 | notices[0] (tos): kind must be a text",
        "\"kind\": \"TERMS\" | \"kind\": \"TERMS\", \"required\": false | (tos): terms are required:",
        "\"tag\": \"tos\" | \"tag\": 7 | notices[0]: tag must be a text",
        "\"SMS\" | null | notices[2] (ad_sms): medium must be a text",
        "\"Wine Shop\" | 1 | the notices: shopName must be a text",
        "[\"tos_20260101\"] | \"tos_20260101\" | notices[0] (tos): askedBy must be a list of texts",
        "[\"tos_20260101\"] | [1] | notices[0] (tos): askedBy must be a list of texts",
        "[\"phone\"] | \"phone\" | (third_points).covers: fields must be a list of texts",
        "\"PointCo\"}] | null}] | (third_points).covers: recipient must be a text",
        "\"PointCo\"}] | \"PointCo\"}, \"email\"] | (third_points): covers must be a list of objects",
        "\"notices\": [ | \"notices\": [\"tos\", | the notices: notices must be a list of objects",
        "{\"title\": \"이용약관\", \"body\": \"제1조\"} | \"제1조\" | (tos).texts: ko must be an object",
        "\"body\": \"제1조\" | \"body\": [\"제1조\"] | notices[0] (tos).texts.ko: body must be a text",
        "\"REFUSAL\": \"동의하지 않아도 됩니다.\" | \"REFUSAL\": true | texts.ko.told: REFUSAL must be a text",
        "\"ko\": {\"title\": \"이용약관\" | \"ko.KR\": {\"title\": \"이용약관\" | notices[0] (tos): a language is like ko",
        "제1조 | 제1\\u0000조 | notices[0] (tos): no database keeps a U+0000",
        "\"RECIPIENT\": \"PointCo\" | \"RECIPIENT\": \"Point\\u0000Co\" | notices[1] (third_points): no database keeps",
      })
  void whatIsWrongIsToldWithItsPlace(String right, String wrong, String message) {
    String file = FILE.replace(right, wrong == null ? "" : wrong);
    assertThat(file).isNotEqualTo(FILE);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTitleThatTheBooksCannotKeepIsToldWithItsPlace() {
    String file = FILE.replace("광고 문자", "광".repeat(1_001));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "notices[2] (ad_sms): a title has at most 1,000 characters: the one in ko has 1001");
  }
}
