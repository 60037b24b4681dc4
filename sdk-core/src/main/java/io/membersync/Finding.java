package io.membersync;

/**
 * Something in a shop's set-up that will go wrong, or may. Holds names and numbers, nothing secret or
 * personal.
 *
 * @param code stable, for alarms, such as {@code notice-gap}
 * @param place what it is about, such as {@code notice opt_profile/ko} or a property
 * @param mend what is wrong, and what to do
 */
public record Finding(String code, Severity severity, String place, String mend) {
  /** One line, for a log. */
  @Override
  public String toString() {
    return severity + " " + code + " " + place + ": " + mend;
  }

  /** How bad it is. */
  public enum Severity {
    /** Visitors meet it, or a law is broken. */
    ERROR,
    /** It is likely to be a mistake. */
    WARNING,
    /** To be looked at once, outside of what MemberSync can see. */
    ADVICE
  }
}
