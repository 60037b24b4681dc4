package io.membersync.profile;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code 20~29}, or {@code 90~} for an open end; a hyphen is read like the tilde. */
final class AgeRangeText implements FieldText<AgeRange> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,3})[~-]([0-9]{1,3})?");

  @Override
  public String write(AgeRange value) {
    String end = value.oldest().isPresent() ? String.valueOf(value.oldest().getAsInt()) : "";
    return value.youngest() + "~" + end;
  }

  @Override
  public Optional<AgeRange> read(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    int youngest = Integer.parseInt(form.group(1));
    if (form.group(2) == null) {
      return Optional.of(new AgeRange(youngest, OptionalInt.empty()));
    }
    int oldest = Integer.parseInt(form.group(2));
    return oldest < youngest
        ? Optional.empty()
        : Optional.of(new AgeRange(youngest, OptionalInt.of(oldest)));
  }
}
