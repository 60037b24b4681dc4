package io.membersync;

import io.membersync.internal.Letters;
import io.membersync.member.MemberStoreException;
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

  private static final int MOST_AT_ONCE = 50;

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

  /**
   * The slot for this place: the one that has it; a free one, another for another sign-in where
   * there are several, as two tabs may ask at the same moment; one whose sign-in has ended; or that
   * of the oldest. Reads the records where all are taken.
   */
  int slotFor(Browser browser, Place place) {
    List<Optional<String>> held = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      held.add(handleIn(browser, i));
    }
    int own = held.indexOf(Optional.of(place.handle()));
    if (own >= 0) {
      return own;
    }
    int first = Math.floorMod(place.handle().hashCode(), SLOTS);
    for (int i = first; i < first + SLOTS; i++) {
      if (held.get(i % SLOTS).isEmpty()) {
        return i % SLOTS;
      }
    }
    int slot = 0;
    Instant oldest = Instant.MAX;
    for (int i = 0; i < SLOTS; i++) {
      Instant until = parkedUntil(held.get(i).orElseThrow());
      if (until.isBefore(oldest)) {
        oldest = until;
        slot = i;
      }
    }
    return slot;
  }

  /** Gives this browser the handle, for as long as something is parked there. */
  void hand(Browser browser, int slot, Place place) {
    Duration left = Duration.between(engine.clock().instant(), place.until());
    browser.add(
        new Browser.Cookie(name(slot), place.handle(), (int) left.toSeconds(), engine.secure()));
  }

  /**
   * The sign-in has ended. The browser keeps the handle as long as the outcome is kept, so that a
   * reload of the last form gets it again.
   */
  void release(Browser browser, Place place) {
    replace(browser, place, place.handle(), (int) Outcomes.REPLAY.toSeconds());
  }

  /** Nothing is to be had there any more. */
  void forget(Browser browser, Place place) {
    replace(browser, place, "", 0);
  }

  private void replace(Browser browser, Place place, String value, int maxAgeSeconds) {
    for (int i = 0; i < SLOTS; i++) {
      if (handleIn(browser, i).equals(Optional.of(place.handle()))) {
        browser.add(new Browser.Cookie(name(i), value, maxAgeSeconds, engine.secure()));
      }
    }
  }

  /** The place that this browser holds the handle of. */
  Optional<Place> findPlace(Browser browser, Parked parked) {
    for (int i = 0; i < SLOTS; i++) {
      Optional<String> handle = handleIn(browser, i);
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

  /**
   * What is parked there; empty when it was finished, given up or has expired, or its provider was
   * taken away.
   */
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
            .filter(content -> engine.providers().containsKey(content.arrival().provider()))
            .map(content -> new Found(
                new Place(place.handle(), place.key(), place.parked(), row.expiresAt()), content)));
  }

  /**
   * In a unit: takes what is parked there away. Another request may be parking it anew, with the
   * visitor's answers: that is a row of its own in a database, and is waited for and taken as well.
   *
   * @return false when the sign-in has been finished or given up
   */
  boolean take(Place place) {
    Records.Attempts attempts = engine.records().attempts();
    for (int i = 0; i < MOST_AT_ONCE; i++) {
      if (attempts.removeParked(engine.shop(), place.key())) {
        return true;
      }
      if (attempts.findParked(engine.shop(), place.key()).isEmpty()) {
        return false;
      }
    }
    throw MemberStoreException.conflict(
        "records-contended", "a parked sign-in was answered by very many requests at once");
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

  /** Until when something is parked under this handle; the past when nothing is. */
  private Instant parkedUntil(String handle) {
    return engine.sealer().rowKeys(USE, handle).stream()
        .flatMap(key -> engine.records().attempts().findParked(engine.shop(), key).stream())
        .map(Records.ParkedRow::expiresAt)
        .findFirst()
        .filter(until -> engine.clock().instant().isBefore(until))
        .orElse(Instant.MIN);
  }

  private Optional<String> handleIn(Browser browser, int slot) {
    return browser.findCookie(name(slot)).filter(value -> !value.isEmpty());
  }

  private String name(int slot) {
    return (engine.secure() ? "__Host-msp" : "msp") + slot;
  }
}
