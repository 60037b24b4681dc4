package io.membersync.oauth;

import io.membersync.provider.Provider;

/** A signed token fails a check. The message names the check and quotes nothing of the token. */
final class TokenRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  TokenRefused(String code, String why) {
    super(why);
    this.code = code;
  }

  String code() {
    return code;
  }

  ProviderFailure of(Provider provider, String step) {
    return Steps.protocol(
        provider,
        step,
        code,
        "The token is refused: "
            + getMessage()
            + (step.equals(SignedNotices.STEP) ? "." : ". Start the sign-in again."));
  }
}
