package io.membersync.provider.kakao;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KakaoWebhookTest {
  private static final String KEY = "11112222333344445555666677778888";
  private static final String GOOD =
      "app_id=700123&user_id=4021987766&referrer_type=ACCOUNT_DELETE";
  private static final String FORM = "application/x-www-form-urlencoded;charset=utf-8";
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:30Z");

  private final Kakao kakao =
      Kakao.of("key", Secret.of("secret")).withAppId("700123").withAdminKey(Secret.of(KEY));

  private static Webhook post(String authorization, String type, String body) {
    return new Webhook(
        "POST",
        "",
        Map.of("Authorization", List.of(authorization), "Content-Type", List.of(type)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static Webhook post(String body) {
    return post("KakaoAK " + KEY, FORM, body);
  }

  private static Webhook get(String query) {
    return new Webhook(
        "GET", query, Map.of("authorization", List.of("KakaoAK " + KEY)), new byte[0]);
  }

  private Received receive(Webhook webhook) {
    return kakao.receive(webhook, NOW);
  }

  @Test
  @Fault("WH-14")
  void theSampleIsRead() {
    List<String> lines = Samples.lines("unlink-webhook.http");
    Received received = receive(post(
        lines.get(1).substring("Authorization: ".length()),
        lines.get(2).substring("Content-Type: ".length()),
        lines.get(4)));

    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events()).singleElement().satisfies(event -> {
      assertThat(event.provider()).isEqualTo(Kakao.ID);
      assertThat(event.kind()).isEqualTo(LifecycleEvent.Kind.UNLINKED);
      assertThat(event.subject()).isEqualTo("4021987766");
      assertThat(event.reason()).isEqualTo("UNLINK_FROM_APPS");
      assertThat(event.occurredAt()).isEmpty();
      assertThat(event.id()).matches("[0-9a-f]{64}");
      assertThat(event.toString()).doesNotContain("4021987766");
    });
  }

  @Test
  @Fault("WH-14")
  void getAndPostTellTheSame() {
    assertThat(receive(get(GOOD)).events())
        .isEqualTo(receive(post(GOOD)).events())
        .hasSize(1);
    assertThat(receive(post("KakaoAK " + KEY, "application/x-www-form-urlencoded", GOOD))
            .httpStatus())
        .isEqualTo(200);
    assertThat(receive(
                post("KakaoAK " + KEY, "Application/X-WWW-Form-URLEncoded; charset=UTF-8", GOOD))
            .httpStatus())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "KakaoAK",
        "KakaoAK ",
        KEY,
        "Bearer " + KEY,
        "kakaoak " + KEY,
        "KakaoAK  " + KEY,
        "KakaoAK " + KEY + " ",
        "KakaoAK 11112222333344445555666677778889",
        "KakaoAK 1111222233334444555566667777888",
        "KakaoAK secret",
        "KakaoAK key"
      })
  @Fault("WH-01")
  void withoutTheAdminKeyNothingIsBelieved(String authorization) {
    Received received = receive(post(authorization, FORM, GOOD));

    assertThat(received.httpStatus()).isEqualTo(401);
    assertThat(received.events()).isEmpty();
  }

  @Test
  @Fault("WH-01")
  void aMissingOrRepeatedHeaderAndAMissingKeyAreRefused() {
    Webhook none = new Webhook(
        "POST", "", Map.of("Content-Type", List.of(FORM)), GOOD.getBytes(StandardCharsets.UTF_8));
    Webhook twice = new Webhook(
        "GET",
        GOOD,
        Map.of("Authorization", List.of("KakaoAK " + KEY, "KakaoAK " + KEY)),
        new byte[0]);

    assertThat(receive(none).httpStatus()).isEqualTo(401);
    assertThat(receive(twice).httpStatus()).isEqualTo(401);
    assertThat(Kakao.of("key", Secret.of("secret")).receive(post(GOOD), NOW).httpStatus())
        .isEqualTo(401);
  }

  @Test
  void everyConfiguredAdminKeyIsAccepted() {
    Kakao rotating = kakao.withAdminKey(Secret.of("newer"), Secret.of(KEY));

    assertThat(rotating.receive(post(GOOD), NOW).httpStatus()).isEqualTo(200);
    assertThat(rotating.receive(post("KakaoAK newer", FORM, GOOD), NOW).httpStatus())
        .isEqualTo(200);
    assertThat(rotating.receive(post("KakaoAK older", FORM, GOOD), NOW).httpStatus())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "app_id=700123&user_id=1&user_id=2&referrer_type=X, 400",
    "app_id=700123&app_id=700123&user_id=1, 400",
    "app_id=700123&user_id=1&referrer_type=X&referrer_type=X, 400",
    "app_id=700123&user_id=1&%75ser_id=2, 400",
    "app_id=700123&user_id=, 400",
    "app_id=700123, 400",
    "user_id=1, 400",
    "app_id=700123&user_id=01, 400",
    "app_id=700123&user_id=-1, 400",
    "app_id=700123&user_id=1.0, 400",
    "app_id=700123&user_id=12345678901234567890, 400",
    "app_id=700123&user_id=1%00, 400",
    "app_id=700123&user_id=%zz, 400",
    "app_id=700124&user_id=1, 403",
    "app_id=0700123&user_id=1, 403"
  })
  @Fault("WH-14")
  void whatIsNotExactlyTheFormIsRefused(String parameters, int status) {
    for (Webhook webhook : List.of(post(parameters), get(parameters))) {
      assertThat(receive(webhook).httpStatus()).isEqualTo(status);
      assertThat(receive(webhook).events()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/jsonx",
        "application/json;charset=euc-kr",
        "text/plain",
        "multipart/form-data",
        "application/x-www-form-urlencoded;charset=euc-kr",
        "application/x-www-form-urlencodedx",
        ""
      })
  @Fault("WH-14")
  void anotherContentTypeIsRefused(String type) {
    assertThat(receive(post("KakaoAK " + KEY, type, GOOD)).httpStatus()).isEqualTo(415);
  }

  @Test
  @Fault("WH-14")
  void otherMethodsLongBodiesAndParametersInTheWrongPlaceAreRefused() {
    Webhook put = new Webhook(
        "PUT",
        GOOD,
        Map.of("Authorization", List.of("KakaoAK " + KEY), "Content-Type", List.of(FORM)),
        GOOD.getBytes(StandardCharsets.UTF_8));
    Webhook postWithQuery = new Webhook(
        "POST",
        GOOD,
        Map.of("Authorization", List.of("KakaoAK " + KEY), "Content-Type", List.of(FORM)),
        new byte[0]);

    assertThat(receive(put).httpStatus()).isEqualTo(405);
    assertThat(receive(postWithQuery).httpStatus()).isEqualTo(400);
    assertThat(receive(post(GOOD + "&x=" + "y".repeat(10_000))).httpStatus()).isEqualTo(413);
  }

  @Test
  void anUnknownCauseIsKeptAsAPlainWord() {
    assertThat(reason("REVOKE_ACCOUNT_SERVICE_TERMS")).isEqualTo("REVOKE_ACCOUNT_SERVICE_TERMS");
    assertThat(reason("%3Cscript%3E%0D%0Ax")).isEqualTo("scriptx");
    assertThat(reason("A".repeat(500))).hasSize(64);
    assertThat(reason("")).isEqualTo("UNSTATED");
    assertThat(receive(post("app_id=700123&user_id=1")).events().get(0).reason())
        .isEqualTo("UNSTATED");
  }

  private String reason(String referrer) {
    return receive(post("app_id=700123&user_id=1&referrer_type=" + referrer))
        .events()
        .get(0)
        .reason();
  }

  @Test
  void twoIdsPastADoublesReachAreTwoPeople() {
    LifecycleEvent one =
        receive(post("app_id=700123&user_id=9007199254740992")).events().get(0);
    LifecycleEvent other =
        receive(post("app_id=700123&user_id=9007199254740993")).events().get(0);

    assertThat(one.subject()).isEqualTo("9007199254740992");
    assertThat(other.subject()).isEqualTo("9007199254740993");
    assertThat(one.id()).isNotEqualTo(other.id());
  }

  @Test
  @Fault("WH-03")
  void aRepetitionIsTheSameEventAndAReturnAndLeaveIsNot() {
    String id = kakao.receive(post(GOOD), NOW).events().get(0).id();

    assertThat(kakao.receive(get(GOOD), NOW.plusSeconds(29)).events().get(0).id())
        .isEqualTo(id);
    assertThat(kakao.receive(post(GOOD), NOW.plusSeconds(3600)).events().get(0).id())
        .isNotEqualTo(id);
    assertThat(receive(post(GOOD.replace("ACCOUNT_DELETE", "UNLINK_FROM_APPS")))
            .events()
            .get(0)
            .id())
        .isNotEqualTo(id);
    assertThat(kakao
            .withId(ProviderId.of("kakao-old"))
            .receive(post(GOOD), NOW)
            .events()
            .get(0)
            .id())
        .isNotEqualTo(id);
  }

  @Test
  void withoutAnAppIdTheKeyAloneDecides() {
    Kakao anyApp = Kakao.of("key", Secret.of("secret")).withAdminKey(Secret.of(KEY));

    assertThat(anyApp.receive(post("app_id=1&user_id=1"), NOW).httpStatus()).isEqualTo(200);
  }
}
