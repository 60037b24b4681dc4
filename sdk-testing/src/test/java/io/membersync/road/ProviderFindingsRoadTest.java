package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor finds in the registrations at providers, off line. */
class ProviderFindingsRoadTest extends ProviderDoctorFixture {
  // ---- client and secret

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
        "test",
        "Test-Secret",
        "secret",
        "시크릿",
        "비밀키",
        "여기에_시크릿",
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
    for (String secret : List.of(
        "kT8mQ0nO-2aYvP_x7LrEfW1sZ9bC4dGh",
        "tEsT9Kq2Lm",
        "GOCSPX-secret_test_0123456789",
        "test7Qx")) {
      assertThat(found(with(own("own-client", secret)), "secret-placeholder"))
          .as(secret)
          .isEmpty();
    }
    assertThat(found(with(own("test", GOOD.reveal())), "client-id-placeholder"))
        .as("a realm of the shop's own may call a client so")
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
  void soAreTheIdAndTheSecretOfAFacebookApp() {
    Facebook copied = Facebook.of("your-app-id", Secret.of("your-app-secret"));
    assertThat(one(with(copied), "secret-placeholder").place())
        .isEqualTo("membersync.providers.facebook.client-secret");
    assertThat(one(with(copied), "client-id-placeholder").place())
        .isEqualTo("membersync.providers.facebook.client-id");

    Facebook sound = Facebook.of("100000000000001", GOOD);
    assertThat(found(with(sound), "secret-placeholder")).isEmpty();
    assertThat(found(with(sound), "client-id-placeholder")).isEmpty();
    assertThat(one(with(sound, sound.withId(OLD)), "client-twice").place())
        .isEqualTo("membersync.providers.kakao-old.client-id");
    assertThatThrownBy(() -> Facebook.of("100000000000001", Secret.of(" ")))
        .isInstanceOf(IllegalArgumentException.class);
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

    assertThat(found(
            with(naver, naver.withOpenIdConnect().withId(ProviderId.of("naver-oidc"))),
            "client-twice"))
        .isEmpty();
  }

  @Test
  void oneChannelForTheWebAndTheAppIsFound() {
    Line line = Line.of("2000000001", GOOD);
    Finding found =
        one(with(line, line.withNativeApp().withId(ProviderId.of("line-app"))), "client-twice");

    assertThat(found.place()).isEqualTo("membersync.providers.line-app.client-id");
    assertThat(found.mend()).contains("two identities", "access token");
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

  // ---- the redirect URI

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
        with(
                Google.of("client.apps", GOOD),
                signing,
                soundKakao(),
                Naver.of("one", GOOD),
                Facebook.of("100000000000001", GOOD))
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

  // ---- scopes and fields

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
            .provider(Facebook.of("100000000000001", GOOD).asking(Field.BIRTHDAY, Field.GENDER))
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
            "provider facebook",
            "membersync.providers.facebook.fields",
            "membersync.providers.facebook.fields",
            "membersync.providers.own.scopes",
            "membersync.providers.own.scopes");
    assertThat(found)
        .extracting(Finding::mend)
        .anyMatch(mend -> mend.contains("asked for gender") && mend.contains("Naver.withItems(…)"))
        .anyMatch(mend -> mend.contains("asked for address, and MemberSync reads nothing"))
        .anyMatch(mend -> mend.contains("Line.withoutEmail()"))
        .anyMatch(mend -> mend.contains("Facebook.withoutEmail()"))
        .anyMatch(mend -> mend.contains("user_birthday") && mend.contains("Facebook.asking(…)"));

    useMembers(FieldMapping.basic());
    assertThat(found(
            with(
                signing,
                Naver.of("one", GOOD).withItems(Field.PHONE),
                Line.of("2000000001", GOOD),
                Facebook.of("100000000000001", GOOD),
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
    assertThat(one(with(Facebook.of("100000000000001", GOOD)), "mapping-no-source"))
        .satisfies(phone -> assertThat(phone.place()).isEqualTo("mapping of phone"))
        .satisfies(phone -> assertThat(phone.mend()).contains("[facebook]", "'phone'"));
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
}
