package io.membersync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import io.membersync.Secret;
import io.membersync.member.ShopId;
import io.membersync.records.KeyRing;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final Secret OLD = Secret.of("an older secret of more than 32 letters");
  private static final Secret NEW = Secret.of("a newer secret, of more than 32 letters");
  private static final byte[] PLAIN = "what nobody may read".getBytes(StandardCharsets.UTF_8);

  private final Sealer sealer = new Sealer(KeyRing.of(OLD), ShopId.DEFAULT);

  @Test
  void onlyTheSameShopUseAndRowOpensIt() {
    byte[] sealed = sealer.seal("tokens", "row", PLAIN);

    assertThat(sealer.open("tokens", "row", sealed)).contains(PLAIN);
    assertThat(sealer.open("tokens", "other", sealed)).isEmpty();
    assertThat(sealer.open("parked", "row", sealed)).isEmpty();
    assertThat(new Sealer(KeyRing.of(OLD), new ShopId("other")).open("tokens", "row", sealed))
        .isEmpty();
  }

  @Test
  void aBitFlippedAnywhereOpensNothing() {
    byte[] sealed = sealer.seal("tokens", "row", PLAIN);
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertThat(sealer.open("tokens", "row", altered)).isEmpty();
    }
    assertThat(sealer.open("tokens", "row", new byte[0])).isEmpty();
  }

  @Test
  void aNewKeySealsAndTheOldOneStillOpens() {
    byte[] sealed = sealer.seal("tokens", "row", PLAIN);
    Sealer both = new Sealer(KeyRing.of(NEW, OLD), ShopId.DEFAULT);

    assertThat(both.open("tokens", "row", sealed)).contains(PLAIN);
    byte[] resealed = both.seal("tokens", "row", PLAIN);
    assertThat(new Sealer(KeyRing.of(NEW), ShopId.DEFAULT).open("tokens", "row", resealed))
        .contains(PLAIN);
    assertThat(sealer.open("tokens", "row", resealed)).isEmpty();
  }

  @Test
  void twoSealsOfOneTextDiffer() {
    assertThat(sealer.seal("tokens", "row", PLAIN))
        .isNotEqualTo(sealer.seal("tokens", "row", PLAIN));
  }

  @Test
  void aCookieIsAnOrdinaryJwe() throws Exception {
    String cookie = sealer.sealCompact("pending", PLAIN);

    JWEObject jwe = JWEObject.parse(cookie);
    jwe.decrypt(new DirectDecrypter(keyOf(OLD, "pending")));
    assertThat(jwe.getPayload().toBytes()).isEqualTo(PLAIN);
    assertThat(sealer.openCompact("pending", cookie)).contains(PLAIN);
    assertThat(sealer.openCompact("other", cookie)).isEmpty();
  }

  @Test
  void aCookieWithAnyCharacterChangedOpensNothing() {
    String cookie = sealer.sealCompact("pending", PLAIN);
    for (int i = 0; i < cookie.length(); i++) {
      char other = cookie.charAt(i) == 'B' ? 'C' : 'B';
      assertThat(sealer.openCompact(
              "pending", cookie.substring(0, i) + other + cookie.substring(i + 1)))
          .isEmpty();
      assertThat(sealer.openCompact("pending", cookie.substring(0, i))).isEmpty();
    }
    assertThat(sealer.openCompact("pending", cookie + ".")).isEmpty();
    assertThat(sealer.openCompact("pending", cookie + "=")).isEmpty();
  }

  @Test
  void aCookieOfAnOlderKeyStillOpens() {
    String cookie = sealer.sealCompact("pending", PLAIN);
    Sealer both = new Sealer(KeyRing.of(NEW, OLD), ShopId.DEFAULT);

    assertThat(both.openCompact("pending", cookie)).contains(PLAIN);
    assertThat(sealer.openCompact("pending", both.sealCompact("pending", PLAIN)))
        .isEmpty();
  }

  /** HKDF with SHA-256 (RFC 5869), one block, written out. */
  private static SecretKeySpec keyOf(Secret secret, String use) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("membersync".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] extracted = mac.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
    mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
    return new SecretKeySpec(mac.doFinal((use + "\u0001").getBytes(StandardCharsets.UTF_8)), "AES");
  }
}
