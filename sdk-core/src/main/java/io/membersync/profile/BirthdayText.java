package io.membersync.profile;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code --MM-DD} as in ISO 8601, with {@code L} for a lunar date and {@code LL} for one in a leap
 * month, so that a lunar date is never taken for a solar one. {@code MM-DD} is read
 * as well. 29 February is a birthday.
 */
final class BirthdayText implements FieldText<Birthday> {
  private static final Pattern FORM = Pattern.compile("(?:--)?([0-9]{2})-([0-9]{2})(L{0,2})");

  @Override
  public String write(Birthday value) {
    String calendar = value.lunar() ? (value.leapMonth() ? "LL" : "L") : "";
    return String.format(Locale.ROOT, "--%02d-%02d%s", value.month(), value.day(), calendar);
  }

  @Override
  public Optional<Birthday> read(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Optional.empty();
    }
    int lunarMarks = form.group(3).length();
    return Birthday.find(
        Integer.parseInt(form.group(1)),
        Integer.parseInt(form.group(2)),
        lunarMarks > 0,
        lunarMarks > 1);
  }
}
