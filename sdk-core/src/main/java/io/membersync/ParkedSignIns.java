package io.membersync;

import io.membersync.internal.Letters;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps parked sign-ins: sealed in the records, under a handle that only one browser's cookie
 * holds. Records see a keyed hash of the handle, pages another one.
 */
final class ParkedSignIns {
  static final Duration LIFETIME = Duration.ofMinutes(30);
  static final String USE = "parked";

  private static final int SLOTS = 4;
  private static final int REFERENCE = 22;

  private final Engine engine;

  ParkedSignIns(Engine engine) {
    this.engine = engine;
  }

  /**
   * Where a sign-in is parked.
   *
   * @param handle what the cookie holds
   */
  record Place(String handle, String key, Parked parked, Instant until) {
    @Override
    public String toString() {
      return "Place[hidden]";
    }
  }

  /** A parked sign-in with its place. */
  record Found(Place place, ParkedCodec.Content content) {}

  Place newPlace() {
    return place(engine.sealer().random(32), engine.clock().instant().plus(LIFETIME));
  }

  void park(Place place, ParkedCodec.Content content) {
    byte[] sealed = engine.sealer().seal(USE, place.key(), ParkedCodec.write(content));
    engine
        .records()
        .attempts()
        .park(engine.shop(), new Records.ParkedRow(place.key(), sealed, place.until()));
  }

  /** Gives this browser the handle: in the slot that has it, a free one, or the first. */
  void hand(Browser browser, String handle) {
    int slot = 0;
    for (int i = SLOTS - 1; i >= 0; i--) {
      Optional<String> held = browser.findCookie(name(i)).filter(value -> !value.isEmpty());
      if (held.isEmpty() || held.get().equals(handle)) {
        slot = i;
      }
      if (held.isPresent() && held.get().equals(handle)) {
        break;
      }
    }
    browser.add(
        new Browser.Cookie(name(slot), handle, (int) LIFETIME.toSeconds(), engine.secure()));
  }

  /** The place that this browser holds the handle of. */
  Optional<Place> findPlace(Browser browser, Parked parked) {
    for (int i = 0; i < SLOTS; i++) {
      Optional<String> handle = browser.findCookie(name(i)).filter(value -> !value.isEmpty());
      if (handle.isPresent()) {
        for (Place place : places(handle.get())) {
          if (place.parked().equals(parked)) {
            return Optional.of(place);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What is parked there; empty when it was finished, given up or has expired. */
  Optional<Found> find(Place place) {
    return engine
        .records()
        .attempts()
        .findParked(engine.shop(), place.key())
        .filter(row -> engine.clock().instant().isBefore(row.expiresAt()))
        .flatMap(row -> engine
            .sealer()
            .open(USE, row.key(), row.sealed())
            .flatMap(ParkedCodec::read)
            .map(content -> new Found(
                new Place(place.handle(), place.key(), place.parked(), row.expiresAt()), content)));
  }

  /**
   * Where this handle's sign-in stands or stood: under an older key of the ring if it was parked by
   * that.
   */
  Place placeOf(String handle, Predicate<Place> wasFinished) {
    List<Place> places = places(handle);
    return places.stream()
        .skip(1)
        .filter(older -> find(older).isPresent() || wasFinished.test(older))
        .findFirst()
        .orElseGet(() -> places.get(0));
  }

  private Place place(String handle, Instant until) {
    Place newest = places(handle).get(0);
    return new Place(newest.handle(), newest.key(), newest.parked(), until);
  }

  /** One for each key of the ring, newest first. */
  private List<Place> places(String handle) {
    List<String> keys = engine.sealer().rowKeys(USE, handle);
    List<byte[]> references = engine.sealer().macs("parked reference", handle);
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Parked parked = new Parked(Letters.of(references.get(i), REFERENCE));
      places.add(new Place(handle, keys.get(i), parked, Instant.MIN));
    }
    return places;
  }

  private String name(int slot) {
    return (engine.secure() ? "__Host-msp" : "msp") + slot;
  }
}
