package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signed: the body is what is signed. */
class FacebookWebhookFuzzTest extends WebhookFuzzTestCase {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  FacebookWebhookFuzzTest() {
    super(Providers.facebook());
  }

  @Override
  protected Webhook signed(Webhook raw, Parts parts) {
    try {
      String payload = BASE64.encodeToString(raw.body());
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(Providers.SECRET), "HmacSHA256"));
      String request = BASE64.encodeToString(mac.doFinal(bytes(payload))) + "." + payload;
      return new Webhook(raw.method(), raw.query(), Map.of(), bytes("signed_request=" + request));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
