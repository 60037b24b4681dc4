package io.membersync.provider;

import java.util.regex.Pattern;

/**
 * Names one registration of the shop at a provider, such as {@code kakao} or {@code kakao-old}. It
 * is the last part of the redirect URI and the namespace of the identities.
 *
 * @param value 1 to 32 lower-case letters, digits and hyphens, starting with a letter
 */
public record ProviderId(String value) implements Comparable<ProviderId> {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public ProviderId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "provider id must be 1 to 32 lower-case letters, digits and hyphens, starting with a"
              + " letter: "
              + value);
    }
  }

  public static ProviderId of(String value) {
    return new ProviderId(value);
  }

  @Override
  public int compareTo(ProviderId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
