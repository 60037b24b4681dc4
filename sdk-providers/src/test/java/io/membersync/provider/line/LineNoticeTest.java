package io.membersync.provider.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By the vectors of the samples: {@code webhooks.jsonl}. */
class LineNoticeTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final List<String> BODIES =
      Samples.text("webhooks.jsonl").lines().toList();
  private static final String UNFOLLOW = BODIES.get(0);
  private static final String FOLLOW = BODIES.get(1);
  private static final String UNFOLLOW_SIGNATURE = "QGd6q/BkEvKM1dJCDURvzfvBW81xnhw0MUvjiChf35I=";
  private static final String USER = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

  private final Line line = Line.of("2000000001", Secret.of("login-channel-secret"))
      .withMessagingChannel(Secret.of("newer"), Secret.of(SECRET))
      .withOfficialAccount("@shop");

  private static Webhook call(String method, String signature, String body) {
    return new Webhook(
        method,
        "",
        Map.of("X-Line-Signature", List.of(signature)),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private Received receive(String signature, String body) {
    return line.receive(call("POST", signature, body), Instant.EPOCH);
  }

  private Received receive(String body) {
    return receive(signed(SECRET, body), body);
  }

  private static String signed(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theVectorsAreRead() {
    Received received = receive(UNFOLLOW_SIGNATURE, UNFOLLOW);
    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events())
        .containsExactly(new LifecycleEvent(
            Line.ID,
            Kind.CHANNEL_BLOCKED,
            USER,
            "@shop",
            "01KAJ0DEM00000000000000001",
            Optional.of(Instant.ofEpochMilli(1_795_219_200_123L))));

    assertThat(receive("95+gN6W4QEESP6nhJG5s4QyQ1RHLDG3lS1oJnRYaXvc=", FOLLOW).events())
        .extracting(LifecycleEvent::kind, LifecycleEvent::reason)
        .containsExactly(tuple(Kind.CHANNEL_ADDED, "@shop"));

    Received test = receive("YQU0voYIh8lUA1XaYoIEZg9trJlhjyu9qVt6HqVvWf4=", BODIES.get(2));
    assertThat(test.httpStatus()).isEqualTo(200);
    assertThat(test.events()).isEmpty();
  }

  @Test
  void severalEventsComeInOneBodyAndTheOthersChangeNothing() {
    String both = FOLLOW.substring(0, FOLLOW.length() - 2)
        + ",{\"type\":\"message\",\"source\":{\"type\":\"group\",\"groupId\":\"C1\"}},"
        + UNFOLLOW.substring(UNFOLLOW.indexOf("[") + 1);

    assertThat(receive(both.replace("\"isRedelivery\":false", "\"isRedelivery\":true"))
            .events())
        .as("sent again")
        .isEqualTo(receive(both).events());
    assertThat(receive(both).events())
        .extracting(LifecycleEvent::kind)
        .containsExactly(Kind.CHANNEL_ADDED, Kind.CHANNEL_BLOCKED);
  }

  @Test
  void anAccountThatWasLinkedInAChatChangesNothing() {
    String linked = "{\"destination\":\"U00000000000000000000000000000001\",\"events\":["
        + Samples.text("account-link.json").strip() + "]}";

    Received received = receive(linked);
    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events()).isEmpty();
  }

  @Test
  void withoutANameOfItsOwnTheAccountHasLinesIdOfIt() {
    Line nameless = Line.of("2000000001", Secret.of("any")).withMessagingChannel(Secret.of(SECRET));

    assertThat(nameless
            .receive(call("POST", UNFOLLOW_SIGNATURE, UNFOLLOW), Instant.EPOCH)
            .events())
        .extracting(LifecycleEvent::reason)
        .containsExactly("U00000000000000000000000000000001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "QGd6q/BkEvKM1dJCDURvzfvBW81xnhw0MUvjiChf35I",
        "QGd6q_BkEvKM1dJCDURvzfvBW81xnhw0MUvjiChf35I=",
        " QGd6q/BkEvKM1dJCDURvzfvBW81xnhw0MUvjiChf35I=",
        "95+gN6W4QEESP6nhJG5s4QyQ1RHLDG3lS1oJnRYaXvc="
      })
  @Fault("WH-01")
  void whatTheChannelSecretDidNotSignIsRefused(String signature) {
    assertThat(receive(signature, UNFOLLOW).httpStatus()).isEqualTo(403);
    assertThat(receive(signed("login-channel-secret", UNFOLLOW), UNFOLLOW).httpStatus())
        .as("the other channel's secret")
        .isEqualTo(403);
  }

  @Test
  @Fault("WH-02")
  void oneBlankMoreIsAnotherBody() {
    assertThat(receive(UNFOLLOW_SIGNATURE, UNFOLLOW + " ").httpStatus()).isEqualTo(403);
    assertThat(receive(UNFOLLOW_SIGNATURE, UNFOLLOW.replace(":", ": ")).httpStatus())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @Fault("WH-14")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"destination\" | \"other\"",
        "U00000000000000000000000000000001 | @shop",
        "\"events\" | \"other\"",
        "\"events\":[ | \"events\":[1,",
        "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | Uabc",
        "1795219200123 | 1e12",
        "1795219200123 | -1",
        "01KAJ0DEM00000000000000001 | ",
        "\"mode\" | \"type\""
      })
  void aSignedBodyThatCannotBeReadIsRefused(String from, String to) {
    String body = UNFOLLOW.replace(from, to == null ? "" : to);

    assertThat(body).isNotEqualTo(UNFOLLOW);
    assertThat(receive(body).httpStatus()).isEqualTo(400);
  }

  @Test
  @Fault("WH-14")
  void otherMethodsAndAShopWithoutThatChannelTakeNone() {
    assertThat(line.receive(call("GET", UNFOLLOW_SIGNATURE, UNFOLLOW), Instant.EPOCH)
            .httpStatus())
        .isEqualTo(405);
    assertThat(Line.of("2000000001", Secret.of(SECRET))
            .receive(call("POST", UNFOLLOW_SIGNATURE, UNFOLLOW), Instant.EPOCH)
            .httpStatus())
        .isEqualTo(404);
  }
}
