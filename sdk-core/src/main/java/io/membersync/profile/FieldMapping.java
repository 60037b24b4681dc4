package io.membersync.profile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which fields go where in the shop's member. A field that is not mapped is never written.
 * Immutable; each call returns a new mapping.
 *
 * <pre>{@code
 * FieldMapping.none()
 *     .map(Field.EMAIL, "email").unique()
 *     .map(Field.PHONE, "mobile").required()
 *     .map(Field.BIRTHDAY, "birthday");
 * }</pre>
 */
public final class FieldMapping {
  private final List<Entry> entries;

  private FieldMapping(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** An empty mapping, to start from. */
  public static FieldMapping none() {
    return new FieldMapping(List.of());
  }

  /** Name, e-mail and phone, to attributes called {@code name}, {@code email} and {@code phone}. */
  public static FieldMapping basic() {
    return none().map(Field.NAME, "name").map(Field.EMAIL, "email").map(Field.PHONE, "phone");
  }

  /**
   * Maps a field to an attribute of the member: a column or property, by the shop's own name.
   *
   * @throws IllegalArgumentException if the field or the attribute is mapped already
   */
  public FieldMapping map(Field<?> field, String attribute) {
    Set<Object> taken = new HashSet<>();
    entries.forEach(entry -> {
      taken.add(entry.field());
      taken.add(entry.attribute());
    });
    if (attribute.isBlank() || taken.contains(field) || taken.contains(attribute)) {
      throw new IllegalArgumentException("mapping of " + field.name() + " to '" + attribute
          + "': each field and each attribute can be mapped once, and needs a name");
    }
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(field, attribute, SyncRule.KEEP_EDITS, false, false, false));
    return new FieldMapping(more);
  }

  /** The member cannot be made without the field mapped last; the visitor is asked for it. */
  public FieldMapping required() {
    Entry last = last();
    return replaceLast(new Entry(
        last.field(), last.attribute(), last.rule(), true, last.unique(), last.firstSignInOnly()));
  }

  /** The attribute mapped last is unique in the shop: only a verified value is written to it. */
  public FieldMapping unique() {
    Entry last = last();
    return replaceLast(new Entry(
        last.field(),
        last.attribute(),
        last.rule(),
        last.required(),
        true,
        last.firstSignInOnly()));
  }

  /** Sets the rule of the field mapped last. Default: {@link SyncRule#KEEP_EDITS}. */
  public FieldMapping rule(SyncRule rule) {
    Entry last = last();
    return replaceLast(new Entry(
        last.field(),
        last.attribute(),
        rule,
        last.required(),
        last.unique(),
        last.firstSignInOnly()));
  }

  /**
   * The field mapped last is synchronised only at the sign-in that adds a way in: at sign-up, and
   * when a provider is linked to a member who is there. Default: at every sign-in.
   */
  public FieldMapping firstSignInOnly() {
    Entry last = last();
    return replaceLast(new Entry(
        last.field(), last.attribute(), last.rule(), last.required(), last.unique(), true));
  }

  public List<Entry> entries() {
    return entries;
  }

  private Entry last() {
    if (entries.isEmpty()) {
      throw new IllegalStateException("map a field first");
    }
    return entries.get(entries.size() - 1);
  }

  private FieldMapping replaceLast(Entry entry) {
    List<Entry> changed = new ArrayList<>(entries);
    changed.set(changed.size() - 1, entry);
    return new FieldMapping(changed);
  }

  /**
   * One mapped field.
   *
   * @param attribute the shop's name of the column or property
   * @param required the member cannot be made without it
   * @param unique no two members may have the same value
   * @param firstSignInOnly synchronised only at the sign-in that adds a way in
   */
  public record Entry(
      Field<?> field,
      String attribute,
      SyncRule rule,
      boolean required,
      boolean unique,
      boolean firstSignInOnly) {}
}
