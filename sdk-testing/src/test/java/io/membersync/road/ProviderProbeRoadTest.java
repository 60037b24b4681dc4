package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.Console;
import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.MemberSync;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testing.AppleEndpoint;
import io.membersync.testing.FacebookEndpoint;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.GoogleEndpoint;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.LineEndpoint;
import io.membersync.testing.NaverEndpoint;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor finds by asking the providers. */
class ProviderProbeRoadTest extends ProviderDoctorFixture {
  private MemberSyncBuilder six() {
    return shop()
        .provider(google.provider())
        .provider(naver.provider())
        .provider(apple.provider())
        .provider(line.provider())
        .provider(facebook.provider());
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream().map(found -> found.code() + " " + found.place()).toList();
  }

  private Finding probed(MemberSyncBuilder builder, String place) {
    List<Finding> found = open(builder).doctor().probe().stream()
        .filter(one -> one.place().equals(place))
        .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void providersThatAnswerAreReachableAndNobodyIsSignedIn() {
    MemberSync six = open(six());
    kakao.forgetRequests();

    List<Finding> found = six.doctor().probe();

    assertThat(lines(found))
        .containsExactly(
            "probe-reachable provider kakao",
            "probe-reachable provider google",
            "probe-reachable provider naver",
            "probe-reachable provider apple",
            "probe-reachable provider line",
            "probe-reachable provider facebook");
    assertThat(found).allSatisfy(one -> {
      assertThat(one.severity()).isEqualTo(Severity.ADVICE);
      assertThat(one.mend()).contains("the client secret is not tried");
    });
    assertThat(kakao.calls(KakaoEndpoint.AUTHORIZE)).isOne();
    assertThat(kakao.calls(KakaoEndpoint.KEYS)).isOne();
    assertThat(google.calls(GoogleEndpoint.KEYS)).isPositive();
    assertThat(line.calls(LineEndpoint.KEYS))
        .as("its key is the channel secret")
        .isZero();
    assertNothingHappened();
  }

  @Test
  void anotherClientIdIsFoundAtEach() {
    Secret secret = Secret.of("another-one-0123456789");
    List<Finding> found = open(bare(told())
            .callbacks(CALLBACKS)
            .provider(kakao.provider(Kakao.of("deadbeef", secret)))
            .provider(google.provider(Google.of("deadbeef.apps", secret)))
            .provider(naver.provider(Naver.of("deadbeef", secret)))
            .provider(apple.provider(
                Apple.of("com.deadbeef", "TEAMID0001", "ABC123DEFG", apple.privateKey())))
            .provider(line.provider(Line.of("2999999999", secret)))
            .provider(facebook.provider(Facebook.of("299999999999999", secret))))
        .doctor()
        .probe();

    assertThat(found)
        .hasSize(6)
        .allSatisfy(one -> {
          assertThat(one.code()).isEqualTo("probe-client");
          assertThat(one.severity()).isEqualTo(Severity.ERROR);
          assertThat(one.mend()).contains(" Compare with ", " > ");
        })
        .extracting(Finding::mend)
        .satisfies(
            mend -> assertThat(mend).contains("KOE101", "Kakao Developers"), Index.atIndex(0))
        .satisfies(
            mend -> assertThat(mend).contains("Valid OAuth Redirect URIs"), Index.atIndex(5));
  }

  @Test
  void aRedirectUriThatIsNotRegisteredIsFound() {
    Finding found =
        probed(shop().callbacks(URI.create("http://localhost:9090/")), "provider kakao");

    assertThat(found.code()).isEqualTo("probe-client");
    assertThat(found.mend()).contains("KOE006", "Redirect URI: http://localhost:9090/kakao");
  }

  @Test
  void aRedirectUriThatFacebookDoesNotKnowIsFound() {
    Finding found = probed(
        bare(told()).callbacks(URI.create("http://localhost:9090/")).provider(facebook.provider()),
        "provider facebook");

    assertThat(found.code()).isEqualTo("probe-client");
    assertThat(found.mend()).contains("Valid OAuth Redirect URIs: http://localhost:9090/facebook");
  }

  @Test
  void aWrongAppSecretIsNotTriedAndNotTold() {
    Secret wrong = Secret.of("not-the-app-secret-0123456789");
    Finding found = probed(
        bare(told())
            .callbacks(CALLBACKS)
            .provider(facebook.provider(Facebook.of(facebook.clientId(), wrong))),
        "provider facebook");

    assertThat(found.code()).isEqualTo("probe-reachable");
    assertThat(found.mend()).contains("the client secret is not tried");
    assertThat(found.toString()).doesNotContain(wrong.reveal());
    assertThat(facebook.calls(FacebookEndpoint.TOKEN)).isZero();
  }

  /** Samples seen in public, by the codes they hold. */
  @ParameterizedTest
  @CsvSource({
    "Cg5pbnZhbGlkX2NsaWVudBIfVGhlIE9BdXRoIGNsaWVudCB3YXMgbm90IGZvdW5kLiCRAw%3D%3D,invalid_client",
    "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSsAEKWW91IGNhbid0IHNpZ24gaW4,redirect_uri_mismatch",
    "%21,refused"
  })
  void googlesPageOfItsOwnErrorIsRead(String authError, String code) {
    google.failNext(
        GoogleEndpoint.AUTHORIZE,
        Failure.redirect(
            302,
            URI.create("https://accounts.google.com/signin/oauth/error?authError=" + authError
                + "&flowName=GeneralOAuthFlow")));
    Finding found =
        probed(bare(told()).callbacks(CALLBACKS).provider(google.provider()), "provider google");

    assertThat(found.code()).isEqualTo("probe-client");
    assertThat(found.mend()).startsWith(code + ": ").contains("Authorized redirect URIs");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_scope,probe-client",
    "misconfigured,probe-client",
    "server_error,probe-unreachable",
    "login_required,probe-reachable",
    "access_denied,probe-reachable"
  })
  void anErrorThatGoesBackToTheShopIsRead(String error, String code) {
    kakao.failNext(
        KakaoEndpoint.AUTHORIZE,
        Failure.redirect(302, URI.create(CALLBACKS.resolve("kakao") + "?error=" + error)));

    assertThat(probed(shop(), "provider kakao").code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "503,probe-unreachable,ERROR",
    "429,probe-unreachable,WARNING",
    "404,probe-client,ERROR"
  })
  void aPageWithAnErrorIsReadByItsStatus(int status, String code, Severity severity) {
    google.failNext(GoogleEndpoint.AUTHORIZE, Failure.html(status));
    Finding found =
        probed(bare(told()).callbacks(CALLBACKS).provider(google.provider()), "provider google");

    assertThat(found.code()).isEqualTo(code);
    assertThat(found.severity()).isEqualTo(severity);
  }

  @Test
  void aDeadProviderIsFoundAndTheOthersAreAskedAllTheSame() {
    google.stopListening();

    List<Finding> found = open(six()).doctor().probe();

    assertThat(lines(found))
        .contains(
            "probe-unreachable provider google",
            "probe-reachable provider kakao",
            "probe-reachable provider line")
        .doesNotContain("probe-reachable provider google");
    assertThat(found)
        .filteredOn(one -> one.place().equals("provider google"))
        .extracting(Finding::mend)
        .anyMatch(mend -> mend.startsWith("its sign-in page: connection_"))
        .anyMatch(mend -> mend.startsWith("its keys: connection_"));
  }

  @Test
  void aProviderThatHangsIsFoundInTheTimeOfASignIn() {
    naver.failNext(NaverEndpoint.AUTHORIZE, Failure.hang());
    HttpOptions brief = HttpOptions.builder()
        .perAttempt(Duration.ofMillis(800))
        .perSignIn(Duration.ofSeconds(10))
        .build();

    List<Finding> found = open(six().http(brief)).doctor().probe();

    assertThat(lines(found)).contains("probe-timeout provider naver");
  }

  @Test
  void slowProvidersAreAskedAtOnce() {
    Failure slow = Failure.delay(Duration.ofSeconds(1));
    kakao.failNext(KakaoEndpoint.AUTHORIZE, slow);
    google.failNext(GoogleEndpoint.AUTHORIZE, slow);
    naver.failNext(NaverEndpoint.AUTHORIZE, slow);
    apple.failNext(AppleEndpoint.AUTHORIZE, slow);
    line.failNext(LineEndpoint.AUTHORIZE, slow);
    facebook.failNext(FacebookEndpoint.AUTHORIZE, slow);
    HttpOptions less = HttpOptions.builder()
        .perAttempt(Duration.ofSeconds(4))
        .perSignIn(Duration.ofSeconds(4))
        .build();

    assertThat(open(six().http(less)).doctor().probe())
        .as("one after the other takes six seconds")
        .extracting(Finding::code)
        .containsOnly("probe-reachable");
  }

  @ParameterizedTest
  @CsvSource({"PT-61S,61 s ahead of", "PT120S,120 s behind"})
  void aClockThatIsOffIsFound(Duration theirs, String said) {
    kakao.failNext(KakaoEndpoint.AUTHORIZE, dated(theirs));
    List<Finding> found = open(shop()).doctor().probe();

    assertThat(lines(found))
        .containsExactly("probe-clock provider kakao", "probe-reachable provider kakao");
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).mend()).contains(said, "NTP");
  }

  @Test
  void aClockWithinAMinuteAndAPageOutOfACacheAreNot() {
    kakao.failNext(KakaoEndpoint.AUTHORIZE, dated(Duration.ofMinutes(-1)));
    assertThat(probed(shop(), "provider kakao").code()).isEqualTo("probe-reachable");

    kakao.failNext(
        KakaoEndpoint.AUTHORIZE, dated(Duration.ofHours(-1)).and(Failure.header("Age", "3600")));
    assertThat(probed(shop(), "provider kakao").code()).isEqualTo("probe-reachable");
  }

  private Failure dated(Duration fromNow) {
    return Failure.header(
        "Date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            clock.instant().plus(fromNow).atZone(ZoneOffset.UTC)));
  }

  @Test
  void keysThatCannotBeUsedAreFound() {
    Map<String, Failure> broken = Map.of(
        "none", Failure.set("keys", "[]"),
        "of another kind",
            Failure.set("keys", "[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}]"),
        "a page", Failure.html());
    broken.forEach((what, failure) -> {
      google.failNext(GoogleEndpoint.KEYS, failure);
      Finding found =
          probed(bare(told()).callbacks(CALLBACKS).provider(google.provider()), "provider google");
      assertThat(found.code()).as(what).isEqualTo("probe-keys");
      assertThat(found.severity()).isEqualTo(Severity.ERROR);
    });
  }

  @Test
  void anIssuerWithoutMetadataIsFound() {
    OpenIdConnect issuer = OpenIdConnect.of(OWN, line.baseUri(), "own-client", GOOD);
    assertThat(probed(bare(told()).callbacks(CALLBACKS).provider(issuer), "provider own")
            .code())
        .isEqualTo("probe-metadata");

    google.stopListening();
    OpenIdConnect dead = OpenIdConnect.of(OWN, google.baseUri(), "own-client", GOOD);
    Finding found = probed(bare(told()).callbacks(CALLBACKS).provider(dead), "provider own");
    assertThat(found.code()).isEqualTo("probe-unreachable");
    assertThat(found.mend()).startsWith("its metadata: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
  @Fault("JD-20")
  void metadataWithoutARequiredMemberStopThatIssuerAloneAndTheMemberIsNamed(String member) {
    try (FakeKakao own = FakeKakao.builder().clock(clock).ownIssuer().start()) {
      own.failUntilCleared(KakaoEndpoint.DISCOVERY, Failure.remove(member));
      own.registerRedirectUri(CALLBACKS.resolve(OWN.value()));
      OpenIdConnect issuer = OpenIdConnect.of(
              OWN, own.baseUri(), own.clientId(), Secret.of(own.clientSecret()))
          .withScopes("openid");
      sync = open(shop().provider(issuer));

      assertThat(sync.doctor().probe())
          .filteredOn(one -> one.place().equals("provider own"))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.code()).isEqualTo("probe-metadata");
            assertThat(one.severity()).isEqualTo(Severity.ERROR);
            assertThat(one.mend()).contains(member);
          });
      assertThat(sync.begin(OWN, browser, SignIn.returningTo("/")))
          .isInstanceOfSatisfying(
              Begun.NotStarted.class,
              not -> assertThat(not.reason()).isEqualTo(Begun.Reason.UNAVAILABLE));
      assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);

      for (int i = 0; i < 5; i++) {
        sync.begin(OWN, browser, SignIn.returningTo("/"));
      }
      assertThat(position()).as("they have met one answer").isEqualTo(Position.ON);
      Eventually.isTrue(() -> {
        sync.begin(OWN, browser, SignIn.returningTo("/"));
        return position() == Position.MISCONFIGURED;
      });
      assertThat(sync.doctor().findings())
          .filteredOn(one -> one.code().equals("provider-misconfigured"))
          .singleElement()
          .satisfies(one -> assertThat(one.mend()).contains(member));
      own.clearFailures();
      clock.advance(Duration.ofMinutes(11));
      runDue();
      assertThat(position()).isEqualTo(Position.ON);
      assertThat(sync.begin(OWN, browser, SignIn.returningTo("/")))
          .isNotInstanceOf(Begun.NotStarted.class);
    }
  }

  private Position position() {
    return sync.switches().all().get(OWN).position();
  }

  @Test
  void itNeverThrows() {
    Provider throwing = new Provider() {
      @Override
      public ProviderDescriptor descriptor() {
        return kakao.provider().descriptor();
      }

      @Override
      public ClientRegistration client() {
        return kakao.provider().client();
      }

      @Override
      public Map<String, String> authorizationParameters(AuthorizationAsk ask) {
        throw new IllegalStateException("quotes 010-1234-5678");
      }
    };
    Finding found = probed(bare(told()).callbacks(CALLBACKS).provider(throwing), "provider kakao");
    assertThat(found.mend()).contains("Provider.").doesNotContain("010");

    MemberSync closed = open(shop());
    closed.close();
    assertThat(closed.doctor().probe())
        .singleElement()
        .extracting(Finding::code)
        .isEqualTo("probe-unreachable");

    MemberSync shop = open(shop());
    Thread.currentThread().interrupt();
    List<Finding> interrupted = shop.doctor().probe();
    assertThat(Thread.interrupted()).as("the caller's interruption stays").isTrue();
    assertThat(interrupted).hasSize(1);
  }

  // ---- from the console

  private static String printed(MemberSync sync, int code, String... args) {
    StringWriter out = new StringWriter();
    int exit = Console.run(sync, args, new PrintWriter(out));
    assertThat(exit).as(out.toString()).isEqualTo(code);
    return out.toString();
  }

  @Test
  void theConsoleAsksWhenItIsTold() {
    // A question of another test that nobody waited for may reach the common one late.
    try (FakeKakao asked = FakeKakao.builder().clock(clock).start()) {
      asked.registerRedirectUri(CALLBACKS.resolve("kakao"));
      MemberSync good = open(bare(plain()).callbacks(CALLBACKS).provider(asked.provider()));
      assertThat(printed(good, 0, "doctor")).doesNotContain("probe-");
      assertThat(asked.calls()).isZero();
      assertThat(printed(good, 0, "doctor", "--probe"))
          .contains("ADVICE console-setting ", "ADVICE probe-reachable provider kakao: ");

      asked.failNext(KakaoEndpoint.AUTHORIZE, Failure.status(503));
      assertThat(printed(good, 1, "doctor", "--probe"))
          .contains("ERROR probe-unreachable provider kakao: ");
      assertThat(printed(good, 2, "doctor", "--probes")).contains("doctor [--probe]");
    }
  }
}
