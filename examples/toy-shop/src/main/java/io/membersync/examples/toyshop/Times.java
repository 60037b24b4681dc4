package io.membersync.examples.toyshop;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as a shop in Korea shows them. */
final class Times {
  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(SEOUL);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(SEOUL);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(SEOUL);

  private Times() {}

  static String day(Instant at) {
    return DAY.format(at);
  }

  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  static String second(Instant at) {
    return SECOND.format(at);
  }
}
