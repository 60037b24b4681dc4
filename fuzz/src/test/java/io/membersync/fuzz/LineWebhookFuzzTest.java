package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed: the body is what is signed. */
class LineWebhookFuzzTest extends WebhookFuzzTestCase {
  LineWebhookFuzzTest() {
    super(Providers.line());
  }

  @Override
  protected Webhook signed(Webhook raw, Parts parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(
          Providers.MESSAGING_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signature = Base64.getEncoder().encodeToString(mac.doFinal(raw.body()));
      return new Webhook(
          raw.method(), raw.query(), Map.of("x-line-signature", List.of(signature)), raw.body());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
