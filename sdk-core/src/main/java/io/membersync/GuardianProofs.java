package io.membersync;

import io.membersync.consent.Jurisdiction.GuardianMethod;
import io.membersync.internal.JsonText;
import io.membersync.provider.JsonDocument;
import io.membersync.records.Records;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Guardians' consents that wait for the child to come back. They are found by a reference that is a
 * keyed hash of the child's identity at the provider: the same at each try, so that a paper of days
 * later finds the child, while nothing is kept of a child whose guardian never answers.
 */
final class GuardianProofs {
  /** How long a guardian's consent waits for the child. */
  static final Duration LIFETIME = Duration.ofDays(30);

  /** Without those that look alike on paper. */
  private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

  private static final int LETTERS = 11;
  private static final int GROUP = 4;
  private static final String USE = "guardian";
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final Engine engine;

  GuardianProofs(Engine engine) {
    this.engine = engine;
  }

  /** What a guardian is asked to give, for this visitor. */
  String reference(Arrival arrival) {
    return references(arrival).get(0);
  }

  /** One for each key of the ring. */
  private List<String> references(Arrival arrival) {
    return engine
        .sealer()
        .macs("guardian reference", arrival.provider().value() + "\n" + arrival.subject())
        .stream()
        .map(GuardianProofs::written)
        .toList();
  }

  private static String written(byte[] mac) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < LETTERS; i++) {
      letters.append(ALPHABET.charAt((mac[i] & 0xff) % ALPHABET.length()));
    }
    letters.append(check(letters));
    return letters.insert(2 * GROUP, '-').insert(GROUP, '-').toString();
  }

  /** Odd weights, so that one wrong letter always shows. */
  private static char check(CharSequence letters) {
    int sum = 0;
    for (int i = 0; i < LETTERS; i++) {
      sum += (2 * i + 1) * ALPHABET.indexOf(letters.charAt(i));
    }
    return ALPHABET.charAt(sum % ALPHABET.length());
  }

  /** As it was handed out; empty when it never was. */
  private static Optional<String> read(String typed) {
    String letters = typed.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
    boolean good = letters.length() == LETTERS + 1
        && letters.chars().allMatch(letter -> ALPHABET.indexOf(letter) >= 0)
        && check(letters) == letters.charAt(LETTERS);
    return good
        ? Optional.of(
            new StringBuilder(letters).insert(2 * GROUP, '-').insert(GROUP, '-').toString())
        : Optional.empty();
  }

  /** Keeps what the shop says until the child comes back; false for a reference that is none. */
  boolean keep(String typed, GuardianMethod method, Instant at, String source) {
    Assurance proof = proof(method, at, source, Optional.empty());
    Optional<String> reference = read(typed);
    reference.ifPresent(known -> {
      String key = engine.sealer().key(USE, known);
      byte[] content = JsonText.object(json -> json.name("method")
          .value(proof.outcome())
          .name("at")
          .value(proof.at().toEpochMilli())
          .name("reference")
          .value(proof.reference()));
      engine
          .records()
          .attempts()
          .park(
              engine.shop(),
              new Records.ParkedRow(
                  key,
                  engine.sealer().seal(USE, key, content),
                  engine.clock().instant().plus(LIFETIME)));
    });
    return reference.isPresent();
  }

  /** What a guardian has said for this visitor. */
  Optional<Assurance> find(Arrival arrival, Instant until) {
    Instant now = engine.clock().instant();
    return keys(arrival)
        .flatMap(key -> engine.records().attempts().findParked(engine.shop(), key).stream())
        .filter(row -> now.isBefore(row.expiresAt()))
        .flatMap(row -> engine.sealer().open(USE, row.key(), row.sealed()).stream())
        .flatMap(bytes -> JsonText.read(bytes).stream())
        .flatMap(json -> JsonText.understood(() -> proof(json, until)).stream())
        .findFirst();
  }

  /** In the unit that makes the member: it counts for this one. */
  void forget(Arrival arrival) {
    keys(arrival).forEach(key -> engine.records().attempts().removeParked(engine.shop(), key));
  }

  private Stream<String> keys(Arrival arrival) {
    return references(arrival).stream()
        .flatMap(reference -> engine.sealer().rowKeys(USE, reference).stream());
  }

  private Assurance proof(JsonDocument json, Instant until) {
    return new Assurance(
        AssuranceKind.GUARDIAN,
        ShopWord.SHOP.value(),
        json.findString("method").orElseThrow(),
        json.findString("reference").orElseThrow(),
        Instant.ofEpochMilli(json.findWhole("at").orElseThrow()),
        Optional.of(until));
  }

  /**
   * What is kept of a guardian's consent.
   *
   * @throws IllegalArgumentException for a moment to come, or a reference that is none or too long
   */
  Assurance proof(GuardianMethod method, Instant at, String source, Optional<Instant> until) {
    if (at.isAfter(engine.clock().instant().plus(CLOCKS_DIFFER))) {
      throw new IllegalArgumentException(
          "a guardian's consent was not proven in the future: " + at);
    }
    if (source.isBlank() || source.length() > 200) {
      throw new IllegalArgumentException(
          "the reference by which the shop finds the proof again has 1 to 200 characters");
    }
    return new Assurance(
        AssuranceKind.GUARDIAN, ShopWord.SHOP.value(), method.name(), source, at, until);
  }
}
