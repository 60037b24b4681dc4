package io.membersync.profile;

/**
 * Where a value was read.
 *
 * @param origin a provider id, or {@code visitor} for a form of the shop
 * @param path the member of the provider's answer, such as {@code kakao_account.email}
 */
public record Source(String origin, String path) {
  /** Typed by the visitor into the shop's own form. */
  public static final Source VISITOR = new Source("visitor", "form");
}
