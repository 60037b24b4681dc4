package io.membersync.provider.google;

import static io.membersync.profile.FieldValue.Presence.EMPTY;

import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.Gender;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The People API's answer about the visitor (<a
 * href="https://developers.google.com/people/api/rest/v1/people">person</a>, read 2026-11-21). Every
 * member is a list whose items say where they come from. Only what the visitor's own account holds is
 * taken: a contact card that somebody keeps about himself may be anybody's. Nothing in it is verified:
 * what {@code metadata.verified} of a phone means is not documented.
 */
final class GooglePerson {
  static final String CALL = "people";

  private static final URI ADDRESS = URI.create("https://people.googleapis.com/v1/people/me");
  private static final Set<String> OWN_SOURCES = Set.of("PROFILE", "ACCOUNT");

  private final JsonDocument answer;

  GooglePerson(JsonDocument answer) {
    this.answer = answer;
  }

  /** The call for these items; none where there are none. */
  static Optional<ProviderCall> call(List<GoogleItem> items) {
    String fields =
        items.stream().map(GoogleItem::member).distinct().collect(Collectors.joining(","));
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(ProviderCall.get(CALL, ADDRESS)
            .with("personFields", fields)
            .with("sources", "READ_SOURCE_TYPE_PROFILE") // by default contacts are mixed in
            .notEssential());
  }

  boolean isOf(String subject) {
    return answer
        .findString("resourceName")
        .filter(("people/" + subject)::equals)
        .isPresent();
  }

  /** Adds what the answer has of this item; without anything of the visitor's own it is empty. */
  void addTo(Profile.Builder profile, GoogleItem item) {
    List<JsonDocument> entries = entries(item.member());
    if (entries.isEmpty()) {
      profile.absent(item.field(), item.member(), EMPTY);
      return;
    }
    JsonDocument first = entries.get(0);
    switch (item.member()) {
      case GoogleItem.NICKNAMES -> addNickname(profile, first);
      case GoogleItem.PHONES -> addPhone(profile, first);
      case GoogleItem.GENDERS -> addGender(profile, first);
      case GoogleItem.AGE_RANGES -> addAgeRange(profile, first);
      case GoogleItem.ADDRESSES -> addAddresses(profile, entries);
      default -> {
        if (item.field().equals(Field.BIRTHDAY)) {
          addBirthday(profile, entries);
        } else {
          addBirthYear(profile, entries);
        }
      }
    }
  }

  /** The visitor's own, the primary one first. */
  private List<JsonDocument> entries(String member) {
    List<JsonDocument> own = answer.findObjects(member).orElse(List.of()).stream()
        .filter(entry -> entry
            .findString("metadata.source.type")
            .filter(OWN_SOURCES::contains)
            .isPresent())
        .toList();
    return Stream.concat(
            own.stream().filter(GooglePerson::isPrimary),
            own.stream().filter(entry -> !isPrimary(entry)))
        .toList();
  }

  private static boolean isPrimary(JsonDocument entry) {
    return entry.findFlag("metadata.primary").orElse(false);
  }

  private static void addNickname(Profile.Builder profile, JsonDocument entry) {
    text(entry, "value")
        .ifPresentOrElse(
            nickname -> profile.text(Field.NICKNAME, GoogleItem.NICKNAMES, nickname, false),
            () -> profile.absent(Field.NICKNAME, GoogleItem.NICKNAMES, EMPTY));
  }

  /** Which country a number without a plus is dialled in is not known, so it is no number here. */
  private static void addPhone(Profile.Builder profile, JsonDocument entry) {
    text(entry, "canonicalForm")
        .or(() -> text(entry, "value"))
        .filter(number -> number.startsWith("+"))
        .ifPresentOrElse(
            number -> profile.text(Field.PHONE, GoogleItem.PHONES, number, false),
            () -> profile.unreadable(Field.PHONE, GoogleItem.PHONES));
  }

  /** People may write what they like. */
  private static void addGender(Profile.Builder profile, JsonDocument entry) {
    Optional<String> word = text(entry, "value");
    if (word.isEmpty()) {
      profile.absent(Field.GENDER, GoogleItem.GENDERS, EMPTY);
      return;
    }
    Gender gender = switch (word.get()) {
      case "male" -> Gender.MALE;
      case "female" -> Gender.FEMALE;
      default -> Gender.UNKNOWN;
    };
    profile.value(Field.GENDER, GoogleItem.GENDERS, gender, false);
  }

  private static void addAgeRange(Profile.Builder profile, JsonDocument entry) {
    switch (text(entry, "ageRange").orElse("AGE_RANGE_UNSPECIFIED")) {
      case "LESS_THAN_EIGHTEEN" -> addAgeRange(profile, new AgeRange(0, OptionalInt.of(17)));
      case "EIGHTEEN_TO_TWENTY" -> addAgeRange(profile, new AgeRange(18, OptionalInt.of(20)));
      case "TWENTY_ONE_OR_OLDER" -> addAgeRange(profile, new AgeRange(21, OptionalInt.empty()));
      case "AGE_RANGE_UNSPECIFIED" -> profile.absent(Field.AGE_RANGE, GoogleItem.AGE_RANGES, EMPTY);
      default -> profile.unreadable(Field.AGE_RANGE, GoogleItem.AGE_RANGES);
    }
  }

  private static void addAgeRange(Profile.Builder profile, AgeRange range) {
    profile.value(Field.AGE_RANGE, GoogleItem.AGE_RANGES, range, false);
  }

  private static void addBirthday(Profile.Builder profile, List<JsonDocument> entries) {
    Optional<JsonDocument> dated = dated(entries);
    if (dated.isEmpty()) {
      profile.absent(Field.BIRTHDAY, GoogleItem.BIRTHDAYS, EMPTY);
      return;
    }
    dated
        .flatMap(entry -> Birthday.find(part(entry, "month"), part(entry, "day"), false, false))
        .ifPresentOrElse(
            day -> profile.value(Field.BIRTHDAY, GoogleItem.BIRTHDAYS, day, false),
            () -> profile.unreadable(Field.BIRTHDAY, GoogleItem.BIRTHDAYS));
  }

  /** The primary entry mostly hides the year; another one of the same day may have it. */
  private static void addBirthYear(Profile.Builder profile, List<JsonDocument> entries) {
    Optional<JsonDocument> dated = dated(entries);
    entries.stream()
        .filter(entry -> part(entry, "year") != 0)
        .filter(entry ->
            !isDated(entry) || dated.filter(chosen -> isSameDay(chosen, entry)).isPresent())
        .findFirst()
        .ifPresentOrElse(
            entry -> profile.text(
                Field.BIRTH_YEAR,
                GoogleItem.BIRTHDAYS,
                Integer.toString(part(entry, "year")),
                false),
            () -> profile.absent(Field.BIRTH_YEAR, GoogleItem.BIRTHDAYS, EMPTY));
  }

  private static Optional<JsonDocument> dated(List<JsonDocument> entries) {
    return entries.stream().filter(GooglePerson::isDated).findFirst();
  }

  private static boolean isDated(JsonDocument entry) {
    return part(entry, "month") != 0 && part(entry, "day") != 0;
  }

  private static boolean isSameDay(JsonDocument one, JsonDocument other) {
    return part(one, "month") == part(other, "month") && part(one, "day") == part(other, "day");
  }

  /** A part of a date; 0 is how Google says unknown, where it does not leave the part out. */
  private static int part(JsonDocument entry, String name) {
    return entry
        .findWhole("date." + name)
        .map(number -> (int) Math.max(-1, Math.min(number, 10_000))) // beyond is no date either
        .orElse(0);
  }

  private static void addAddresses(Profile.Builder profile, List<JsonDocument> entries) {
    List<PostalAddress> addresses = new ArrayList<>();
    for (JsonDocument entry : entries) {
      address("google-" + (addresses.size() + 1), entry).ifPresent(addresses::add);
    }
    if (addresses.isEmpty()) {
      profile.absent(Field.SHIPPING_ADDRESSES, GoogleItem.ADDRESSES, EMPTY);
    } else {
      profile.text(
          Field.SHIPPING_ADDRESSES,
          GoogleItem.ADDRESSES,
          Field.SHIPPING_ADDRESSES.toText(addresses), // by text: within the field's limits
          false);
    }
  }

  /** By its parts; who wrote the address in one piece has that instead. */
  private static Optional<PostalAddress> address(String id, JsonDocument entry) {
    Optional<String> street = text(entry, "streetAddress").or(() -> text(entry, "poBox"));
    Optional<String> base = street.isPresent()
        ? Optional.of(
            Stream.of(street, text(entry, "city"), text(entry, "region"), text(entry, "country"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", ")))
        : text(entry, "formattedValue");
    return base.map(line -> new PostalAddress(
        id,
        text(entry, "formattedType").or(() -> text(entry, "type")),
        line,
        street.flatMap(parts -> text(entry, "extendedAddress")),
        text(entry, "postalCode"),
        Optional.empty(),
        Optional.empty(),
        isPrimary(entry)));
  }

  private static Optional<String> text(JsonDocument entry, String name) {
    return entry.findString(name).filter(value -> !value.isBlank());
  }
}
