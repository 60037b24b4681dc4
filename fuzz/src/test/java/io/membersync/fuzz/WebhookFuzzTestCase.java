package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call of a provider: its method, its query, its content type and its body; as it is, and once more as
 * the provider would have signed it.
 */
public abstract class WebhookFuzzTestCase extends FuzzTestCase {
  private static final List<String> METHODS = List.of("POST", "GET", "PUT");

  private final Provider provider;

  protected WebhookFuzzTestCase(Provider provider) {
    this.provider = provider;
  }

  @Override
  protected void give(byte[] input) {
    Parts parts = new Parts(input, 4);
    Webhook raw = new Webhook(
        parts.choice(0, METHODS),
        parts.text(1),
        Map.of("Content-Type", List.of(parts.text(2)), "Authorization", List.of(parts.text(1))),
        parts.bytes(3));
    shown(raw);
    receive(raw);
    receive(signed(raw, parts));
    Optional<JsonDocument> claims = Parts.json(parts.bytes(3));
    claims.ifPresent(proven -> check(provider.receiveSigned(proven, Providers.NOW)));
  }

  /** The same with a signature that fits. */
  protected Webhook signed(Webhook raw, Parts parts) {
    return raw;
  }

  private void receive(Webhook webhook) {
    provider.signedToken(webhook);
    check(provider.receive(webhook, Providers.NOW));
  }

  private void check(Received received) {
    shown(received);
    if (received.httpStatus() >= 400 && !received.events().isEmpty()) {
      throw new AssertionError("it is refused and has events");
    }
    received.events().forEach(event -> {
      wentThrough();
      if (event.subject().isEmpty()
          || event.subject().length() > 255
          || event.id().isEmpty()) {
        throw new AssertionError("an event of nobody, or without an id");
      }
    });
  }
}
