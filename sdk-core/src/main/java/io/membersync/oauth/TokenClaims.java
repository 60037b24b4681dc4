package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of an ID token (OpenID Connect Core, section 3.1.3.7), judged apart from the
 * signature. Every comparison is of exact text.
 */
final class TokenClaims {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration OLDEST = Duration.ofDays(1);
  private static final long LAST_SECOND = 253_402_300_799L; // the year 9999
  private static final int LONGEST_SUBJECT = 255;

  private final CompactToken token;
  private final JsonDocument claims;

  TokenClaims(CompactToken token) {
    this.token = token;
    this.claims = token.claims();
  }

  /**
   * Checks everything that can be checked without a key.
   *
   * @param accessToken that an {@code at_hash} must fit; empty where it has come another way
   */
  void check(Provider provider, Binding binding, Optional<Secret> accessToken, Instant now)
      throws TokenRefused {
    checkAlgorithm(provider, binding.inApp());
    checkIssuer(provider.descriptor());
    checkAudience(provider.client().audiences());
    checkTimes(now);
    boolean unsaid = provider.descriptor().isNonceOptional()
        && !binding.inApp()
        && !claims.has("nonce")
        && !promisesNonce();
    if (!unsaid && !binding.fits(claims.findString("nonce").orElse(""))) {
      throw new TokenRefused("nonce", "nonce is not the one of this sign-in");
    }
    subject();
    if (accessToken.isPresent()) {
      checkAccessTokenHash(accessToken.get().reveal());
    }
    checkAuthentication(provider.descriptor(), now);
  }

  /** The signed answer of a profile call: who it is from and for, and whose it is. */
  void checkProfile(Provider provider) throws TokenRefused {
    checkAlgorithm(provider, false);
    checkIssuer(provider.descriptor());
    checkAudience(provider.client().audiences());
    subject();
  }

  /** What came with refreshed tokens, straight from the token address: it opens nothing. */
  void checkRefreshed(Provider provider, TokenEndpoint.Refresh ask) throws TokenRefused {
    checkIssuer(provider.descriptor());
    Set<String> own = new HashSet<>(provider.client().audiences());
    ask.clientId()
        .ifPresent(own::add); // though the shop takes no new sign-ins of that app any more
    checkAudience(own);
    String named = subject();
    if (ask.subject().filter(known -> !known.equals(named)).isPresent()) {
      throw new TokenRefused("subject", "sub is not the one whose tokens were refreshed");
    }
  }

  /** The other client of ours that it was issued to, where it names one. */
  Optional<String> otherClient(ClientRegistration own) {
    return audiences().stream()
        .filter(own.audiences()::contains)
        .filter(audience -> !audience.equals(own.clientId()))
        .findFirst();
  }

  /**
   * A signed notice. One issuer writes itself with a slash at the end in these and without one
   * elsewhere. Several of the issuer's clients may be named, and one of them is to be ours.
   */
  void checkNotice(Provider provider, Instant now) throws TokenRefused {
    checkAlgorithm(provider, false);
    String issuer = claims.findString("iss").orElse("");
    checkIssuer(
        provider.descriptor().noticeIssuer(),
        provider.descriptor().issuerAliases(),
        issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer);
    if (audiences().stream().noneMatch(provider.client().audiences()::contains)) {
      throw new TokenRefused("aud", "aud names other clients or none");
    }
    Instant issued = time("iat").orElseThrow(() -> new TokenRefused("iat", "iat is missing"));
    if (issued.isAfter(now.plus(SKEW))) {
      throw new TokenRefused("iat", "it is from the future; check the clock of this machine");
    }
  }

  String subject() throws TokenRefused {
    String subject =
        claims.findString("sub").orElseThrow(() -> new TokenRefused("sub", "sub is no string"));
    if (subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
      throw new TokenRefused("sub", "sub has not 1 to " + LONGEST_SUBJECT + " characters");
    }
    return subject;
  }

  /** Some providers sign the tokens of their app SDK by another algorithm than those of the web. */
  private void checkAlgorithm(Provider provider, boolean inApp) throws TokenRefused {
    Set<String> accepted = provider.descriptor().idTokenAlgorithms();
    if (!accepted.contains(token.algorithm())) {
      boolean known = SignatureKey.knownAlgorithms().contains(token.algorithm());
      throw new TokenRefused(
          "alg",
          known
              ? "it is signed by "
                  + token.algorithm()
                  + " and only "
                  + String.join(", ", accepted.stream().sorted().toList())
                  + " is accepted; "
                  + (inApp
                      ? "is it a token of the provider's app SDK? Then leave it out and hand over the"
                          + " access token, or set the registration up for the app; "
                      : "")
                  + "if the provider has changed, set its class's option for that, or in a descriptor of"
                  + " your own name it in idTokenAlgorithms"
              : "its algorithm is not accepted");
    }
  }

  private void checkIssuer(ProviderDescriptor descriptor) throws TokenRefused {
    checkIssuer(
        descriptor.issuer(),
        descriptor.issuerAliases(),
        claims.findString("iss").orElse(""));
  }

  private static void checkIssuer(Optional<String> issuer, Set<String> aliases, String named)
      throws TokenRefused {
    boolean known = !named.isEmpty()
        && issuer.isPresent()
        && (issuer.get().equals(named) || aliases.contains(named));
    if (!known) {
      throw new TokenRefused("iss", "iss is not the issuer of this provider");
    }
  }

  private List<String> audiences() {
    Optional<String> one = claims.findString("aud");
    return one.isPresent() ? List.of(one.get()) : claims.findStrings("aud").orElse(List.of());
  }

  private void checkAudience(Set<String> own) throws TokenRefused {
    List<String> audiences = audiences();
    if (audiences.isEmpty() || !own.containsAll(audiences)) {
      throw new TokenRefused("aud", "aud names another client or none");
    }
    if (claims.has("azp")) {
      if (!claims.findString("azp").filter(own::contains).isPresent()) {
        throw new TokenRefused("azp", "azp is another client");
      }
    } else if (audiences.size() > 1) {
      throw new TokenRefused("azp", "aud names several clients and azp does not say which");
    }
  }

  private void checkTimes(Instant now) throws TokenRefused {
    Instant expires = time("exp").orElseThrow(() -> new TokenRefused("exp", "exp is missing"));
    if (!now.isBefore(expires.plus(SKEW))) {
      throw new TokenRefused("exp", "it has expired; check the clock of this machine");
    }
    Instant issued = time("iat").orElseThrow(() -> new TokenRefused("iat", "iat is missing"));
    if (issued.isAfter(now.plus(SKEW))) {
      throw new TokenRefused("iat", "it is from the future; check the clock of this machine");
    }
    if (issued.isBefore(now.minus(OLDEST))) {
      throw new TokenRefused("iat", "it was issued more than a day ago");
    }
    Optional<Instant> notBefore = time("nbf");
    if (notBefore.isPresent() && notBefore.get().isAfter(now.plus(SKEW))) {
      throw new TokenRefused("nbf", "it is not valid yet; check the clock of this machine");
    }
  }

  /** Seconds since 1970 as a JSON number with a whole value, past the year 9999 capped. */
  private Optional<Instant> time(String name) throws TokenRefused {
    if (!claims.has(name)) {
      return Optional.empty();
    }
    Optional<Long> whole = claims.findWhole(name);
    if (whole.isPresent()) {
      return Optional.of(instant(name, whole.get()));
    }
    String digits = claims.findText(name).orElse("");
    if (claims.findString(name).isPresent() || digits.isEmpty()) {
      throw new TokenRefused(name, name + " is no number");
    }
    try {
      BigDecimal number = new BigDecimal(digits);
      // Before it is written out: 1e1000000 would be a million digits.
      boolean modest = Math.abs((long) number.scale()) <= 40;
      if (modest && number.stripTrailingZeros().scale() <= 0 && number.precision() <= 40) {
        BigDecimal capped = number.min(BigDecimal.valueOf(LAST_SECOND));
        return Optional.of(instant(name, capped.max(BigDecimal.ONE.negate()).longValueExact()));
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // refused below, without the number
    }
    throw new TokenRefused(name, name + " is no whole number of seconds");
  }

  private static Instant instant(String name, long seconds) throws TokenRefused {
    if (seconds < 0) {
      throw new TokenRefused(name, name + " is negative");
    }
    return Instant.ofEpochSecond(Math.min(seconds, LAST_SECOND));
  }

  /** Whether the token says that its maker repeats a nonce: then one that was left out is a fault. */
  private boolean promisesNonce() {
    String claim = "nonce_supported";
    boolean denied = claims.findFlag(claim).filter(flag -> !flag).isPresent()
        || claims.findString(claim).filter("false"::equals).isPresent();
    return claims.has(claim) && !denied;
  }

  /** What the authorization request asked of the sign-in at the provider. */
  private void checkAuthentication(ProviderDescriptor descriptor, Instant now) throws TokenRefused {
    Optional<Duration> longest = descriptor.maxAge();
    if (longest.isPresent()) {
      Instant signedIn = time("auth_time")
          .orElseThrow(() -> new TokenRefused(
              "auth_time", "max_age was asked for and auth_time does not answer it"));
      if (now.isAfter(signedIn.plus(longest.get()).plus(SKEW))) {
        throw new TokenRefused("auth_time", "the visitor's sign-in at the provider is too old");
      }
    }
    List<String> classes = descriptor.acrValues();
    if (!classes.isEmpty() && claims.findString("acr").filter(classes::contains).isEmpty()) {
      throw new TokenRefused("acr", "acr is none of the classes that were asked for");
    }
  }

  private void checkAccessTokenHash(String accessToken) throws TokenRefused {
    if (!claims.has("at_hash")) {
      return;
    }
    String algorithm = token.algorithm();
    String hash = algorithm.endsWith("384")
        ? "SHA-384"
        : algorithm.endsWith("256") ? "SHA-256" : "SHA-512"; // EdDSA: SHA-512
    try {
      byte[] digest =
          MessageDigest.getInstance(hash).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      byte[] half = Arrays.copyOf(digest, digest.length / 2);
      String expected = Base64.getUrlEncoder().withoutPadding().encodeToString(half);
      if (!claims.findString("at_hash").filter(expected::equals).isPresent()) {
        throw new TokenRefused("at_hash", "at_hash does not fit the access token");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-2", e);
    }
  }
}
