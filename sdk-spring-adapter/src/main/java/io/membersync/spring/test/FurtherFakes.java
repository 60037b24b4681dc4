package io.membersync.spring.test;

import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.line.Line;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeLine;
import java.util.Map;

/** The fakes of {@code membersync-providers}; loaded only where that is on the class path. */
final class FurtherFakes {
  private FurtherFakes() {}

  static FakeKind facebook() {
    FakeFacebook fake = FakeFacebook.onLoopback();
    return FakeKind.social(
        fake,
        FakeKind.leading(Facebook.class, fake::provider),
        FakeKind.client(fake.clientId(), fake.clientSecret()));
  }

  static FakeKind line() {
    FakeLine fake = FakeLine.onLoopback();
    Map<String, String> settings = FakeKind.client(fake.clientId(), fake.clientSecret());
    settings.put("messaging-secrets[0]", fake.messagingSecret());
    return FakeKind.social(fake, FakeKind.leading(Line.class, fake::provider), settings);
  }
}
