package io.membersync.provider.facebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By the vector of the samples: {@code signed-request.txt}, signed by {@code fbDemoAppSecret}. */
class FacebookNoticeTest {
  private static final String SIGNED = Samples.text("signed-request.txt");
  private static final Instant ISSUED = Instant.ofEpochSecond(1_795_219_200);
  private static final String USER = "10220000000000001";

  private final Facebook facebook = Facebook.of("100000000000001", Secret.of("fbDemoAppSecret"));
  private final Facebook deleting =
      facebook.withDataDeletion("https://shop.example/privacy/deletion?id={code}");

  private static Webhook post(String query, String signedRequest) {
    return call("POST", query, "signed_request=" + signedRequest);
  }

  private static Webhook call(String method, String query, String body) {
    return new Webhook(method, query, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(String payload) {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String text = base64.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    return base64.encodeToString(new AppSecret(Secret.of("fbDemoAppSecret")).hmac(text)) + "."
        + text;
  }

  private static String payload(String algorithm, String user, String at) {
    return "{\"user_id\":" + user + ",\"algorithm\":" + algorithm + ",\"issued_at\":" + at + "}";
  }

  private int status(Webhook webhook) {
    Received received = deleting.receive(webhook, ISSUED.plusSeconds(1));
    assertThat(received.httpStatus() == 200 || received.events().isEmpty()).isTrue();
    return received.httpStatus();
  }

  @Test
  void theProofIsThatOfTheVector() {
    assertThat(new AppSecret(Secret.of("fbDemoAppSecret"))
            .proof(Secret.of("EAAdemoUserToken"))
            .reveal())
        .isEqualTo("0cf929a7e6ab6469dcb5d99d5c1818417877aeea72af5527debfbf2cdae63363");
  }

  @Test
  void removingTheAppEndsTheLink() {
    Received received = facebook.receive(post("", SIGNED), ISSUED.plusSeconds(1));

    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.body()).isEmpty();
    LifecycleEvent event = received.events().get(0);
    assertThat(event.kind()).isEqualTo(Kind.UNLINKED);
    assertThat(event.subject()).isEqualTo(USER);
    assertThat(event.occurredAt()).contains(ISSUED);
  }

  @Test
  @Fault("WH-18")
  void aRequestForDeletionIsAnsweredWithAPageAndACode() {
    Received received = deleting.receive(post("deletion", SIGNED), ISSUED.plusSeconds(1));

    LifecycleEvent event = received.events().get(0);
    String code = event.reason();
    assertThat(event.kind()).isEqualTo(Kind.DELETION_REQUESTED);
    assertThat(code).matches("[0-9a-f]{24}");
    assertThat(received.body().orElseThrow().contentType()).isEqualTo("application/json");
    assertThat(received.body().orElseThrow().text())
        .isEqualTo("{\"url\":\"https://shop.example/privacy/deletion?id=" + code
            + "\",\"confirmation_code\":\"" + code + "\"}");
    assertThat(received.toString() + received.body())
        .doesNotContain(USER, "fbDemoAppSecret", "shop.example");
  }

  @Test
  @Fault("WH-03")
  void theSameRequestHasTheSameCodeAndIdAndEachRequestItsOwn() {
    LifecycleEvent first =
        deleting.receive(post("deletion", SIGNED), ISSUED).events().get(0);
    LifecycleEvent again = deleting
        .receive(post("deletion", SIGNED), ISSUED.plusSeconds(60))
        .events()
        .get(0);
    String later = signed(payload("\"HMAC-SHA256\"", "\"" + USER + "\"", "1795219201"));
    LifecycleEvent other =
        deleting.receive(post("deletion", later), ISSUED).events().get(0);
    LifecycleEvent removed = deleting.receive(post("", SIGNED), ISSUED).events().get(0);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.reason()).isEqualTo(first.reason());
    assertThat(other.id()).isNotEqualTo(first.id());
    assertThat(other.reason()).isNotEqualTo(first.reason());
    assertThat(removed.id()).isNotEqualTo(first.id());
  }

  @Test
  void aShopWithoutAPageForItTakesNoRequestForDeletion() {
    assertThat(facebook.receive(post("deletion", SIGNED), ISSUED).httpStatus()).isEqualTo(404);
    assertThat(status(post("delete", SIGNED))).isEqualTo(404);
  }

  @Test
  @Fault({"WH-02", "WH-18"})
  void everyChangedCharacterIsRefused() {
    for (int i = 0; i < SIGNED.length(); i++) {
      char other = SIGNED.charAt(i) == 'A' ? 'B' : 'A';
      String changed = SIGNED.substring(0, i) + other + SIGNED.substring(i + 1);
      assertThat(status(post("", changed))).as("character %s", i).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a", "a.b.c", "..", "%00.%00", "=.="})
  @Fault("WH-01")
  void whatIsNotSignedAtAllIsRefused(String request) {
    assertThat(status(post("", request))).isEqualTo(403);
  }

  @Test
  @Fault("WH-01")
  void anotherAppsSignatureIsRefused() {
    Facebook other = Facebook.of("100000000000002", Secret.of("another-app-secret"));

    assertThat(other.receive(post("", SIGNED), ISSUED).httpStatus()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"none\"", "\"HMAC-SHA1\"", "\"RS256\"", "null", "[\"HMAC-SHA256\"]"})
  @Fault("WH-18")
  void anotherAlgorithmIsRefusedThoughTheSignatureFits(String algorithm) {
    String request = signed(payload(algorithm, "\"" + USER + "\"", "1795219200"));

    assertThat(status(post("", request))).isEqualTo(400);
  }

  @Test
  void paddingAndCapitalsMakeNoDifference() {
    assertThat(status(post("", SIGNED.replace(".", "%3D.")))).isEqualTo(200);
    assertThat(
            status(post("", signed(payload("\"hmac-sha256\"", "\"" + USER + "\"", "1795219200")))))
        .isEqualTo(200);
    assertThat(status(post("", signed(payload("\"HMAC-SHA256\"", USER, "1795219200")))))
        .as("an id that is a number")
        .isEqualTo(200);
  }

  @Test
  @Fault("WH-04")
  void anOldOneIsRefusedAsTheShopHasIt() {
    Duration sixMinutes = Duration.ofMinutes(6);
    for (Instant at : new Instant[] {ISSUED.plus(sixMinutes), ISSUED.minus(sixMinutes)}) {
      assertThat(facebook.receive(post("", SIGNED), at).httpStatus()).isEqualTo(400);
      assertThat(facebook
              .withOldestNotice(Duration.ofHours(1))
              .receive(post("", SIGNED), at)
              .httpStatus())
          .isEqualTo(200);
    }
    for (String at : new String[] {"null", "-1", "1e99", "\"\"", "9223372036854775807"}) {
      String request = signed(payload("\"HMAC-SHA256\"", "\"" + USER + "\"", at));
      assertThat(status(post("", request))).as(at).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"a\"", "null", "-1", "\"1/permissions\""})
  void aUserThatIsNoneIsRefused(String user) {
    assertThat(status(post("", signed(payload("\"HMAC-SHA256\"", user, "1795219200")))))
        .isEqualTo(400);
  }

  @Test
  @Fault("WH-14")
  void onlyAFormByPostIsRead() {
    assertThat(status(call("GET", "signed_request=" + SIGNED, ""))).isEqualTo(405);
    assertThat(status(call("PUT", "", "signed_request=" + SIGNED))).isEqualTo(405);
    assertThat(status(call("POST", "signed_request=" + SIGNED, ""))).isEqualTo(404);
    assertThat(status(call("POST", "", "signed_request=" + SIGNED + "&signed_request=x")))
        .isEqualTo(400);
    assertThat(status(call("POST", "", "x=%zz&signed_request=" + SIGNED))).isEqualTo(400);
    assertThat(status(post("", "x".repeat(9_000)))).isEqualTo(413);
    assertThat(status(post("", signed("[1]")))).isEqualTo(400);
    assertThat(status(post("", signed("not json")))).isEqualTo(400);
  }
}
