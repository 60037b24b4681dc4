package io.membersync.consent;

/**
 * What a field is used for.
 *
 * @param code capitals, digits and underscores, such as {@code ORDER_FULFIL}
 */
public record Purpose(String code) {
  public static final Purpose MEMBER_IDENTIFY = new Purpose("MEMBER_IDENTIFY");
  public static final Purpose ORDER_FULFIL = new Purpose("ORDER_FULFIL");
  public static final Purpose PERSONALISE = new Purpose("PERSONALISE");
  public static final Purpose MARKETING = new Purpose("MARKETING");

  public Purpose {
    if (!code.matches("[A-Z][A-Z0-9_]{0,39}")) {
      throw new IllegalArgumentException(
          "purpose must be 1 to 40 capitals, digits and underscores: " + code);
    }
  }

  @Override
  public String toString() {
    return code;
  }
}
