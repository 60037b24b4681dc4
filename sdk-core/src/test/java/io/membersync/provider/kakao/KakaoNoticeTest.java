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

/** By the sample {@code account-status.json}: the claims of a token that has been proven. */
class KakaoNoticeTest {
  private static final String SAMPLE = Samples.text("account-status.json");
  private static final String TYPES = "https://schemas.openid.net/secevent/";
  private static final String UNLINKED = TYPES + "oauth/event-type/user-unlinked";

  private final Kakao kakao = Kakao.of("key", Secret.of("secret"));

  private Received read(String claims) {
    return kakao.receiveSigned(Samples.json(claims), Samples.NOW);
  }

  private static String of(String type) {
    return SAMPLE.replace(UNLINKED, type);
  }

  private static Webhook call(String method, String contentType) {
    return new Webhook(
        method,
        "",
        Map.of("Content-Type", List.of(contentType)),
        "a.b.c\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theSampleIsRead() {
    Received received = read(SAMPLE);

    assertThat(received.httpStatus()).isEqualTo(202);
    assertThat(received.events())
        .containsExactly(new LifecycleEvent(
            Kakao.ID,
            Kind.UNLINKED,
            "4021987766",
            "UNLINK_FROM_APPS",
            "set-0001/user-unlinked",
            Optional.of(Instant.ofEpochSecond(1_795_219_298))));
  }

  @ParameterizedTest
  @CsvSource({
    "oauth/event-type/tokens-revoked, TOKENS_REVOKED",
    "risc/event-type/sessions-revoked, SESSIONS_REVOKED",
    "risc/event-type/account-disabled, SESSIONS_REVOKED",
    "risc/event-type/credential-compromise, SESSIONS_REVOKED",
    "risc/event-type/account-purged, UNLINKED"
  })
  void somethingFollowsFromThese(String type, Kind kind) {
    assertThat(read(of(TYPES + type)).events()).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(kind);
      assertThat(event.reason()).isEqualTo(type.substring(type.lastIndexOf('/') + 1));
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TYPES + "oauth/event-type/user-linked",
        TYPES + "oauth/event-type/user-scope-consent",
        TYPES + "oauth/event-type/user-scope-withdraw",
        TYPES + "oauth/event-type/token-issued",
        TYPES + "oauth/event-type/token-revoked",
        TYPES + "risc/event-type/account-credential-change-required",
        TYPES + "risc/event-type/account-enabled",
        TYPES + "risc/event-type/identifier-changed",
        TYPES + "risc/event-type/identifier-recycled",
        TYPES + "caep/event-type/assurance-level-change",
        TYPES + "caep/event-type/credential-change",
        "https://schemas.kakao.com/platevent/kakao/event-type/user-profile-changed",
        TYPES + "caep/event-type/user-unlinked",
        "https://schemas.kakao.com/new-one"
      })
  void nothingFollowsFromTheRestWhateverReasonItHas(String type) {
    Received received = read(of(type));

    assertThat(received.httpStatus()).isEqualTo(202);
    assertThat(received.events()).isEmpty();
  }

  @Test
  void aSignUpThatWasNotFinishedIsToldApart() {
    assertThat(read(SAMPLE.replace("UNLINK_FROM_APPS", "INCOMPLETE_SIGN_UP")).events())
        .extracting(LifecycleEvent::kind)
        .containsExactly(Kind.SIGN_UP_INCOMPLETE);
    assertThat(read(SAMPLE.replace("UNLINK_FROM_APPS", "UNLINK_FROM_SERVICE")).events())
        .extracting(LifecycleEvent::kind)
        .containsExactly(Kind.UNLINKED);
  }

  @Test
  void withoutATimeOfTheEventThatOfTheTokenCounts() {
    assertThat(read(SAMPLE.replace("\"toe\"", "\"other\"")).events())
        .extracting(event -> event.occurredAt().orElseThrow())
        .containsExactly(Instant.ofEpochSecond(1_795_219_300));
  }

  @ParameterizedTest
  @Fault("WH-08")
  @CsvSource({
    "\"jti\":\"set-0001\", \"jti\":\"\"",
    "\"iat\":1795219300;\"toe\":1795219298, \"iat\":-1;\"toe\":-1",
    "\"events\", \"other\"",
    "\"sub\":\"4021987766\"}, \"sub\":\"1\"}",
    "4021987766, abc",
    "4021987766, 0",
    "4021987766, 99999999999999999999"
  })
  void whatCannotBeReadIsRefused(String from, String to) {
    String changed = SAMPLE.replace(from.replace(';', ','), to.replace(';', ','));

    assertThat(changed).isNotEqualTo(SAMPLE);
    assertThat(read(changed).httpStatus()).isEqualTo(400);
  }

  @Test
  @Fault("WH-14")
  void aTokenIsKnownByItsContentType() {
    assertThat(kakao.signedToken(call("POST", "application/secevent+jwt"))).contains("a.b.c");
    assertThat(kakao.signedToken(call("POST", "Application/SecEvent+JWT; charset=UTF-8")))
        .contains("a.b.c");
    assertThat(kakao.signedToken(call("GET", "application/secevent+jwt"))).isEmpty();
    assertThat(kakao.signedToken(call("POST", "application/x-www-form-urlencoded")))
        .isEmpty();
    assertThat(kakao.signedToken(call("POST", "application/secevent+jwt2"))).isEmpty();
  }
}
