package io.membersync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook.Received;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the decoded samples: {@code risc.jsonl}. */
class GoogleNoticeTest {
  private static final String SUBJECT = "100000000000000000001";
  private static final Secret TOKEN = Secret.of("1//0demo-refresh-token-value-0001");

  private final Google google =
      Google.of("demo-web.apps.googleusercontent.com", Secret.of("demoSecret"));

  private Received receive(int line) {
    return google.receiveSigned(
        Samples.json(Samples.text("risc.jsonl").lines().toList().get(line))
            .findObject("claims")
            .orElseThrow(),
        Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({
    "0,SESSIONS_REVOKED,account-disabled",
    "1,SESSIONS_REVOKED,sessions-revoked",
    "2,TOKENS_REVOKED,tokens-revoked"
  })
  void eventsThatTheShopMustActOnAreRead(int line, Kind kind, String word) {
    Received received = receive(line);

    assertThat(received.httpStatus()).isEqualTo(202);
    assertThat(received.events())
        .isEqualTo(List.of(new LifecycleEvent(
            Google.ID,
            kind,
            SUBJECT,
            word,
            "risc-demo-000" + (line + 1) + "/" + word,
            Optional.of(Instant.ofEpochSecond(1_795_219_200L + 10L * line)))));
  }

  @ParameterizedTest
  @CsvSource({"3, prefix:1//0demo-refresh", "4, hash_base64_sha512_sha512:"})
  void aRefreshTokenIsNamedByItsBeginningOrItsHash(int line, String name) {
    assertThat(receive(line).events()).singleElement().satisfies(event -> {
      assertThat(event.kind()).isEqualTo(Kind.TOKEN_REVOKED);
      assertThat(event.subject()).startsWith(name);
      assertThat(google.refreshTokenNames(TOKEN)).contains(event.subject());
    });
    assertThat(google.refreshTokenNames(Secret.of("short"))).startsWith("prefix:short");
  }

  /** An account that is back, a credential, a test. */
  @ParameterizedTest
  @CsvSource({"5", "6", "7"})
  void theOthersAreTakenAndChangeNothing(int line) {
    assertThat(receive(line).httpStatus()).isEqualTo(202);
    assertThat(receive(line).events()).isEmpty();
  }
}
