package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.TokenInspection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Makes tokens of what the shop's own app hands over. Nothing of it is believed: a code and a refresh
 * token are good only for the client they were issued to, an access token is looked into by the
 * provider, and an ID token is checked with the rest. For one sign-in.
 */
final class AppTokens {
  private static final String STEP = "app";

  /** What is known of a token whose end nobody tells. */
  private static final Duration SHORTEST_LIFE = Duration.ofHours(1);

  private final Provider provider;
  private final TokenEndpoint tokenEndpoint;
  private final Calls calls;
  private final CallWatch watch;
  private Optional<String> inspected = Optional.empty();

  AppTokens(Provider provider, TokenEndpoint tokenEndpoint, Calls calls, CallWatch watch) {
    this.provider = provider;
    this.tokenEndpoint = tokenEndpoint;
    this.calls = calls;
    this.watch = watch;
  }

  TokenSet take(HandedOver handed, Endpoints endpoints, Deadline deadline, Instant now)
      throws ProviderFailure {
    if (handed.code().isPresent()) {
      return exchange(handed, handed.code().get(), endpoints, deadline);
    }
    Set<String> requested = Set.copyOf(handed.requestedScopes());
    if (handed.refreshToken().isPresent()) {
      if (provider.descriptor().tokenExtension().isPresent()) {
        throw configuration(
            "refresh_token_unproven",
            "That a token is exchanged for a longer-lived one does not show which app it was issued"
                + " to: have the app hand over the access token.");
      }
      return tokenEndpoint
          .refresh(
              provider,
              endpoints.token(),
              new TokenEndpoint.Refresh(
                  handed.refreshToken().get(),
                  new Grant(requested, false, false),
                  Optional.empty(),
                  Optional.empty()),
              deadline)
          .withIdToken(handed.idToken().filter(any -> endpoints.issuer().isPresent()));
    }
    if (handed.accessToken().isPresent()) {
      inspect(handed.accessToken().get(), deadline);
    } else if (endpoints.issuer().isEmpty()) {
      throw configuration(
          "id_token_unchecked",
          "The app hands over an ID token alone, and the provider is set up without OpenID Connect:"
              + " set it up with it, or have the app hand over a token beside it.");
    }
    Optional<Secret> idToken = handed.idToken().filter(any -> endpoints.issuer().isPresent());
    // Where tokens are exchanged for longer-lived ones, that is due before the first use.
    boolean extended = provider.descriptor().tokenExtension().isPresent();
    return new TokenSet(
        handed.accessToken(),
        handed.accessToken().filter(any -> extended),
        idToken,
        handed.accessToken().filter(any -> extended).map(any -> now.plus(SHORTEST_LIFE)),
        Optional.empty(),
        new Grant(requested, false, idToken.isPresent()),
        now);
  }

  /** Without a code challenge of ours, only the nonce shows that the code is of this sign-in. */
  private TokenSet exchange(HandedOver handed, Secret code, Endpoints endpoints, Deadline deadline)
      throws ProviderFailure {
    if (endpoints.issuer().isEmpty()) {
      throw configuration(
          "code_unbound",
          "Nothing ties an app's code to this sign-in but the nonce of an ID token: set the provider up"
              + " with OpenID Connect, or have the app hand over a token.");
    }
    TokenSet tokens = tokenEndpoint.exchange(
        provider,
        endpoints.token(),
        new CodeExchange(
            code,
            handed.redirectUri(),
            handed.state(),
            Optional.empty(),
            Optional.of(handed.nonce()),
            handed.callback(),
            handed.requestedScopes()),
        appOf(handed.idToken()),
        deadline);
    if (handed.idToken().isEmpty()) {
      return tokens;
    }
    if (!subject(handed.idToken()).equals(subject(tokens.idToken()))) {
      throw Steps.protocol(
          provider,
          STEP,
          "subject",
          "The code is of another person than the ID token; it may be an attack.");
    }
    return tokens.withIdToken(handed.idToken());
  }

  /** The app's own client id, where the ID token names it and codes are good for that one only. */
  private Optional<String> appOf(Optional<Secret> idToken) throws ProviderFailure {
    Optional<String> other =
        idToken.isEmpty() ? Optional.empty() : claims(idToken).otherClient(provider.client());
    return other.filter(id -> provider.clientOf(id).clientId().equals(id));
  }

  private TokenClaims claims(Optional<Secret> idToken) throws ProviderFailure {
    try {
      return new TokenClaims(CompactToken.parse(idToken.map(Secret::reveal).orElse("")));
    } catch (TokenRefused e) {
      throw e.of(provider, IdTokenCheck.STEP);
    }
  }

  private String subject(Optional<Secret> idToken) throws ProviderFailure {
    try {
      return claims(idToken).subject();
    } catch (TokenRefused e) {
      throw e.of(provider, IdTokenCheck.STEP);
    }
  }

  private void inspect(Secret accessToken, Deadline deadline) throws ProviderFailure {
    TokenInspection inspection = provider
        .tokenInspection()
        .orElseThrow(() -> configuration(
            "access_token_unproven",
            "The provider does not say which app an access token was issued to, or its class lacks the"
                + " app's id: set it, or have the app hand over an ID token, a code or a refresh"
                + " token."));
    String name = inspection.call().name();
    CallGroup group = new CallGroup();
    Provider.Answer answer = CallWatch.during(
        watch.order(provider.descriptor().id(), name),
        group,
        () -> calls.read(
            provider,
            inspection.call(),
            calls.send(provider, inspection.call(), Optional.of(accessToken), deadline, group)));
    boolean ours;
    try {
      ours = answer.body().filter(inspection.isOurs()).isPresent();
      inspected = inspection
          .subject()
          .map(path -> answer.body().flatMap(body -> body.findText(path)).orElse(""));
    } catch (RuntimeException e) {
      throw Steps.broken(provider, name, "tokenInspection", e);
    }
    if (!ours) {
      throw Steps.protocol(
          provider,
          name,
          "other_app",
          "The access token was issued to another app than this shop's; it may be an attack.");
    }
  }

  /** Refuses a profile of somebody else than the inspected token's visitor. */
  void requireInspected(String subject) throws ProviderFailure {
    if (inspected.filter(named -> !named.equals(subject)).isPresent()) {
      throw Steps.protocol(
          provider,
          STEP,
          "subject",
          "The access token is of another person than the profile; it may be an attack.");
    }
  }

  private ProviderFailure configuration(String code, String fix) {
    return ProviderFailure.of(provider.descriptor().id(), STEP, ErrorKind.CONFIGURATION, code, fix);
  }
}
