package io.membersync.servlet.browser;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Provider;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSetup;
import io.membersync.testing.FakeSocialLogin;
import java.net.URI;

/** A fake provider at a site of its own, such as {@code naver.test}, and the shop's registration there. */
record FakeSite(FakeSocialLogin<?> fake, Provider provider) implements AutoCloseable {
  static FakeSite of(String id) {
    return switch (id) {
      case "naver" -> naver(start(FakeNaver.setup()));
      case "google" -> google(start(FakeGoogle.setup()));
      case "apple" -> apple(start(FakeApple.setup()));
      case "facebook" -> facebook(start(FakeFacebook.setup()));
      case "line" -> line(start(FakeLine.setup()));
      default -> throw new IllegalArgumentException(id);
    };
  }

  private static <F> F start(FakeSetup<F> setup) {
    return setup.tls(Certificates.BOTH_ENDS.sslContext()).start();
  }

  private static FakeSite naver(FakeNaver fake) {
    Naver naver = Naver.of(fake.clientId(), Secret.of(fake.clientSecret()));
    return new FakeSite(fake, fake.provider(naver, inTheBrowser("naver", fake)));
  }

  private static FakeSite google(FakeGoogle fake) {
    Google google = Google.of(fake.clientId(), Secret.of(fake.clientSecret())).asking(Field.PHONE);
    return new FakeSite(fake, fake.provider(google, inTheBrowser("google", fake)));
  }

  private static FakeSite apple(FakeApple fake) {
    return new FakeSite(fake, fake.provider(fake.registration(), inTheBrowser("apple", fake)));
  }

  private static FakeSite facebook(FakeFacebook fake) {
    Facebook facebook = Facebook.of(fake.clientId(), Secret.of(fake.clientSecret()));
    return new FakeSite(fake, fake.provider(facebook, inTheBrowser("facebook", fake)));
  }

  private static FakeSite line(FakeLine fake) {
    Line line = Line.of(fake.clientId(), Secret.of(fake.clientSecret()));
    return new FakeSite(fake, fake.provider(line, inTheBrowser("line", fake)));
  }

  private static URI inTheBrowser(String id, FakeSocialLogin<?> fake) {
    return URI.create("https://" + id + ".test:" + fake.baseUri().getPort());
  }

  @Override
  public void close() {
    fake.close();
  }
}
