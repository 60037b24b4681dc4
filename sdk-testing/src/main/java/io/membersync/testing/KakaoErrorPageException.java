package io.membersync.testing;

/** Kakao shows its own error page, so the shop's callback is never called. */
public final class KakaoErrorPageException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final int status;

  KakaoErrorPageException(String code, int status) {
    super("FakeKakao shows its own error page: " + code + " (HTTP " + status + ")"
        + (code.equals("KOE006")
            ? "; the redirect URI is not registered: call"
                + " registerRedirectUri(sync.redirectUri(Kakao.ID))"
            : ""));
    this.code = code;
    this.status = status;
  }

  /** Such as {@code KOE006}. */
  public String code() {
    return code;
  }

  /** The HTTP status of the page. */
  public int status() {
    return status;
  }
}
