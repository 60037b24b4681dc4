package io.membersync.benchmarks.sync;

import io.membersync.Answers;
import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.benchmarks.measuring.Contender;
import io.membersync.benchmarks.measuring.ContenderProcess;
import io.membersync.benchmarks.measuring.Flow;
import io.membersync.benchmarks.measuring.Provider;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testing.FakeEndpoints;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * MemberSync from begin to outcome, for somebody who is a member already: claim, exchange, fetch,
 * read, identify, gate, merge, commit. The browser is new each time.
 */
public final class WithMemberSync implements Contender {
  private static final URI CALLBACKS = URI.create(Provider.REDIRECT_URI);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final MemberSync sync;
  private final ProviderId id;

  private WithMemberSync(Flow flow, Provider provider) {
    io.membersync.provider.Provider registered =
        flow == Flow.OAUTH2 ? kakao(provider) : oidc(provider);
    this.id = registered.descriptor().id();
    this.sync = MemberSync.builder(
            new InMemoryMemberStore(FieldMapping.basic()), Notices.korea("Wine Shop"))
        .provider(registered)
        .callbacks(CALLBACKS)
        .records(Records.inMemory())
        // A machine that is busy with something else must not end the measurement.
        .http(HttpOptions.builder().perAttempt(LONGEST).perSignIn(LONGEST).build())
        .keys(KeyRing.of(Secret.of("a-secret-of-the-benchmark-and-of-nothing-else")))
        .build();
    signUp();
  }

  /**
   * Serves the measurement.
   *
   * @throws Exception if it fails
   */
  public static void main(String... args) throws Exception {
    ContenderProcess.run(args, WithMemberSync::new);
  }

  private static io.membersync.provider.Provider kakao(Provider provider) {
    Kakao kakao =
        Kakao.of(Provider.CLIENT_ID, Secret.of(Provider.CLIENT_SECRET)).withoutServiceTerms();
    return FakeEndpoints.lead(
        kakao, provider.base(), "https://kauth.kakao.com", "https://kapi.kakao.com");
  }

  private static io.membersync.provider.Provider oidc(Provider provider) {
    return OpenIdConnect.of(
            ProviderId.of("issuer"),
            provider.base(),
            Provider.CLIENT_ID,
            Secret.of(Provider.CLIENT_SECRET))
        .withClientAuth(ClientAuth.POST_BODY)
        .withScopes("openid", "profile", "email", "phone")
        .trusting(Field.EMAIL, Field.PHONE);
  }

  @Override
  public String signIn() {
    SignInResult result = run(new OneVisit());
    if (result instanceof SignInResult.SignedIn signedIn
        && signedIn.member().isPresent()
        && signedIn.details().droppedFields().isEmpty()
        && !signedIn.details().isNewMember()) {
      return Provider.SUBJECT;
    }
    throw new IllegalStateException("not signed in: " + result);
  }

  private SignInResult run(OneVisit browser) {
    Begun begun = sync.begin(id, browser, SignIn.returningTo("/cart"));
    if (!(begun instanceof Begun.RedirectTo redirect)) {
      throw new IllegalStateException("not begun: " + begun);
    }
    String query = Provider.visit(redirect.uri().toString());
    return sync.complete(browser, Callback.query(id, query));
  }

  /** Makes the member, once: everything that is asked is agreed to. */
  private void signUp() {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!(sync.begin(id, new OneVisit(), SignIn.returningTo("/")) instanceof Begun.RedirectTo)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the provider's metadata did not come");
      }
      LockSupport.parkNanos(10_000_000);
    }
    OneVisit browser = new OneVisit();
    SignInResult result = run(browser);
    if (!(result instanceof SignInResult.NeedsConsent needs)) {
      throw new IllegalStateException("expected to be asked for consent: " + result);
    }
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    SignInResult signedUp = sync.resume(browser, needs.parked(), answers);
    if (!(signedUp instanceof SignInResult.SignedIn)) {
      throw new IllegalStateException("not signed up: " + signedUp);
    }
  }

  /** A browser without a history. */
  private static final class OneVisit implements Browser {
    private final Map<String, String> cookies = new HashMap<>();

    @Override
    public Optional<String> findCookie(String name) {
      return Optional.ofNullable(cookies.get(name));
    }

    @Override
    public void add(Cookie cookie) {
      cookies.put(cookie.name(), cookie.value());
    }
  }
}
