package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Begun;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.records.KeyRing;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.ManyIssuers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A shop with fifty registrations, most of them dead, starts and lets people in as with none dead. */
class FiftyProvidersTest {
  private static final int PROVIDERS = 50;
  private static final int ROUNDS = 5;
  private static final Duration ATTEMPT = Duration.ofSeconds(2);
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ManyIssuers issuers = ManyIssuers.open();

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    issuers.close();
  }

  @Test
  void theShopStartsAsFastWithDeadOnesAsWithThoseThatAnswer() {
    List<Provider> vendors = vendors(false);
    List<Provider> dead = vendors(true);
    for (int i = 0; i < 3; i++) { // loads the classes
      build(vendors, issuers::alive);
      build(dead, issuers::dead);
    }
    List<Duration> usual = new ArrayList<>();
    List<Duration> late = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) { // in turn, so that a busy machine is busy for both
      usual.add(build(vendors, issuers::alive));
      late.add(build(dead, issuers::dead));
    }
    Duration fastest = Collections.min(usual);
    Duration withDead = Collections.min(late);
    System.out.printf(
        "build() with %d providers: alive %.1f ms, dead %.1f ms (fastest of %d)%n",
        PROVIDERS, fastest.toNanos() / 1e6, withDead.toNanos() / 1e6, ROUNDS);
    assertThat(withDead)
        .isLessThanOrEqualTo(
            fastest.plus(Duration.ofMillis(Math.max(300, fastest.toMillis() / 10))));
    assertThat(late).as("nothing is waited for").allMatch(took -> took.compareTo(ATTEMPT) < 0);
  }

  @Test
  void aSignInAtADeadOneIsAnsweredAtOnce() {
    MemberSync sync = keep(shop(vendors(true), issuers::dead).build());
    TestBrowser browser = new TestBrowser();
    sync.begin(ProviderId.of("issuer0"), browser, SignIn.returningTo("/"));
    for (int i = 0; i < 2; i++) { // while their metadata are waited for, and after
      long begun = System.nanoTime();
      for (ProviderDescriptor provider : sync.addedProviders()) {
        Begun answer = sync.begin(provider.id(), browser, SignIn.returningTo("/"));
        assertThat(answer)
            .as(provider.id().value())
            .isInstanceOf(
                provider.isDiscovered() ? Begun.NotStarted.class : Begun.RedirectTo.class);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("fifty of them")
          .isLessThan(ATTEMPT);
      for (ProviderDescriptor provider : sync.addedProviders()) {
        Eventually.isTrue(
            () -> !provider.isDiscovered() || isUnavailable(sync, provider.id(), browser));
      }
    }
  }

  private static boolean isUnavailable(MemberSync sync, ProviderId provider, TestBrowser browser) {
    Begun begun = sync.begin(provider, browser, SignIn.returningTo("/"));
    return begun instanceof Begun.NotStarted not && not.reason() == Begun.Reason.UNAVAILABLE;
  }

  @Test
  void theOneThatAnswersLetsPeopleInAmongFortyNineThatHang() {
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
      MemberSync sync = keep(shop(List.of(kakao.provider()), issuers::silent).build());

      signsUp(sync, Kakao.ID, kakao);
    }
  }

  @Test
  void anIssuerThatAnswersIsFoundAmongFortyNineThatHang() {
    try (FakeKakao issuer = FakeKakao.builder().ownIssuer().start()) {
      ProviderId id = ProviderId.of("zz-alive"); // ordered last
      issuer.registerRedirectUri(CALLBACKS.resolve(id.value()));
      Provider alive = OpenIdConnect.of(
              id, issuer.baseUri(), issuer.clientId(), Secret.of(issuer.clientSecret()))
          .withClientAuth(ClientAuth.POST_BODY)
          .withScopes("openid");
      MemberSync sync = keep(shop(List.of(alive), issuers::silent).build());

      signsUp(sync, id, issuer);
    }
  }

  private static void signsUp(MemberSync sync, ProviderId provider, FakeKakao kakao) {
    TestBrowser browser = new TestBrowser();
    AtomicReference<URI> there = new AtomicReference<>();
    Eventually.isTrue(() -> {
      Begun begun = sync.begin(provider, browser, SignIn.returningTo("/"));
      if (begun instanceof Begun.RedirectTo redirect) {
        there.set(redirect.uri());
      }
      return begun instanceof Begun.RedirectTo;
    });
    SignInResult result = browser.complete(
        sync, provider, kakao.visitor("haneul").agree(Objects.requireNonNull(there.get())));
    assertThat(result).isInstanceOf(NeedsConsent.class);
    assertThat(sync.resume(
            browser,
            ((NeedsConsent) result).parked(),
            Answers.none().consent("tos", true).consent("age14", true)))
        .isInstanceOf(SignedIn.class);
  }

  // ---- shops

  private Duration build(List<Provider> vendors, IntFunction<String> issuer) {
    long begun = System.nanoTime();
    try (MemberSync sync = shop(vendors, issuer).build()) {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(sync.addedProviders()).hasSize(PROVIDERS);
      return took;
    }
  }

  private static MemberSyncBuilder shop(List<Provider> vendors, IntFunction<String> issuer) {
    MemberSyncBuilder shop = MemberSync.builder(
            new InMemoryMemberStore(FieldMapping.basic()), Notices.korea("Wine Shop"))
        .keys(KeyRing.of(Secret.of("of-this-test-only-0123456789abcdefghijk")))
        .callbacks(CALLBACKS)
        .http(HttpOptions.builder().perAttempt(ATTEMPT).build());
    for (int i = 0; i < PROVIDERS - vendors.size(); i++) {
      shop.provider(OpenIdConnect.of(
          ProviderId.of("issuer" + i),
          URI.create(issuer.apply(i)),
          "shop",
          Secret.of("a-secret-of-the-shop")));
    }
    vendors.forEach(shop::provider);
    return shop;
  }

  /** Each kind once, led to a fake. */
  private List<Provider> vendors(boolean closed) {
    FakeKakao kakao = FakeKakao.onLoopback();
    FakeNaver naver = FakeNaver.onLoopback();
    FakeGoogle google = FakeGoogle.onLoopback();
    FakeApple apple = FakeApple.onLoopback();
    FakeFacebook facebook = FakeFacebook.onLoopback();
    FakeLine line = FakeLine.onLoopback();
    for (FakeProvider<?> fake : List.of(naver, google, apple, facebook, line)) {
      if (closed) {
        fake.stopListening();
      }
      open.push(fake);
    }
    if (closed) {
      kakao.stopListening();
    }
    open.push(kakao);
    return List.of(
        kakao.provider(),
        naver.provider(),
        google.provider(),
        apple.provider(),
        facebook.provider(),
        line.provider());
  }

  private <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }
}
