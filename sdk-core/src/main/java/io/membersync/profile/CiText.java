package io.membersync.profile;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** 64 bytes in their one Base64 spelling, 88 characters. Anything else is no CI. */
final class CiText implements FieldText<String> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/]{86}==");

  @Override
  public String write(String value) {
    return value;
  }

  @Override
  public Optional<String> read(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(text);
    return Base64.getEncoder().encodeToString(bytes).equals(text)
        ? Optional.of(text)
        : Optional.empty();
  }
}
