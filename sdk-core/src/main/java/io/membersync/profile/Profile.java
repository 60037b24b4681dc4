package io.membersync.profile;

import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A visitor's fields as one source gave them. Immutable. Prints field names only. */
public final class Profile {
  private final Map<Field<?>, FieldValue<?>> values;
  private final Set<Field<?>> unreadable;
  private final Set<Field<?>> ungranted;

  private Profile(
      Map<Field<?>, FieldValue<?>> values, Set<Field<?>> unreadable, Set<Field<?>> ungranted) {
    this.values = Collections.unmodifiableMap(values);
    this.unreadable = Collections.unmodifiableSet(unreadable);
    this.ungranted = Collections.unmodifiableSet(ungranted);
  }

  /** A profile of these values; of two values of one field the last stands. */
  public static Profile of(Collection<? extends FieldValue<?>> values) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>();
    values.forEach(value -> map.put(value.field(), value));
    return new Profile(map, Set.of(), Set.of());
  }

  /**
   * Starts the profile that one answer of a provider gives.
   *
   * @param origin the provider's id: the source of every value, and who verified it where it counts
   *     as verified
   * @param seen when the answer was read
   */
  public static Builder builder(String origin, Instant seen) {
    return new Builder(origin, seen);
  }

  /** Starts from this profile, to add what the same answer gives by a step of its own. */
  public Builder toBuilder(String origin, Instant seen) {
    Builder builder = new Builder(origin, seen);
    builder.values.putAll(values);
    builder.unreadable.addAll(unreadable);
    builder.ungranted = ungranted;
    return builder;
  }

  /** What the source said of this field; empty when it said nothing at all. */
  @SuppressWarnings("unchecked") // a field is stored only under itself
  public <T> Optional<FieldValue<T>> find(Field<T> field) {
    return Optional.ofNullable((FieldValue<T>) values.get(field));
  }

  /** The value, where one is present. */
  public <T> Optional<T> value(Field<T> field) {
    return find(field).flatMap(FieldValue::value);
  }

  /** How the field stands; {@link Presence#NOT_OFFERED} when the source said nothing of it. */
  public Presence presence(Field<?> field) {
    FieldValue<?> value = values.get(field);
    return value == null ? Presence.NOT_OFFERED : value.presence();
  }

  /** Every field the source spoke of. */
  public Collection<FieldValue<?>> values() {
    return values.values();
  }

  /**
   * Fields that the source sent with something that is not a value of them, such as a phone number
   * with letters. They stand as {@link Presence#EMPTY}: half a value is never kept. A count of
   * these shows that a provider has changed its form.
   */
  public Set<Field<?>> unreadable() {
    return unreadable;
  }

  /**
   * Fields that the source sent although the visitor has not let it: their values are gone, and they
   * stand as {@link Presence#WITHHELD}.
   */
  public Set<Field<?>> ungranted() {
    return ungranted;
  }

  /** This profile without the values of these fields, which are noted as {@link #ungranted}. */
  public Profile withoutGrantOf(Collection<Field<?>> fields) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>(values);
    Set<Field<?>> more = new LinkedHashSet<>(ungranted);
    for (Field<?> field : fields) {
      FieldValue<?> value = values.get(field);
      if (value != null) {
        map.put(
            field, FieldValue.absent(field, Presence.WITHHELD, value.source(), value.firstSeen()));
        more.add(field);
      }
    }
    return new Profile(map, new LinkedHashSet<>(unreadable), more);
  }

  /** This profile with further or replaced values. */
  public Profile with(Collection<? extends FieldValue<?>> more) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>(values);
    more.forEach(value -> map.put(value.field(), value));
    Set<Field<?>> replaced = new LinkedHashSet<>();
    more.forEach(value -> replaced.add(value.field()));
    return new Profile(map, without(unreadable, replaced), without(ungranted, replaced));
  }

  private static Set<Field<?>> without(Set<Field<?>> fields, Set<Field<?>> gone) {
    Set<Field<?>> left = new LinkedHashSet<>(fields);
    left.removeAll(gone);
    return left;
  }

  /** This profile as if its source had said nothing of the field. */
  public Profile without(Field<?> field) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>(values);
    map.remove(field);
    Set<Field<?>> gone = Set.of(field);
    return new Profile(map, without(unreadable, gone), without(ungranted, gone));
  }

  @Override
  public String toString() {
    return "Profile" + values.keySet();
  }

  /** Builds a {@link Profile} from one answer of a provider. Not safe for several threads. */
  public static final class Builder {
    private final Map<Field<?>, FieldValue<?>> values = new LinkedHashMap<>();
    private final Set<Field<?>> unreadable = new LinkedHashSet<>();
    private Set<Field<?>> ungranted = Set.of();
    private final String origin;
    private final Instant seen;

    private Builder(String origin, Instant seen) {
      this.origin = origin;
      this.seen = seen;
    }

    /**
     * Adds a value.
     *
     * @param path the member of the answer that held it
     * @param proven whether the provider has verified this very value
     */
    public <T> Builder value(Field<T> field, String path, T value, boolean proven) {
      FieldValue<T> present = FieldValue.present(field, value, new Source(origin, path), seen);
      return put(proven ? present.verified(origin, seen) : present);
    }

    /**
     * Adds a value from the provider's text; what is not a value of the field is noted as {@link
     * Profile#unreadable}.
     *
     * @param path the member of the answer that held it
     * @param proven whether the provider has verified this very value
     */
    public <T> Builder text(Field<T> field, String path, String text, boolean proven) {
      Optional<T> value = field.fromText(text);
      return value.isPresent() ? value(field, path, value.get(), proven) : unreadable(field, path);
    }

    /** Adds a field that holds something that cannot be read. */
    public Builder unreadable(Field<?> field, String path) {
      absent(field, path, Presence.EMPTY);
      unreadable.add(field);
      return this;
    }

    /** Adds a field without a value, and why. */
    public Builder absent(Field<?> field, String path, Presence presence) {
      return put(FieldValue.absent(field, presence, new Source(origin, path), seen));
    }

    private Builder put(FieldValue<?> value) {
      values.put(value.field(), value);
      unreadable.remove(value.field());
      return this;
    }

    /** Makes the profile. */
    public Profile build() {
      return new Profile(new LinkedHashMap<>(values), new LinkedHashSet<>(unreadable), ungranted);
    }
  }
}
