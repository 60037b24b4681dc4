package io.membersync.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A kind of value a visitor can have, with its type and its canonical text form. Compared by name.
 *
 * @param <T> the type of its values
 */
public final class Field<T> {
  /** The name a person goes by; not a legal name. */
  public static final Field<String> NICKNAME = text("nickname");

  /** The visitor's real name. */
  public static final Field<String> NAME = text("name");

  /** A single address, its domain in lower case. */
  public static final Field<String> EMAIL = new Field<>("email", FieldText.EMAIL);

  /** A phone number in E.164 form, such as {@code +821055501234}. */
  public static final Field<String> PHONE = new Field<>("phone", FieldText.PHONE);

  /** An https address of a picture; MemberSync never fetches it. */
  public static final Field<String> PICTURE = new Field<>("picture", FieldText.PICTURE);

  public static final Field<Gender> GENDER = new Field<>("gender", FieldText.GENDER);
  public static final Field<AgeRange> AGE_RANGE = new Field<>("age_range", FieldText.AGE_RANGE);

  /** Four digits. */
  public static final Field<Integer> BIRTH_YEAR = new Field<>("birth_year", FieldText.BIRTH_YEAR);

  /** Month and day; text form {@code --04-15}, lunar {@code --04-15L}, leap month {@code --04-15LL}. */
  public static final Field<Birthday> BIRTHDAY = new Field<>("birthday", FieldText.BIRTHDAY);

  /** The Korean linkage identifier (CI): 88 characters of Base64. */
  public static final Field<String> CI = new Field<>("ci", FieldText.CI);

  /** At most 50 addresses, in the provider's order; text form JSON. */
  public static final Field<List<PostalAddress>> SHIPPING_ADDRESSES =
      new Field<>("shipping_addresses", FieldText.ADDRESSES);

  /** How the visitor stands to the shop's channels; text form JSON. */
  public static final Field<List<ChannelRelation>> CHANNELS =
      new Field<>("channels", FieldText.CHANNELS);

  private static final List<Field<?>> LISTED = List.of(
      NICKNAME,
      NAME,
      EMAIL,
      PHONE,
      PICTURE,
      GENDER,
      AGE_RANGE,
      BIRTH_YEAR,
      BIRTHDAY,
      CI,
      SHIPPING_ADDRESSES,
      CHANNELS);
  private static final Map<String, Field<?>> KNOWN =
      LISTED.stream().collect(Collectors.toUnmodifiableMap(Field::name, field -> field));

  private final String name;
  private final FieldText<T> text;

  private Field(String name, FieldText<T> text) {
    this.name = name;
    this.text = text;
  }

  /**
   * A field of plain text that is not listed here, at most 200 characters a value.
   *
   * @param name lower-case letters, digits and underscores
   * @throws IllegalArgumentException if it is none, or that of the Korean resident number, which a shop
   *     must not process (PIPA 24-2); a value that has one in it is no value of any text field
   */
  public static Field<String> text(String name) {
    if (ResidentNumber.isName(name)) {
      throw new IllegalArgumentException(
          "a shop must not process resident numbers, with or without consent (PIPA 24-2): " + name);
    }
    if (!name.matches("[a-z][a-z0-9_]{0,39}")) {
      throw new IllegalArgumentException(
          "field name must be 1 to 40 lower-case letters, digits and underscores: " + name);
    }
    return new Field<>(name, FieldText.PLAIN);
  }

  /** Every field that is listed here, in the same order. */
  public static List<Field<?>> listed() {
    return LISTED;
  }

  /** The listed field of this name, or a text field. */
  public static Field<?> named(String name) {
    Field<?> known = KNOWN.get(name);
    return known == null ? text(name) : known;
  }

  public String name() {
    return name;
  }

  /** The canonical text of a value, as it is stored, compared and hashed. */
  public String toText(T value) {
    return text.write(value);
  }

  /**
   * Reads a value from text: its canonical form, or what a visitor types or a provider sends.
   *
   * @return empty when it is not a value of this field; never half a value
   */
  public Optional<T> fromText(String value) {
    return text.read(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Field<?> that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
