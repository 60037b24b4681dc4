package io.membersync.examples.ownprovider;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ErrorKind;
import io.membersync.testing.ProviderContract;
import io.membersync.testing.ProviderSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Acme through the good and bad days of any provider, and what only Acme does. */
class AcmeTest extends ProviderContract {
  private static final Acme ACME =
      new Acme("client", Secret.of("client-secret"), Secret.of("webhook-key"));

  @Override
  protected ProviderSamples samples() {
    return ProviderSamples.of(ACME, "4711")
        .answer("token", "{\"access_token\":\"at\",\"token_type\":\"bearer\"}")
        .answer(
            "profile",
            "{\"result\":\"OK\",\"users\":[{\"no\":4711,\"mail\":\"a@shop.example\","
                + "\"mail_checked\":\"Y\"}]}")
        .subjectAt("users.0.no")
        .error("profile", 200, "{\"result\":\"E42\"}", ErrorKind.TOKEN_DEAD)
        .error("profile", 200, "{\"result\":\"E50\"}", ErrorKind.PROVIDER_DOWN)
        .error("token", 200, "{\"result\":\"E99\"}", ErrorKind.SHAPE);
  }

  @Test
  void itsWebhookCountsWithTheKeyOnly() {
    assertThat(receive("webhook-key", "no=4711").events())
        .extracting(LifecycleEvent::subject)
        .containsExactly("4711");
    assertThat(receive("another-key", "no=4711").httpStatus()).isEqualTo(401);
    assertThat(receive("webhook-key", "nr=4711").httpStatus()).isEqualTo(400);
  }

  /** docs/add-a-provider.md says so. */
  @Test
  void itIsOneClassOfUnder120Lines() throws IOException {
    Path sources = Path.of("src/main/java", Acme.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(sources)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("Acme.java", "package-info.java");
    }
    assertThat(Files.readAllLines(sources.resolve("Acme.java"))).hasSizeLessThan(120);
  }

  private static Received receive(String key, String form) {
    Webhook webhook = new Webhook(
        "POST", "", Map.of("X-Acme-Key", List.of(key)), form.getBytes(StandardCharsets.UTF_8));
    return ACME.receive(webhook, Instant.parse("2026-11-21T00:00:00Z"));
  }
}
