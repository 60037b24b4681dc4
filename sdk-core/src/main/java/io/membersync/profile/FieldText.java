package io.membersync.profile;

import java.util.Optional;

/** How a field's values are read from text, normalised, and written as canonical text. */
interface FieldText<T> {
  String write(T value);

  Optional<T> read(String text);
}
