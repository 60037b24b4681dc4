package io.membersync.jdbc;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ways in which shops write a phone number that is in E.164 form here. */
final class KoreanPhone {
  private static final String COUNTRY = "+82";

  private KoreanPhone() {}

  /** As it is dialled in Korea, such as {@code 02-1234-5678}: area codes differ in length. */
  static Optional<String> national(String canonical) {
    if (!canonical.startsWith(COUNTRY)) {
      return Optional.empty();
    }
    if (canonical.startsWith("+8210") && canonical.length() == 13) {
      return Optional.of(
          "010-" + canonical.substring(5, 9) + "-" + canonical.substring(9)); // nearly all of them
    }
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      return Optional.of(
          numbers.format(numbers.parse(canonical, "KR"), PhoneNumberFormat.NATIONAL));
    } catch (NumberParseException e) {
      return Optional.empty(); // its message quotes the number
    }
  }

  /**
   * The canonical form, then those of old tables: plain, with hyphens, dots or blanks, each also
   * with the country's code.
   */
  static List<String> spellings(String canonical) {
    Set<String> spellings = new LinkedHashSet<>(List.of(canonical));
    national(canonical).ifPresent(hyphens -> {
      spellings.add(hyphens.replace("-", ""));
      spellings.add(hyphens);
      spellings.add(hyphens.replace('-', '.'));
      spellings.add(hyphens.replace('-', ' '));
      spellings.add(canonical.substring(1));
      if (hyphens.startsWith("0")) {
        String abroad = hyphens.substring(1);
        spellings.add(COUNTRY + "-" + abroad);
        spellings.add(COUNTRY + " " + abroad);
        spellings.add(COUNTRY + " " + abroad.replace('-', ' '));
        spellings.add("82-" + abroad);
      }
    });
    return List.copyOf(spellings);
  }
}
