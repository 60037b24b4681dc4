package io.membersync.provider.kakao;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the sample {@code channel-webhook.http}. */
class KakaoChannelNoticeTest {
  private static final List<String> SAMPLE = Samples.lines("channel-webhook.http");
  private static final String BODY = SAMPLE.get(6) + SAMPLE.get(7);
  private static final String KEY = "KakaoAK 11112222333344445555666677778888";

  private final Kakao kakao = Kakao.of("key", Secret.of("secret"))
      .withAppId("700123")
      .withAdminKey(Secret.of("11112222333344445555666677778888"));

  private static Webhook post(String authorization, String type, String body) {
    return new Webhook(
        "POST",
        "",
        Map.of(
            "Authorization", List.of(authorization),
            "X-Kakao-Resource-ID", List.of("res-8c1"),
            "Content-Type", List.of(type)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private Received receive(String body) {
    return kakao.receive(post(KEY, "application/json", body), Samples.NOW);
  }

  @Test
  void theSampleIsRead() {
    Received received = receive(BODY);

    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events())
        .containsExactly(new LifecycleEvent(
            Kakao.ID,
            Kind.CHANNEL_BLOCKED,
            "4021987766",
            "_AbCdEf",
            "channel/res-8c1",
            Optional.of(Instant.parse("2026-06-01T12:00:00Z"))));
    assertThat(receive(BODY.replace("blocked", "added")).events())
        .extracting(LifecycleEvent::kind)
        .containsExactly(Kind.CHANNEL_ADDED);
  }

  @ParameterizedTest
  @CsvSource({"app_user_id, open_id", "blocked, muted", "blocked, BLOCKED"})
  void whatSaysNothingOfAMemberIsTakenAndChangesNothing(String from, String to) {
    Received received = receive(BODY.replace(from, to));

    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events()).isEmpty();
  }

  @Test
  void ofTheNamedChannelsOnly() {
    Webhook webhook = post(KEY, "application/json", BODY);

    assertThat(kakao.withChannels("_AbCdEf").receive(webhook, Samples.NOW).events())
        .hasSize(1);
    assertThat(kakao.withChannels("_Another").receive(webhook, Samples.NOW).events())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59Z", ""})
  void withoutAnIdOrATimeOfTheirsTheContentAndOursStand(String time) {
    Webhook webhook = new Webhook(
        "POST",
        "",
        Map.of("Authorization", List.of(KEY), "Content-Type", List.of("application/json")),
        BODY.replace("2026-06-01T12:00:00Z", time).getBytes(StandardCharsets.UTF_8));

    assertThat(kakao.receive(webhook, Samples.NOW).events()).singleElement().satisfies(event -> {
      assertThat(event.occurredAt()).isEmpty();
      assertThat(event.id()).matches("channel/[0-9a-f]{64}");
    });
  }

  @Test
  @Fault("WH-01")
  void withoutTheAdminKeyNothingIsBelieved() {
    for (String key : List.of("KakaoAK wrong", KEY + "x", KEY.substring(8), "")) {
      assertThat(kakao.receive(post(key, "application/json", BODY), Samples.NOW).httpStatus())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @Fault("WH-17")
  @CsvSource({
    "application/xml, 415",
    "text/xml, 415",
    "application/json, 400",
    "application/x-www-form-urlencoded, 400"
  })
  void noXmlIsEverReadWhateverItIsCalled(String type, int status) {
    String xml = "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;\">]><x>&b;</x>";

    assertThat(kakao.receive(post(KEY, type, xml), Samples.NOW).httpStatus()).isEqualTo(status);
  }

  @ParameterizedTest
  @Fault("WH-14")
  @CsvSource({
    "\"event\", \"other\"",
    "\"id\", \"other\"",
    "\"id_type\", \"id\"",
    "4021987766, abc",
    "_AbCdEf, AbCdEf",
    "\"channel_public_id\", \"plus_friend_public_id\"",
    "{, ["
  })
  void whatCannotBeReadIsRefused(String from, String to) {
    assertThat(receive(BODY.replace(from, to)).httpStatus()).isEqualTo(400);
  }
}
