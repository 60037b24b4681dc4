package io.membersync.provider.facebook;

import static io.membersync.profile.FieldValue.Presence.EMPTY;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;

import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Facebook says of a visitor, as far as the visitor's permissions go: a value that comes with
 * a permission that was declined or has expired is dropped. Without a value and with the permission the
 * account holds none, as one that was made with a phone number holds no e-mail.
 */
final class FacebookProfile {
  private static final Pattern BIRTHDAY =
      Pattern.compile("([0-9]{2})/([0-9]{2})(?:/([0-9]{4}))?|([0-9]{4})");
  private static final Pattern AGE = Pattern.compile("[0-9]{1,3}");

  private final JsonDocument me;
  private final Optional<Map<String, String>> permissions;
  private final Profile.Builder profile;
  private final List<Field<?>> ungranted = new ArrayList<>();

  private FacebookProfile(FacebookSettings settings, JsonDocument me, Provider.Answers answers) {
    this.me = me;
    this.permissions = answers
        .find(FacebookCalls.PERMISSIONS)
        .flatMap(answer -> answer.findObjects("data"))
        .map(FacebookProfile::byPermission);
    this.profile = Profile.builder(settings.id.value(), answers.receivedAt());
  }

  static Profile read(FacebookSettings settings, JsonDocument me, Provider.Answers answers) {
    FacebookProfile reading = new FacebookProfile(settings, me, answers);
    settings.items(answers.grant()).forEach(reading::read);
    return reading.profile.build().withoutGrantOf(reading.ungranted);
  }

  private static Map<String, String> byPermission(List<JsonDocument> entries) {
    Map<String, String> statuses = new HashMap<>();
    entries.forEach(entry -> entry
        .findString("permission")
        .ifPresent(name -> statuses.put(name, entry.findString("status").orElse(""))));
    return statuses;
  }

  /** Whether the visitor has said no; one that was never answered is not granted either. */
  private boolean isDeclined(FacebookItem item) {
    boolean unasked = item.permission().equals(FacebookItem.PUBLIC_PROFILE);
    return permissions
        .map(known -> known.getOrDefault(item.permission(), unasked ? "granted" : ""))
        .map(status -> !status.equals("granted"))
        .orElse(false);
  }

  private void read(FacebookItem item) {
    boolean declined = isDeclined(item);
    if (!isSaid(item.path())) {
      if (declined || permissions.isPresent() || me.has(item.path())) {
        profile.absent(item.field(), item.path(), declined ? WITHHELD : EMPTY);
      }
      return;
    }
    Field<?> field = item.field();
    if (field.equals(Field.BIRTHDAY) || field.equals(Field.BIRTH_YEAR)) {
      readBirthday(field);
    } else if (field.equals(Field.AGE_RANGE)) {
      readAgeRange();
    } else if (field.equals(Field.PICTURE)
        && me.findFlag("picture.data.is_silhouette").orElse(false)) {
      profile.absent(field, item.path(), EMPTY); // Facebook's picture, not the visitor's
    } else {
      readText(field, item.path());
    }
    if (declined) {
      ungranted.add(field);
    }
  }

  private boolean isSaid(String path) {
    return me.has(path)
        && !me.isNull(path)
        && !me.findString(path).map(String::isBlank).orElse(false);
  }

  private void readText(Field<?> field, String path) {
    Optional<String> text = me.findText(path);
    if (text.isPresent()) {
      profile.text(field, path, text.get(), false);
    } else {
      profile.unreadable(field, path);
    }
  }

  /** Month and day, a year, or all of them, as the visitor lets it be seen. */
  private void readBirthday(Field<?> field) {
    String path = "birthday";
    Optional<Matcher> date = me.findString(path).map(BIRTHDAY::matcher).filter(Matcher::matches);
    if (date.isEmpty()) {
      profile.unreadable(field, path);
      return;
    }
    String year = date.get().group(3) == null ? date.get().group(4) : date.get().group(3);
    if (field.equals(Field.BIRTH_YEAR)) {
      if (year == null) {
        profile.absent(field, path, Presence.EMPTY);
      } else {
        profile.text(field, path, year, false);
      }
      return;
    }
    if (date.get().group(1) == null) {
      profile.absent(field, path, Presence.EMPTY);
      return;
    }
    int month = Integer.parseInt(date.get().group(1));
    Optional<Birthday> day =
        Birthday.find(month, Integer.parseInt(date.get().group(2)), false, false);
    if (day.isPresent()) {
      profile.value(Field.BIRTHDAY, path, day.get(), false);
    } else {
      profile.unreadable(field, path);
    }
  }

  private void readAgeRange() {
    Optional<Integer> youngest = age("age_range.min");
    Optional<Integer> oldest = age("age_range.max");
    boolean readable = youngest.isPresent()
        && (oldest.isEmpty() ? !me.has("age_range.max") : oldest.get() >= youngest.get());
    if (readable) {
      profile.value(
          Field.AGE_RANGE,
          "age_range",
          new AgeRange(
              youngest.get(),
              oldest.isPresent() ? OptionalInt.of(oldest.get()) : OptionalInt.empty()),
          false);
    } else {
      profile.unreadable(Field.AGE_RANGE, "age_range");
    }
  }

  private Optional<Integer> age(String path) {
    return me.findText(path).filter(AGE.asMatchPredicate()).map(Integer::valueOf);
  }
}
