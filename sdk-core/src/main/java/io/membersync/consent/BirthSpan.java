package io.membersync.consent;

import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/**
 * The days on which somebody may have been born, by what is known.
 *
 * @param earliest the first of them
 * @param latest the last of them
 */
record BirthSpan(LocalDate earliest, LocalDate latest) {
  private static final int OLDEST = 150;

  /** How much later than the solar day of the same numbers a lunar one comes, in days. */
  private static final int LUNAR_FROM = 10;

  private static final int LUNAR_TO = 60;
  private static final int LEAP_MONTH = 30;

  /** By date and age range; where they contradict each other, all days of both. */
  static Optional<BirthSpan> of(Profile profile, LocalDate today) {
    Optional<BirthSpan> date = ofDate(profile);
    Optional<BirthSpan> range = profile.value(Field.AGE_RANGE).map(years -> ofRange(years, today));
    return date.isPresent() && range.isPresent()
        ? Optional.of(date.get().and(range.get()))
        : date.or(() -> range);
  }

  /** By year and birthday, or the year alone. */
  private static Optional<BirthSpan> ofDate(Profile profile) {
    try {
      return profile
          .value(Field.BIRTH_YEAR)
          .map(year -> profile
              .value(Field.BIRTHDAY)
              .map(birthday -> ofDay(year, birthday))
              .orElseGet(
                  () -> new BirthSpan(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31))));
    } catch (DateTimeException e) {
      return Optional.empty(); // no year that anybody was born in
    }
  }

  private static BirthSpan ofDay(int year, Birthday birthday) {
    YearMonth month = YearMonth.of(year, birthday.month());
    LocalDate day = month.atDay(Math.min(birthday.day(), month.lengthOfMonth()));
    if (!birthday.lunar()) {
      return new BirthSpan(day, day);
    }
    int leap = birthday.leapMonth() ? LEAP_MONTH : 0;
    return new BirthSpan(day.plusDays(LUNAR_FROM), day.plusDays(LUNAR_TO + leap));
  }

  private static BirthSpan ofRange(AgeRange years, LocalDate today) {
    int oldest = Math.min(years.oldest().orElse(OLDEST), OLDEST);
    return new BirthSpan(
        today.minusYears(oldest + 1L).plusDays(1),
        today.minusYears(Math.min(years.youngest(), OLDEST)));
  }

  private BirthSpan and(BirthSpan other) {
    LocalDate from = earliest.isAfter(other.earliest) ? earliest : other.earliest;
    LocalDate to = latest.isBefore(other.latest) ? latest : other.latest;
    return from.isAfter(to)
        ? new BirthSpan(
            earliest.isBefore(other.earliest) ? earliest : other.earliest,
            latest.isAfter(other.latest) ? latest : other.latest)
        : new BirthSpan(from, to);
  }

  @Override
  public String toString() {
    return "BirthSpan[hidden]";
  }
}
