package io.membersync.servlet.pages;

import io.membersync.profile.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The inputs of one field, by what the field is. */
final class FieldInputs {
  private static final String SELECT = "select";
  private static final String OFF = "off";

  private final Field<?> field;
  private final String label;
  private final Map<String, String> typed;
  private final Texts texts;

  FieldInputs(Field<?> field, String label, Map<String, String> typed, Texts texts) {
    this.field = field;
    this.label = label;
    this.typed = typed;
    this.texts = texts;
  }

  FieldControl.Kind kind() {
    return switch (field.name()) {
      case "gender" -> FieldControl.Kind.CHOICE;
      case "birthday" -> FieldControl.Kind.BIRTHDAY;
      case "shipping_addresses" -> FieldControl.Kind.GROUP;
      case "ci", "channels" -> FieldControl.Kind.PROVIDER_ONLY;
      default -> FieldControl.Kind.SINGLE;
    };
  }

  String firstId() {
    List<FieldControl.Input> inputs = inputs();
    return inputs.isEmpty() ? "f-" + field.name() : inputs.get(0).id();
  }

  List<FieldControl.Input> inputs() {
    return switch (field.name()) {
      case "name" -> single("text", "", "name", 100);
      case "nickname" -> single("text", "", "nickname", 100);
      case "email" -> single("email", "email", "email", 254);
      case "phone" -> single("tel", "tel", "tel", 40);
      case "picture" -> single("url", "url", "photo", 1000);
      case "birth_year" -> single("text", "numeric", "bday-year", 4);
      case "age_range" -> List.of(input("", label, SELECT, "", OFF, true, 10, ageRanges()));
      case "gender" ->
        List.of(input(
            "",
            label,
            "radio",
            "",
            "sex",
            true,
            10,
            List.of(
                new FieldControl.Option("female", texts.text("field.gender.female")),
                new FieldControl.Option("male", texts.text("field.gender.male")))));
      case "birthday" -> birthday();
      case "shipping_addresses" -> address();
      case "ci", "channels" -> List.of();
      default -> single("text", "", OFF, 200);
    };
  }

  private List<FieldControl.Input> birthday() {
    return List.of(
        input(
            "month",
            texts.text("field.birthday.month"),
            SELECT,
            "",
            "bday-month",
            true,
            2,
            FieldControl.numbers(1, 12, texts.text("field.birthday.month.suffix"))),
        input(
            "day",
            texts.text("field.birthday.day"),
            SELECT,
            "",
            "bday-day",
            true,
            2,
            FieldControl.numbers(1, 31, texts.text("field.birthday.day.suffix"))),
        input(
            "lunar", texts.text("field.birthday.lunar"), "checkbox", "", OFF, false, 1, List.of()));
  }

  private List<FieldControl.Input> address() {
    return List.of(
        part("receiver", "text", "", "shipping name", true, 60),
        part("phone", "tel", "tel", "shipping tel", false, 40),
        part("postal_code", "text", "numeric", "shipping postal-code", true, 10),
        part("base", "text", "", "shipping address-line1", true, 200),
        part("detail", "text", "", "shipping address-line2", false, 200));
  }

  private FieldControl.Input part(
      String part, String type, String mode, String autocomplete, boolean required, int longest) {
    return input(
        part,
        texts.text("field.shipping_addresses." + part),
        type,
        mode,
        autocomplete,
        required,
        longest,
        List.of());
  }

  private List<FieldControl.Input> single(
      String type, String mode, String autocomplete, int longest) {
    return List.of(input("", label, type, mode, autocomplete, true, longest, List.of()));
  }

  /** The ranges that providers use, in text forms that the field reads. */
  private List<FieldControl.Option> ageRanges() {
    return Stream.of(
            "1~9", "10~14", "15~19", "20~29", "30~39", "40~49", "50~59", "60~69", "70~79", "80~89",
            "90~")
        .map(range -> {
          int tilde = range.indexOf('~');
          String youngest = range.substring(0, tilde);
          String oldest = range.substring(tilde + 1);
          String text = oldest.isEmpty()
              ? texts.text("field.age_range.open", youngest)
              : texts.text("field.age_range.closed", youngest, oldest);
          return new FieldControl.Option(range, text);
        })
        .toList();
  }

  private FieldControl.Input input(
      String part,
      String inputLabel,
      String type,
      String mode,
      String autocomplete,
      boolean required,
      int longest,
      List<FieldControl.Option> options) {
    String suffix = part.isEmpty() ? "" : "." + part;
    String name = "field." + field.name() + suffix;
    return new FieldControl.Input(
        name,
        "f-" + field.name() + (part.isEmpty() ? "" : "-" + part),
        inputLabel,
        type,
        mode,
        autocomplete,
        required,
        longest,
        typed.getOrDefault(name, ""),
        options);
  }
}
