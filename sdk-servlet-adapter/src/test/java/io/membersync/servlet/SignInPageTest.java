package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInPageTest {
  private Shop shop;

  @BeforeEach
  void open() {
    shop = Shop.open(builder -> builder.shopSignIn("/member/login", "next"));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void offersEachProviderByALinkThatKeepsWhereTheVisitorGoes() {
    Shop.Answer page = shop.get("/login/?returnTo=%2Fcart%3Fstep%3D2&entry=store12");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("<html lang=\"ko\">")
        .contains("href=\"./start/kakao?returnTo=/cart%3Fstep%3D2&amp;entry=store12\"")
        .contains("카카오 로그인")
        .contains("href=\"./start/corp-login?returnTo=/cart%3Fstep%3D2&amp;entry=store12\"")
        .contains("Corp Login 계정으로 로그인")
        .contains("href=\"/member/login?next=/cart%3Fstep%3D2\"");
  }

  @Test
  void speaksTheBrowsersLanguageUntilAnotherIsChosenAndKeepsThat() {
    assertThat(shop.get("/login/", "Accept-Language", "fr, en;q=0.8, ko;q=0.5").body())
        .contains("<html lang=\"en\">")
        .contains("Login with Kakao")
        .contains("href=\"?lang=ko\"");
    assertThat(shop.get("/login/?lang=ko", "Accept-Language", "en").body())
        .contains("<html lang=\"ko\">")
        .contains("start/kakao?lang=ko");

    assertThat(shop.get("/login/", "Accept-Language", "en").body()).contains("<html lang=\"ko\">");
    assertThat(shop.get("/login/cancelled", "Accept-Language", "*;q=broken").status())
        .isEqualTo(200);
  }

  @Test
  @Fault("RC-16")
  void cannotBeFramedAndLoadsNothingFromElsewhere() {
    for (String path : List.of("/login/", "/login/start/kakao", "/login/cancelled")) {
      Shop.Answer page = shop.get(path);
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'")
          .contains("base-uri 'none'")
          .contains("form-action 'self'")
          .doesNotContain("unsafe");
      assertThat(page.header("Cache-Control")).isEqualTo("no-store");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.body()).doesNotContain("<script").doesNotContain("style=");
    }
  }

  @Test
  void answersJsonWhereThatIsAskedFor() {
    Shop.Answer page = shop.json("/login/?returnTo=/cart&lang=en");

    assertThat(page.header("Content-Type")).startsWith("application/json");
    assertThat(page.body())
        .isEqualTo(
            "{\"result\":\"sign_in\",\"shopName\":\"위키드와인\",\"language\":\"en\",\"providers\":["
                + "{\"id\":\"kakao\",\"brand\":\"KAKAO\",\"name\":\"Kakao\","
                + "\"start\":\"/login/start/kakao?returnTo=/cart\\u0026lang=en\",\"lastUsed\":false},"
                + "{\"id\":\"corp-login\",\"brand\":\"CORP_LOGIN\",\"name\":\"Corp Login\","
                + "\"start\":\"/login/start/corp-login?returnTo=/cart\\u0026lang=en\",\"lastUsed\":false}],"
                + "\"shopSignIn\":\"/member/login?next=/cart\"}");
  }

  @Test
  @Fault({"RC-01", "RC-02"})
  void theShopsOwnSignInPageGetsOnlyAPathOfTheShop() {
    for (String evil :
        List.of("https://evil.example", "//evil.example", "/%5Cevil.example", "/a%0Ab", "/%20x")) {
      String page = shop.get("/login/?returnTo=" + evil.replace(":", "%3A")).body();
      assertThat(page).contains("href=\"/member/login?next=/\"").doesNotContain("evil.example");
    }
  }

  @Test
  void saysSoWhenThereIsNoWayToSignIn() {
    try (Shop bare = Shop.open()) {
      bare.engine.providers = List.of();
      assertThat(bare.get("/login/?lang=en").body())
          .contains("No way to sign in is available right now");
    }
  }

  @Test
  void leadsFromTheBarePathToThePage() {
    Shop.Answer answer = shop.get("/login?returnTo=%2Fcart");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/login/?returnTo=%2Fcart");
  }

  @Test
  void answersHeadWithoutABody() {
    Shop.Answer answer = shop.send("HEAD", "/login/", java.util.Optional.empty());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
  }

  @Test
  void styleMayBeKeptForEverUnderItsVersion() {
    String page = shop.get("/login/").body();
    int start = page.indexOf("./style.css?v=");
    String href = page.substring(start + 1, page.indexOf('"', start));

    Shop.Answer style = shop.get("/login" + href);
    assertThat(style.header("Content-Type")).startsWith("text/css");
    assertThat(style.header("Cache-Control")).contains("immutable");
    assertThat(style.body()).contains("#fee500").contains("rgba(0, 0, 0, 0.85)");
    assertThat(shop.get("/login/style.css?v=old").header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void writesTextsOfTheAddressAsText() {
    String evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    Shop.Answer page = shop.get("/login/?returnTo=/" + evil + "&entry=" + evil + "&lang=" + evil);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).doesNotContain("<script").doesNotContain("entry=");
  }
}
