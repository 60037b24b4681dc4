package io.membersync.servlet;

import io.membersync.Answers;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.PostalAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what was typed into the form for missing fields. A field may have several inputs. */
final class TypedFields {
  private static final Pattern NAME = Pattern.compile("field\\.([a-z][a-z0-9_]{0,39})(\\..+)?");

  private TypedFields() {}

  /** Every input of the form, by its name, to show it again. */
  static Map<String, String> typed(Parameters form) {
    Map<String, String> typed = new LinkedHashMap<>();
    for (String name : form.names()) {
      if (NAME.matcher(name).matches()) {
        form.find(name).ifPresent(value -> typed.put(name, value));
      }
    }
    return typed;
  }

  /** The answers with every field that was typed; what is no value of its field is kept as typed. */
  static Answers add(Answers answers, Map<String, String> typed) {
    TreeSet<String> fields = new TreeSet<>();
    for (String name : typed.keySet()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        fields.add(matcher.group(1));
      }
    }
    Answers more = answers;
    for (String name : fields) {
      Field<?> field = Field.named(name);
      String whole = typed.get("field." + name);
      if (whole != null) {
        more = more.field(field, whole);
      } else if (field.equals(Field.BIRTHDAY)) {
        more = more.field(field, birthday(typed));
      } else if (field.equals(Field.SHIPPING_ADDRESSES)) {
        more = more.field(field, address(typed));
      }
    }
    return more;
  }

  private static String birthday(Map<String, String> typed) {
    String month = part(typed, Field.BIRTHDAY, "month");
    String day = part(typed, Field.BIRTHDAY, "day");
    boolean lunar = !part(typed, Field.BIRTHDAY, "lunar").isEmpty();
    if (!month.matches("[0-9]{1,2}") || !day.matches("[0-9]{1,2}")) {
      return month + "-" + day;
    }
    try {
      return Field.BIRTHDAY.toText(
          new Birthday(Integer.parseInt(month), Integer.parseInt(day), lunar, false));
    } catch (IllegalArgumentException e) {
      return month + "-"
          + day; // such as 30 February: the field refuses it, and the visitor is told
    }
  }

  private static String address(Map<String, String> typed) {
    String base = part(typed, Field.SHIPPING_ADDRESSES, "base");
    if (base.isBlank()) {
      return "";
    }
    return Field.SHIPPING_ADDRESSES.toText(List.of(new PostalAddress(
        "typed",
        Optional.empty(),
        base.strip(),
        present(part(typed, Field.SHIPPING_ADDRESSES, "detail")),
        present(part(typed, Field.SHIPPING_ADDRESSES, "postal_code")),
        present(part(typed, Field.SHIPPING_ADDRESSES, "receiver")),
        Field.PHONE.fromText(part(typed, Field.SHIPPING_ADDRESSES, "phone")),
        true)));
  }

  private static String part(Map<String, String> typed, Field<?> field, String part) {
    return typed.getOrDefault("field." + field.name() + "." + part, "");
  }

  private static Optional<String> present(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }
}
