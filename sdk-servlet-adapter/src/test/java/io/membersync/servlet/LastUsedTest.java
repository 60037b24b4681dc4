package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.provider.ProviderId;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider of this browser's last sign-in stands first. */
class LastUsedTest {
  private static final String COOKIE = "ms-last";
  private static final Pattern START = Pattern.compile("href=\"\\./start/([a-z-]+)");

  private final Shop shop = Shop.open();

  LastUsedTest() {
    shop.engine.providers =
        List.of(Script.provider("corp-login"), Script.provider("naver"), Script.provider("kakao"));
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private static List<String> offered(Shop shop, String path) {
    return START
        .matcher(shop.get(path).body())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private Shop.Answer signIn() {
    shop.engine.result = Made.signedIn("mina", "/cart");
    return shop.get("/login/callback/kakao?code=c");
  }

  @Test
  void standsFirstWithANoteAndTheOthersAsTheShopHasThem() {
    assertThat(offered(shop, "/login/")).containsExactly("corp-login", "naver", "kakao");
    assertThat(shop.get("/login/").body()).doesNotContain("마지막으로 사용", "last-used");

    signIn();

    assertThat(offered(shop, "/login/")).containsExactly("kakao", "corp-login", "naver");
    String page = shop.get("/login/").body();
    assertThat(page)
        .containsOnlyOnce("<p class=\"ms-last\" id=\"last-used\">마지막으로 사용</p>")
        .containsOnlyOnce("href=\"./start/kakao\" aria-describedby=\"last-used\"");
    assertThat(page.indexOf("ms-last"))
        .isBetween(page.indexOf("ms-kakao"), page.indexOf("ms-neutral"));
    assertThat(shop.get("/login/?lang=en").body()).contains(">Last used</p>");
  }

  @Test
  void isToldInJson() {
    signIn();
    assertThat(shop.json("/login/").body())
        .contains("\"providers\":[{\"id\":\"kakao\",")
        .containsOnlyOnce("\"lastUsed\":true")
        .containsOnlyOnce("\"start\":\"/login/start/kakao\",\"lastUsed\":true");
  }

  @Test
  void standsFirstAmongTheOtherWaysAndAmongTheProofs() {
    signIn();

    assertThat(offered(shop, "/login/unavailable?provider=naver"))
        .containsExactly("kakao", "corp-login");
    assertThat(shop.get("/login/unavailable?provider=naver").body()).contains("마지막으로 사용");
    assertThat(shop.get("/login/unavailable?provider=kakao").body()).doesNotContain("마지막으로 사용");
    shop.engine.result = new SignInResult.NeedsProof(
        new Parked("dddddddddddddddddddddd"),
        Made.choices(
            "ko", List.of(), List.of(ProviderId.of("naver"), ProviderId.of("kakao")), true, true));
    String proof = shop.get("/login/resume/dddddddddddddddddddddd").body();
    assertThat(proof.indexOf("start/kakao")).isPositive().isLessThan(proof.indexOf("start/naver"));
  }

  @Test
  void isKeptAsItsIdAloneForHalfAYear() {
    assertThat(signIn().headers("Set-Cookie"))
        .contains("ms-last=kakao; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax");
  }

  @Test
  void isKeptOnlyAfterASignInThatSucceeded() {
    shop.engine.result = Made.cancelled(CancelReason.VISITOR, "/cart");
    shop.get("/login/callback/kakao?code=c");
    assertThat(shop.cookies).doesNotContainKey(COOKIE);

    shop.engine.result = Made.linked("mina", "/cart");
    shop.get("/login/callback/kakao?code=c");
    assertThat(shop.cookies).as("a further way in was not signed in by").doesNotContainKey(COOKIE);

    shop.engine.result = Made.signedIn("mina", "/cart");
    shop.json("/login/callback/kakao?code=c");
    assertThat(shop.cookies).containsEntry(COOKIE, "kakao");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown",
        "KAKAO",
        "kakao%20",
        "kakao,naver",
        "'kakao'",
        "%6Bakao",
        "<script>",
        "../kakao",
        ""
      })
  void aForgedValueChangesNothing(String value) {
    String before = shop.get("/login/").body();
    shop.cookies.put(COOKIE, value);
    assertThat(shop.get("/login/").body()).isEqualTo(before);
  }

  @Test
  void isNotOfferedWhileItIsHidden() {
    signIn();
    shop.engine.hidden = List.of(Script.provider("kakao"));
    shop.engine.providers = List.of(Script.provider("corp-login"), Script.provider("naver"));

    assertThat(offered(shop, "/login/")).containsExactly("corp-login", "naver");
    assertThat(shop.get("/login/").body()).doesNotContain("마지막으로 사용");
  }

  @Test
  void aShopMayDoWithoutIt() {
    try (Shop plain = Shop.open(MemberSyncServlet.Builder::withoutLastUsed)) {
      plain.engine.providers = shop.engine.providers;
      assertThat(plain.get("/login/callback/kakao?code=c").headers("Set-Cookie"))
          .noneMatch(cookie -> cookie.startsWith(COOKIE));
      plain.cookies.put(COOKIE, "kakao");
      assertThat(offered(plain, "/login/")).containsExactly("corp-login", "naver", "kakao");
      assertThat(plain.get("/login/").body()).doesNotContain("마지막으로 사용");
    }
  }
}
