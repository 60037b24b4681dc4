package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.http.HttpCaller;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Kakao keeps on its own page, and what it sends back. */
class AuthorizeErrorsTest extends FakeKakaoFixture {
  @ParameterizedTest
  @CsvSource({
    "KOE006, 400, redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Flogin%2Fcallback%2Fkakao,"
        + " redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Flogin%2Fcallback%2Fkakao%2F",
    "KOE101, 401, client_id=0a1b, client_id=ffff",
    "KOE201, 400, response_type=code, response_type=id_token",
    "KOE202, 400, response_type=code, response_type=token",
    "KOE207, 400, response_type=code, x=y",
    "KOE204, 400, state=s1, prompt=never",
    "KOE204, 400, state=s1, prompt=none%2Clogin",
    "KOE204, 400, state=s1, state=s1&state=s2",
    "KOE204, 400, state=s1, code_challenge=abc&code_challenge_method=plain",
    "KOE205, 400, state=s1, scope=story_publish",
    "KOE102, 400, state=s1, channel_public_id=_Other",
  })
  void configurationErrorsStayAtKakao(String code, int status, String part, String instead) {
    URI broken = URI.create(calls.authorize("").toString().replace(part, instead));

    HttpCaller.Reply page = calls.open(broken);

    assertThat(page.status()).isEqualTo(status);
    assertThat(page.text()).contains("<b id=\"error-code\">" + code + "</b>");
    assertThat(page.findHeader("Location")).isEmpty();
    assertThatThrownBy(() -> kakao.visitor("haneul").agree(broken))
        .isInstanceOfSatisfying(KakaoErrorPageException.class, e -> {
          assertThat(e.code()).isEqualTo(code);
          assertThat(e.status()).isEqualTo(status);
        });
  }

  @Test
  void scopeErrorNamesTheItem() {
    kakao.reconfigure(app -> app.toBuilder().withoutItem("account_email").build());

    assertThat(calls.open(calls.authorize("scope=account_email")).text())
        .contains("KOE205", "account_email");
  }

  @Test
  void switchedOffLoginIsKoe004() {
    kakao.reconfigure(app -> app.toBuilder().loginOn(false).build());

    assertThat(calls.open(calls.authorize("")).text()).contains("KOE004");
  }

  @Test
  void openidIsAScopeOnlyOfOpenIdConnectApps() {
    assertThat(calls.open(calls.authorize("scope=openid")).status()).isEqualTo(200);
    kakao.reconfigure(app -> app.toBuilder().openIdConnect(false).build());
    assertThat(calls.open(calls.authorize("scope=openid")).text()).contains("KOE205");
  }

  @Test
  void injectedErrorsShowAsPageOrAsCallback() {
    kakao.failNext(KakaoEndpoint.AUTHORIZE, KakaoError.koe(3));
    kakao.failNext(KakaoEndpoint.AUTHORIZE, KakaoError.onCallback("server_error", "try later"));
    kakao.failNext(
        KakaoEndpoint.AUTHORIZE, Failure.delay(Duration.ofMillis(1)).and(KakaoError.koe(9798)));

    assertThatThrownBy(() -> kakao.visitor("haneul").agree(calls.authorize("")))
        .hasMessageContaining("KOE003");
    URI callback = kakao.visitor("haneul").agree(calls.authorize(""));
    assertThat(callback.toString())
        .isEqualTo(
            TestCalls.CALLBACK + "?error=server_error&error_description=try%20later&state=s1");
    HttpCaller.Reply page = calls.open(calls.authorize(""));
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.text()).contains("KOE9798");
  }
}
