package io.membersync.oauth;

import io.membersync.Browser;
import io.membersync.Secret;
import io.membersync.internal.JsonText;
import io.membersync.internal.Sealer;
import io.membersync.member.MemberId;
import io.membersync.member.ShopId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps pending sign-ins sealed in the browser: four at once, ten minutes each, the oldest
 * replaced. A finished one stays until it expires, so that a second callback of the same state is
 * known to come from the same browser.
 */
public final class PendingCookies {
  /** How long a sign-in may take at the provider. */
  public static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final String USE = "pending";
  private static final int SLOTS = 4;
  private static final int LONGEST = 4000;

  private final Sealer sealer;
  private final ShopId shop;
  private final boolean secure;
  private final Clock clock;

  public PendingCookies(Sealer sealer, ShopId shop, boolean secure, Clock clock) {
    this.sealer = sealer;
    this.shop = shop;
    this.secure = secure;
    this.clock = clock;
  }

  /**
   * Puts a pending sign-in into a free slot, or in place of the oldest. Of several free ones the
   * state says which, so that two tabs that begin at the same moment seldom take the same.
   */
  public void put(Browser browser, PendingSignIn pending) {
    int first = Math.floorMod(pending.state().hashCode(), SLOTS);
    int slot = first;
    Instant oldest = Instant.MAX;
    for (int step = 0; step < SLOTS; step++) {
      int i = (first + step) % SLOTS;
      Optional<PendingSignIn> held = browser.findCookie(name(i)).flatMap(this::open);
      if (held.isEmpty() || isExpired(held.get())) {
        slot = i;
        break;
      }
      if (held.get().begunAt().isBefore(oldest)) {
        oldest = held.get().begunAt();
        slot = i;
      }
    }
    browser.add(new Browser.Cookie(name(slot), seal(pending), (int) LIFETIME.toSeconds(), secure));
  }

  /** The pending sign-in of this state, expired or not; empty when this browser has none. */
  public Optional<PendingSignIn> find(Browser browser, String state) {
    byte[] wanted = state.getBytes(StandardCharsets.UTF_8);
    Optional<PendingSignIn> found = Optional.empty();
    for (int i = 0; i < SLOTS; i++) {
      Optional<PendingSignIn> held = browser.findCookie(name(i)).flatMap(this::open);
      if (held.isPresent()
          && MessageDigest.isEqual(held.get().state().getBytes(StandardCharsets.UTF_8), wanted)) {
        found = held;
      }
    }
    return found;
  }

  /** Whether a pending sign-in has outlived its ten minutes. */
  public boolean isExpired(PendingSignIn pending) {
    return !clock.instant().isBefore(pending.begunAt().plus(LIFETIME));
  }

  private String name(int slot) {
    return (secure ? "__Host-ms" : "ms") + slot;
  }

  private String seal(PendingSignIn pending) {
    byte[] content = JsonText.object(json -> {
      json.name("shop").value(shop.value());
      json.name("purpose").value(pending.purpose().name());
      json.name("provider").value(pending.provider().value());
      json.name("state").value(pending.state());
      json.name("attempt").value(pending.attempt());
      if (pending.verifier().isPresent()) {
        json.name("verifier").value(pending.verifier().get().reveal());
      }
      json.name("nonce").value(pending.nonce().reveal());
      json.name("return").value(pending.returnPath());
      if (pending.entry().isPresent()) {
        json.name("entry").value(pending.entry().get());
      }
      if (pending.language().isPresent()) {
        json.name("language").value(pending.language().get());
      }
      json.name("silent").value(pending.silent());
      json.name("scopes").beginArray();
      for (String scope : pending.scopes()) {
        json.value(scope);
      }
      json.endArray();
      json.name("iss").value(pending.issuerInCallback());
      if (pending.member().isPresent()) {
        json.name("member").value(pending.member().get().value());
      }
      if (pending.parked().isPresent()) {
        json.name("parked").value(pending.parked().get());
      }
      json.name("inApp").value(pending.inApp());
      json.name("begun").value(pending.begunAt().toEpochMilli());
    });
    return sealer.sealCompact(USE, content);
  }

  private Optional<PendingSignIn> open(String cookie) {
    if (cookie.isEmpty() || cookie.length() > LONGEST) {
      return Optional.empty();
    }
    return sealer.openCompact(USE, cookie).flatMap(JsonText::read).flatMap(this::read);
  }

  private Optional<PendingSignIn> read(JsonDocument json) {
    if (!json.findString("shop").equals(Optional.of(shop.value()))) {
      return Optional.empty();
    }
    return JsonText.understood(() -> pending(json));
  }

  private static PendingSignIn pending(JsonDocument json) {
    List<String> scopes = new ArrayList<>(json.findStrings("scopes").orElse(List.of()));
    return new PendingSignIn(
        PendingSignIn.Purpose.valueOf(json.findString("purpose").orElseThrow()),
        ProviderId.of(json.findString("provider").orElseThrow()),
        json.findString("state").orElseThrow(),
        json.findWhole("attempt").orElseThrow().intValue(),
        json.findString("verifier").map(Secret::of),
        Secret.of(json.findString("nonce").orElseThrow()),
        json.findString("return").orElseThrow(),
        json.findString("entry"),
        json.findString("language"),
        json.findFlag("silent").orElse(false),
        scopes,
        json.findFlag("iss").orElse(false),
        json.findString("member").map(MemberId::new),
        json.findString("parked"),
        json.findFlag("inApp").orElse(false),
        Instant.ofEpochMilli(json.findWhole("begun").orElseThrow()));
  }
}
