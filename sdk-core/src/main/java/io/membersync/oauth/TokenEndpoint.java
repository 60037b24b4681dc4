package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The token endpoint: exchanges a code, once, and refreshes tokens. */
final class TokenEndpoint {
  static final String STEP = "token";
  private static final String REFRESH = "refresh";
  private static final String CLIENT_TOKEN = "client-token";

  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;
  private final Clock clock;
  private final CallWatch watch;

  TokenEndpoint(
      HttpTransport transport,
      AnswerReader answers,
      EndpointMap map,
      Clock clock,
      CallWatch watch) {
    this.transport = transport;
    this.answers = answers;
    this.map = map;
    this.clock = clock;
    this.watch = watch;
  }

  /**
   * Exchanges a code.
   *
   * @param clientId that it was issued to, an app's without a redirect URI; empty: the registration's own
   */
  TokenSet exchange(
      Provider provider,
      URI endpoint,
      CodeExchange code,
      Optional<String> clientId,
      Deadline deadline)
      throws ProviderFailure {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code.code().reveal());
    if (clientId.isEmpty()) {
      form.put("redirect_uri", code.redirectUri().toString());
    }
    if (provider.descriptor().sendsStateWithCode()) {
      form.put("state", code.state());
    }
    code.verifier().ifPresent(verifier -> form.put("code_verifier", verifier.reveal()));
    return post(
        provider,
        STEP,
        endpoint,
        form,
        clientId,
        deadline,
        answer -> answer.tokens(code.requestedScopes()).issuedTo(clientId));
  }

  /**
   * What is refreshed.
   *
   * @param token the access token itself where it is exchanged for a longer-lived one
   * @param old what was granted with it
   * @param clientId that it was issued to; empty: the registration's own
   * @param subject whose it is, where that is known
   */
  record Refresh(Secret token, Grant old, Optional<String> clientId, Optional<String> subject) {}

  /** The new tokens, with the old refresh token and grant where the answer names none. */
  TokenSet refresh(Provider provider, URI endpoint, Refresh ask, Deadline deadline)
      throws ProviderFailure {
    Map<String, String> form = new LinkedHashMap<>();
    Optional<String> extension = provider.descriptor().tokenExtension();
    form.put("grant_type", extension.orElse("refresh_token"));
    form.put(extension.orElse("refresh_token"), ask.token().reveal());
    return post(
        provider,
        REFRESH,
        endpoint,
        form,
        ask.clientId(),
        deadline,
        answer -> answer.refreshed(ask).issuedTo(ask.clientId()));
  }

  /** A token of the shop's own client, for which no visitor is needed. */
  Secret clientToken(Provider provider, URI endpoint, Deadline deadline) throws ProviderFailure {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    try {
      return post(
          provider,
          CLIENT_TOKEN,
          endpoint,
          form,
          Optional.empty(),
          deadline,
          TokenAnswer::accessToken);
    } catch (ProviderFailure failure) {
      throw failure.kind() == ErrorKind.TOKEN_DEAD || failure.kind() == ErrorKind.VISITOR
          ? ProviderFailure.of(
              provider.descriptor().id(),
              CLIENT_TOKEN,
              ErrorKind.CONFIGURATION,
              failure.error().code(),
              "The provider gives this client no token of its own; compare its settings in the"
                  + " console.")
          : failure;
    }
  }

  /** What is made of a token answer. */
  private interface Reading<T> {
    T read(TokenAnswer answer) throws ProviderFailure;
  }

  private <T> T post(
      Provider provider,
      String name,
      URI endpoint,
      Map<String, String> form,
      Optional<String> clientId,
      Deadline deadline,
      Reading<T> reading)
      throws ProviderFailure {
    CallGroup group = new CallGroup();
    return CallWatch.during(watch.order(provider.descriptor().id(), name), group, () -> {
      ClientRegistration client = clientId.map(provider::clientOf).orElseGet(provider::client);
      JsonDocument body = post(provider, client, endpoint, form, deadline, group);
      return reading.read(new TokenAnswer(provider, body, clock.instant()));
    });
  }

  private JsonDocument post(
      Provider provider,
      ClientRegistration client,
      URI endpoint,
      Map<String, String> form,
      Deadline deadline,
      CallGroup group)
      throws ProviderFailure {
    Optional<String> authorization = authenticate(provider, client, form);
    HttpAsk ask = new HttpAsk(
        provider.descriptor().id(),
        STEP,
        map.toServer(endpoint),
        Optional.of(FormText.bytes(form)),
        false,
        false,
        authorization);
    HttpAnswer answer = transport.send(ask, deadline, group);
    Provider.Answer read = answers.read(provider, STEP, answer);
    return read.body()
        .orElseThrow(() -> Steps.shape(
            provider, STEP, "empty", "The token answer is empty; check the token address."));
  }

  private static Optional<String> authenticate(
      Provider provider, ClientRegistration client, Map<String, String> form)
      throws ProviderFailure {
    ClientAuth auth = provider.descriptor().clientAuth();
    switch (auth) {
      case NONE -> form.put("client_id", client.clientId());
      case POST_BODY -> {
        form.put("client_id", client.clientId());
        client.secret().ifPresent(secret -> form.put("client_secret", secret.reveal()));
      }
      case BASIC -> {
        String secret = FormText.encode(secret(provider, client).reveal());
        return Optional.of(basic(FormText.encode(client.clientId()) + ':' + secret));
      }
      case BASIC_UNENCODED -> {
        return Optional.of(
            basic(client.clientId() + ':' + secret(provider, client).reveal()));
      }
    }
    return Optional.empty();
  }

  private static String basic(String pair) {
    byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  private static Secret secret(Provider provider, ClientRegistration client)
      throws ProviderFailure {
    return client
        .secret()
        .orElseThrow(() -> ProviderFailure.of(
            provider.descriptor().id(),
            STEP,
            ErrorKind.CONFIGURATION,
            "client_secret_missing",
            "This provider wants a client secret; add it to the registration."));
  }
}
