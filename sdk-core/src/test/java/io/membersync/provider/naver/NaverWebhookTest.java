package io.membersync.provider.naver;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NaverWebhookTest {
  private static final String CLIENT = "msyncDemoClientId01";
  private static final String SECRET = "msyncSecret";
  private static final String USER = "Zx9_demoNaverUser-0001";
  private static final Instant SENT = Instant.ofEpochSecond(1_795_219_200);
  private static final String GOOD = sample();

  private final Naver naver = Naver.of(CLIENT, Secret.of(SECRET));

  /** The parameters of the published callback, from its request line. */
  private static String sample() {
    String target = Samples.lines("unlink-callback.http").get(0).split(" ", -1)[1];
    return target.substring(target.indexOf('?') + 1);
  }

  private static Webhook call(String method, String query, String body) {
    return new Webhook(
        method,
        query,
        Map.of("Content-Type", List.of("application/x-www-form-urlencoded")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static Webhook post(String query, String body) {
    return call("POST", query, body);
  }

  private Received receive(String parameters) {
    return naver.receive(post(parameters, ""), SENT.plusSeconds(1));
  }

  private void assertRefused(int status, Received received) {
    assertThat(received.httpStatus()).isEqualTo(status);
    assertThat(received.events()).isEmpty();
  }

  /** A callback as Naver makes it. */
  private static String signed(String secret, String client, String user, Instant at) {
    try {
      byte[] key = MessageDigest.getInstance("MD5").digest(bytes(secret));
      byte[] vector = new byte[16];
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
      byte[] hidden = cipher.doFinal(bytes(user));
      byte[] all = new byte[16 + hidden.length];
      System.arraycopy(hidden, 0, all, 16, hidden.length);
      return signed(key, client, base64(all), Long.toString(at.getEpochSecond()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(byte[] key, String client, String encrypted, String time) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String text = "clientId=" + client + "&encryptUniqueId=" + encrypted + "&timestamp=" + time;
      return text + "&signature=" + base64(mac.doFinal(bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] key() {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes(SECRET));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  @Fault("WH-14")
  void theSampleIsRead() {
    Received received = receive(GOOD);

    assertThat(received.httpStatus()).isEqualTo(204);
    assertThat(received.events()).singleElement().satisfies(event -> {
      assertThat(event.provider()).isEqualTo(Naver.ID);
      assertThat(event.kind()).isEqualTo(LifecycleEvent.Kind.UNLINKED);
      assertThat(event.subject()).isEqualTo(USER);
      assertThat(event.occurredAt()).contains(SENT);
      assertThat(event.id()).matches("[0-9a-f]{64}");
    });
  }

  @Test
  @Fault("WH-14")
  void queryAndBodyTellTheSame() {
    int middle = GOOD.indexOf("&timestamp");
    Received inBody = naver.receive(post("", GOOD), SENT);
    Received inBoth =
        naver.receive(post(GOOD.substring(0, middle), GOOD.substring(middle + 1)), SENT);

    assertThat(inBody.httpStatus()).isEqualTo(204);
    assertThat(inBody.events()).isEqualTo(receive(GOOD).events()).isEqualTo(inBoth.events());
  }

  @Test
  @Fault("WH-14")
  void aNameThatComesTwiceIsRefused() {
    assertRefused(400, naver.receive(post(GOOD, GOOD), SENT));
    assertRefused(400, naver.receive(post(GOOD, "clientId=" + CLIENT), SENT));
    assertRefused(400, naver.receive(post(GOOD, "%63lientId=x"), SENT));
    assertRefused(400, receive(GOOD + "&timestamp=1795219200"));
    assertRefused(400, receive(GOOD + "&x=%zz"));
  }

  @Test
  @Fault({"WH-01", "WH-02"})
  void oneChangedByteIsRefused() {
    for (int i = 0; i < GOOD.length(); i++) {
      char other = GOOD.charAt(i) == 'F' ? 'G' : 'F';
      Received received = receive(GOOD.substring(0, i) + other + GOOD.substring(i + 1));

      assertThat(received.httpStatus()).as("byte %s", i).isIn(400, 403);
      assertThat(received.events()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+", "%20", "%0A", "%00"})
  @Fault("WH-02")
  void aBlankAddedAnywhereIsRefused(String blank) {
    for (String name : new String[] {"&encryptUniqueId", "&timestamp", "&signature"}) {
      assertRefused(403, receive(GOOD.replace(name, blank + name)));
      assertRefused(403, receive(GOOD.replace(name + "=", name + "=" + blank)));
    }
    assertRefused(403, receive(GOOD + blank));
    assertRefused(403, naver.receive(post("", GOOD + " "), SENT));
  }

  @Test
  @Fault("WH-01")
  void withoutOneOfItsParametersNothingIsBelieved() {
    assertRefused(403, receive(""));
    for (String part : GOOD.split("&", -1)) {
      assertRefused(403, receive(GOOD.replace(part, "x=1")));
      assertRefused(403, receive(GOOD.replace(part, part.replaceFirst("=.*", "="))));
    }
  }

  @Test
  @Fault("WH-01")
  void theSignatureOfAnotherSecretOrForAnotherClientIsRefused() {
    assertRefused(403, receive(signed("another", CLIENT, USER, SENT)));
    assertRefused(403, receive(signed(SECRET, "msyncDemoClientId02", USER, SENT)));
    assertRefused(403, receive(signed(SECRET, "", USER, SENT)));
    assertThat(receive(signed(SECRET, CLIENT, USER, SENT)).httpStatus()).isEqualTo(204);
  }

  @Test
  void aFormerSecretIsAcceptedWhereTheShopNamesIt() {
    Naver rotated = Naver.of(CLIENT, Secret.of("newer"));
    Naver rotating = rotated.withFormerClientSecrets(Secret.of("older"), Secret.of(SECRET));

    assertRefused(403, rotated.receive(post(GOOD, ""), SENT));
    assertThat(rotating.receive(post(GOOD, ""), SENT).events())
        .isEqualTo(receive(GOOD).events());
    assertThat(rotating
            .receive(post(signed("newer", CLIENT, USER, SENT), ""), SENT)
            .httpStatus())
        .isEqualTo(204);
    assertThat(Naver.of(CLIENT, Secret.of("older"))
            .withClientSecretFrom(() -> Secret.of(SECRET))
            .receive(post(GOOD, ""), SENT)
            .httpStatus())
        .isEqualTo(204);
  }

  @Test
  @Fault("WH-04")
  void aTimeThatIsNotNowIsRefused() {
    Duration sixMinutes = Duration.ofMinutes(6);
    Duration fourMinutes = Duration.ofMinutes(4);

    assertRefused(400, naver.receive(post(GOOD, ""), SENT.plus(sixMinutes)));
    assertRefused(400, naver.receive(post(GOOD, ""), SENT.minus(sixMinutes)));
    assertThat(naver.receive(post(GOOD, ""), SENT.plus(fourMinutes)).httpStatus())
        .isEqualTo(204);
    assertThat(naver.receive(post(GOOD, ""), SENT.minus(fourMinutes)).httpStatus())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "-1795219200", "1795219200000", "1795219200.5", "1e9"})
  @Fault("WH-14")
  void aSignedTimeThatIsNoneIsRefused(String time) {
    String encrypted = GOOD.replaceFirst(".*encryptUniqueId=", "").replaceFirst("&.*", "");

    assertRefused(400, receive(signed(key(), CLIENT, encrypted, time)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AA", "AAECAwQFBgcICQoLDA0ODw", "!", "AAECAwQFBgcICQoLDA0ODwAA"})
  void aSignedPersonThatCannotBeDecryptedIsRefused(String encrypted) {
    assertRefused(400, receive(signed(key(), CLIENT, encrypted, "1795219200")));
    byte[] noPadding = new byte[32];
    assertRefused(400, receive(signed(key(), CLIENT, base64(noPadding), "1795219200")));
  }

  @Test
  void onlyPlainCharactersMakeAnId() {
    String allowed = "aZ09+/=_-.~!";
    assertThat(receive(signed(SECRET, CLIENT, allowed, SENT)).events())
        .extracting(LifecycleEvent::subject)
        .containsExactly(allowed);

    for (String odd :
        new String[] {"", "a b", "a\n", "a\u0000", "\u00e9", "\ud64d", "x".repeat(65)}) {
      assertRefused(400, receive(signed(SECRET, CLIENT, odd, SENT)));
    }
  }

  @Test
  @Fault("WH-14")
  void otherMethodsAndLongCallsAreRefused() {
    for (String method : new String[] {"GET", "PUT", "DELETE", "HEAD"}) {
      assertRefused(405, naver.receive(call(method, GOOD, ""), SENT));
    }
    assertRefused(413, naver.receive(post(GOOD + "&x=" + "y".repeat(9_000), ""), SENT));
    assertRefused(413, naver.receive(post(GOOD, "y".repeat(9_000)), SENT));
  }

  @Test
  @Fault("WH-03")
  void aRepetitionIsTheSameEventAndAnotherOneIsNot() {
    String id = receive(GOOD).events().get(0).id();

    assertThat(
            naver.receive(post("", GOOD), SENT.plusSeconds(90)).events().get(0).id())
        .isEqualTo(id);
    assertThat(receive(signed(SECRET, CLIENT, USER, SENT.plusSeconds(1)))
            .events()
            .get(0)
            .id())
        .as("unlinked again after a return")
        .isNotEqualTo(id);
    assertThat(receive(signed(SECRET, CLIENT, "another", SENT)).events().get(0).id())
        .isNotEqualTo(id);
    assertThat(naver
            .withId(ProviderId.of("naver-plus"))
            .receive(post(GOOD, ""), SENT)
            .events()
            .get(0)
            .id())
        .isNotEqualTo(id);
  }

  @Test
  @Fault("CF-17")
  void nothingOfItIsPrinted() {
    Received received = receive(GOOD);

    assertThat(received.toString()).doesNotContain(USER, SECRET, "AAEC", "cbkRG");
    assertThat(post(GOOD, GOOD).toString()).isEqualTo("Webhook[hidden]");
    assertThat(naver.withFormerClientSecrets(Secret.of("older")).toString())
        .isEqualTo("Naver[naver]");
  }
}
