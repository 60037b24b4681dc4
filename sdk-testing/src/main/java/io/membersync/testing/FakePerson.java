package io.membersync.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A person with an account at fake providers, by the standard claims of OpenID Connect: {@code name},
 * {@code given_name}, {@code family_name}, {@code nickname}, {@code picture}, {@code email}, {@code
 * phone_number} (E.164), {@code gender} ({@code female}, {@code male}), {@code birthdate} ({@code
 * 1990-01-31}, or {@code 0000-01-31} without the year), and of an address {@code postal_code}, {@code
 * street_address}, {@code locality} and {@code address_detail}. Some have more that a single provider
 * gives: {@code locale}, LINE's {@code status_message} and what its LINE Profile+ has, Apple's {@code
 * transfer_sub}. A claim that is missing is something that the account does not hold. Immutable; prints
 * no claim.
 *
 * <p>Source of the claims: https://openid.net/specs/openid-connect-core-1_0.html, 5.1, read 2026-11-21.
 */
public final class FakePerson {
  private final String key;
  private final String note;
  private final Map<String, String> claims;

  private FakePerson(String key, String note, Map<String, String> claims) {
    this.key = key;
    this.note = note;
    this.claims = Collections.unmodifiableMap(claims);
  }

  /**
   * Somebody of whom an account holds nothing yet.
   *
   * @param key by which tests and pages name the person; small letters, digits and hyphens
   */
  public static FakePerson of(String key) {
    if (!key.matches("[a-z][a-z0-9-]{0,31}")) {
      throw new IllegalArgumentException("not a key of a person: " + key);
    }
    return new FakePerson(key, "", Map.of());
  }

  /** What the sign-in page says beside the name. */
  public FakePerson note(String text) {
    return new FakePerson(key, text, claims);
  }

  /** Sets a claim. */
  public FakePerson with(String claim, String value) {
    Map<String, String> more = new LinkedHashMap<>(claims);
    more.put(claim, value);
    return new FakePerson(key, note, more);
  }

  /** Takes a claim away. */
  public FakePerson without(String claim) {
    Map<String, String> fewer = new LinkedHashMap<>(claims);
    fewer.remove(claim);
    return new FakePerson(key, note, fewer);
  }

  public String key() {
    return key;
  }

  /** The claim, where the account holds it. */
  public Optional<String> find(String claim) {
    return Optional.ofNullable(claims.get(claim));
  }

  String note() {
    return note;
  }

  @Override
  public String toString() {
    return "FakePerson[" + key + "]";
  }
}
