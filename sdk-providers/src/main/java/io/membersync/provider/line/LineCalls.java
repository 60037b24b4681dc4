package io.membersync.provider.line;

import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import java.net.URI;
import java.util.Optional;

/**
 * The calls about a visitor's token (<a
 * href="https://developers.line.biz/en/reference/line-login/">LINE Login reference</a>, read
 * 2026-11-21).
 */
final class LineCalls {
  private static final String UNLINK = "unlink";
  private static final String TOKEN_INFO = "token-info";
  private static final URI VERIFY = URI.create("https://api.line.me/oauth2/v2.1/verify");
  private static final URI DEAUTHORIZE = URI.create("https://api.line.me/user/v1/deauthorize");

  /** Gives stateless tokens of the channel, good for 15 minutes. */
  private static final URI CHANNEL_TOKEN = URI.create("https://api.line.me/oauth2/v3/token");

  private LineCalls() {}

  static ProviderCall deauthorize() {
    return ProviderCall.post(UNLINK, DEAUTHORIZE)
        .authorizedByClientToken(CHANNEL_TOKEN)
        .withAccessTokenAs("userAccessToken")
        .asJson();
  }

  /** Says which channel a token was issued to. */
  static TokenInspection tokenInspection(String channelId) {
    return new TokenInspection(
        ProviderCall.get(TOKEN_INFO, VERIFY).withAccessTokenAs("access_token"),
        answer -> answer.findText("client_id").equals(Optional.of(channelId))
            && answer.findWhole("expires_in").filter(seconds -> seconds > 0).isPresent());
  }

  /** Malformed, expired, revoked or of a consent that has ended: LINE tells them apart by texts alone. */
  static boolean isOfDeadToken(Provider.Answer answer, ProviderError error) {
    boolean unknown = answer
        .body()
        .flatMap(body -> body.findString("message"))
        .filter("invalid token"::equals)
        .isPresent();
    return answer.httpStatus() == 400
        && (answer.call().equals(UNLINK)
            ? unknown
            : answer.call().equals(TOKEN_INFO) && error.code().equals("invalid_request"));
  }
}
