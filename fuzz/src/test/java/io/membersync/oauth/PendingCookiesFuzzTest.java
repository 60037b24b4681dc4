package io.membersync.oauth;

import io.membersync.Browser;
import io.membersync.Secret;
import io.membersync.fuzz.FuzzTestCase;
import io.membersync.fuzz.Parts;
import io.membersync.fuzz.Providers;
import io.membersync.internal.Sealer;
import io.membersync.member.ShopId;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A cookie as it came (0), or one that we have sealed with anything in it (1); and a state. */
class PendingCookiesFuzzTest extends FuzzTestCase {
  private final Sealer sealer =
      new Sealer(KeyRing.of(Secret.of("fuzz-key-of-more-than-thirty-two-bytes")), ShopId.DEFAULT);
  private final PendingCookies cookies =
      new PendingCookies(sealer, ShopId.DEFAULT, true, Clock.fixed(Providers.NOW, ZoneOffset.UTC));
  private final StateTokens states = new StateTokens(sealer);

  @Override
  protected void give(byte[] input) {
    Parts parts = new Parts(input, 3);
    boolean sealed = parts.choice(0, List.of(false, true));
    String value = sealed ? sealer.sealCompact("pending", parts.bytes(2)) : parts.text(2);
    Browser browser = new OneCookie(value);
    states.read(ProviderId.of("kakao"), parts.text(1));
    Optional<PendingSignIn> found = cookies.find(browser, parts.text(1));
    if (found.isPresent()) {
      wentThrough();
      shown(found.get());
      cookies.isExpired(found.get());
      cookies.put(browser, found.get());
    }
  }

  /** The same under every name. */
  private record OneCookie(String value) implements Browser {
    @Override
    public Optional<String> findCookie(String name) {
      return Optional.of(value);
    }

    @Override
    public void add(Cookie cookie) {
      shown(cookie);
    }
  }
}
