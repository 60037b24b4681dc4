package io.membersync.servlet.pages;

import io.membersync.SignInResult.MissingFields;
import io.membersync.profile.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How one missing field is asked: a label, one or several inputs, a hint, an error.
 *
 * @param id of the first input
 * @param hint empty for none
 * @param error empty for none
 */
public record FieldControl(
    Field<?> field,
    Kind kind,
    String id,
    String label,
    List<Input> inputs,
    Optional<String> hint,
    Optional<String> error) {

  /** The shape of a control. */
  public enum Kind {
    /** One input under the label. */
    SINGLE,
    /** A group of choices of which one holds. */
    CHOICE,
    /** Month, day and calendar. */
    BIRTHDAY,
    /** Several inputs, each with a label of its own. */
    GROUP,
    /** Only a provider can give it. */
    PROVIDER_ONLY
  }

  /**
   * One input.
   *
   * @param type of HTML's input, or {@code select}
   * @param mode HTML's {@code inputmode}; empty for the type's own
   * @param autocomplete HTML's token; {@code off} where there is none
   * @param options of a select or a choice, value and label
   */
  public record Input(
      String name,
      String id,
      String label,
      String type,
      String mode,
      String autocomplete,
      boolean required,
      int longest,
      String typed,
      List<Option> options) {
    @Override
    public String toString() {
      return "Input[" + name + "]";
    }
  }

  /** One option of a select or a choice. */
  public record Option(String value, String label) {}

  /** The ids that describe the inputs; empty for none. */
  public String describedBy() {
    String hintId = hint.map(text -> id + "-hint").orElse("");
    String errorId = error.map(text -> id + "-error").orElse("");
    return (hintId + " " + errorId).strip();
  }

  static FieldControl of(
      MissingFields.Missing missing,
      Map<String, String> typed,
      Texts texts,
      Map<String, String> labels) {
    Field<?> field = missing.field();
    String given = labels.get(texts.language().getLanguage() + "." + field.name());
    String label = given == null
        ? texts.find("field." + field.name()).orElse(field.name().replace('_', ' '))
        : given;
    FieldInputs inputs = new FieldInputs(field, label, typed, texts);
    Kind kind = inputs.kind();
    return new FieldControl(
        field,
        kind,
        inputs.firstId(),
        label,
        inputs.inputs(),
        texts.find("field." + field.name() + ".hint"),
        missing.rejected()
            ? Optional.of(texts
                .find("field." + field.name() + ".error")
                .orElseGet(() -> texts.text("field.error", label)))
            : Optional.empty());
  }

  static List<Option> numbers(int from, int to, String suffix) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(number -> new Option(String.valueOf(number), number + suffix))
        .toList();
  }
}
