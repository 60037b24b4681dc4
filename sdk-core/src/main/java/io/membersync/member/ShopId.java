package io.membersync.member;

import java.util.regex.Pattern;

/**
 * Names one shop. Every row, key and cookie begins with it, so that several shops can share one set
 * of tables and none sees another.
 *
 * @param value 1 to 32 lower-case letters, digits and hyphens, starting with a letter
 */
public record ShopId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** The shop of an engine that serves only one. */
  public static final ShopId DEFAULT = new ShopId("shop");

  public ShopId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "shop id must be 1 to 32 lower-case letters, digits and hyphens, starting with a letter: "
              + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
