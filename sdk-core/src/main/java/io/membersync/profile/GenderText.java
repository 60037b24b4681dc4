package io.membersync.profile;

import java.util.Locale;
import java.util.Optional;

/** A word or its first letter, in any case. A word that is not known here is kept as unknown. */
final class GenderText implements FieldText<Gender> {
  @Override
  public String write(Gender value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Optional<Gender> read(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return switch (word) {
      case "" -> Optional.empty();
      case "female", "f" -> Optional.of(Gender.FEMALE);
      case "male", "m" -> Optional.of(Gender.MALE);
      default -> Optional.of(Gender.UNKNOWN);
    };
  }
}
