package io.membersync.testing;

import java.net.URI;
import java.util.function.UnaryOperator;

/** Everything that the endpoints of one fake share. Safe for many threads. */
final class KakaoWorld {
  private final Object appLock = new Object();
  private volatile KakaoApp app;
  private final KakaoAccounts accounts = new KakaoAccounts();
  private final KakaoTokens tokens;
  private final SigningKeys keys = new SigningKeys();
  private final IdTokens idTokens;
  private final URI baseUri;
  private final Rules rules;
  private volatile boolean refusesUnknownUsers;

  /**
   * What differs between fakes and not between apps.
   *
   * @param issuer {@code iss} of ID tokens
   * @param enforcePkce whether a code verifier is checked
   * @param enforceQuotas whether token and listing limits hold
   */
  record Rules(String issuer, boolean enforcePkce, boolean enforceQuotas) {}

  KakaoWorld(KakaoApp app, KakaoTokens tokens, URI baseUri, Rules rules) {
    this.app = app;
    this.tokens = tokens;
    this.baseUri = baseUri;
    this.rules = rules;
    this.idTokens = new IdTokens(keys, rules.issuer());
  }

  KakaoApp app() {
    return app;
  }

  void reconfigure(UnaryOperator<KakaoApp> change) {
    synchronized (appLock) {
      app = change.apply(app);
    }
  }

  boolean refusesUnknownUsers() {
    return refusesUnknownUsers;
  }

  void refuseUnknownUsers(boolean value) {
    refusesUnknownUsers = value;
  }

  KakaoAccounts accounts() {
    return accounts;
  }

  KakaoTokens tokens() {
    return tokens;
  }

  SigningKeys keys() {
    return keys;
  }

  IdTokens idTokens() {
    return idTokens;
  }

  URI baseUri() {
    return baseUri;
  }

  Rules rules() {
    return rules;
  }

  boolean isSecure() {
    return "https".equals(baseUri.getScheme());
  }

  /** Ends a link as Kakao does: consents, tokens and user properties go. */
  boolean unlink(long personId) {
    tokens.dropAll(personId);
    return accounts.removeLink(personId);
  }
}
