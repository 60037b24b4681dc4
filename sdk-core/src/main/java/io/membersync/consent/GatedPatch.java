package io.membersync.consent;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import java.util.List;
import java.util.Optional;

/**
 * Values that passed the gate, for the shop's member. Only the {@link Gate} makes one, so a write
 * around it does not compile. Immutable; prints attribute names only.
 */
public final class GatedPatch {
  private final List<Entry> entries;

  GatedPatch(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  public List<Entry> entries() {
    return entries;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public Optional<Entry> find(String attribute) {
    return entries.stream().filter(entry -> entry.attribute().equals(attribute)).findFirst();
  }

  /** This patch without one attribute, for a value that the shop refuses. */
  public GatedPatch without(String attribute) {
    return new GatedPatch(
        entries.stream().filter(entry -> !entry.attribute().equals(attribute)).toList());
  }

  @Override
  public String toString() {
    return "GatedPatch" + entries.stream().map(Entry::attribute).toList();
  }

  /**
   * One value.
   *
   * @param attribute the shop's name of the column or property
   * @param value the typed value, always present
   * @param basis the consent event's id, or the notice's tag and version, that lets it in
   * @param unique no two members may have it
   */
  public record Entry(String attribute, FieldValue<?> value, String basis, boolean unique) {
    public Entry {
      if (!value.isPresent()) {
        throw new IllegalArgumentException(
            "attribute " + attribute + ": only a value can be written");
      }
    }

    public Field<?> field() {
      return value.field();
    }

    /** The value in its canonical text form. */
    public String text() {
      return value.text().orElseThrow();
    }

    @Override
    public String toString() {
      return "Entry[" + attribute + "]";
    }
  }
}
