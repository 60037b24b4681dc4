package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.Provider.Grant;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The tokens of one visitor at one provider.
 *
 * @param accessToken empty only where the shop's own app has handed over an ID token alone
 * @param idToken as it was sent; its times are judged by {@code receivedAt}, so that a profile
 *     fetched later is not refused for an ID token that was good when it came
 * @param expiresAt of the access token; empty when the provider does not say
 * @param refreshExpiresAt of the refresh token; empty when the provider does not say
 * @param receivedAt by MemberSync's clock
 * @param clientId that they were issued to; empty for the registration's own
 */
public record TokenSet(
    Optional<Secret> accessToken,
    Optional<Secret> refreshToken,
    Optional<Secret> idToken,
    Optional<Instant> expiresAt,
    Optional<Instant> refreshExpiresAt,
    Grant grant,
    Instant receivedAt,
    Optional<String> clientId) {
  /** Issued to the registration's own client. */
  public TokenSet(
      Optional<Secret> accessToken,
      Optional<Secret> refreshToken,
      Optional<Secret> idToken,
      Optional<Instant> expiresAt,
      Optional<Instant> refreshExpiresAt,
      Grant grant,
      Instant receivedAt) {
    this(
        accessToken,
        refreshToken,
        idToken,
        expiresAt,
        refreshExpiresAt,
        grant,
        receivedAt,
        Optional.empty());
  }

  /** These with another refresh token, or with none. */
  public TokenSet withRefreshToken(Optional<Secret> other, Optional<Instant> otherExpiresAt) {
    return new TokenSet(
        accessToken, other, idToken, expiresAt, otherExpiresAt, grant, receivedAt, clientId);
  }

  /** The same tokens, as of a later sign-in. */
  public TokenSet asOf(Instant later) {
    return new TokenSet(
        accessToken, refreshToken, idToken, expiresAt, refreshExpiresAt, grant, later, clientId);
  }

  /** No token, and when there was one. */
  public TokenSet timeAlone() {
    return new TokenSet(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Grant(Set.of(), false, false),
        receivedAt);
  }

  /** These without the refresh token, for a call that is made soon or not at all. */
  public TokenSet withoutRefreshToken() {
    return withRefreshToken(Optional.empty(), Optional.empty());
  }

  /** These as issued to this client. */
  public TokenSet issuedTo(Optional<String> client) {
    return new TokenSet(
        accessToken, refreshToken, idToken, expiresAt, refreshExpiresAt, grant, receivedAt, client);
  }

  /** These with another ID token, which has not come together with them. */
  TokenSet withIdToken(Optional<Secret> other) {
    return new TokenSet(
        accessToken,
        refreshToken,
        other,
        expiresAt,
        refreshExpiresAt,
        new Grant(grant.scopes(), grant.scopesNamed(), other.isPresent()),
        receivedAt,
        clientId);
  }

  @Override
  public String toString() {
    return "TokenSet[hidden]";
  }
}
