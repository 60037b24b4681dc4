package io.membersync.provider.apple;

import io.membersync.Secret;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Apple's payloads from the resources beside this class, and keys of the tests' own. */
final class Samples {
  static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  static final String SERVICES_ID = "com.example.shop.web";
  static final String TEAM_ID = "TEAMID0001";
  static final String KEY_ID = "ABC123DEFG";
  static final KeyPair KEY = ec("secp256r1");
  static final Secret P8 = Secret.of(pem(KEY.getPrivate()));

  private Samples() {}

  static Apple apple() {
    return apple(Clock.systemUTC());
  }

  static Apple apple(Clock clock) {
    return Apple.of(SERVICES_ID, TEAM_ID, KEY_ID, P8, clock);
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** As the console gives it in a {@code .p8} file. */
  static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----";
  }

  static String text(String file) {
    try (InputStream stream = Samples.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no sample " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonDocument json(String text) {
    try {
      return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (ProfileException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** An answer of status 400 with this body. */
  static Provider.Answer refusal(String body) {
    return new Provider.Answer("token", 400, Optional.of(json(body)), Optional.empty());
  }

  /** What one sign-in brings. */
  static Provider.Answers answers(String claims, Map<String, String> callback) {
    return new Provider.Answers(
        Map.of(),
        Optional.of(json(claims)),
        callback,
        new Grant(Set.of("name", "email"), false, true),
        NOW);
  }
}
