package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.MissingConsents;
import io.membersync.SignInResult.OtherWays;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {
  private static final String CODE = "c0de-of-the-visitor";
  private static final String CALLBACK = "/login/callback/kakao?code=" + CODE + "&state=st4te";

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  @Fault("RC-10")
  void opensASessionWithANewIdAndGoesOn() {
    shop.putIntoCart("pinot");
    String before = shop.session().get(0);

    Shop.Answer answer = shop.get(CALLBACK);

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/cart");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(shop.session()).doesNotContain(before).contains("mina", "pinot");
    shop.cookies.put("JSESSIONID", before);
    assertThat(shop.session().get(1)).as("the old session").isEmpty();
  }

  @Test
  void handsOnTheQueryAsItCame() {
    String raw = "code=a%2Bb&state=1&state=2&error_description=%FF&x=%zz";
    shop.get("/login/callback/kakao?" + raw.replace("%zz", "%7a"));

    assertThat(Made.raw(shop.engine.callbacks.get(0))).isEqualTo(raw.replace("%zz", "%7a"));
    assertThat(Made.isForm(shop.engine.callbacks.get(0))).isFalse();
    assertThat(shop.get("/login/callback/kakao").status()).isEqualTo(303);
    assertThat(Made.raw(shop.engine.callbacks.get(1))).isEmpty();
  }

  @Test
  void aFragmentThatTheProviderPutBehindTheAddressEndsThere() {
    shop.engine.providers = List.of(
        Script.provider("kakao"),
        ProviderDescriptor.builder(ProviderId.of("facebook"))
            .authorization("https://facebook.example/authorize")
            .token("https://facebook.example/token", ClientAuth.POST_BODY)
            .with(Capability.FRAGMENT_IN_CALLBACK)
            .build());

    String query = "?code=" + CODE + "&state=st4te";
    assertThat(shop.get("/login/callback/facebook" + query).header("Location")).isEqualTo("/cart#");
    assertThat(shop.get("/login/callback/kakao" + query).header("Location")).isEqualTo("/cart");

    shop.engine.result = Made.signedIn("mina", "/cart#wine");
    assertThat(shop.get("/login/callback/facebook" + query).header("Location"))
        .isEqualTo("/cart#wine");
  }

  @Test
  @Fault("RC-06")
  void takesNoReturnPathFromTheCallback() {
    assertThat(shop.get(CALLBACK + "&returnTo=%2Fadmin").location()).isEqualTo("/cart");
  }

  @Test
  @Fault({"AR-01", "AR-09"})
  void theSameResultAgainEndsOnTheSamePageAndKeepsTheVisitorIn() {
    shop.putIntoCart("pinot");
    String guest = shop.cookies.get("JSESSIONID");
    assertThat(shop.get(CALLBACK).location()).isEqualTo("/cart");

    // The visitor reloaded before the first answer came: the browser still has the guest's cookie.
    shop.cookies.put("JSESSIONID", guest);
    assertThat(shop.get(CALLBACK).location()).isEqualTo("/cart");

    assertThat(shop.session()).contains("mina", "pinot");
    assertThat(shop.get(CALLBACK).location()).isEqualTo("/cart");
    assertThat(shop.session()).contains("mina", "pinot");
  }

  @ParameterizedTest
  @EnumSource(RejectReason.class)
  @Fault("RC-14")
  void everyRefusalEndsOnACleanAddressWithoutTheCode(RejectReason reason) {
    shop.engine.result = Made.rejected(reason, false, "/cart");

    Shop.Answer answer = shop.get(CALLBACK);
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.location())
        .startsWith("/login/failed?reason=" + Failure.of(reason).code())
        .doesNotContain(CODE)
        .doesNotContain("st4te");

    Shop.Answer page = shop.get(answer.location());
    assertThat(page.status()).isEqualTo(Failure.of(reason).status()).isGreaterThanOrEqualTo(400);
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.body())
        .doesNotContain(CODE)
        .doesNotContain("st4te")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .contains(Made.CORRELATION_ID)
        .contains(reason == RejectReason.LINKED_TO_ANOTHER_MEMBER ? "위키드와인 홈으로" : "로그인 화면으로 돌아가기");
    assertThat(shop.session().get(1)).isEmpty();
  }

  @Test
  @Fault({"AR-04", "RC-07"})
  void anotherBrowserGetsOneButtonThatStartsAgain() {
    shop.engine.result = Made.rejected(RejectReason.OTHER_BROWSER, true, "/cart");

    String page = shop.get(shop.get(CALLBACK).location()).body();

    assertThat(page)
        .contains("한 번 더 눌러 주세요")
        .contains("카카오 로그인")
        .contains("href=\"./start/kakao?returnTo=/cart&amp;again=1\"")
        .doesNotContain("로그인 화면으로 돌아가기");
    assertThat(page.split("class=\"ms-button", -1)).hasSize(2);
  }

  @Test
  void startingAgainKeepsTheEntryThatTheStateCarried() {
    shop.engine.result = Made.rejected(RejectReason.OTHER_BROWSER, "store12");
    assertThat(shop.get(shop.get(CALLBACK).location()).body())
        .contains("href=\"./start/kakao?entry=store12&amp;again=1\"");
  }

  @Test
  void aProviderThatIsNotOfferedNowStillGetsItsCallbacksAndWebhooks() {
    shop.engine.hidden = List.of(shop.engine.providers.get(0));
    shop.engine.providers = List.of();

    assertThat(shop.get("/login/").body()).doesNotContain("start/kakao");
    assertThat(shop.get(CALLBACK).location()).isEqualTo("/cart");
    assertThat(shop.send("POST", "/login/webhooks/kakao", Optional.of("x")).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = RejectReason.class,
      names = {"ALREADY_USED", "EXPIRED"})
  @Fault("AR-09")
  void anOldAddressLeadsAVisitorWhoIsInToThePageTheyWanted(RejectReason reason) {
    shop.get(CALLBACK);
    shop.engine.result = Made.rejected(reason, false, "/cart");

    assertThat(shop.get(CALLBACK).location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo("mina");
    assertThat(shop.get(CALLBACK, "Accept", "application/json").body())
        .isEqualTo("{\"result\":\"already_signed_in\",\"returnTo\":\"/cart\"}");

    shop.signOut();
    assertThat(shop.get(CALLBACK).location()).startsWith("/login/failed");
  }

  @Test
  @Fault("AR-13")
  void aCancelledSignInShowsNothingOfWhatTheProviderSaid() {
    shop.engine.result = Made.cancelled(CancelReason.VISITOR, "/cart");
    String said = "%3Cscript%3Ealert(1)%3C/script%3E%0D%0ASet-Cookie:%20evil=1" + "x".repeat(2_000);

    Shop.Answer answer =
        shop.get("/login/callback/kakao?error=access_denied&state=st4te&error_description=" + said);

    assertThat(answer.location()).isEqualTo("/login/cancelled?reason=visitor&returnTo=/cart");
    assertThat(answer.headers("Set-Cookie")).isEmpty();
    Shop.Answer page = shop.get(answer.location());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("로그인이 취소되었습니다")
        .doesNotContain("alert(1)")
        .doesNotContain("xxxx")
        .contains("href=\"./?returnTo=/cart\"");
  }

  @Test
  void aSilentAttemptThatNeedsTheVisitorEndsWhereTheyWanted() {
    shop.engine.result = Made.cancelled(CancelReason.NOT_SILENTLY, "/landing");
    assertThat(shop.get(CALLBACK).location()).isEqualTo("/landing");
  }

  @Test
  void aProviderThatIsDownLeadsToOtherWays() {
    shop.engine.result = new SignInResult.Unavailable(
        Made.KAKAO, new OtherWays(List.of()), Made.failure(false, "/cart"));

    Shop.Answer answer = shop.get(CALLBACK);
    assertThat(answer.location())
        .isEqualTo(
            "/login/unavailable?provider=kakao&id=" + Made.CORRELATION_ID + "&returnTo=/cart");
    Shop.Answer page = shop.get(answer.location());
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body()).contains("start/corp-login").contains(Made.CORRELATION_ID);
    assertThat(shop.get(CALLBACK, "Accept", "application/json").body())
        .contains("\"reason\":\"unavailable\"")
        .contains("\"otherWays\":[{\"id\":\"corp-login\"");
  }

  @Test
  void aQuestionIsAskedOnAnAddressOfItsOwn() {
    shop.engine.result = needsConsent();

    assertThat(shop.get(CALLBACK).location()).isEqualTo("/login/resume/aaaaaaaaaaaaaaaaaaaaaa");
    assertThat(shop.get(CALLBACK, "Accept", "application/json").body())
        .startsWith("{\"result\":\"needs_consent\",\"parked\":\"aaaaaaaaaaaaaaaaaaaaaa\"")
        .contains("\"action\":\"/login/resume/aaaaaaaaaaaaaaaaaaaaaa\"");
  }

  @Test
  void answersAFrontEndAtOnce() {
    assertThat(shop.get(CALLBACK, "Accept", "application/json").body())
        .isEqualTo("{\"result\":\"signed_in\",\"returnTo\":\"/cart\",\"provider\":\"kakao\","
            + "\"newMember\":true,\"linking\":false}");
    assertThat(shop.session().get(1)).isEqualTo("mina");

    shop.engine.result = Made.rejected(RejectReason.UNKNOWN_STATE, false, "/");
    Shop.Answer refused = shop.get(CALLBACK, "Accept", "application/json");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.body())
        .contains("\"reason\":\"unknown_state\"")
        .contains("\"correlationId\":\"" + Made.CORRELATION_ID + "\"")
        .doesNotContain(CODE);
  }

  @Test
  @Fault("AR-20")
  void aFormPostIsAnsweredByARedirectToTheSameAddress() {
    Shop.Answer answer = shop.send(
        "POST",
        "/login/callback/kakao",
        Optional.of("code=c&state=s&user=%7B%22name%22%3A1%7D"),
        "Content-Type",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Origin",
        "https://appleid.apple.com",
        "Sec-Fetch-Site",
        "cross-site");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/login/callback/kakao?handle=h1");
    assertThat(Made.raw(shop.engine.forms.get(0)))
        .isEqualTo("code=c&state=s&user=%7B%22name%22%3A1%7D");
    assertThat(Made.isForm(shop.engine.forms.get(0))).isTrue();
    assertThat(shop.engine.callbacks).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data; boundary=x"})
  @Fault("AR-20")
  void aFormPostOfAnotherTypeIsRefused(String type) {
    Shop.Answer answer = shop.send(
        "POST", "/login/callback/kakao", Optional.of("code=c&state=s"), "Content-Type", type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  @Fault("AR-20")
  void aFormPostThatIsNotOursOrTooLongIsRefused() {
    shop.engine.formHandle = Optional.empty();
    Shop.Answer notOurs = shop.post("/login/callback/kakao", "code=c&state=s");
    assertThat(notOurs.location()).isEqualTo("/login/failed?reason=bad_request");
    assertThat(shop.get(notOurs.location()).status()).isEqualTo(400);

    assertThat(shop.post("/login/callback/kakao", "code=" + "c".repeat(65_536)).status())
        .isEqualTo(413);
    assertThat(shop.post("/login/callback/kakao", "code=김").location())
        .isEqualTo("/login/failed?reason=bad_request");
    assertThat(shop.engine.forms).hasSize(1);
  }

  @Test
  void onlyGetAndPostAreTaken() {
    for (String method : List.of("HEAD", "PUT", "DELETE", "OPTIONS")) {
      Shop.Answer answer = shop.send(method, CALLBACK, Optional.empty());
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET, POST");
    }
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  void aCallbackOfAnotherProviderIsNowhere() {
    assertThat(shop.get("/login/callback/naver?code=" + CODE).location())
        .isEqualTo("/login/failed?reason=not_found");
    assertThat(shop.engine.asked()).isEmpty();
  }

  @Test
  @Fault("MS-11")
  void aStoreThatIsDownIsAPageForLaterAndEndsNoSession() {
    shop.get(CALLBACK);
    List<String> open = shop.session();
    assertThat(open).contains("mina");
    shop.engine.failure =
        Optional.of(MemberStoreException.unavailable("store-unavailable", "no connection"));

    String address = shop.get(CALLBACK).location();
    assertThat(address).matches("/login/failed\\?reason=store_unavailable&id=[a-z0-9]{12}");
    Shop.Answer page = shop.get(address);
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains(address.substring(address.length() - 12))
        .doesNotContain("store-unavailable")
        .doesNotContain("no connection");
    assertThat(shop.get(CALLBACK, "Accept", "application/json").status()).isEqualTo(503);
    assertThat(shop.session()).isEqualTo(open);
  }

  @Test
  void anUnexpectedExceptionSaysNothingOfItself() {
    shop.engine.failure = Optional.of(new IllegalStateException("mina@example.com is in here"));

    String address = shop.get(CALLBACK).location();
    assertThat(address).startsWith("/login/failed?reason=internal&id=");
    Shop.Answer page = shop.get(address);
    assertThat(page.status()).isEqualTo(500);
    assertThat(page.body()).doesNotContain("mina@example.com").doesNotContain("Exception");
  }

  private static SignInResult needsConsent() {
    return new SignInResult.NeedsConsent(
        new Parked("aaaaaaaaaaaaaaaaaaaaaa"),
        new MissingConsents(
            "위키드와인", "ko", List.of(Script.TERMS, Script.MARKETING), List.of(Script.CONTRACT)));
  }
}
