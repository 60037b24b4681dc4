package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.Capability;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import io.membersync.records.Records;
import java.util.List;
import java.util.Optional;

/**
 * Saves the fields of a provider that sends some of them only once. They are parked straight after
 * they were read, under a keyed hash of the identity, so that the visitor's next sign-in has them
 * when this one fails at a later step.
 */
final class OnceOnly {
  private static final String USE = "once";

  private final Engine engine;

  OnceOnly(Engine engine) {
    this.engine = engine;
  }

  /** The arrival with what an earlier, unfinished one had and this one lacks; saved at once. */
  Arrival complete(Arrival arrival) {
    if (!appliesTo(engine, arrival.provider())) {
      return arrival;
    }
    Arrival whole = arrival.with(earlier(arrival.provider(), arrival.subject(), arrival.profile()));
    save(arrival.provider(), arrival.subject(), whole.profile());
    return whole;
  }

  /** Saves what came with a callback whose person could not be proven, until they are. */
  void keep(ProviderId provider, ProviderProfile unproven) {
    Profile profile = unproven.profile();
    if (appliesTo(engine, provider) && profile.values().stream().anyMatch(FieldValue::isPresent)) {
      String subject = unproven.subject();
      save(provider, subject, profile.with(earlier(provider, subject, profile)));
    }
  }

  /** What an earlier, unfinished one had and this one lacks. */
  private List<FieldValue<?>> earlier(ProviderId provider, String subject, Profile now) {
    return keys(engine, provider, subject).stream()
        .flatMap(place -> engine.records().attempts().findParked(engine.shop(), place).stream())
        .filter(row -> engine.clock().instant().isBefore(row.expiresAt()))
        .flatMap(row -> open(engine, row).stream())
        .flatMap(bytes -> JsonText.read(bytes).stream())
        .flatMap((JsonDocument json) -> ParkedCodec.readFields(json).stream())
        .filter(FieldValue::isPresent)
        .filter(value -> now.value(value.field()).isEmpty())
        .toList();
  }

  private void save(ProviderId provider, String subject, Profile profile) {
    String key = keys(engine, provider, subject).get(0);
    byte[] sealed = engine.sealer().seal(USE, key, ParkedCodec.writeFields(profile.values()));
    engine
        .records()
        .attempts()
        .park(
            engine.shop(),
            new Records.ParkedRow(
                key, sealed, engine.clock().instant().plus(ParkedSignIns.LIFETIME)));
  }

  /** In the commit: what is saved for good need not wait any longer. */
  static void forget(Engine engine, Arrival arrival) {
    forget(engine, arrival.provider(), arrival.subject());
  }

  /** The same where the sign-up has come to nothing. */
  static void forget(Engine engine, ProviderId provider, String subject) {
    if (appliesTo(engine, provider)) {
      keys(engine, provider, subject)
          .forEach(key -> engine.records().attempts().removeParked(engine.shop(), key));
    }
  }

  private static boolean appliesTo(Engine engine, ProviderId provider) {
    return engine
        .provider(provider)
        .descriptor()
        .capabilities()
        .contains(Capability.SENDS_FIELDS_ONCE);
  }

  /** Newest first; what an older key of the ring parked stands under that key. */
  private static List<String> keys(Engine engine, ProviderId provider, String subject) {
    return engine.sealer().rowKeys(USE, provider + "\n" + subject);
  }

  /** Whether a parked row is one of these: it has nobody to tell when it expires. */
  static Optional<byte[]> open(Engine engine, Records.ParkedRow row) {
    return engine.sealer().open(USE, row.key(), row.sealed());
  }
}
