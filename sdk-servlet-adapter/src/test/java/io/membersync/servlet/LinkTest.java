package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Begun;
import io.membersync.SignInResult.OtherWays;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a way in is added for the member who is signed in. */
class LinkTest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Shop shop = Shop.open();

  @BeforeEach
  void signIn() {
    shop.get("/login/callback/kakao?code=c&state=s");
    assertThat(shop.session().get(1)).isEqualTo("mina");
    shop.engine.callbacks.clear();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void beginsForTheMemberOfTheSessionAndShowsThePageThatGoesOn() {
    Shop.Answer answer = shop.post("/login/link/corp-login?lang=en", "returnTo=%2Fme");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Location")).as("held by form-action").isEmpty();
    assertThat(answer.body())
        .contains(
            "content=\"0;url=https://kauth.kakao.com/oauth/authorize?client_id=app&amp;state=s")
        .contains("href=\"https://kauth.kakao.com/oauth/authorize?client_id=app&amp;state=s\"")
        .contains("Add Corp Login as a way to sign in");
    Script.Begin begin = shop.engine.begins.get(0);
    assertThat(begin.provider()).isEqualTo(ProviderId.of("corp-login"));
    assertThat(begin.signIn()).hasToString("SignIn[LINK]");
    assertThat(Made.of(begin.signIn(), "member")).isEqualTo(Optional.of(new MemberId("mina")));
    assertThat(Made.of(begin.signIn(), "returnPath")).isEqualTo("/me");
  }

  @Test
  void tellsAFrontEndWhereToGo() {
    assertThat(shop.post("/login/link/kakao", "", "Accept", "application/json").body())
        .isEqualTo("{\"result\":\"redirect\",\"location\":"
            + "\"https://kauth.kakao.com/oauth/authorize?client_id=app\\u0026state=s\"}");
  }

  @Test
  void nobodySignedInIsSentToSignInAndComesBack() {
    shop.signOut();

    assertThat(shop.post("/login/link/kakao", "returnTo=%2Fme").location())
        .isEqualTo("/login/?returnTo=/me");
    Shop.Answer json = shop.post("/login/link/kakao", "", "Accept", "application/json");
    assertThat(json.status()).isEqualTo(401);
    assertThat(json.body()).contains("\"reason\":\"not_signed_in\"");
    assertThat(shop.engine.begins).isEmpty();
  }

  @Test
  @Fault("RC-08")
  void neitherALinkNorAnotherSiteCanBeginIt() {
    Shop.Answer get = shop.get("/login/link/kakao");
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("Allow")).isEqualTo("POST");
    String host = "127.0.0.1:" + shop.port();
    assertThat(List.of(
            post("Sec-Fetch-Site", "cross-site"),
            post("Sec-Fetch-Site", "same-site"),
            post("Origin", "https://evil.example"),
            post("Origin", "http://127.0.0.1.evil.example"),
            post("Origin", "null"),
            post("X-Requested-With", "XMLHttpRequest")))
        .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(403));
    assertThat(shop.engine.begins).isEmpty();

    assertThat(post("Origin", "http://" + host).status()).isEqualTo(200);
  }

  @Test
  void aProviderThatIsBeingMadeReadyIsAskedOnceMoreByTheSameForm() {
    shop.engine.begun =
        new Begun.NotStarted(Begun.Reason.STARTING, new OtherWays(List.of(Made.KAKAO)));

    Shop.Answer page = shop.post("/login/link/kakao?lang=en", "returnTo=%2Fme");

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains("method=\"post\" action=\"../link/kakao?returnTo=/me&amp;lang=en\"")
        .doesNotContain("http-equiv");
    assertThat(shop.post("/login/link/kakao", "", "Accept", "application/json").body())
        .contains("\"reason\":\"starting\"")
        .contains("\"retry\":\"/login/link/kakao\"");

    shop.engine.begun = new Script().begun;
    shop.engine.begins.clear();
    assertThat(shop.post("/login/link/kakao?returnTo=/me&lang=en", "").status()).isEqualTo(200);
    assertThat(Made.of(shop.engine.begins.get(0).signIn(), "returnPath")).isEqualTo("/me");
  }

  @Test
  void aProviderThatCannotBeUsedBeginsNothing() {
    shop.engine.begun = new Begun.NotStarted(
        Begun.Reason.UNAVAILABLE, new OtherWays(List.of(ProviderId.of("corp-login"))));
    assertThat(shop.post("/login/link/kakao", "").status()).isEqualTo(503);

    shop.engine.begins.clear();
    assertThat(shop.post("/login/link/naver", "").status()).isEqualTo(404);
    assertThat(shop.engine.begins).isEmpty();
  }

  @Test
  void aProviderThatIsNotOfferedAnyMoreIsAddedByAPageThatStillNamesIt() {
    shop.engine.hidden = List.of(Script.provider("hidden"));

    assertThat(shop.post("/login/link/hidden", "").status()).isEqualTo(200);

    assertThat(shop.engine.begins).hasSize(1);
  }

  @Test
  void theEngineIsToldWhoIsSignedInWhenTheVisitorComesBack() {
    shop.get("/login/callback/kakao?code=c&state=s");
    shop.get("/login/resume/abcdefghijklmnopqrst");
    shop.post("/login/resume/abcdefghijklmnopqrst", "action=continue");
    shop.signOut();
    shop.get("/login/callback/kakao?code=c&state=s");

    Optional<MemberId> mina = Optional.of(new MemberId("mina"));
    assertThat(shop.engine.callbacks)
        .extracting(callback -> Made.of(callback, "sessionMember"))
        .containsExactly(mina, Optional.empty());
    assertThat(shop.engine.resumes)
        .extracting(resume -> Made.of(resume.answers(), "sessionMember"))
        .containsExactly(mina, mina);
  }

  @Test
  void anAccountOfAnotherMemberIsSaidToBeSoAndLeadsHome() {
    Shop.Answer page = shop.get("/login/failed?reason=linked_to_another_member&lang=en");

    assertThat(page.status()).isEqualTo(409);
    assertThat(page.body()).contains("already in use").doesNotContain("Back to sign-in");
    assertThat(shop.get("/login/failed?reason=wrong_member").body()).contains("처음 시작한 회원과 다릅니다");
  }

  private Shop.Answer post(String header, String value) {
    return shop.send(
        "POST",
        "/login/link/kakao",
        Optional.of("returnTo=%2Fme"),
        "Content-Type",
        FORM,
        header,
        value);
  }
}
