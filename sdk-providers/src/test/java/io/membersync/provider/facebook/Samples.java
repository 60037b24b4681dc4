package io.membersync.provider.facebook;

import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Facebook's answers from the resources beside this class. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  /** Facebook's token answer names none. */
  static final Grant GRANT = new Grant(Set.of("public_profile", "email"), false, false);

  private Samples() {}

  static String text(String file) {
    try (InputStream stream = Samples.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no sample " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String file) {
    return text(file).lines().toList();
  }

  static JsonDocument json(String text) {
    try {
      return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (ProfileException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** An answer with a body, or with none where it is empty. */
  static Provider.Answer answer(String call, int status, String body) {
    return new Provider.Answer(
        call,
        status,
        body.isEmpty() ? Optional.empty() : Optional.of(json(body)),
        Optional.empty());
  }

  /** The answers of one sign-in: call names and bodies by turns. */
  static Provider.Answers answers(String... callsAndBodies) {
    Map<String, JsonDocument> byCall = new HashMap<>();
    for (int i = 0; i < callsAndBodies.length; i += 2) {
      byCall.put(callsAndBodies[i], json(callsAndBodies[i + 1]));
    }
    return new Provider.Answers(byCall, Optional.empty(), GRANT, NOW);
  }
}
