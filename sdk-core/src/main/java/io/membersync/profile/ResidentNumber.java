package io.membersync.profile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Korean resident registration number, and that of foreigners, which an on-line shop must not process
 * even with consent (PIPA 24-2, Network Act 23-2): six digits of a birth date, one of 1 to 8, six more.
 *
 * <p>Thirteen digits without a hyphen between them are also taken for other numbers, such as a bar code, so
 * there the check digit decides. Numbers that were given out since October 2020 have none; without a hyphen
 * they are not told from others.
 */
final class ResidentNumber {
  private static final Pattern SHAPE = Pattern.compile(
      "(?<![0-9])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(\\s?[-\\u2010-\\u2015\\uFF0D]\\s?)?"
          + "[1-8][0-9]{6}(?![0-9])");
  private static final Pattern NAME =
      Pattern.compile("(.*_)?(rrn|jumin|resident(_registration)?_(number|no))(_.*)?");
  private static final int[] WEIGHTS = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};

  private ResidentNumber() {}

  static boolean isIn(String text) {
    Matcher found = SHAPE.matcher(text);
    while (found.find()) {
      if (found.group(1) != null || hasCheckDigit(found.group())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a field of this name would hold it. */
  static boolean isName(String name) {
    return NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean hasCheckDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (digits.charAt(i) - '0') * WEIGHTS[i];
    }
    int last = digits.charAt(12) - '0';
    boolean foreigner = digits.charAt(6) >= '5';
    return (11 - sum % 11) % 10 == last || (foreigner && (13 - sum % 11) % 10 == last);
  }
}
