package io.membersync.provider;

import io.membersync.Secret;
import java.util.Optional;
import java.util.Set;

/**
 * The shop's registration at a provider.
 *
 * @param clientId sent as {@code client_id}
 * @param secret the client secret, where the provider wants one
 * @param audiences client ids whose ID tokens are accepted; always contains {@code clientId}
 */
public record ClientRegistration(String clientId, Optional<Secret> secret, Set<String> audiences) {
  public ClientRegistration {
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("client id is blank");
    }
    requireStripped("client id", clientId);
    secret.ifPresent(held -> requireStripped("client secret", held.reveal()));
    audiences = Set.copyOf(audiences);
    if (!audiences.contains(clientId)) {
      throw new IllegalArgumentException("audiences must contain the client id itself");
    }
  }

  /** A value read from a file often ends in a line end, and the provider would only say no to it. */
  private static void requireStripped(String name, String value) {
    if (!value.equals(value.strip())) {
      throw new IllegalArgumentException(
          name + " begins or ends with a blank or a line end: strip it where it is read");
    }
  }

  /** A registration with a secret, whose ID tokens name exactly this client. */
  public static ClientRegistration of(String clientId, Secret secret) {
    return new ClientRegistration(clientId, Optional.of(secret), Set.of(clientId));
  }

  /** The same with this secret. */
  public ClientRegistration withSecret(Secret current) {
    return new ClientRegistration(clientId, Optional.of(current), audiences);
  }
}
