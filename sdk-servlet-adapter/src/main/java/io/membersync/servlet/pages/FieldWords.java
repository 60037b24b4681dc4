package io.membersync.servlet.pages;

import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.ChannelRelation;
import io.membersync.profile.Field;
import io.membersync.profile.Gender;
import io.membersync.profile.PostalAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What fields are called, and their values as people write them. */
final class FieldWords {
  private static final Pattern KOREAN_PHONE =
      Pattern.compile("\\+82(2|1\\d|\\d{2})(\\d{3,4})(\\d{4})");
  private static final int SHOWN_OF_AN_IDENTIFIER = 8;

  private final Texts texts;
  private final Map<String, String> labels;

  /**
   * Makes them.
   *
   * @param labels by language, dot and field name
   */
  FieldWords(Texts texts, Map<String, String> labels) {
    this.texts = texts;
    this.labels = labels;
  }

  String label(Field<?> field) {
    String given = labels.get(texts.language().getLanguage() + "." + field.name());
    return given == null
        ? texts.find("field." + field.name()).orElse(field.name().replace('_', ' '))
        : given;
  }

  /** As it is where the shop keeps another form than the field's. */
  List<String> lines(Field<?> field, String text) {
    if (field.equals(Field.CI)) {
      return List.of(text.substring(0, Math.min(text.length(), SHOWN_OF_AN_IDENTIFIER)) + "…");
    }
    List<String> lines =
        field.fromText(text).map(value -> lines(field, value, text)).orElse(List.of());
    return lines.isEmpty() ? List.of(text) : lines;
  }

  private List<String> lines(Field<?> field, Object value, String text) {
    if (value instanceof Birthday birthday) {
      return List.of(birthday(birthday));
    } else if (value instanceof Gender gender) {
      return texts
          .find("field.gender." + gender.name().toLowerCase(Locale.ROOT))
          .map(List::of)
          .orElse(List.of());
    } else if (value instanceof AgeRange range) {
      return List.of(
          range.oldest().isPresent()
              ? texts.text(
                  "field.age_range.closed", range.youngest(), range.oldest().getAsInt())
              : texts.text("field.age_range.open", range.youngest()));
    } else if (value instanceof List<?> list) {
      return list.stream().flatMap(this::item).toList();
    } else {
      return List.of(field.equals(Field.PHONE) ? phone(text) : text);
    }
  }

  private String birthday(Birthday birthday) {
    String day = texts.text("field.birthday.day_of", month(birthday.month()), birthday.day());
    return birthday.lunar() ? day + " (" + texts.text("field.birthday.lunar") + ")" : day;
  }

  private String month(int month) {
    return texts.text("field.birthday.month." + month);
  }

  private Stream<String> item(Object item) {
    if (item instanceof PostalAddress address) {
      return Stream.of(Stream.of(
              address.label(),
              address.postalCode().map(code -> "(" + code + ")"),
              Optional.of(address.base()),
              address.detail(),
              address.receiver(),
              address.phone().map(FieldWords::phone))
          .flatMap(Optional::stream)
          .collect(Collectors.joining(" ")));
    }
    if (item instanceof ChannelRelation channel) {
      String state = channel.state().name().toLowerCase(Locale.ROOT);
      return Stream.of(channel.channel() + ": " + texts.text("field.channels." + state));
    }
    return Stream.empty();
  }

  /** A number of Korea as it is dialled there. */
  private static String phone(String number) {
    Matcher korean = KOREAN_PHONE.matcher(number);
    return korean.matches()
        ? "0" + korean.group(1) + "-" + korean.group(2) + "-" + korean.group(3)
        : number;
  }
}
