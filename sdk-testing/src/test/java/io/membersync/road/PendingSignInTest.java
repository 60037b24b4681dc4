package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.SignIn;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a browser holds while the visitor is at the provider. */
class PendingSignInTest extends RoadFixture {

  private static final Duration LIFETIME = Duration.ofMinutes(10);

  @Test
  @Fault("AR-19")
  void aSecondBeforeItExpiresTheCallbackIsGood() {
    URI begun = begin();
    clock.advance(LIFETIME.minusSeconds(1));

    assertThat(complete(kakao.visitor("haneul").agree(begun))).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-19")
  void aSecondAfterItExpiredTheVisitorMayStartAgain() {
    URI begun = begin();
    clock.advance(LIFETIME.plusSeconds(1));

    var rejected = refused(complete(kakao.visitor("haneul").agree(begun)), RejectReason.EXPIRED);

    assertThat(rejected.details().mayStartAgain()).isTrue();
    assertThat(rejected.details().returnPath()).isEqualTo("/cart");
    assertNothingHappened();
    assertThat(complete(callback("haneul"))).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-19")
  void aRestartLosesNothing() {
    URI callback = callback("haneul");
    sync.close();

    sync = open(shop());

    assertThat(complete(callback)).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-19")
  void aNewKeyInFrontOpensWhatTheOldOneSealedAndAForeignKeyDoesNot() {
    URI callback = callback("haneul");
    var newKey = io.membersync.Secret.of("the-next-key-0123456789abcdefghijklmn");

    sync = open(shop().keys(KeyRing.of(newKey)));
    refused(complete(callback), RejectReason.UNKNOWN_STATE);
    sync = open(shop().keys(KeyRing.of(newKey, KEYS.secrets().get(0))));

    assertThat(complete(callback)).isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("RC-09")
  void cookiesOnHttpsAreHostOnlySecureSealedAndTenMinutesOld() {
    sync = open(bare(told())
        .provider(kakao.provider())
        .callbacks(URI.create("https://shop.example/login/callback/")));
    Responses cookies = new Responses(browser);

    sync.begin(Kakao.ID, cookies, SignIn.returningTo("/private-path").from("store12"));

    Browser.Cookie cookie = cookies.only();
    assertThat(cookie.name()).matches("__Host-ms[0-3]");
    assertThat(cookie.secure()).isTrue();
    assertThat(cookie.maxAgeSeconds()).isEqualTo(600);
    assertThat(cookie.header())
        .isEqualTo(cookie.name() + "=" + cookie.value()
            + "; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax");
    assertThat(cookie.value().length()).isLessThan(4000);
    assertThat(decodedParts(cookie.value()))
        .doesNotContain("private-path", "store12", "verifier", "kakao");
    assertThat(cookie.toString()).doesNotContain(cookie.value());
  }

  @Test
  @Fault("RC-09")
  void cookiesOnLoopbackAreTheSameButForSecureAndThePrefix() {
    Responses cookies = new Responses(browser);

    sync.begin(Kakao.ID, cookies, SignIn.returningTo("/"));

    assertThat(cookies.only().name()).matches("ms[0-3]");
    assertThat(cookies.only().header()).endsWith("; Path=/; Max-Age=600; HttpOnly; SameSite=Lax");
  }

  @Test
  @Fault("RC-09")
  void theParkedCookieHoldsNothingButARandomHandle() {
    sync = open(bare(io.membersync.consent.Notices.korea("Wine Shop"))
        .provider(kakao.provider())
        .callbacks(URI.create("https://shop.example/login/callback/")));
    kakao.registerRedirectUri(URI.create("https://shop.example/login/callback/kakao"));
    Responses cookies = new Responses(browser);
    URI authorization =
        ((Begun.RedirectTo) sync.begin(Kakao.ID, cookies, SignIn.returningTo("/"))).uri();
    URI callback = kakao.visitor("haneul").agree(authorization);
    cookies.forget();

    needsConsent(
        sync.complete(cookies, io.membersync.Callback.query(Kakao.ID, callback.getRawQuery())));

    assertThat(cookies.only().name()).matches("__Host-msp[0-3]");
    assertThat(cookies.only().value()).matches("[A-Za-z0-9_-]{43}");
    assertThat(cookies.only().header()).contains("; Secure; HttpOnly; SameSite=Lax");
    assertThat(cookies.only().maxAgeSeconds()).isEqualTo(1800);
  }

  @Test
  @Fault({"RC-09", "RC-11"})
  void aCookieChangedInAnyPlaceIsNoCookie() {
    URI callback = callback("haneul");
    Map.Entry<String, String> cookie = browser.cookies().entrySet().iterator().next();
    String value = cookie.getValue();
    for (int i = 0; i < value.length(); i += 7) {
      char other = value.charAt(i) == 'A' ? 'B' : 'A';
      TestBrowser forged = new TestBrowser();
      forged.add(new Browser.Cookie(
          cookie.getKey(), value.substring(0, i) + other + value.substring(i + 1), 60, false));
      refused(forged.complete(sync, Kakao.ID, callback), RejectReason.OTHER_BROWSER);
    }
    assertNothingHappened();
  }

  @Test
  @Fault("RC-11")
  void noCookieStandsInForOneOfAnotherPurpose() {
    sync = open(korea());
    URI callback = callback("haneul");
    String pending = only(browser, "ms[0-3]");
    var needs = needsConsent(complete(callback));
    String parked = only(browser, "msp[0-3]");
    assertThat(parked).isNotEqualTo(pending);

    TestBrowser swapped = new TestBrowser();
    for (int i = 0; i < 4; i++) {
      swapped.add(new Browser.Cookie("msp" + i, String.valueOf(pending), 60, false));
      swapped.add(new Browser.Cookie("ms" + i, String.valueOf(parked), 60, false));
    }
    swapped.add(new Browser.Cookie("JSESSIONID", String.valueOf(parked), 60, false));

    refused(sync.resume(swapped, needs.parked(), AGREED), RejectReason.OTHER_BROWSER);
    refused(swapped.complete(sync, Kakao.ID, callback), RejectReason.OTHER_BROWSER);
    assertNobodyBecameAMember();
  }

  @Test
  @Fault("RC-11")
  void aSessionOfAnotherShopWithTheSameKeysIsRefused() {
    URI callback = callback("haneul");

    sync = open(shop().shop(new io.membersync.member.ShopId("other")));

    refused(complete(callback), RejectReason.UNKNOWN_STATE);
    assertNothingHappened();
  }

  @Test
  @Fault("AR-12")
  void tenThousandBeginsHaveAFreshChallengeEach() throws NoSuchAlgorithmException {
    Set<String> challenges = new HashSet<>();
    Set<String> states = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      URI uri = new TestBrowser().begin(sync, Kakao.ID, SignIn.returningTo("/"));
      assertThat(parameter(uri, "code_challenge_method")).isEqualTo("S256");
      String challenge = parameter(uri, "code_challenge");
      assertThat(challenge).hasSize(43);
      assertThat(challenges.add(challenge)).isTrue();
      assertThat(parameter(uri, "state")).matches("[A-Za-z0-9]{48}");
      assertThat(states.add(parameter(uri, "state"))).isTrue();
    }
    assertThat(kakao.calls()).isZero();

    URI last = begin();
    complete(kakao.visitor("haneul").agree(last));
    String verifier = kakao
        .requests(KakaoEndpoint.TOKEN)
        .get(0)
        .formParameter("code_verifier")
        .orElseThrow();
    assertThat(verifier).matches("[A-Za-z0-9._~-]{43,128}");
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
        .isEqualTo(parameter(last, "code_challenge"));
  }

  @Test
  @Fault("AR-12")
  void aProviderThatIgnoresPkceStillGetsTheVerifier() {
    try (SmallProvider small = new SmallProvider()) {
      sync = open(bare(told()).provider(small.provider()).callbacks(CALLBACKS));
      URI uri = browser.begin(sync, SmallProvider.ID, SignIn.returningTo("/"));

      var result = browser.complete(
          sync,
          SmallProvider.ID,
          URI.create("http://localhost/?code=c&state=" + parameter(uri, "state")));

      assertThat(result).isInstanceOf(SignedIn.class);
      assertThat(parameter(uri, "code_challenge_method")).isEqualTo("S256");
      assertThat(small.exchanges()).hasSize(1);
      assertThat(small.exchanges().get(0)).containsPattern("code_verifier=[A-Za-z0-9._~-]{43,128}");
    }
  }

  @Test
  @Fault("AR-12")
  void aRefusedVerifierIsNeverLeftOut() {
    try (SmallProvider small = new SmallProvider()) {
      small.tokenStatus = 400;
      small.token = "{\"error\":\"invalid_grant\",\"error_description\":\"code_verifier\"}";
      sync = open(bare(told()).provider(small.provider()).callbacks(CALLBACKS));
      URI uri = browser.begin(sync, SmallProvider.ID, SignIn.returningTo("/"));
      URI callback = URI.create("http://localhost/?code=c&state=" + parameter(uri, "state"));

      refused(browser.complete(sync, SmallProvider.ID, callback), RejectReason.CODE_DEAD);
      refused(browser.complete(sync, SmallProvider.ID, callback), RejectReason.CODE_DEAD);

      assertThat(small.exchanges()).hasSize(1);
      assertThat(small.exchanges().get(0)).contains("code_verifier=");
      assertNobodyBecameAMember();
    }
  }

  @Test
  @Fault("AR-21")
  void twoTabsEndEachInItsOwnSignInInWhateverOrder() {
    sync = open(shop().provider(oldKakao()));
    Random random = new Random(21);
    MemberId haneul = memberOf(complete(callback("haneul")));
    MemberId doyun = memberOf(browser.complete(
        sync,
        OLD,
        kakao.visitor("doyun").agree(browser.begin(sync, OLD, SignIn.returningTo("/")))));
    MemberId neighbour = memberOf(complete(callback("neighbour")));
    assertThat(List.of(haneul, doyun, neighbour)).doesNotHaveDuplicates();

    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(30));
      boolean sameProvider = random.nextBoolean();
      var second = sameProvider ? Kakao.ID : OLD;
      String secondPerson = sameProvider ? "neighbour" : "doyun";
      String firstPath = "/a" + i;
      String secondPath = "/b" + i;
      URI one = browser.begin(sync, Kakao.ID, SignIn.returningTo(firstPath));
      URI two = browser.begin(sync, second, SignIn.returningTo(secondPath));
      List<Runnable> steps = new ArrayList<>();
      steps.add(() -> {
        var result = signedIn(complete(kakao.visitor("haneul").agree(one)));
        assertThat(result.details().returnPath()).isEqualTo(firstPath);
        assertThat(result.member()).contains(haneul);
      });
      steps.add(() -> {
        var result =
            signedIn(browser.complete(sync, second, kakao.visitor(secondPerson).agree(two)));
        assertThat(result.details().returnPath()).isEqualTo(secondPath);
        assertThat(result.details().provider()).isEqualTo(second);
        assertThat(result.member()).contains(sameProvider ? neighbour : doyun);
      });
      if (i % 4 != 0) {
        java.util.Collections.reverse(steps);
      }
      steps.forEach(Runnable::run);
    }
    assertThat(members.count()).isEqualTo(3);
  }

  @Test
  @Fault("AR-21")
  void aCodeOfOneTabWithTheStateOfTheOtherIsRefusedByTheVerifier() {
    URI one = begin();
    URI two = begin();
    String code = parameter(kakao.visitor("haneul").agree(one), "code");

    refused(complete("code=" + code + "&state=" + parameter(two, "state")), RejectReason.CODE_DEAD);

    assertNobodyBecameAMember();
  }

  @Test
  @Fault("AR-21")
  void theFifthTabReplacesTheOldest() {
    List<URI> begun = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      begun.add(begin());
      clock.advance(Duration.ofSeconds(1));
    }

    refused(complete(kakao.visitor("haneul").agree(begun.get(0))), RejectReason.OTHER_BROWSER);
    for (int i = 4; i > 0; i--) {
      assertThat(complete(kakao.visitor("haneul").agree(begun.get(i))))
          .isInstanceOf(SignedIn.class);
    }
    assertThat(members.count()).isOne();
  }

  @Test
  @Fault("AR-21")
  void tabsThatBeginAtTheSameMomentSeldomTakeEachOthersPlace() {
    int apart = 0;
    for (int i = 0; i < 200; i++) {
      TestBrowser one = new TestBrowser();
      TestBrowser other = one.copy();
      one.begin(sync, Kakao.ID, SignIn.returningTo("/"));
      other.begin(sync, Kakao.ID, SignIn.returningTo("/"));
      apart += one.cookies().keySet().equals(other.cookies().keySet()) ? 0 : 1;
    }
    assertThat(apart).as("of 200, three quarters on average").isGreaterThan(100);
  }

  @Test
  @Fault("AR-21")
  void anExpiredSignInMakesRoomBeforeOneUnderWay() {
    URI old = begin();
    clock.advance(LIFETIME.plusSeconds(1));
    List<URI> begun = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      begun.add(begin());
    }

    for (URI one : begun) {
      assertThat(complete(kakao.visitor("haneul").agree(one))).isInstanceOf(SignedIn.class);
    }
    refused(complete(kakao.visitor("haneul").agree(old)), RejectReason.OTHER_BROWSER);
  }

  private static String only(TestBrowser browser, String name) {
    return browser.cookies().entrySet().stream()
        .filter(cookie -> cookie.getKey().matches(name))
        .map(Map.Entry::getValue)
        .reduce((one, other) -> {
          throw new AssertionError("two cookies " + name);
        })
        .orElseThrow();
  }

  private static String decodedParts(String compact) {
    StringBuilder text = new StringBuilder();
    for (String part : compact.split("\\.", -1)) {
      text.append(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }
}
