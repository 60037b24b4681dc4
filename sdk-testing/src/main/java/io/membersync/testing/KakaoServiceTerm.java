package io.membersync.testing;

/**
 * One of the shop's own terms that Kakao Sync shows on its consent page (서비스 약관).
 *
 * @param tag the shop's stable name for it, such as {@code marketing_20260401}
 * @param title what the consent page calls it
 * @param required no sign-up without it
 */
public record KakaoServiceTerm(String tag, String title, boolean required) {

  public KakaoServiceTerm {
    if (tag.isBlank() || tag.indexOf(',') >= 0) {
      throw new IllegalArgumentException("a tag is not blank and has no comma: " + tag);
    }
  }

  /** A term that everybody has to accept who signs up. */
  public static KakaoServiceTerm required(String tag, String title) {
    return new KakaoServiceTerm(tag, title, true);
  }

  /** A term that a visitor may leave out, such as advertising. */
  public static KakaoServiceTerm optional(String tag, String title) {
    return new KakaoServiceTerm(tag, title, false);
  }
}
