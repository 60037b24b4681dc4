package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Callback;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.naver.Naver;
import io.membersync.testing.AppleEndpoint;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.GoogleEndpoint;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.NaverEndpoint;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sign-ins in the shop's own app: what the providers' SDKs give is handed over, and not believed. */
class OwnAppRoadTest extends RoadFixture {
  private static final String NATIVE_KEY = "native-key-of-the-shop";
  private static final String ANDROID = "demo-android.apps.googleusercontent.com";
  private static final String BUNDLE = "com.example.shop.app";

  private final FakeNaver naver = FakeNaver.setup().clock(clock).start();
  private final FakeGoogle google = FakeGoogle.setup().clock(clock).start();
  private final FakeApple apple = FakeApple.setup().clock(clock).start();
  private TestBrowser phone = new TestBrowser(); // the cookies of the app's HTTP client

  @BeforeEach
  void newPhone() {
    phone = new TestBrowser();
    google.registerRedirectUri(CALLBACKS.resolve("google"));
    naver.unlink(naver.person("haneul"));
    google.unlink(google.person("haneul"));
    apple.unlink(apple.person("haneul"));
    naver.forgetRequests();
    google.forgetRequests();
    apple.forgetRequests();
  }

  @AfterAll
  void closeProviders() {
    naver.close();
    google.close();
    apple.close();
  }

  private void sells(Provider provider) {
    sync = open(bare(told()).provider(provider).callbacks(CALLBACKS));
  }

  private Kakao ours() {
    return Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))
        .withAppId(String.valueOf(kakao.app().appId()))
        .withAdminKey(Secret.of(kakao.app().adminKey()))
        .alsoAccepting(NATIVE_KEY);
  }

  private Kakao withOpenIdConnect() {
    kakao.reconfigure(app -> app.toBuilder().openIdConnect(true).build());
    return ours().withOpenIdConnect();
  }

  private Map<String, String> kakaoSdk(String nonce) {
    return kakao.signInByApp(kakao.person("haneul"), NATIVE_KEY, Optional.of(nonce));
  }

  private Google oursAtGoogle() {
    return Google.of(google.clientId(), Secret.of(google.clientSecret())).alsoAccepting(ANDROID);
  }

  private Map<String, String> googleSdk(String nonce) {
    return google.signInByApp(google.person("haneul"), ANDROID, nonce);
  }

  private static RejectReason reason(SignInResult result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return ((Rejected) result).reason();
  }

  private static String errorCode(SignInResult result) {
    assertThat(result).isInstanceOf(Rejected.class);
    return ((Rejected) result).details().error().orElseThrow().code();
  }

  // ---- Kakao: an access token, of which Kakao says whose app it is for

  @Test
  void aKakaoAccessTokenOfOurAppMakesTheSameMemberAsTheWeb() {
    sells(kakao.provider(ours()));
    MemberId onTheWeb = signUp("haneul");

    SignInResult inTheApp = phone.signInByApp(sync, Kakao.ID, this::kakaoSdk);

    assertThat(memberOf(inTheApp)).isEqualTo(onTheWeb);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN_INFO)).isEqualTo(1);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).as("by the web alone").isEqualTo(1);
  }

  @Test
  @Fault("UP-19")
  void anAccessTokenOfAnotherAppIsRefusedBeforeAnybodyIsLookedUp() {
    sells(kakao.provider(ours().withAppId("999999")));

    SignInResult result = phone.signInByApp(sync, Kakao.ID, this::kakaoSdk);

    assertThat(reason(result)).isEqualTo(RejectReason.PROVIDER_PROTOCOL);
    assertThat(errorCode(result)).isEqualTo("other_app");
    assertThat(kakao.calls(KakaoEndpoint.USER_ME)).isZero();
    assertThat(members.count()).isZero();
  }

  @Test
  void withoutTheAppIdNoAccessTokenIsTaken() {
    sells(kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))));

    SignInResult result = phone.signInByApp(sync, Kakao.ID, this::kakaoSdk);

    assertThat(reason(result)).isEqualTo(RejectReason.CONFIGURATION);
    assertThat(errorCode(result)).isEqualTo("access_token_unproven");
    assertThat(kakao.calls(KakaoEndpoint.USER_ME)).isZero();
  }

  @Test
  void anIdTokenBesideItMustNameOurAppAndRepeatTheNonce() {
    sells(kakao.provider(withOpenIdConnect()));

    assertThat(phone.signInByApp(sync, Kakao.ID, this::kakaoSdk)).isInstanceOf(SignedIn.class);
    assertThat(reason(phone.signInByApp(
            sync,
            Kakao.ID,
            nonce -> kakao.signInByApp(kakao.person("haneul"), NATIVE_KEY, Optional.empty()))))
        .as("the SDK has lost it")
        .isEqualTo(RejectReason.PROVIDER_PROTOCOL);
    assertThat(reason(phone.signInByApp(
            sync,
            Kakao.ID,
            nonce -> kakao.signInByApp(kakao.person("haneul"), "another-app", Optional.of(nonce)))))
        .isEqualTo(RejectReason.PROVIDER_PROTOCOL);
  }

  @Test
  void theIdTokenOfOnePersonAndTheAccessTokenOfAnotherAreNobodys() {
    sells(kakao.provider(withOpenIdConnect()));

    SignInResult result = phone.signInByApp(sync, Kakao.ID, nonce -> {
      Map<String, String> given = new HashMap<>(kakaoSdk(nonce));
      Map<String, String> other =
          kakao.signInByApp(kakao.person("doyun"), NATIVE_KEY, Optional.of(nonce));
      given.put("access_token", other.get("access_token"));
      return given;
    });

    assertThat(reason(result)).isEqualTo(RejectReason.PROVIDER_PROTOCOL);
    assertThat(members.count()).isZero();
  }

  @Test
  void anIdTokenAloneSaysWhatToHandOverBesideIt() {
    sells(kakao.provider(withOpenIdConnect()));

    SignInResult result = phone.signInByApp(sync, Kakao.ID, this::kakaoSdk, "id_token");

    assertThat(reason(result)).isEqualTo(RejectReason.CONFIGURATION);
    assertThat(errorCode(result)).isEqualTo("access_token_missing");
  }

  @Test
  void anIdTokenThatNobodyChecksIsNotTaken() {
    kakao.reconfigure(app -> app.toBuilder().openIdConnect(true).build());
    sells(kakao.provider(ours()));

    SignInResult result = phone.signInByApp(sync, Kakao.ID, this::kakaoSdk, "id_token");

    assertThat(errorCode(result)).isEqualTo("id_token_unchecked");
  }

  // ---- Naver: a refresh token, which is good for our client only

  @Test
  void aNaverRefreshTokenIsRenewedByOurClientAndSoProven() {
    sells(naver.provider());

    SignInResult result = phone.signInByApp(
        sync, Naver.ID, nonce -> naver.signInByApp(naver.person("haneul")), "refresh_token");

    memberOf(result);
    assertThat(naver.requests(NaverEndpoint.TOKEN).get(0).formParameter("grant_type"))
        .contains("refresh_token");
  }

  @Test
  @Fault("UP-19")
  void aNaverAccessTokenIsNotTakenForNaverDoesNotSayWhoseItIs() {
    sells(naver.provider());

    SignInResult result = phone.signInByApp(
        sync, Naver.ID, nonce -> naver.signInByApp(naver.person("haneul")), "access_token");

    assertThat(errorCode(result)).isEqualTo("access_token_unproven");
    assertThat(naver.calls(NaverEndpoint.PROFILE)).isZero();
  }

  @Test
  void aRefreshTokenOfNobodyIsRefused() {
    sells(naver.provider());

    SignInResult result = phone.signInByApp(
        sync, Naver.ID, nonce -> Map.of("refresh_token", "of-another-application"));

    assertThat(reason(result)).isEqualTo(RejectReason.CODE_DEAD);
  }

  // ---- Google: an ID token for our server, and a code

  @Test
  void aGoogleIdTokenAloneIsEnough() {
    sells(google.provider(oursAtGoogle()));

    MemberId member = memberOf(phone.signInByApp(sync, Google.ID, this::googleSdk, "id_token"));

    settle();
    assertThat(values(member)).containsEntry("email", "haneul@shop.example");
    assertThat(google.calls(GoogleEndpoint.TOKEN)).isZero();
    assertThat(google.calls(GoogleEndpoint.USER_INFO)).isZero();
  }

  @Test
  void aCodeBesideItBringsARefreshTokenToKeep() {
    sync = open(bare(told())
        .provider(google.provider(oursAtGoogle()))
        .tokens(Google.ID, TokenPolicy.KEEP)
        .callbacks(CALLBACKS));

    MemberId member = memberOf(phone.signInByApp(sync, Google.ID, this::googleSdk));

    assertThat(sync.members().withAccessToken(member, Google.ID, Secret::reveal))
        .isPresent();
    assertThat(google.calls(GoogleEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  void aCodeAloneIsTiedToNothing() {
    sells(google.provider(oursAtGoogle()));

    SignInResult result = phone.signInByApp(sync, Google.ID, this::googleSdk, "code");

    assertThat(reason(result))
        .as("its ID token has no nonce")
        .isEqualTo(RejectReason.PROVIDER_PROTOCOL);
  }

  @Test
  void theCodeOfAnotherPersonBesideMyIdTokenIsRefused() {
    sells(google.provider(oursAtGoogle()));

    SignInResult result = phone.signInByApp(sync, Google.ID, nonce -> {
      Map<String, String> given = new HashMap<>(googleSdk(nonce));
      given.put(
          "code", google.signInByApp(google.person("doyun"), ANDROID, nonce).get("code"));
      return given;
    });

    assertThat(errorCode(result)).isEqualTo("subject");
    assertThat(members.count()).isZero();
  }

  @Test
  @Fault("UP-19")
  void anAppThatIsNotListedIsAnothers() {
    sells(google.provider());

    SignInResult result = phone.signInByApp(sync, Google.ID, this::googleSdk, "id_token");

    assertThat(reason(result)).isEqualTo(RejectReason.PROVIDER_PROTOCOL);
  }

  @Test
  void anIdTokenOfAnotherSessionIsRefused() {
    sells(google.provider(oursAtGoogle()));

    SignInResult result = phone.signInByApp(
        sync, Google.ID, nonce -> googleSdk("nonce-of-somebody-else"), "id_token");

    assertThat(reason(result)).isEqualTo(RejectReason.PROVIDER_PROTOCOL);
  }

  // ---- Apple: an ID token for the app's own id, and the name once

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void appleGivesTheNameToTheAppOnce() {
    sells(apple.provider(oursAtApple()));

    MemberId member = memberOf(phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("haneul"), BUNDLE, nonce),
        "id_token",
        "user"));

    settle();
    assertThat(values(member))
        .containsEntry("name", "김하늘")
        .containsEntry("email", "haneul@shop.example");
    assertThat(apple.calls(AppleEndpoint.TOKEN)).isZero();
  }

  @Test
  void theAppMayGiveAppleTheHashOfTheNonce() {
    sells(apple.provider(oursAtApple()));

    SignInResult result = phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("haneul"), BUNDLE, sha256(nonce)),
        "id_token");

    assertThat(result).isInstanceOf(SignedIn.class);
  }

  @Test
  void anAppsCodeIsExchangedRefreshedAndRevokedAsTheApp() {
    sells(apple.provider(oursAtApple()));
    MemberId member = memberOf(phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("doyun"), BUNDLE, nonce),
        "id_token",
        "code"));
    ReceivedRequest exchange = apple.requests(AppleEndpoint.TOKEN).get(0);
    assertThat(exchange.formParameter("client_id")).contains(BUNDLE);
    assertThat(exchange.formParameter("redirect_uri")).isEmpty();

    clock.advance(Duration.ofHours(2));
    sync.members().unlink(member, Apple.ID);
    runDue();

    ReceivedRequest refresh = apple.requests(AppleEndpoint.TOKEN).get(1);
    assertThat(refresh.formParameter("grant_type")).contains("refresh_token");
    assertThat(refresh.formParameter("client_id")).contains(BUNDLE);
    assertThat(apple.requests(AppleEndpoint.REVOKE).get(0).formParameter("client_id"))
        .contains(BUNDLE);
    assertThat(apple.isLinked(apple.person("doyun"))).isFalse();
  }

  @Test
  void keptTokensRememberTheAppThatTheyWereIssuedTo() {
    sync = open(bare(told())
        .provider(apple.provider(oursAtApple()))
        .tokens(Apple.ID, TokenPolicy.KEEP)
        .callbacks(CALLBACKS));
    MemberId member = memberOf(phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("doyun"), BUNDLE, nonce),
        "id_token",
        "code"));

    for (int use = 0; use < 2; use++) {
      clock.advance(Duration.ofHours(2));
      assertThat(sync.members().withAccessToken(member, Apple.ID, Secret::reveal))
          .as("refreshed once more")
          .isPresent();
    }
  }

  @Test
  @Fault("UP-19")
  void theCodeOfAnAppThatIsNotListedIsRefused() {
    sells(apple.provider());

    SignInResult result = phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("doyun"), BUNDLE, nonce),
        "id_token",
        "code");

    assertThat(reason(result)).isEqualTo(RejectReason.CODE_DEAD);
    assertThat(members.count()).isZero();
  }

  private Apple oursAtApple() {
    return apple.registration().alsoAccepting(BUNDLE);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- whose session it is

  @Test
  void whatIsHandedOverIsTakenOnceAndByThePhoneThatBegan() {
    sells(google.provider(oursAtGoogle()));
    Begun.InApp begun = begin(Google.ID);
    Map<String, String> given = new HashMap<>(googleSdk(begun.nonce()));
    given.keySet().retainAll(Set.of("id_token"));
    given.put("state", begun.state());
    Callback callback = Callback.fromApp(Google.ID, given);

    assertThat(reason(sync.complete(new TestBrowser(), callback)))
        .isEqualTo(RejectReason.OTHER_BROWSER);
    MemberId member = memberOf(sync.complete(phone, callback));
    assertThat(memberOf(sync.complete(phone, callback))).as("the same answer").isEqualTo(member);
    assertThat(members.count()).isEqualTo(1);
  }

  @Test
  void aSignInOfTheWebTakesNoTokenAndOneOfTheAppNoRedirect() {
    sells(google.provider(oursAtGoogle()));
    String web = parameter(phone.begin(sync, Google.ID, SignIn.returningTo("/")), "state");
    String nonce = parameter(phone.begin(sync, Google.ID, SignIn.returningTo("/")), "nonce");
    Map<String, String> given =
        Map.of("state", web, "id_token", googleSdk(nonce).get("id_token"));

    assertThat(reason(sync.complete(phone, Callback.fromApp(Google.ID, given))))
        .isEqualTo(RejectReason.MALFORMED);
    Begun.InApp begun = begin(Google.ID);
    assertThat(reason(sync.complete(
            phone,
            Callback.query(
                Google.ID,
                "state=" + begun.state() + "&code=" + googleSdk(begun.nonce()).get("code")
                    + "&iss=https://accounts.google.com"))))
        .isEqualTo(RejectReason.MALFORMED);
  }

  @Test
  void tokensNeverComeByARedirect() {
    sells(google.provider(oursAtGoogle()));
    Begun.InApp begun = begin(Google.ID);

    SignInResult result = sync.complete(
        phone,
        Callback.query(
            Google.ID,
            "state=" + begun.state() + "&id_token=" + googleSdk(begun.nonce()).get("id_token")));

    assertThat(reason(result)).isEqualTo(RejectReason.MALFORMED);
  }

  @Test
  void oneThingAtATimeIsHandedOver() {
    sells(kakao.provider(ours()));
    Begun.InApp begun = begin(Kakao.ID);

    for (Map<String, String> given : List.of(
        Map.of("state", begun.state()),
        Map.of("access_token", "a"),
        Map.of("state", begun.state(), "access_token", ""),
        Map.of("state", begun.state(), "access_token", "two words"),
        Map.of("state", begun.state(), "access_token", "a", "refresh_token", "r"),
        Map.of("state", begun.state(), "access_token", "a", "code", "c"))) {
      assertThat(reason(sync.complete(phone, Callback.fromApp(Kakao.ID, given))))
          .isEqualTo(RejectReason.MALFORMED);
    }
    assertThat(kakao.calls(KakaoEndpoint.TOKEN_INFO)).isZero();
  }

  @Test
  void nothingIsSilentInAnApp() {
    assertThatThrownBy(() -> SignIn.returningTo("/").inApp().silently("KAKAOTALK"))
        .isInstanceOf(IllegalStateException.class);
  }

  private Begun.InApp begin(ProviderId provider) {
    return (Begun.InApp) sync.begin(provider, phone, SignIn.returningTo("/").inApp());
  }

  @Test
  void whatAppleTellsOfBeforeASignInByTheIdTokenAloneDoesNotEndTheLink() {
    sells(apple.provider(oursAtApple()));
    MemberId member = memberOf(byApple());
    clock.advance(Duration.ofMinutes(1));
    Instant revoked = clock.instant();
    apple.unlink(apple.person("doyun"));
    clock.advance(Duration.ofMinutes(1));
    assertThat(memberOf(byApple())).as("has agreed anew").isEqualTo(member);

    try (WebhookShop shop = new WebhookShop(() -> sync)) {
      apple
          .notification(
              shop.uri(Apple.ID), "consent-revoked", apple.person("doyun"), revoked, draft -> draft)
          .send();
    }
    runDue();

    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(1);
  }

  private SignInResult byApple() {
    return phone.signInByApp(
        sync,
        Apple.ID,
        nonce -> apple.signInByApp(apple.person("doyun"), BUNDLE, nonce),
        "id_token");
  }
}
