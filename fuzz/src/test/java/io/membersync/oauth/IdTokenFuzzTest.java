package io.membersync.oauth;

import com.nimbusds.jose.JOSEException;
import io.membersync.Secret;
import io.membersync.fuzz.FuzzTestCase;
import io.membersync.fuzz.Parts;
import io.membersync.fuzz.Providers;
import io.membersync.provider.Provider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An ID token, or a signed notice: whose, whether it is a whole token (0) or parts that we sign (1), an
 * access token, and then the token, or its header and its claims.
 */
class IdTokenFuzzTest extends FuzzTestCase {
  private static final List<Provider> PROVIDERS = Providers.all();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final SignatureKey key = key();

  private static SignatureKey key() {
    try {
      return SignatureKey.ofSecret(Providers.SECRET.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void give(byte[] input) {
    Parts parts = new Parts(input, 5);
    Provider provider = parts.choice(0, PROVIDERS);
    boolean whole = parts.choice(1, List.of(true, false));
    String text = whole ? parts.text(3) : signed(parts.bytes(3), parts.bytes(4));
    boolean access = !parts.text(2).isBlank();
    Optional<Secret> accessToken =
        access ? Optional.of(Secret.of(parts.text(2))) : Optional.empty();
    Binding binding = new Binding(Optional.of("nonce-1"), access, access);
    judged(provider, () -> {
      CompactToken token = CompactToken.parse(text);
      shown(token);
      shown(token.shownKeyId());
      boolean verified = KeySet.anyVerifies(List.of(key), token);
      judged(provider, () -> new TokenClaims(token).checkProfile(provider));
      new TokenClaims(token).check(provider, binding, accessToken, Providers.NOW);
      if (verified) {
        wentThrough();
      }
    });
    judged(
        provider,
        () -> new TokenClaims(CompactToken.parseNotice(text)).checkNotice(provider, Providers.NOW));
  }

  private interface Judging {
    void run() throws TokenRefused;
  }

  private static void judged(Provider provider, Judging judging) {
    try {
      judging.run();
    } catch (TokenRefused e) {
      declared(e);
      declared(e.of(provider, IdTokenCheck.STEP));
    }
  }

  private static String signed(byte[] header, byte[] claims) {
    try {
      String input = BASE64.encodeToString(header) + "." + BASE64.encodeToString(claims);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Providers.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
