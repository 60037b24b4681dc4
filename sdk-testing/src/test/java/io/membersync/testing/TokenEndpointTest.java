package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static io.membersync.testing.TestCalls.member;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenEndpointTest extends FakeKakaoFixture {
  // RFC 7636, appendix B.
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  @Test
  void aCodeIsGoodOnce() {
    String code = calls.code(kakao.visitor("haneul"));

    HttpCaller.Reply first = calls.exchange(code);
    HttpCaller.Reply second = calls.exchange(code);

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.findHeader("Content-Type")).contains("application/json;charset=UTF-8");
    assertThat(member(first, "scope"))
        .startsWith("openid profile_nickname profile_image account_email name");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.text())
        .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":"
            + "\"authorization code not found for code="
            + code
            + "\",\"error_code\":\"KOE320\"}");
  }

  @Test
  void aCodeLivesTenMinutes() {
    String fresh = calls.code(kakao.visitor("haneul"));
    String old = calls.code(kakao.visitor("haneul"));
    clock.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(calls.exchange(fresh).status()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(error(calls.exchange(old))).isEqualTo("KOE320");
  }

  @Test
  void theClientProvesItselfInTheBodyOnly() {
    String code = calls.code(kakao.visitor("haneul"));
    String basic = "Basic "
        + Base64.getEncoder()
            .encodeToString(
                (kakao.clientId() + ":" + kakao.clientSecret()).getBytes(StandardCharsets.UTF_8));
    String[] withoutSecret = {
      "grant_type",
      "authorization_code",
      "client_id",
      kakao.clientId(),
      "redirect_uri",
      TestCalls.CALLBACK.toString(),
      "code",
      code
    };

    HttpCaller.Reply byHeader =
        calls.post(kakao.uri(KakaoEndpoint.TOKEN), Map.of("Authorization", basic), withoutSecret);
    assertThat(byHeader.status()).isEqualTo(401);
    assertThat(byHeader.text())
        .isEqualTo("{\"error\":\"invalid_client\",\"error_description\":\"Bad client credentials\","
            + "\"error_code\":\"KOE010\"}");
    HttpCaller.Reply byQuery = calls.post(
        URI.create(kakao.uri(KakaoEndpoint.TOKEN) + "?client_secret=" + kakao.clientSecret()),
        Map.of(),
        withoutSecret);
    assertThat(error(byQuery)).isEqualTo("KOE010");
    // Neither attempt was a client's, so the code is still good.
    assertThat(calls.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void aKeyWhoseSecretIsSwitchedOffNeedsNone() {
    kakao.reconfigure(app -> app.toBuilder().key(kakao.clientId(), "").build());
    String code = calls.code(kakao.visitor("haneul"));

    HttpCaller.Reply reply = calls.token(
        "grant_type",
        "authorization_code",
        "client_id",
        kakao.clientId(),
        "redirect_uri",
        TestCalls.CALLBACK.toString(),
        "code",
        code);
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void wrongRequests() {
    String code = calls.code(kakao.visitor("haneul"));

    assertThat(error(calls.token("grant_type", "password"))).isEqualTo("KOE310");
    assertThat(error(calls.token())).isEqualTo("KOE310");
    HttpCaller.Reply unknown =
        calls.token("grant_type", "authorization_code", "client_id", "deadbeef");
    assertThat(unknown.text())
        .isEqualTo(
            "{\"error\":\"invalid_client\",\"error_description\":\"Not exist client_id deadbeef\","
                + "\"error_code\":\"KOE101\"}");
    assertThat(error(calls.exchange(code, "code", "again"))).isEqualTo("KOE001");
    assertThat(error(calls.refresh(""))).isEqualTo("KOE319");
    assertThat(error(calls.refresh("unknown"))).isEqualTo("KOE322");
    assertThat(calls.get(KakaoEndpoint.TOKEN, "").status()).isEqualTo(405);
  }

  @Test
  void anotherRedirectUriSpendsTheCode() {
    String code = calls.code(kakao.visitor("haneul"));

    HttpCaller.Reply wrong = calls.token(
        "grant_type",
        "authorization_code",
        "client_id",
        kakao.clientId(),
        "client_secret",
        kakao.clientSecret(),
        "redirect_uri",
        "http://127.0.0.1:8080/other",
        "code",
        code);
    assertThat(error(wrong)).isEqualTo("KOE303");
    assertThat(error(calls.exchange(code))).isEqualTo("KOE320");
  }

  @Test
  void aRefreshTokenOfOneKeyIsNoneOfAnother() {
    kakao.reconfigure(app -> app.toBuilder().key("other-key", "other-secret").build());
    HttpCaller.Reply tokens = calls.exchange(calls.code(kakao.visitor("haneul")));
    String refreshToken = TestCalls.member(tokens, "refresh_token");

    HttpCaller.Reply byOther = calls.token(
        "grant_type",
        "refresh_token",
        "client_id",
        "other-key",
        "client_secret",
        "other-secret",
        "refresh_token",
        refreshToken);

    assertThat(error(byOther)).isEqualTo("KOE322");
    assertThat(calls.refresh(refreshToken).status()).isEqualTo(200);
  }

  @Test
  void aCodeOfOneKeyIsNoneOfAnother() {
    kakao.reconfigure(app -> app.toBuilder()
        .key("second-key", "second-secret")
        .redirectUri(TestCalls.CALLBACK)
        .build());
    String code = calls.code(kakao.visitor("haneul"));

    HttpCaller.Reply reply = calls.token(
        "grant_type",
        "authorization_code",
        "client_id",
        "second-key",
        "client_secret",
        "second-secret",
        "redirect_uri",
        TestCalls.CALLBACK.toString(),
        "code",
        code);
    assertThat(error(reply)).isEqualTo("KOE320");
  }

  @Test
  void theVerifierHasToFitTheChallenge() {
    String challenge = "code_challenge=" + CHALLENGE + "&code_challenge_method=S256";

    assertThat(calls.exchange(codeWith(challenge), "code_verifier", VERIFIER).status())
        .isEqualTo(200);
    assertThat(error(calls.exchange(codeWith(challenge), "code_verifier", VERIFIER + "x")))
        .isEqualTo("KOE320");
    assertThat(error(calls.exchange(codeWith(challenge)))).isEqualTo("KOE320");
    assertThat(error(calls.exchange(codeWith(""), "code_verifier", VERIFIER))).isEqualTo("KOE320");
  }

  @Test
  void aFakeThatDoesNotKnowPkceIgnoresIt() {
    restart(FakeKakao.builder().enforcePkce(false));

    String code = codeWith("code_challenge=" + CHALLENGE + "&code_challenge_method=S256");
    assertThat(calls.exchange(code).status()).isEqualTo(200);
  }

  @Test
  void refreshTokensComeBackOnlyInTheirLastMonth() {
    String refreshToken =
        member(calls.exchange(calls.code(kakao.visitor("haneul"))), "refresh_token");

    HttpCaller.Reply early = calls.refresh(refreshToken);
    assertThat(early.text())
        .contains("\"access_token\":", "\"id_token\":", "\"expires_in\":21599")
        .doesNotContain("refresh_token");

    clock.advance(Duration.ofDays(31));
    HttpCaller.Reply late = calls.refresh(refreshToken);
    assertThat(member(late, "refresh_token")).isNotEmpty().isNotEqualTo(refreshToken);
    assertThat(late.text()).contains("\"refresh_token_expires_in\":5183999");
    assertThat(error(calls.refresh(refreshToken))).isEqualTo("KOE322");

    clock.advance(Duration.ofDays(60));
    assertThat(error(calls.refresh(member(late, "refresh_token")))).isEqualTo("KOE322");
  }

  @Test
  void furtherConsentWithoutOpenidBringsNoIdToken() {
    kakao.link(kakao.person("haneul"), link -> link.withholding("gender"));
    KakaoVisitor visitor = kakao.visitor("haneul");

    String plain = parameter(visitor.agree(calls.authorize("scope=gender")), "code");
    assertThat(calls.exchange(plain).text()).doesNotContain("id_token");
    String openid = parameter(visitor.agree(calls.authorize("scope=gender,openid")), "code");
    assertThat(calls.exchange(openid).text()).contains("id_token");
  }

  @Test
  void quotasHoldWhenAskedFor() {
    restart(FakeKakao.builder().enforceQuotas(true));
    KakaoVisitor visitor = kakao.visitor("haneul");
    for (int i = 0; i < 20; i++) {
      assertThat(calls.exchange(calls.code(visitor)).status()).isEqualTo(200);
    }

    HttpCaller.Reply over = calls.exchange(calls.code(visitor));
    assertThat(over.status()).isEqualTo(429);
    assertThat(over.text())
        .isEqualTo("{\"error\":\"invalid_request\","
            + "\"error_description\":\"token request rate limit exceeded.\","
            + "\"error_code\":\"KOE237\"}");
    assertThat(calls.exchange(calls.code(kakao.visitor("doyun"))).status()).isEqualTo(200);

    clock.advance(Duration.ofMinutes(10));
    for (int i = 0; i < 10; i++) {
      assertThat(calls.exchange(calls.code(visitor)).status()).isEqualTo(200);
    }
    assertThat(error(calls.exchange(calls.code(visitor))))
        .as("30 refresh tokens an hour")
        .isEqualTo("KOE237");
    clock.advance(Duration.ofMinutes(50));
    assertThat(calls.exchange(calls.code(visitor)).status()).isEqualTo(200);
  }

  @Test
  void accessTokensEndAfterTheirTime() {
    String token =
        bearer(member(calls.exchange(calls.code(kakao.visitor("haneul"))), "access_token"));
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).status()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(21599));
    HttpCaller.Reply late = calls.get(KakaoEndpoint.USER_ME, token);
    assertThat(late.status()).isEqualTo(401);
    assertThat(late.text())
        .isEqualTo("{\"code\":-401,\"msg\":\"this access token is already expired\"}");
  }

  @Test
  void everyIdKeepsItsDigits() {
    for (String key : new String[] {"edge", "neighbour", "longest"}) {
      HttpCaller.Reply token = calls.exchange(calls.code(kakao.visitor(key)));
      String me = calls
          .get(KakaoEndpoint.USER_ME, bearer(member(token, "access_token")))
          .text();
      String payload = new String(
          Base64.getUrlDecoder().decode(member(token, "id_token").split("\\.", -1)[1]),
          StandardCharsets.UTF_8);
      assertThat(me).startsWith("{\"id\":" + kakao.person(key).id() + ",");
      assertThat(payload).contains("\"sub\":\"" + kakao.person(key).id() + "\"");
    }
    assertThat(kakao.person("edge").id()).isEqualTo(9007199254740992L);
    assertThat(kakao.person("neighbour").id()).isEqualTo(9007199254740993L);
  }

  private String codeWith(String more) {
    return parameter(kakao.visitor("haneul").agree(calls.authorize(more)), "code");
  }

  private static String error(HttpCaller.Reply reply) {
    return member(reply, "error_code");
  }
}
