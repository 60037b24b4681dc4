package io.membersync.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Authorization codes, tokens and browser sessions. Safe for many threads; of each kind the newest
 * 100,000 are kept, so that a fake can be left running under load.
 */
final class KakaoTokens {
  /** Kakao's number for a REST API key, in seconds. */
  static final int ACCESS_SECONDS = 21599;

  static final int REFRESH_SECONDS = 5183999;
  static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
  static final Duration RENEWED_WITHIN = Duration.ofDays(30);
  static final Duration SESSION_LIFETIME = Duration.ofHours(24);

  private final Clock clock;
  private final TokenNames names;
  private final Map<String, CodeGrant> codes = new Newest<>();
  private final Map<String, AccessToken> accessTokens = new Newest<>();
  private final Map<String, RefreshToken> refreshTokens = new Newest<>();
  private final Map<String, Session> sessions = new Newest<>();
  private final Map<Long, Deque<Instant>> accessIssues = new HashMap<>();
  private final Map<Long, Deque<Instant>> refreshIssues = new HashMap<>();
  private final Deque<Instant> idListings = new ArrayDeque<>();

  KakaoTokens(Clock clock, TokenNames names) {
    this.clock = clock;
    this.names = names;
  }

  /** What an authorization code stands for. */
  record CodeGrant(
      String clientId,
      String redirectUri,
      long personId,
      boolean openId,
      Optional<String> nonce,
      Optional<String> challenge,
      Instant authTime,
      Instant issuedAt) {}

  record AccessToken(long personId, String clientId, Instant expiresAt) {}

  record RefreshToken(
      long personId, String clientId, boolean openId, Instant authTime, Instant expiresAt) {}

  /** A person who is signed in to the Kakao Account in one browser. */
  record Session(long personId, Instant authTime) {}

  synchronized String issueCode(CodeGrant grant) {
    String code = names.code();
    codes.put(code, grant);
    return code;
  }

  /** Spends a code; empty if it is unknown, used, or too old. */
  synchronized Optional<CodeGrant> spendCode(String code) {
    return Optional.ofNullable(codes.remove(code))
        .filter(grant -> grant.issuedAt().plus(CODE_LIFETIME).isAfter(clock.instant()));
  }

  synchronized String issueAccessToken(long personId, String clientId) {
    String token = names.accessToken();
    accessTokens.put(
        token, new AccessToken(personId, clientId, clock.instant().plusSeconds(ACCESS_SECONDS)));
    return token;
  }

  synchronized Optional<AccessToken> findAccessToken(String token) {
    return Optional.ofNullable(accessTokens.get(token));
  }

  synchronized String issueRefreshToken(
      long personId, String clientId, boolean openId, Instant authTime) {
    String token = names.refreshToken();
    Instant expiresAt = clock.instant().plusSeconds(REFRESH_SECONDS);
    refreshTokens.put(token, new RefreshToken(personId, clientId, openId, authTime, expiresAt));
    return token;
  }

  synchronized Optional<RefreshToken> findRefreshToken(String token) {
    return Optional.ofNullable(refreshTokens.get(token))
        .filter(found -> found.expiresAt().isAfter(clock.instant()));
  }

  synchronized void dropRefreshToken(String token) {
    refreshTokens.remove(token);
  }

  synchronized void dropAccessToken(String token) {
    accessTokens.remove(token);
  }

  synchronized void dropAll(long personId) {
    codes.values().removeIf(grant -> grant.personId() == personId);
    accessTokens.values().removeIf(token -> token.personId() == personId);
    refreshTokens.values().removeIf(token -> token.personId() == personId);
  }

  synchronized String openSession(long personId) {
    String cookie = names.session();
    sessions.put(cookie, new Session(personId, now()));
    return cookie;
  }

  synchronized Optional<Session> findSession(String cookie) {
    return Optional.ofNullable(sessions.get(cookie))
        .filter(found -> found.authTime().plus(SESSION_LIFETIME).isAfter(clock.instant()));
  }

  synchronized void endSession(String cookie) {
    sessions.remove(cookie);
  }

  /** Counts a token answer against the limits of one person; false when one is used up. */
  synchronized boolean countIssue(long personId, boolean withRefreshToken) {
    Deque<Instant> access = accessIssues.computeIfAbsent(personId, any -> new ArrayDeque<>());
    Deque<Instant> refresh = refreshIssues.computeIfAbsent(personId, any -> new ArrayDeque<>());
    if (!hasRoom(access, 20, Duration.ofMinutes(10))
        || (withRefreshToken && !hasRoom(refresh, 30, Duration.ofMinutes(60)))) {
      return false;
    }
    access.add(clock.instant());
    if (withRefreshToken) {
      refresh.add(clock.instant());
    }
    return true;
  }

  /** Counts a call of the id list; false past 100 a minute. */
  synchronized boolean countListing() {
    if (!hasRoom(idListings, 100, Duration.ofMinutes(1))) {
      return false;
    }
    idListings.add(clock.instant());
    return true;
  }

  /** The time in whole seconds, as Kakao tells it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  Instant exactly() {
    return clock.instant();
  }

  private boolean hasRoom(Deque<Instant> times, int limit, Duration window) {
    Instant start = clock.instant().minus(window);
    while (!times.isEmpty() && !times.getFirst().isAfter(start)) {
      times.removeFirst();
    }
    return times.size() < limit;
  }

  private static final class Newest<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 100_000;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MOST;
    }
  }
}
