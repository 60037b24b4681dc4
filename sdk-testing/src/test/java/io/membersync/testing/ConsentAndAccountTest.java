package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static io.membersync.testing.TestCalls.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consents and terms changed later, and the ways a link ends. */
class ConsentAndAccountTest {
  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final TestCalls calls = new TestCalls(kakao);
  private final KakaoPerson haneul = kakao.person("haneul");
  private String token = "";

  @BeforeEach
  void link() {
    kakao.link(haneul);
    token = bearer(kakao.issueAccessToken(haneul));
  }

  @AfterEach
  void close() {
    kakao.close();
  }

  @Test
  void scopesAreChosenByJsonArrayOrByCommas() {
    assertThat(calls.get(KakaoEndpoint.SCOPES, token, "scopes", "[\"gender\"]").text())
        .isEqualTo("{\"id\":4021987766,\"scopes\":[{\"id\":\"gender\",\"display_name\":\"Gender\","
            + "\"type\":\"PRIVACY\",\"using\":true,\"agreed\":true,\"revocable\":true}]}");
    assertThat(calls
            .get(KakaoEndpoint.SCOPES, token, "scopes", "gender,talk_message")
            .text())
        .contains("\"type\":\"SERVICE\",\"using\":true,\"agreed\":false}")
        .doesNotContain("account_email");
  }

  @Test
  void revokedScopesAreGoneFromTheData() {
    String reply = calls
        .post(KakaoEndpoint.REVOKE_SCOPES, token, "scopes", "[\"account_email\"]")
        .text();

    assertThat(reply).contains("\"id\":\"account_email\"", "\"agreed\":false");
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).text())
        .contains("\"email_needs_agreement\":true")
        .doesNotContain("haneul@shop.example");
  }

  @Test
  void requiredOrUnknownScopesAreNotRevoked() {
    HttpCaller.Reply required =
        calls.post(KakaoEndpoint.REVOKE_SCOPES, token, "scopes", "[\"profile_nickname\"]");
    assertThat(required.status()).isEqualTo(403);
    assertThat(required.text())
        .startsWith("{\"code\":-3,\"msg\":\"[profile_nickname] is not revocable. ");
    HttpCaller.Reply unknown =
        calls.post(KakaoEndpoint.REVOKE_SCOPES, token, "scopes", "[\"story\"]");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text()).contains("There is no scopes to revoke.", "([story])");
  }

  @Test
  void termsAreFilteredByResultAndTags() {
    kakao.link(haneul, link -> link.declining("marketing_20260401"));

    assertThat(calls.get(KakaoEndpoint.SERVICE_TERMS, token).text())
        .contains("tos_20260101", "night_push_20260401")
        .doesNotContain("marketing_20260401");
    assertThat(calls
            .get(
                KakaoEndpoint.SERVICE_TERMS,
                token,
                "result",
                "app_service_terms",
                "tags",
                "marketing_20260401")
            .text())
        .isEqualTo("{\"id\":4021987766,\"service_terms\":[{\"tag\":\"marketing_20260401\","
            + "\"required\":false,\"agreed\":false,\"revocable\":true}]}");
    HttpCaller.Reply unknown = calls.get(KakaoEndpoint.SERVICE_TERMS, token, "tags", "none");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text())
        .startsWith("{\"code\":-2,\"msg\":\"There is no tags to get service terms. ");
  }

  @Test
  void aPersonWithoutTermsHasNoList() {
    kakao.link(
        haneul,
        link -> link.declining("tos_20260101", "marketing_20260401", "night_push_20260401"));

    assertThat(calls.get(KakaoEndpoint.SERVICE_TERMS, token).text())
        .isEqualTo("{\"id\":4021987766}");
  }

  @Test
  void termsAlreadyInTheWantedStateAreLeftOutSilently() {
    assertThat(calls
            .post(KakaoEndpoint.UPGRADE_SERVICE_TERMS, token, "tags", "tos_20260101,unknown")
            .text())
        .isEqualTo("{\"id\":4021987766,\"agreed_service_terms\":[]}");
    assertThat(calls
            .post(
                KakaoEndpoint.REVOKE_SERVICE_TERMS,
                token,
                "tags",
                "tos_20260101,marketing_20260401")
            .text())
        .isEqualTo("{\"id\":4021987766,\"revoked_service_terms\":"
            + "[{\"tag\":\"marketing_20260401\",\"agreed\":false}]}");
    assertThat(calls
            .post(KakaoEndpoint.REVOKE_SERVICE_TERMS, token, "tags", "unknown")
            .text())
        .startsWith("{\"code\":-2,\"msg\":\"There is no tags to revoke. ");
  }

  @Test
  void withoutSimpleSignUpThereAreNoTerms() {
    kakao.reconfigure(app -> app.toBuilder().simpleSignUp(false).build());

    assertThat(calls.get(KakaoEndpoint.SERVICE_TERMS, token).status()).isEqualTo(403);
    KakaoPerson doyun = kakao.person("doyun");
    kakao.visitor(doyun).agree(calls.authorize(""));
    assertThat(kakao.findLink(doyun).orElseThrow().synchedAt()).isEmpty();
    assertThat(kakao.findLink(doyun).orElseThrow().agreedTerms()).isEmpty();
  }

  @Test
  void unlinkingEndsConsentsAndAllTokens() {
    String code = calls.code(kakao.visitor(haneul));
    String refreshToken =
        member(calls.exchange(calls.code(kakao.visitor(haneul))), "refresh_token");

    assertThat(calls.post(KakaoEndpoint.UNLINK, token).status()).isEqualTo(200);

    assertThat(kakao.findLink(haneul)).isEmpty();
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).text())
        .contains("this access token does not exist");
    assertThat(member(calls.refresh(refreshToken), "error_code")).isEqualTo("KOE322");
    assertThat(member(calls.exchange(code), "error_code")).isEqualTo("KOE320");
    assertThat(calls.post(KakaoEndpoint.UNLINK, token).status()).isEqualTo(401);
    kakao.link(haneul);
    assertThat(member(calls.refresh(refreshToken), "error_code"))
        .as("a new link brings no old token back")
        .isEqualTo("KOE322");
  }

  @Test
  void theAdminKeyUnlinksOnceAndThenKnowsNobody() {
    String[] target = {"target_id_type", "user_id", "target_id", "4021987766"};

    assertThat(calls.post(KakaoEndpoint.UNLINK, calls.admin(), target).text())
        .isEqualTo("{\"id\":4021987766}");
    assertThat(calls.post(KakaoEndpoint.UNLINK, calls.admin(), target).text())
        .contains("\"code\":-101");
  }

  @Test
  void logoutEndsOneTokenOrAllOfThem() {
    String other = bearer(kakao.issueAccessToken(haneul));
    calls.post(KakaoEndpoint.LOGOUT, token);
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).status()).isEqualTo(401);
    assertThat(calls.get(KakaoEndpoint.USER_ME, other).status()).isEqualTo(200);

    calls.post(
        KakaoEndpoint.LOGOUT,
        calls.admin(),
        "target_id_type",
        "user_id",
        "target_id",
        "4021987766");
    assertThat(calls.get(KakaoEndpoint.USER_ME, other).status()).isEqualTo(401);
    assertThat(kakao.findLink(haneul)).isPresent();
  }

  @Test
  void agreeingAgainAfterUnlinkRenewsEverything() {
    kakao.unlink(haneul);
    assertThat(kakao.unlink(haneul)).isFalse();

    kakao.visitor(haneul).withholding("gender").agree(calls.authorize(""));
    assertThat(kakao.findLink(haneul).orElseThrow().agreedItems()).doesNotContain("gender");
  }

  @Test
  void malformedTokensAreNoExpiredOnes() {
    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, "Bearer two words").text())
        .startsWith("{\"code\":-2,");
    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, "Bearer unknown").text())
        .startsWith("{\"code\":-401,");
  }

  @Test
  void userPropertiesHaveToBeDefined() {
    assertThat(calls
            .post(KakaoEndpoint.UPDATE_PROFILE, token, "properties", "{\"grade\":\"gold\"}")
            .text())
        .contains("\"code\":-201");
    kakao.reconfigure(app -> app.toBuilder().userProperties("grade").build());
    assertThat(calls.post(KakaoEndpoint.UPDATE_PROFILE, token).text()).contains("\"code\":-2");
    assertThat(calls
            .post(KakaoEndpoint.UPDATE_PROFILE, token, "properties", "{\"grade\":1}")
            .text())
        .contains("\"code\":-2");
    calls.post(KakaoEndpoint.UPDATE_PROFILE, token, "properties", "{\"grade\":\"vip\\u0021\"}");
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).text()).contains("\"grade\":\"vip!\"");
  }
}
