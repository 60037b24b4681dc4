package io.membersync.profile;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A visitor's fields as one source gave them. Immutable. Prints field names only. */
public final class Profile {
  private final Map<Field<?>, FieldValue<?>> values;

  private Profile(Map<Field<?>, FieldValue<?>> values) {
    this.values = values;
  }

  /** A profile of these values; of two values of one field the last stands. */
  public static Profile of(Collection<? extends FieldValue<?>> values) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>();
    values.forEach(value -> map.put(value.field(), value));
    return new Profile(map);
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
    return java.util.Collections.unmodifiableCollection(values.values());
  }

  /** This profile with further or replaced values. */
  public Profile with(Collection<? extends FieldValue<?>> more) {
    Map<Field<?>, FieldValue<?>> map = new LinkedHashMap<>(values);
    more.forEach(value -> map.put(value.field(), value));
    return new Profile(map);
  }

  @Override
  public String toString() {
    return "Profile" + values.keySet();
  }
}
