package io.membersync;

import io.membersync.provider.ProviderId;

/**
 * What came in at the redirect URI of one provider, as it came. Prints nothing of it.
 *
 * <p>Give the raw query or body: only so are repeated parameters and broken encodings seen.
 */
public final class Callback {
  private final ProviderId provider;
  private final String raw;
  private final boolean form;

  private Callback(ProviderId provider, String raw, boolean form) {
    this.provider = provider;
    this.raw = raw;
    this.form = form;
  }

  /**
   * A redirect.
   *
   * @param provider whose redirect URI was called
   * @param rawQuery the query string, still encoded
   */
  public static Callback query(ProviderId provider, String rawQuery) {
    return new Callback(provider, rawQuery, false);
  }

  /**
   * A {@code form_post}: the body of a POST of type {@code application/x-www-form-urlencoded}. It
   * comes without cookies; answer it as {@link MemberSync#receiveForm} says.
   */
  public static Callback form(ProviderId provider, String rawBody) {
    return new Callback(provider, rawBody, true);
  }

  public ProviderId provider() {
    return provider;
  }

  String raw() {
    return raw;
  }

  boolean isForm() {
    return form;
  }

  @Override
  public String toString() {
    return "Callback[" + provider + "]";
  }
}
