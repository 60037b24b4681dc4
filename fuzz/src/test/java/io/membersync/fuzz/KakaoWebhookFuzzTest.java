package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import java.util.List;
import java.util.Map;

/**
 * Signed: by the admin key; the query is the id of a channel's notice too. An account's notice has a
 * signature of its own: what is read of it are its claims, which are the body.
 */
class KakaoWebhookFuzzTest extends WebhookFuzzTestCase {
  KakaoWebhookFuzzTest() {
    super(Providers.kakao());
  }

  @Override
  protected Webhook signed(Webhook raw, Parts parts) {
    return new Webhook(
        raw.method(),
        raw.query(),
        Map.of(
            "Content-Type", List.of(parts.text(2)),
            "Authorization", List.of("KakaoAK " + Providers.ADMIN_KEY),
            "X-Kakao-Resource-ID", List.of(parts.text(1))),
        raw.body());
  }
}
