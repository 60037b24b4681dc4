package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Console;
import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testing.AppleEndpoint;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.GoogleEndpoint;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.LineEndpoint;
import io.membersync.testing.NaverEndpoint;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import io.membersync.testsupport.TestClock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor finds in the registrations at providers, off line and by asking them. */
class ProviderDoctorRoadTest extends RoadFixture {
  private static final ProviderId OWN = ProviderId.of("own");
  private static final URI PUBLIC = URI.create("https://www.wineshop.co.kr/login/callback/");
  private static final Secret GOOD = Secret.of("a-secret-by-the-console-0123456789");

  private final FakeGoogle google = FakeGoogle.onLoopback();
  private final FakeNaver naver = FakeNaver.onLoopback();
  private final FakeApple apple = FakeApple.onLoopback();
  private final FakeLine line = FakeLine.onLoopback();

  @BeforeEach
  void register() {
    for (FakeSocialLogin<?> fake : List.of(google, naver, apple, line)) {
      fake.clearFailures();
    }
    google.registerRedirectUri(CALLBACKS.resolve("google"));
    naver.registerRedirectUri(CALLBACKS.resolve("naver"));
    apple.registerRedirectUri(CALLBACKS.resolve("apple"));
    line.registerRedirectUri(CALLBACKS.resolve("line"));
  }

  @AfterEach
  void backToTheStart() {
    clock.set(TestClock.START);
    google.listenAgain();
  }

  @org.junit.jupiter.api.AfterAll
  void closeFakes() {
    List.of(google, naver, apple, line).forEach(FakeSocialLogin::close);
  }

  /** Covers what the basic mapping writes, and no more. */
  private static Notices plain(Field<?>... more) {
    Notice.Builder basic = Notice.contract("basic")
        .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
        .retention(Period.ZERO)
        .text("ko", "안내", "이름, 연락처");
    if (more.length > 0) {
      basic.covers(Purpose.MEMBER_IDENTIFY, more);
    }
    return Notices.of("Wine Shop", basic.build());
  }

  private MemberSyncBuilder with(Provider... providers) {
    MemberSyncBuilder builder = bare(plain()).callbacks(PUBLIC);
    for (Provider provider : providers) {
      builder.provider(provider);
    }
    return builder;
  }

  private List<Finding> found(MemberSyncBuilder builder, String code) {
    return open(builder).doctor().findings().stream()
        .filter(found -> found.code().equals(code))
        .toList();
  }

  private Finding one(MemberSyncBuilder builder, String code) {
    List<Finding> found = found(builder, code);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static Provider own(ClientRegistration client, ClientAuth auth) {
    return Provider.of(
        ProviderDescriptor.builder(OWN)
            .authorization("https://own.example/authorize")
            .token("https://own.example/token", auth)
            .field(Field.NAME, "name", Trust.UNPROVEN)
            .field(Field.EMAIL, "email", Trust.UNPROVEN)
            .field(Field.PHONE, "phone", Trust.UNPROVEN)
            .build(),
        client);
  }

  private static Provider own(String clientId, String secret) {
    return own(ClientRegistration.of(clientId, Secret.of(secret)), ClientAuth.POST_BODY);
  }

  private static Kakao soundKakao() {
    return Kakao.of("0123456789abcdef0123456789abcdef", GOOD);
  }

  // ---- off line: client and secret

  @ParameterizedTest
  @ValueSource(
      strings = {
        "changeme",
        "CHANGE_ME",
        "your-client-secret",
        "client-secret",
        "<secret>",
        "${KAKAO_SECRET}",
        "xxxx",
        "own-client"
      })
  void aSecretThatIsAPlaceholderIsFound(String secret) {
    Finding found = one(with(own("own-client", secret)), "secret-placeholder");

    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.place()).isEqualTo("membersync.providers.own.client-secret");
    assertThat(found.mend()).contains("console");
    if (secret.contains("$") || secret.contains("xxx")) {
      assertThat(found.toString()).as("the secret itself is not told").doesNotContain(secret);
    }
  }

  @Test
  void aSecretLikeThoseOfConsolesIsNot() {
    assertThat(found(
            with(own("own-client", "kT8mQ0nO-2aYvP_x7LrEfW1sZ9bC4dGh")), "secret-placeholder"))
        .isEmpty();
    assertThat(open(with(soundKakao())).doctor().findings())
        .allSatisfy(found -> assertThat(found.severity()).isEqualTo(Severity.ADVICE));
  }

  @Test
  void aSecretThatIsMissingIsFoundWhereTheProviderIsAskedWithOne() {
    ClientRegistration bare =
        new ClientRegistration("own-client", Optional.empty(), Set.of("own-client"));

    assertThat(one(with(own(bare, ClientAuth.POST_BODY)), "secret-missing").place())
        .isEqualTo("membersync.providers.own.client-secret");
    assertThat(found(with(own(bare, ClientAuth.NONE)), "secret-missing")).isEmpty();
  }

  @Test
  void aClientIdThatIsAPlaceholderIsFound() {
    assertThat(one(with(own("your-client-id", GOOD.reveal())), "client-id-placeholder")
            .place())
        .isEqualTo("membersync.providers.own.client-id");
    assertThat(found(with(own("own-client", GOOD.reveal())), "client-id-placeholder"))
        .isEmpty();
  }

  @Test
  void oneClientIdAtTwoRegistrationsIsFound() {
    Finding found =
        one(with(soundKakao(), soundKakao().withId(OLD), Naver.of("one", GOOD)), "client-twice");
    assertThat(found.severity()).isEqualTo(Severity.WARNING);
    assertThat(found.place()).isEqualTo("membersync.providers.kakao-old.client-id");
    assertThat(found.mend()).contains("provider kakao has");

    Kakao other = Kakao.of("fedcba9876543210fedcba9876543210", GOOD).withId(OLD);
    assertThat(found(with(soundKakao(), other), "client-twice")).isEmpty();
  }

  @Test
  void oneClientIdForTwoKindsOfEndpointsIsInOrder() {
    Naver naver = Naver.of("one-naver", GOOD);
    Line line = Line.of("2000000001", GOOD);

    assertThat(found(
            with(
                naver,
                naver.withOpenIdConnect().withId(ProviderId.of("naver-oidc")),
                line,
                line.withNativeApp().withId(ProviderId.of("line-app"))),
            "client-twice"))
        .isEmpty();
  }

  @CsvSource({"-PT1H,ERROR,has ended at", "P20D,WARNING,ends at", "P150D,ADVICE,ends at"})
  @ParameterizedTest
  void aSecretThatIsATokenEndsSomeDay(Duration left, Severity severity, String said) {
    Instant end = clock.instant().plus(left);
    String token = token(end.minus(Duration.ofDays(180)), end);
    Finding found = one(with(throughItsIssuer(token)), "secret-expires");

    assertThat(found.severity()).isEqualTo(severity);
    assertThat(found.place()).isEqualTo("membersync.providers.apple.client-secret");
    assertThat(found.mend()).contains(said + " " + end, "withClientSecretFrom");
  }

  @Test
  void aSecretThatIsRenewedByItselfDoesNot() {
    Apple signing = Apple.of("com.wineshop.web", "TEAMID0001", "ABC123DEFG", apple.privateKey());
    assertThat(found(with(signing), "secret-expires")).isEmpty();

    Instant now = clock.instant();
    String short_ = token(now, now.plus(Duration.ofMinutes(10)));
    assertThat(found(with(throughItsIssuer(short_)), "secret-expires")).isEmpty();
    assertThat(found(with(throughItsIssuer("two.dots.only")), "secret-expires")).isEmpty();
  }

  private static Provider throughItsIssuer(String secret) {
    return OpenIdConnect.of(
            Apple.ID,
            URI.create("https://appleid.apple.com"),
            "com.wineshop.web",
            Secret.of(secret))
        .withClientAuth(ClientAuth.POST_BODY);
  }

  private static String token(Instant from, Instant to) {
    return base64("{\"alg\":\"ES256\"}") + "."
        + base64("{\"iat\":" + from.getEpochSecond() + ",\"exp\":" + to.getEpochSecond() + "}")
        + "." + base64("signature");
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void anApplePrivateKeyThatCannotBeReadIsRefusedAtOnce() {
    assertThatThrownBy(() -> Apple.of(
            "com.wineshop.web", "TEAMID0001", "ABC123DEFG", Secret.of("not-a-pem-file-at-all")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AuthKey_….p8")
        .hasMessageNotContaining("not-a-pem-file-at-all");
  }

  @Test
  void anAdminKeyThatIsAnotherKeyIsFound() {
    String key = "0123456789abcdef0123456789abcdef";
    Finding found = one(with(soundKakao().withAdminKey(Secret.of(key))), "admin-key");
    assertThat(found.place()).isEqualTo("membersync.providers.kakao.admin-keys");
    assertThat(found.mend()).contains("Kakao Developers > your app > Platform key > Admin key");
    assertThat(found.toString()).doesNotContain(key);

    assertThat(found(with(soundKakao().withAdminKey(Secret.of("admin-" + key))), "admin-key"))
        .isEmpty();
  }

  // ---- off line: the redirect URI

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.wineshop.co.kr/*/callback/",
        "https://www.wineshop.co.kr/login//callback/",
        "https://www.wineshop.co.kr/shop/../login/",
        "https://www.wineshop.co.kr:443/login/",
        "https://WWW.wineshop.co.kr/login/"
      })
  void anAddressThatBrowsersWriteOtherwiseIsFound(String callbacks) {
    Finding found = one(with(soundKakao()).callbacks(URI.create(callbacks)), "redirect-uri");

    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.place()).isEqualTo("callbacks " + callbacks);
    assertThat(found.mend()).contains("callbacks(…)");
  }

  @Test
  void aPlainAddressIsNot() {
    assertThat(found(with(soundKakao()), "redirect-uri")).isEmpty();
    assertThat(found(with(soundKakao()).callbacks(CALLBACKS), "redirect-uri")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://www.wineshop.co.kr/login/",
        "https://www.wineshop.co.kr/login/#top",
        "https://www.wineshop.co.kr/login/?shop=1",
        "https://*.wineshop.co.kr/login/",
        "https://user@www.wineshop.co.kr/login/"
      })
  void othersAreRefusedWhereTheyAreGiven(String callbacks) {
    MemberSyncBuilder builder = with(soundKakao());
    assertThatThrownBy(() -> builder.callbacks(URI.create(callbacks)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://192.0.2.7/login/,google apple",
    "https://[2001:db8::7]/login/,google apple",
    "https://shop.local/login/,google",
    "https://shop/login/,google apple",
    "http://localhost:8080/login/,apple",
    "http://127.0.0.1:8080/login/,apple",
    "https://www.wineshop.co.kr/login/,"
  })
  void whatAProviderRefusesIsFoundForItAlone(URI callbacks, String refusing) {
    Apple signing = Apple.of("com.wineshop.web", "TEAMID0001", "ABC123DEFG", apple.privateKey());
    List<Finding> found = found(
        with(Google.of("client.apps", GOOD), signing, soundKakao(), Naver.of("one", GOOD))
            .callbacks(callbacks),
        "redirect-uri-refused");

    assertThat(found)
        .allSatisfy(one -> assertThat(one.severity()).isEqualTo(Severity.ERROR))
        .allSatisfy(one -> assertThat(one.mend()).contains("callbacks(…)", " > "))
        .extracting(Finding::place)
        .isEqualTo(
            refusing == null
                ? List.of()
                : List.of(refusing.split(" ")).stream()
                    .map(id -> "provider " + id)
                    .toList());
  }

  @Test
  void twoRegistrationsNeverShareARedirectUri() {
    MemberSync two = open(with(soundKakao(), soundKakao().withId(OLD)));
    assertThat(two.redirectUri(Kakao.ID)).isNotEqualTo(two.redirectUri(OLD));
  }

  // ---- off line: scopes and fields

  @Test
  void whatVisitorsAreAskedForNothingIsFound() {
    Google asking =
        Google.of("client.apps", GOOD).asking(Field.PHONE, Field.BIRTHDAY, Field.BIRTH_YEAR);
    Finding found = one(with(asking), "scope-unused");

    assertThat(found.severity()).isEqualTo(Severity.WARNING);
    assertThat(found.place()).isEqualTo("membersync.providers.google.fields");
    assertThat(found.mend())
        .contains("auth/user.birthday.read", "(birth_year, birthday)", "Google.asking(…)");
    assertThat(
            found(bare(plain(Field.NICKNAME)).provider(asking).callbacks(PUBLIC), "scope-unused"))
        .hasSize(1);

    assertThat(
            found(bare(plain(Field.BIRTHDAY)).provider(asking).callbacks(PUBLIC), "scope-unused"))
        .as("a notice covers it")
        .isEmpty();
  }

  @Test
  void soIsItOfTheOthers() {
    FieldMapping phoneOnly = FieldMapping.none().map(Field.PHONE, "phone");
    Notices covered = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.PHONE)
            .retention(Period.ZERO)
            .text("ko", "안내", "전화번호")
            .build());
    OpenIdConnect issuer = OpenIdConnect.of(
            OWN, URI.create("https://id.own-issuer.com"), "own-client", GOOD)
        .withScopes("email", "phone", "address", "loyalty");
    Apple signing = Apple.of("com.wineshop.web", "TEAMID0001", "ABC123DEFG", apple.privateKey());
    useMembers(phoneOnly);
    List<Finding> found = found(
        bare(covered)
            .mapping(phoneOnly)
            .provider(signing)
            .provider(Naver.of("one", GOOD).withItems(Field.PHONE, Field.GENDER))
            .provider(Line.of("2000000001", GOOD))
            .provider(issuer)
            .callbacks(PUBLIC),
        "scope-unused");

    assertThat(found)
        .extracting(Finding::place)
        .containsExactly(
            "membersync.providers.apple.fields",
            "membersync.providers.apple.fields",
            "membersync.providers.naver.fields",
            "provider line",
            "membersync.providers.own.scopes",
            "membersync.providers.own.scopes");
    assertThat(found)
        .extracting(Finding::mend)
        .anyMatch(mend -> mend.contains("asked for gender") && mend.contains("Naver.withItems(…)"))
        .anyMatch(mend -> mend.contains("asked for address, and MemberSync reads nothing"))
        .anyMatch(mend -> mend.contains("Line.withoutEmail()"));

    useMembers(FieldMapping.basic());
    assertThat(found(
            with(
                signing,
                Naver.of("one", GOOD).withItems(Field.PHONE),
                Line.of("2000000001", GOOD),
                issuer.withScopes("profile", "email", "phone", "loyalty")),
            "scope-unused"))
        .isEmpty();
  }

  @Test
  void aMappedFieldThatNoProviderGivesIsFound() {
    Google nothingMore = Google.of("client.apps", GOOD);
    Finding found = one(with(nothingMore), "mapping-no-source");
    assertThat(found.severity()).isEqualTo(Severity.WARNING);
    assertThat(found.place()).isEqualTo("mapping of phone");
    assertThat(found.mend()).contains("[google]", "'phone'");

    assertThat(found(with(nothingMore.asking(Field.PHONE)), "mapping-no-source"))
        .isEmpty();
    assertThat(found(with(nothingMore, soundKakao()), "mapping-no-source")).isEmpty();
  }

  @Test
  void aRequiredOneIsTypedByVisitorsAndAdviceOnly() {
    FieldMapping required = FieldMapping.basic().required();
    Finding found =
        one(with(Google.of("client.apps", GOOD)).mapping(required), "mapping-no-source");

    assertThat(found.severity()).isEqualTo(Severity.ADVICE);
    assertThat(found.mend()).contains("every new visitor");
  }

  @Test
  void whatIsWrongIsLoggedAtStart() {
    String log = Logged.during(() -> open(with(own("own-client", "changeme"))));
    assertThat(log).contains("ERROR secret-placeholder membersync.providers.own.client-secret");
  }

  // ---- by asking the providers

  private MemberSyncBuilder five() {
    return shop()
        .provider(google.provider())
        .provider(naver.provider())
        .provider(apple.provider())
        .provider(line.provider());
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
    MemberSync five = open(five());
    kakao.forgetRequests();

    List<Finding> found = five.doctor().probe();

    assertThat(lines(found))
        .containsExactly(
            "probe-reachable provider kakao",
            "probe-reachable provider google",
            "probe-reachable provider naver",
            "probe-reachable provider apple",
            "probe-reachable provider line");
    assertThat(found).allSatisfy(one -> assertThat(one.severity()).isEqualTo(Severity.ADVICE));
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
            .provider(line.provider(Line.of("2999999999", secret))))
        .doctor()
        .probe();

    assertThat(found)
        .hasSize(5)
        .allSatisfy(one -> {
          assertThat(one.code()).isEqualTo("probe-client");
          assertThat(one.severity()).isEqualTo(Severity.ERROR);
          assertThat(one.mend()).contains(" Compare with ", " > ");
        })
        .extracting(Finding::mend)
        .first()
        .asString()
        .contains("KOE101", "Kakao Developers");
  }

  @Test
  void aRedirectUriThatIsNotRegisteredIsFound() {
    Finding found =
        probed(shop().callbacks(URI.create("http://localhost:9090/")), "provider kakao");

    assertThat(found.code()).isEqualTo("probe-client");
    assertThat(found.mend()).contains("KOE006", "Redirect URI: http://localhost:9090/kakao");
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

    List<Finding> found = open(five()).doctor().probe();

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

    List<Finding> found = open(five().http(brief)).doctor().probe();

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
    HttpOptions less = HttpOptions.builder()
        .perAttempt(Duration.ofSeconds(4))
        .perSignIn(Duration.ofSeconds(4))
        .build();

    assertThat(open(five().http(less)).doctor().probe())
        .as("one after the other takes five seconds")
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
      OpenIdConnect issuer = OpenIdConnect.of(OWN, own.baseUri(), "own-client", GOOD);
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
    }
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
    assertThat(Console.run(sync, args, new PrintWriter(out))).isEqualTo(code);
    return out.toString();
  }

  @Test
  void theConsoleAsksWhenItIsTold() {
    MemberSync good = open(bare(plain()).callbacks(CALLBACKS).provider(kakao.provider()));
    kakao.forgetRequests();
    assertThat(printed(good, 0, "doctor")).doesNotContain("probe-");
    assertThat(kakao.calls()).isZero();
    assertThat(printed(good, 0, "doctor", "--probe"))
        .contains("ADVICE console-setting ", "ADVICE probe-reachable provider kakao: ");

    kakao.failNext(KakaoEndpoint.AUTHORIZE, Failure.status(503));
    assertThat(printed(good, 1, "doctor", "--probe"))
        .contains("ERROR probe-unreachable provider kakao: ");
    assertThat(printed(good, 2, "doctor", "--probes")).contains("doctor [--probe]");
  }
}
