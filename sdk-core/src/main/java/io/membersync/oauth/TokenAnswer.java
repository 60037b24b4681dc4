package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a good token answer (RFC 6749, section 5.1) strictly: what is odd is refused. */
final class TokenAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(TokenAnswer.class);
  private static final int LONGEST_TOKEN = 65_536;
  private static final long LONGEST_LIFE = Duration.ofDays(3_650).toSeconds();

  private final Provider provider;
  private final JsonDocument body;
  private final Instant now;

  TokenAnswer(Provider provider, JsonDocument body, Instant now) {
    this.provider = provider;
    this.body = body;
    this.now = now;
  }

  TokenSet tokens(List<String> requested) throws ProviderFailure {
    Secret access = accessToken();
    boolean openId = provider.descriptor().issuer().isPresent();
    Optional<Secret> idToken = openId ? token("id_token") : Optional.empty();
    if (openId && idToken.isEmpty()) {
      throw Steps.protocol(
          provider,
          TokenEndpoint.STEP,
          "id_token_missing",
          "OpenID Connect is configured and no ID token came; switch it on in the provider's"
              + " console and ask for openid, or configure the provider without it.");
    }
    return new TokenSet(
        Optional.of(access),
        refreshToken(access),
        idToken,
        expiry("expires_in"),
        refreshExpiry(),
        grant(requested, isFurther(requested), idToken.isPresent()),
        now);
  }

  /** OpenID Connect Core 1.0, 12.2: an ID token need not come, and one of somebody else must not. */
  TokenSet refreshed(TokenEndpoint.Refresh ask) throws ProviderFailure {
    if (provider.descriptor().issuer().isPresent()) {
      Optional<Secret> idToken = token("id_token");
      try {
        if (idToken.isPresent()) {
          new TokenClaims(CompactToken.parse(idToken.get().reveal())).checkRefreshed(provider, ask);
        }
      } catch (TokenRefused e) {
        throw e.of(provider, IdTokenCheck.STEP);
      }
    }
    Grant old = ask.old();
    Secret access = accessToken();
    Optional<Secret> renewed = refreshToken(access);
    Grant grant = body.has("scope") ? grant(List.copyOf(old.scopes()), false, false) : old;
    return new TokenSet(
        Optional.of(access),
        Optional.of(renewed.orElse(ask.token())),
        Optional.empty(), // no sign-in hangs on it, and nobody's session is compared with it
        expiry("expires_in"),
        renewed.filter(token -> !token.equals(ask.token())).isPresent()
            ? refreshExpiry()
            : expiry("refresh_token_expires_in"), // the old one grows no younger
        new Grant(grant.scopes(), grant.scopesNamed(), false),
        now);
  }

  private Optional<Instant> refreshExpiry() throws ProviderFailure {
    return expiry("refresh_token_expires_in")
        .or(() -> provider.descriptor().refreshTokenLife().map(now::plus));
  }

  /** Where there are none, and an access token is exchanged for a longer-lived one, the access token. */
  private Optional<Secret> refreshToken(Secret access) throws ProviderFailure {
    return provider.descriptor().tokenExtension().isPresent()
        ? Optional.of(access)
        : token("refresh_token");
  }

  Secret accessToken() throws ProviderFailure {
    Secret access = token("access_token")
        .orElseThrow(() -> refused("access_token", "it is missing, null or empty"));
    if (body.has("token_type")) {
      boolean bearer = body.findString("token_type").orElse("").equalsIgnoreCase("bearer");
      if (!bearer) {
        throw refused("token_type", "only bearer tokens are understood");
      }
    } else if (!provider.descriptor().isTokenTypeOptional()) {
      throw refused("token_type", "it is missing");
    }
    return access;
  }

  /** A token of visible characters; empty when it is missing, null or the empty text. */
  private Optional<Secret> token(String member) throws ProviderFailure {
    if (!body.has(member) || body.isNull(member)) {
      return Optional.empty();
    }
    String text = body.findString(member).orElseThrow(() -> refused(member, "it is not a string"));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.length() > LONGEST_TOKEN) {
      throw refused(member, "it is longer than " + LONGEST_TOKEN + " characters");
    }
    boolean other = false; // more than a blank, for Secret would refuse that
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw refused(member, "it holds characters that no token may have");
      }
      other |= c != ' ';
    }
    if (!other) {
      throw refused(member, "it is blank");
    }
    return Optional.of(Secret.of(text));
  }

  /** Seconds from now, sent as a number or as digits; clamped to between now and ten years. */
  private Optional<Instant> expiry(String member) throws ProviderFailure {
    if (!body.has(member) || body.isNull(member)) {
      return Optional.empty();
    }
    String text =
        body.findText(member).orElseThrow(() -> refused(member, "it is not a number of seconds"));
    double seconds = number(text);
    if (Double.isNaN(seconds)) {
      throw refused(member, "it is not a number of seconds");
    }
    long whole = (long) Math.max(0, Math.min(seconds, (double) LONGEST_LIFE));
    return Optional.of(now.plusSeconds(whole));
  }

  /** A decimal number, past the range of double as infinity; NaN for anything else. */
  private static double number(String text) {
    boolean decimal = !text.isEmpty() && text.length() <= 40;
    for (int i = 0; decimal && i < text.length(); i++) {
      char c = text.charAt(i);
      decimal =
          (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0; // not the d, f, x that Java takes
    }
    try {
      return decimal ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Whether more was asked than by every sign-in, of a provider that joins it with earlier grants. */
  private boolean isFurther(List<String> requested) {
    ProviderDescriptor descriptor = provider.descriptor();
    return descriptor.namesEarlierScopes()
        && !Set.copyOf(requested).equals(Set.copyOf(descriptor.scopes()));
  }

  private Grant grant(List<String> requested, boolean further, boolean identityToken)
      throws ProviderFailure {
    if (!body.has("scope") || body.isNull("scope")) {
      return new Grant(Set.copyOf(requested), false, identityToken);
    }
    String text =
        body.findString("scope").orElseThrow(() -> refused("scope", "it is not a string"));
    Set<String> named = new LinkedHashSet<>();
    StringTokenizer names =
        new StringTokenizer(text, " " + provider.descriptor().scopeSeparator());
    while (names.hasMoreTokens()) {
      String name = names.nextToken();
      named.add(provider.descriptor().scopeAliases().getOrDefault(name, name));
    }
    Set<String> wanted = new LinkedHashSet<>(requested);
    wanted.add("openid"); // an app with OpenID Connect on gets it unasked
    // Where the provider's console decides what a sign-in asks for, an answer to a further question
    // names what was granted earlier too.
    boolean shopDecides = !provider.descriptor().scopes().isEmpty();
    if (shopDecides && !further && !requested.isEmpty() && named.retainAll(wanted)) {
      LOG.warn(
          "provider {}: the token answer grants scopes that were not asked for; they are ignored",
          provider.descriptor().id());
    }
    return new Grant(named, true, identityToken);
  }

  private ProviderFailure refused(String member, String why) {
    return Steps.shape(
        provider,
        TokenEndpoint.STEP,
        "token_answer",
        "In the token answer " + member + " is refused: " + why + ".");
  }
}
