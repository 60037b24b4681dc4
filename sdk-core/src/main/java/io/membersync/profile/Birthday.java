package io.membersync.profile;

import java.time.Month;
import java.util.Optional;

/**
 * A birthday without its year. A lunar one is a date of the lunar calendar and must not be stored
 * as a date of the solar one.
 *
 * @param month 1 to 12
 * @param day 1 to the month's longest length; 1 to 30 in the lunar calendar
 * @param lunar a date of the lunar calendar
 * @param leapMonth in the lunar calendar's leap month
 */
public record Birthday(int month, int day, boolean lunar, boolean leapMonth) {
  public Birthday {
    if (!exists(month, day, lunar, leapMonth)) {
      throw new IllegalArgumentException("there is no such birthday");
    }
  }

  /** A birthday of these parts; empty when there is no such day in any year. */
  public static Optional<Birthday> find(int month, int day, boolean lunar, boolean leapMonth) {
    return exists(month, day, lunar, leapMonth)
        ? Optional.of(new Birthday(month, day, lunar, leapMonth))
        : Optional.empty();
  }

  private static boolean exists(int month, int day, boolean lunar, boolean leapMonth) {
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= (lunar ? 30 : Month.of(month).maxLength())
        && (lunar || !leapMonth);
  }

  /** A date of the solar calendar. */
  public static Birthday solar(int month, int day) {
    return new Birthday(month, day, false, false);
  }

  @Override
  public String toString() {
    return "Birthday[hidden]";
  }
}
