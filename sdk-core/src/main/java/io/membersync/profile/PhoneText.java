package io.membersync.profile;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Optional;

/**
 * A number that exists in its country's plan, in E.164 form, or nothing. Without a plus sign it is
 * read as one dialled in Korea. Letters are refused: an extension or a vanity number is not the
 * number itself.
 */
final class PhoneText implements FieldText<String> {
  private static final int LONGEST = 40;
  private static final String HOME = "KR";
  private static final String SEPARATORS = " -.()/\u00A0\u3000\u2212";

  @Override
  public String write(String value) {
    return value;
  }

  @Override
  public Optional<String> read(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    return digits(text).flatMap(PhoneText::parse);
  }

  /** Plus sign and digits; empty where the text holds anything but a number and separators. */
  private static Optional<String> digits(String text) {
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = narrow(text.charAt(i));
      if ((c >= '0' && c <= '9') || (c == '+' && number.isEmpty())) {
        number.append(c);
      } else if (SEPARATORS.indexOf(c) < 0 && !(c >= '\u2010' && c <= '\u2015')) {
        return Optional.empty();
      }
    }
    return number.isEmpty() ? Optional.empty() : Optional.of(number.toString());
  }

  /** Korean keyboards type full-width forms, which lie at a fixed distance from ASCII. */
  private static char narrow(char c) {
    return c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - 0xFEE0) : c;
  }

  private static Optional<String> parse(String digits) {
    Optional<String> mobile = koreanMobile(digits);
    return mobile.isPresent() ? mobile : anyCountry(digits);
  }

  /**
   * Almost every number of a Korean shop, read without the library's patterns, which cost more than
   * all the rest of a profile. What is not found here is not refused: the library judges it.
   */
  private static Optional<String> koreanMobile(String digits) {
    String national = digits.startsWith("+8210") && digits.length() == 13
        ? digits.substring(3)
        : digits.startsWith("010") && digits.length() == 11 ? digits.substring(1) : "";
    // Behind 1059 a few blocks are not given out.
    return national.isEmpty() || national.startsWith("1059")
        ? Optional.empty()
        : Optional.of("+82" + national);
  }

  private static Optional<String> anyCountry(String digits) {
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    try {
      PhoneNumber number = numbers.parse(digits, HOME);
      if (!numbers.isValidNumber(number)) {
        return Optional.empty();
      }
      String canonical = numbers.format(number, PhoneNumberFormat.E164);
      return lacksDigit(canonical) ? Optional.empty() : Optional.of(canonical);
    } catch (NumberParseException e) {
      return Optional.empty(); // its message quotes the number
    }
  }

  /** Eight digits follow 010; the library's plan of Korea lets seven pass, which is a slip. */
  private static boolean lacksDigit(String canonical) {
    return canonical.startsWith("+8210") && canonical.length() < "+821012345678".length();
  }
}
