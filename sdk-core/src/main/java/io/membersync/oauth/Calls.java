package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.internal.JsonText;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Turns a provider's calls into requests. */
final class Calls {
  private final HttpTransport transport;
  private final AnswerReader answers;
  private final EndpointMap map;

  Calls(HttpTransport transport, AnswerReader answers, EndpointMap map) {
    this.transport = transport;
    this.answers = answers;
    this.map = map;
  }

  HttpAnswer send(
      Provider provider,
      ProviderCall call,
      Optional<Secret> accessToken,
      Deadline deadline,
      CallGroup group)
      throws ProviderFailure {
    Optional<String> authorization = call.authorizationScheme().isPresent()
        ? call.credential().map(secret -> call.authorizationScheme().get() + ' ' + secret.reveal())
        : accessToken
            .filter(any -> call.tokenParameter().isEmpty())
            .map(token -> "Bearer " + token.reveal());
    Map<String, String> parameters = new LinkedHashMap<>(call.parameters());
    call.tokenParameter()
        .ifPresent(name -> accessToken.ifPresent(token -> parameters.put(name, token.reveal())));
    accessToken.ifPresent(token -> call.proofs()
        .forEach((name, proof) -> parameters.put(name, proof.apply(token).reveal())));
    URI address = map.toServer(call.uri());
    Optional<byte[]> body = Optional.empty();
    if (call.isPost()) {
      body = Optional.of(call.isJson() ? json(parameters) : FormText.bytes(parameters));
    } else if (!parameters.isEmpty()) {
      String joint = address.getRawQuery() == null ? "?" : "&";
      address = URI.create(address + joint + FormText.encode(parameters));
    }
    HttpAsk ask = new HttpAsk(
        provider.descriptor().id(),
        call.name(),
        address,
        body,
        call.isJson(),
        call.isDelete(),
        authorization);
    return transport.send(ask, deadline, group);
  }

  private static byte[] json(Map<String, String> texts) {
    return JsonText.object(json -> {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        json.name(text.getKey()).value(text.getValue());
      }
    });
  }

  Provider.Answer read(Provider provider, ProviderCall call, HttpAnswer answer)
      throws ProviderFailure {
    return answers.read(provider, call.name(), call.list(), answer);
  }
}
