package io.membersync.provider.google;

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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Google's answers from the resources beside this class. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  static final String SUBJECT = "100000000000000000001";
  static final String PHONE = "https://www.googleapis.com/auth/user.phonenumbers.read";
  static final String BIRTHDAY = "https://www.googleapis.com/auth/user.birthday.read";
  static final String GENDER = "https://www.googleapis.com/auth/user.gender.read";
  static final String AGE = "https://www.googleapis.com/auth/profile.agerange.read";
  static final String ADDRESSES = "https://www.googleapis.com/auth/user.addresses.read";

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

  /** The claims of the sample's ID token. */
  static JsonDocument claims() {
    return json(text("id-token.json")).findObject("claims").orElseThrow();
  }

  static Provider.Answer answer(String call, int status, String body) {
    return new Provider.Answer(call, status, Optional.of(json(body)), Optional.empty());
  }

  /** What a sign-in grants: the scopes of every one and these. */
  static Grant granted(String... further) {
    Set<String> scopes = new HashSet<>(Set.of("openid", "email", "profile"));
    scopes.addAll(Set.of(further));
    return new Grant(scopes, true, true);
  }

  /** The answers of one sign-in: call names and bodies by turns. */
  static Provider.Answers answers(JsonDocument claims, Grant grant, String... callsAndBodies) {
    Map<String, JsonDocument> byCall = new HashMap<>();
    for (int i = 0; i < callsAndBodies.length; i += 2) {
      byCall.put(callsAndBodies[i], json(callsAndBodies[i + 1]));
    }
    return new Provider.Answers(byCall, Optional.of(claims), grant, NOW);
  }
}
