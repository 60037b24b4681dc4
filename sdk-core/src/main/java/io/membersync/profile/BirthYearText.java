package io.membersync.profile;

import java.time.Year;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/** Four digits, from 1900 to the year it is now somewhere on earth. */
final class BirthYearText implements FieldText<Integer> {
  private static final Pattern FORM = Pattern.compile("[0-9]{4}");
  private static final int EARLIEST = 1900;

  @Override
  public String write(Integer value) {
    return value.toString();
  }

  @Override
  public Optional<Integer> read(String text) {
    String bare = text.strip();
    if (!FORM.matcher(bare).matches()) {
      return Optional.empty();
    }
    int year = Integer.parseInt(bare);
    int latest = Year.now(ZoneOffset.MAX).getValue();
    return year >= EARLIEST && year <= latest ? Optional.of(year) : Optional.empty();
  }
}
