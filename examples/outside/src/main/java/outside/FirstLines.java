package outside;

import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first lines of a shop, compiled and run against the published artifacts. */
final class FirstLines {
  private FirstLines() {}

  static void run() {
    MemberSync sync =
        MemberSync.builder(new InMemoryMemberStore(), Notices.korea("Wine Shop"))
            .provider(Kakao.of("key-of-the-app", Secret.of("secret-of-the-app")))
            .callbacks(URI.create("https://shop.example/login/callback/"))
            .keys(KeyRing.of(Secret.of("thirty-two characters or more, from a vault")))
            .build();
    try (sync) {
      OneRequest browser = new OneRequest();
      Begun begun = sync.begin(Kakao.ID, browser, SignIn.returningTo("/cart"));
      if (!(begun instanceof Begun.RedirectTo to)
          || !to.uri().getHost().equals("kauth.kakao.com")
          || browser.added.isEmpty()) {
        throw new IllegalStateException("the sign-in did not begin: " + begun);
      }
      System.out.println("begun at " + to.uri().getHost());
    }
  }

  private static final class OneRequest implements Browser {
    private final List<Cookie> added = new ArrayList<>();

    @Override
    public Optional<String> findCookie(String name) {
      return Optional.empty();
    }

    @Override
    public void add(Cookie cookie) {
      added.add(cookie);
    }
  }
}
