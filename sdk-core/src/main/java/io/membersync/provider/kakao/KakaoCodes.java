package io.membersync.provider.kakao;

import static io.membersync.provider.ErrorKind.CONFIGURATION;
import static io.membersync.provider.ErrorKind.PROVIDER_DOWN;
import static io.membersync.provider.ErrorKind.RATE_LIMITED;
import static io.membersync.provider.ErrorKind.SHAPE;
import static io.membersync.provider.ErrorKind.TOKEN_DEAD;
import static io.membersync.provider.ErrorKind.VISITOR;

import io.membersync.provider.ErrorKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Kakao's error codes with what they mean for a shop. The codes of kauth begin with {@code KOE}, the
 * negative ones are kapi's. Sources, read 2026-11-21: <a
 * href="https://developers.kakao.com/docs/latest/ko/kakaologin/trouble-shooting">Kakao Login, error
 * codes</a> and <a href="https://developers.kakao.com/docs/latest/ko/rest-api/error-code">REST API,
 * error codes</a>.
 */
final class KakaoCodes {
  /**
   * What a code means.
   *
   * @param kind what can be done about it
   * @param fix what to do, naming the setting in Kakao's console where there is one
   */
  record Meaning(ErrorKind kind, String fix) {}

  private static final String CONSOLE = "Kakao Developers > your app > ";
  private static final String KEY = CONSOLE + "Platform key > REST API key";
  private static final String OTHER_WAY = "offer another way in and try again later.";
  private static final String SIGN_IN_AGAIN = "start the sign-in again.";
  private static final String REPORT =
      "Kakao does not take this request; update MemberSync, or report the code.";

  private static final Map<String, Meaning> MEANINGS = new HashMap<>();

  static {
    kauth();
    kapi();
  }

  private KakaoCodes() {}

  static Optional<Meaning> find(String code) {
    return Optional.ofNullable(MEANINGS.get(code));
  }

  private static void kauth() {
    put("KOE001", CONFIGURATION, REPORT);
    put("KOE002", CONFIGURATION, "Compare the redirect URI and the provider's addresses.");
    put("KOE003", PROVIDER_DOWN, "Kakao's sign-in server is in trouble; " + OTHER_WAY);
    put("KOE004", CONFIGURATION, CONSOLE + "Kakao Login: switch it on.");
    put(
        "KOE005",
        CONFIGURATION,
        "This is a test app: make the person a member of it, or use the app that is live.");
    put(
        "KOE006",
        CONFIGURATION,
        KEY + " > Redirect URI: register the shop's callback address, to the letter.");
    put(
        "KOE007",
        CONFIGURATION,
        KEY + ": register the address the browser comes back to as a logout redirect URI.");
    put("KOE008", CONFIGURATION, "Take the key under " + KEY + ", none of another kind.");
    put(
        "KOE009",
        CONFIGURATION,
        CONSOLE + "Platform key: the key hash, bundle id or web domain does not fit this key; a"
            + " server uses the REST API key.");
    put(
        "KOE010",
        CONFIGURATION,
        KEY + " > Client secret: the secret is missing or another one; it must belong to this very"
            + " key.");
    put("KOE023", CONFIGURATION, "Do not sign in through a pop-up of the JavaScript SDK.");
    put("KOE101", CONFIGURATION, "Kakao knows no app of this key; copy it from " + KEY + ".");
    put(
        "KOE102",
        CONFIGURATION,
        "Link the channel to the app in Kakao Developers, or do not offer it at sign-in.");
    put("KOE201", CONFIGURATION, REPORT);
    put("KOE202", CONFIGURATION, REPORT);
    put("KOE203", VISITOR, "The visitor refused a required item; offer another way in.");
    put("KOE204", CONFIGURATION, REPORT);
    put(
        "KOE205",
        CONFIGURATION,
        CONSOLE + "Kakao Login > Consent items: set up every scope that is asked, or do not ask it"
            + " (the e-mail needs a business app).");
    put("KOE207", CONFIGURATION, REPORT);
    put(
        "KOE237",
        RATE_LIMITED,
        "One person gets 20 tokens in 10 minutes and 30 refresh tokens in an hour; wait some"
            + " minutes.");
    put(
        "KOE303",
        CONFIGURATION,
        "The redirect URI at the token call is not the one the sign-in began with; check what"
            + " rewrites the shop's callback address.");
    put("KOE310", CONFIGURATION, REPORT);
    put("KOE319", CONFIGURATION, REPORT);
    put("KOE320", TOKEN_DEAD, "The code was used before or is too old; " + SIGN_IN_AGAIN);
    put("KOE322", TOKEN_DEAD, "The refresh token is used up or revoked; " + SIGN_IN_AGAIN);
    put("KOE400", TOKEN_DEAD, "Kakao does not know this ID token; " + SIGN_IN_AGAIN);
    put("KOE9798", PROVIDER_DOWN, "Kakao is under maintenance; " + OTHER_WAY);
  }

  private static void kapi() {
    put("-1", PROVIDER_DOWN, "Kakao has a fault of its own; " + OTHER_WAY);
    put(
        "-2",
        CONFIGURATION,
        "Kakao does not know an argument; compare the tags of the terms with " + CONSOLE
            + "Kakao Login > Simple signup, and the channels with those of the app.");
    put(
        "-3",
        CONFIGURATION,
        CONSOLE + "Kakao Login > Consent items: switch the item on; an item that is required cannot"
            + " be taken back, and the admin key must be allowed to call this API.");
    put("-4", VISITOR, "Kakao has blocked this account; offer another way in.");
    put("-5", CONFIGURATION, "The app may not call this API; apply for it in Kakao Developers.");
    put("-6", CONFIGURATION, "Kakao's rules do not allow this action for the app.");
    put("-7", PROVIDER_DOWN, "Kakao is under maintenance or in trouble; " + OTHER_WAY);
    put("-8", CONFIGURATION, REPORT);
    put("-9", CONFIGURATION, "Kakao has ended this API; update MemberSync.");
    put("-10", RATE_LIMITED, "The app's quota is used up; wait, or ask Kakao for more.");
    put("-11", RATE_LIMITED, "The app's paid quota is used up; wait, or raise it.");
    put(
        "-12",
        CONFIGURATION,
        "Kakao has suspended the app or its developer; see Kakao's notice in the console.");
    put("-101", TOKEN_DEAD, "This person is not linked to the app any more; " + SIGN_IN_AGAIN);
    put("-102", SHAPE, "This person is linked already; nothing is to be done.");
    put("-103", VISITOR, "The Kakao account is dormant or gone; offer another way in.");
    put("-201", CONFIGURATION, "Define the user property that is written in Kakao Developers.");
    put("-301", CONFIGURATION, "Kakao knows no such app; compare the keys with the console.");
    put("-401", TOKEN_DEAD, "The access token is expired or revoked; " + SIGN_IN_AGAIN);
    put("-402", VISITOR, "The visitor did not agree to this item; ask for it again.");
    put("-405", VISITOR, "Kakao wants the visitor's age checked first; offer another way in.");
    put(
        "-406",
        VISITOR,
        "The visitor is under 14, and the app does not take such visitors; offer another way in.");
    put("-501", VISITOR, "The visitor does not use KakaoTalk.");
    put("-602", CONFIGURATION, REPORT);
    put("-603", PROVIDER_DOWN, "Kakao ran out of time within itself; " + OTHER_WAY);
    put("-606", CONFIGURATION, REPORT);
    put("-903", CONFIGURATION, "The developer of this key is not registered with Kakao any more.");
    put("-911", CONFIGURATION, REPORT);
    put("-9798", PROVIDER_DOWN, "Kakao is under maintenance; " + OTHER_WAY);
  }

  private static void put(String code, ErrorKind kind, String fix) {
    MEANINGS.put(code, new Meaning(kind, fix));
  }
}
