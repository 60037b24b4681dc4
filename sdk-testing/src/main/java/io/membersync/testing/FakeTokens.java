package io.membersync.testing;

import io.membersync.testing.http.Parameters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Codes, tokens and browser sessions of one fake provider. Safe for many threads. */
final class FakeTokens {
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<String, Grant> codes = new LinkedHashMap<>();
  private final Map<String, Token> accessTokens = new LinkedHashMap<>();
  private final Map<String, Grant> refreshTokens = new LinkedHashMap<>();
  private final Map<String, String> sessions = new LinkedHashMap<>();

  FakeTokens(Clock clock) {
    this.clock = clock;
  }

  /**
   * What a code, and the tokens for it, stand for.
   *
   * @param asked the parameters of the authorization request
   */
  record Grant(String person, Parameters asked, List<String> scopes, Instant authTime) {
    Optional<String> find(String parameter) {
      return asked.findText(parameter);
    }
  }

  private record Token(Grant grant, Instant expiresAt) {}

  synchronized String issueCode(Grant grant) {
    String code = TokenNames.random(24);
    codes.put(code, grant);
    return code;
  }

  /** Spends a code; empty if it is unknown, used, or too old. */
  synchronized Optional<Grant> spendCode(String code) {
    return Optional.ofNullable(codes.remove(code))
        .filter(grant -> grant.authTime().plus(CODE_LIFETIME).isAfter(clock.instant()));
  }

  synchronized String issueAccessToken(Grant grant, Duration life, Supplier<String> name) {
    String token = name.get();
    accessTokens.put(token, new Token(grant, clock.instant().plus(life)));
    return token;
  }

  synchronized Optional<Grant> findAccessToken(String token) {
    return Optional.ofNullable(accessTokens.get(token))
        .filter(found -> found.expiresAt().isAfter(clock.instant()))
        .map(Token::grant);
  }

  /** Until when an access token is or was good; empty if there is none. */
  synchronized Optional<Instant> findExpiry(String accessToken) {
    return Optional.ofNullable(accessTokens.get(accessToken)).map(Token::expiresAt);
  }

  /** Ends one access token; false if it had ended before. */
  synchronized boolean dropAccessToken(String token) {
    boolean live = findAccessToken(token).isPresent();
    accessTokens.remove(token);
    return live;
  }

  synchronized String issueRefreshToken(Grant grant) {
    return issueRefreshToken(grant, TokenNames.random(30));
  }

  synchronized String issueRefreshToken(Grant grant, String token) {
    refreshTokens.put(token, grant);
    return token;
  }

  /** The newest. */
  synchronized Optional<String> findRefreshTokenOf(String person) {
    return refreshTokens.entrySet().stream()
        .filter(token -> token.getValue().person().equals(person))
        .map(Map.Entry::getKey)
        .reduce((before, last) -> last);
  }

  synchronized Optional<Grant> findRefreshToken(String token) {
    return Optional.ofNullable(refreshTokens.get(token));
  }

  synchronized boolean hasRefreshToken(String person) {
    return refreshTokens.values().stream().anyMatch(grant -> grant.person().equals(person));
  }

  /** Whose token this is or was, of whatever kind. */
  synchronized Optional<Grant> findAny(String token) {
    return findRefreshToken(token)
        .or(() -> Optional.ofNullable(accessTokens.get(token)).map(Token::grant));
  }

  synchronized void dropAll(String person) {
    codes.values().removeIf(grant -> grant.person().equals(person));
    accessTokens.values().removeIf(token -> token.grant().person().equals(person));
    refreshTokens.values().removeIf(grant -> grant.person().equals(person));
  }

  synchronized String openSession(String person) {
    String cookie = TokenNames.random(24);
    sessions.put(cookie, person);
    return cookie;
  }

  synchronized Optional<String> findSession(String cookie) {
    return Optional.ofNullable(sessions.get(cookie));
  }
}
