package io.membersync.servlet;

import io.membersync.Browser;
import io.membersync.member.MemberId;
import io.membersync.servlet.Page.Centre.Done;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a form of the consent centre carries: made of a random cookie of this browser and the member
 * who was shown the page. No other site can know it, and a page that was left open while somebody
 * else signed in decides nothing for them. Needs no memory on the server, so any node takes it.
 */
final class FormToken {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BROWSER_SESSION = -1;

  private FormToken() {}

  /** The token for a page, with a cookie where this browser has none. */
  static String issue(Visit visit, MemberId member) {
    return token(key(visit), "form\n" + member.value());
  }

  /** Whether the form comes from a page that this browser was given for this member. */
  static boolean fits(Visit visit, MemberId member, Optional<String> posted) {
    return isTokenOf(visit, "form\n" + member.value(), posted);
  }

  /** For the address of a page that says what a press has done: nobody else can write one. */
  static String seal(Visit visit, MemberId member, Done done) {
    return token(key(visit), text(member, done));
  }

  /** Whether this browser was sent to that address after this member's press. */
  static boolean seals(Visit visit, MemberId member, Done done, Optional<String> seal) {
    return isTokenOf(visit, text(member, done), seal);
  }

  private static String text(MemberId member, Done done) {
    return "done\n" + done.action() + "\n" + done.tag().orElse("") + "\n" + member.value();
  }

  private static String key(Visit visit) {
    boolean secure = visit.request().isSecure();
    Optional<String> held = find(visit);
    String key = held.orElseGet(FormToken::random);
    if (held.isEmpty()) {
      visit.browser().add(new Browser.Cookie(name(secure), key, BROWSER_SESSION, secure));
    }
    return key;
  }

  private static boolean isTokenOf(Visit visit, String text, Optional<String> given) {
    return given.isPresent()
        && find(visit)
            .filter(key -> MessageDigest.isEqual(
                token(key, text).getBytes(StandardCharsets.UTF_8),
                given.get().getBytes(StandardCharsets.UTF_8)))
            .isPresent();
  }

  private static Optional<String> find(Visit visit) {
    return visit
        .browser()
        .findCookie(name(visit.request().isSecure()))
        .filter(key -> key.matches("[0-9a-f]{32}"));
  }

  /** Over https a sub-domain cannot set it. */
  private static String name(boolean secure) {
    return secure ? "__Host-ms-form" : "ms-form";
  }

  private static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String token(String key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java runtime has no HMAC-SHA256", e);
    }
  }
}
