package io.membersync.consent;

import io.membersync.consent.Notice.Item;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.profile.Field;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads {@link Notices} from JSON. What is wrong is told with its place in the file. */
final class NoticesFile {
  private static final Set<String> OF_FILE = Set.of("shopName", "notices");
  private static final Set<String> OF_NOTICE = Set.of(
      "tag",
      "kind",
      "version",
      "required",
      "editorial",
      "effectiveFrom",
      "retention",
      "medium",
      "askedBy",
      "covers",
      "texts");
  private static final Set<String> OF_COVERAGE = Set.of("purpose", "fields", "recipient");
  private static final Set<String> OF_TEXT = Set.of("title", "body", "told");

  private NoticesFile() {}

  static Notices read(byte[] json) {
    JsonDocument file;
    try {
      file = JsonDocument.parse(json);
    } catch (ProfileException e) {
      throw new IllegalArgumentException(
          "the notices are no JSON object that can be read: well-formed, no name twice, at most 1"
              + " MiB");
    }
    requireKnown("", file, OF_FILE);
    String shopName = text("", file, "shopName");
    List<JsonDocument> all = objects("", file, "notices");
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      notices.add(notice("notices[" + i + "]", all.get(i)));
    }
    return Notices.of(shopName, notices.toArray(Notice[]::new));
  }

  private static Notice notice(String place, JsonDocument json) {
    requireKnown(place, json, OF_NOTICE);
    String tag = text(place, json, "tag");
    String at = place + " (" + tag + ")";
    try {
      return build(at, tag, json);
    } catch (IllegalArgumentException | IllegalStateException e) {
      String message = String.valueOf(e.getMessage());
      String known = "notice " + tag + ": ";
      throw message.startsWith(at)
          ? e
          : wrong(at, message.startsWith(known) ? message.substring(known.length()) : message);
    }
  }

  private static Notice build(String at, String tag, JsonDocument json) {
    Kind kind = word(at, "kind", text(at, json, "kind"), Kind.values());
    Notice.Builder notice = begin(at, tag, kind, json);
    if (json.has("version")) {
      notice.version(whole(at, json, "version"));
    }
    if (flag(at, json, "required")) {
      notice.required();
    } else if (kind == Kind.TERMS && json.has("required")) {
      throw wrong(at, "terms are required: leave 'required' out, or make it a COLLECT_USE");
    }
    if (flag(at, json, "editorial")) {
      notice.editorial();
    }
    if (json.has("effectiveFrom")) {
      notice.effectiveFrom(time(
          at,
          json,
          "effectiveFrom",
          "a moment such as 2026-12-01T00:00:00+09:00",
          given -> OffsetDateTime.parse(given).toInstant()));
    }
    if (json.has("retention")) {
      notice.retention(time(at, json, "retention", "a period such as P1Y or P90D", Period::parse));
    }
    if (json.has("askedBy")) {
      strings(at, json, "askedBy").forEach(notice::askedBy);
    }
    if (json.has("covers")) {
      objects(at, json, "covers").forEach(entry -> cover(at + ".covers", entry, notice));
    }
    JsonDocument texts = object(at, json, "texts");
    for (String language : texts.names()) {
      Notice.Text.requireLanguage(language); // before it is looked up: it may have a dot
      addText(at + ".texts." + language, language, object(at + ".texts", texts, language), notice);
    }
    return notice.build();
  }

  private static Notice.Builder begin(String at, String tag, Kind kind, JsonDocument json) {
    if (!kind.isAdvertising()) {
      if (json.has("medium")) {
        throw wrong(at, "only advertising has a medium");
      }
      return switch (kind) {
        case TERMS -> Notice.terms(tag);
        case CONTRACT_INFO -> Notice.contract(tag);
        default -> Notice.consent(tag, kind);
      };
    }
    if (!json.has("medium")) {
      throw wrong(at, "advertising needs its medium, one of " + Arrays.toString(Medium.values()));
    }
    Medium medium = word(at, "medium", text(at, json, "medium"), Medium.values());
    return kind == Kind.AD_NIGHT
        ? Notice.advertisingAtNight(tag, medium)
        : Notice.advertising(tag, medium);
  }

  private static void cover(String at, JsonDocument entry, Notice.Builder notice) {
    requireKnown(at, entry, OF_COVERAGE);
    Purpose purpose = new Purpose(text(at, entry, "purpose"));
    Field<?>[] fields =
        strings(at, entry, "fields").stream().map(Field::named).toArray(Field<?>[]::new);
    if (entry.has("recipient")) {
      notice.provides(text(at, entry, "recipient"), purpose, fields);
    } else {
      notice.covers(purpose, fields);
    }
  }

  private static void addText(
      String at, String language, JsonDocument json, Notice.Builder notice) {
    requireKnown(at, json, OF_TEXT);
    notice.text(language, text(at, json, "title"), text(at, json, "body"));
    if (json.has("told")) {
      JsonDocument told = object(at, json, "told");
      for (String item : told.names()) {
        notice.told(
            language, word(at, "told", item, Item.values()), text(at + ".told", told, item));
      }
    }
  }

  private static void requireKnown(String place, JsonDocument json, Set<String> known) {
    for (String name : json.names()) {
      if (!known.contains(name)) {
        throw wrong(
            place,
            "there is nothing called '" + name + "'; there is "
                + known.stream().sorted().toList());
      }
    }
  }

  private static <E extends Enum<E>> E word(String place, String name, String word, E[] known) {
    return Arrays.stream(known)
        .filter(one -> one.name().equals(word))
        .findFirst()
        .orElseThrow(
            () -> wrong(place, name + " is '" + word + "', none of " + Arrays.toString(known)));
  }

  private static String text(String place, JsonDocument json, String name) {
    return required(place, json, name, "a text", json::findString);
  }

  private static <T> T time(
      String place, JsonDocument json, String name, String what, Function<String, T> parsing) {
    String given = text(place, json, name);
    try {
      return parsing.apply(given);
    } catch (DateTimeException e) {
      throw wrong(place, name + " is '" + given + "', and must be " + what);
    }
  }

  private static JsonDocument object(String place, JsonDocument json, String name) {
    return required(place, json, name, "an object", json::findObject);
  }

  private static List<JsonDocument> objects(String place, JsonDocument json, String name) {
    return required(place, json, name, "a list of objects", json::findObjectsOnly);
  }

  private static List<String> strings(String place, JsonDocument json, String name) {
    return required(place, json, name, "a list of texts", json::findStrings);
  }

  private static int whole(String place, JsonDocument json, String name) {
    return required(
        place,
        json,
        name,
        "a whole number from 1 to " + Integer.MAX_VALUE,
        path -> json.findWhole(path)
            .filter(number -> number >= 1 && number <= Integer.MAX_VALUE)
            .map(Long::intValue));
  }

  private static boolean flag(String place, JsonDocument json, String name) {
    return json.has(name) && required(place, json, name, "true or false", json::findFlag);
  }

  private static <T> T required(
      String place,
      JsonDocument json,
      String name,
      String what,
      Function<String, Optional<T>> reading) {
    return reading
        .apply(name)
        .orElseThrow(() ->
            wrong(place, name + (json.has(name) ? " must be " : " is missing; it is ") + what));
  }

  private static IllegalArgumentException wrong(String place, String what) {
    return new IllegalArgumentException((place.isEmpty() ? "the notices" : place) + ": " + what);
  }
}
