package io.membersync.fuzz;

import io.membersync.lifecycle.Webhook;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Signed: the body is the visitor's id, encrypted where its first letter is no {@code *}. */
class NaverWebhookFuzzTest extends WebhookFuzzTestCase {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  NaverWebhookFuzzTest() {
    super(Providers.naver());
  }

  @Override
  protected Webhook signed(Webhook raw, Parts parts) {
    try {
      byte[] key = MessageDigest.getInstance("MD5").digest(bytes(Providers.SECRET));
      byte[] body = raw.body();
      byte[] hidden = body.length > 0 && body[0] == '*' ? body : encrypted(key, body);
      String signed = "clientId=fuzz-client&encryptUniqueId=" + BASE64.encodeToString(hidden)
          + "&timestamp=" + Providers.NOW.getEpochSecond();
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String signature = BASE64.encodeToString(mac.doFinal(bytes(signed)));
      return new Webhook("POST", signed + "&signature=" + signature, Map.of(), new byte[0]);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] encrypted(byte[] key, byte[] plain) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    byte[] vector = new byte[16];
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
    byte[] hidden = cipher.doFinal(plain);
    byte[] all = Arrays.copyOf(vector, vector.length + hidden.length);
    System.arraycopy(hidden, 0, all, vector.length, hidden.length);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
