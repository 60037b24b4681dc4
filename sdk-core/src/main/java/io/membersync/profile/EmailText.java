package io.membersync.profile;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One bare address. The local part is kept as it is; the domain is written in lower case, an
 * international one in its ASCII form.
 *
 * <p>Two spellings become one address only where they are the same name in DNS. A local part beyond
 * ASCII is refused, because databases compare such letters as equal to plain ones, and so is a
 * domain that turns into another one by folding ({@code ß} to {@code ss}): either would let the
 * owner of a look-alike pass for somebody else.
 */
final class EmailText implements FieldText<String> {
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  @Override
  public String write(String value) {
    return value;
  }

  @Override
  public Optional<String> read(String text) {
    if (text.length() > 2 * LONGEST) {
      return Optional.empty();
    }
    String bare = withoutBlanksAround(text);
    int at = bare.indexOf('@');
    if (at < 1 || at > LONGEST_LOCAL || bare.indexOf('@', at + 1) >= 0) {
      return Optional.empty();
    }
    String local = bare.substring(0, at);
    if (!LOCAL.matcher(local).matches()) {
      return Optional.empty();
    }
    return domain(bare.substring(at + 1))
        .map(domain -> local + "@" + domain)
        .filter(address -> address.length() <= LONGEST);
  }

  /** Blanks only: a line break is never part of an address and is no slip of the keyboard. */
  private static String withoutBlanksAround(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && text.charAt(start) == ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(start, end);
  }

  private static Optional<String> domain(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String ascii = lower;
    if (!isAscii(text)) {
      try {
        ascii = IDN.toASCII(lower, IDN.USE_STD3_ASCII_RULES);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
      boolean folded = !IDN.toUnicode(ascii).equals(lower) || losesLettersByCase(text);
      if (folded) {
        return Optional.empty();
      }
    }
    boolean fits = ascii.length() <= LONGEST_DOMAIN && DOMAIN.matcher(ascii).matches();
    return fits ? Optional.of(ascii) : Optional.empty();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** The Kelvin sign is a lower-case k away from being an ordinary letter. */
  private static boolean losesLettersByCase(String text) {
    return text.codePoints()
        .anyMatch(point -> point >= 0x80 && Character.toLowerCase(point) < 0x80);
  }
}
