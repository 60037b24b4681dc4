package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import java.util.List;
import java.util.Map;

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
            "Authorization", List.of("KakaoAK " + Providers.ADMIN_KEY)),
        raw.body());
  }
}
