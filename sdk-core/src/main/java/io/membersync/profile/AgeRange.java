package io.membersync.profile;

import java.util.OptionalInt;

/**
 * An age range, both ends included.
 *
 * @param youngest in years
 * @param oldest empty for an open end
 */
public record AgeRange(int youngest, OptionalInt oldest) {
  public AgeRange {
    if (youngest < 0 || (oldest.isPresent() && oldest.getAsInt() < youngest)) {
      throw new IllegalArgumentException("there is no such age range");
    }
  }

  @Override
  public String toString() {
    return "AgeRange[hidden]";
  }
}
