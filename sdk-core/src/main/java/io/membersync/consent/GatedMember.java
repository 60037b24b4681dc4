package io.membersync.consent;

import io.membersync.member.PersonId;
import java.util.Optional;

/**
 * A member to be made: values that passed the gate, the person, and the entry they came in by. Only
 * the {@link Gate} makes one.
 */
public final class GatedMember {
  private final PersonId person;
  private final GatedPatch values;
  private final Optional<String> entry;

  GatedMember(PersonId person, GatedPatch values, Optional<String> entry) {
    this.person = person;
    this.values = values;
    this.entry = entry;
  }

  public PersonId person() {
    return person;
  }

  public GatedPatch values() {
    return values;
  }

  /** The store's QR poster or campaign the sign-up began with, as given to {@code SignIn}. */
  public Optional<String> entry() {
    return entry;
  }

  /** This member without one attribute, for a value that the shop refuses. */
  public GatedMember without(String attribute) {
    return new GatedMember(person, values.without(attribute), entry);
  }

  @Override
  public String toString() {
    return "GatedMember[" + person + "]";
  }
}
