package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A sign-in is bound to its browser by cookies: what they are, and what happens without them. */
@Tag("real")
class CookiesIT {
  private static final Pattern FAILED = Pattern.compile(".*/login/failed\\?.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  @Fault("RC-09")
  void cookiesAreBoundToTheHostShortLivedAndSealed() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao();
    visitor.page().locator("button[name=person]").first().waitFor();
    List<Cookie> pending = visitor.cookiesOfMemberSync();
    assertThat(pending).hasSize(1);
    assertBound(pending.get(0), 10 * 60);
    String[] parts = pending.get(0).value.split("\\.", -1);
    assertThat(parts).as("a compact JWE").hasSize(5);
    String header = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
    assertThat(header).contains("\"alg\":\"dir\"", "\"enc\":\"A256GCM\"");

    visitor.isPerson("haneul").agreesToEverything().isAskedForConsent();
    List<Cookie> parked = visitor.cookiesOfMemberSync().stream()
        .filter(cookie -> cookie.name.startsWith("__Host-msp"))
        .toList();
    assertThat(parked).hasSize(1);
    assertBound(parked.get(0), 30 * 60);
    assertThat(visitor.page().url()).doesNotContain(parked.get(0).value);
    assertThat(visitor.page().content()).doesNotContain(parked.get(0).value);
  }

  @Test
  @Fault("RC-09")
  void aChangedCookieIsNone() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao().isPerson("haneul");
    Cookie changed = visitor.cookiesOfMemberSync().get(0);
    char last = changed.value.charAt(changed.value.length() - 3);
    changed.value = changed.value.substring(0, changed.value.length() - 3)
        + (last == 'A' ? 'B' : 'A')
        + changed.value.substring(changed.value.length() - 2);
    visitor.context().addCookies(List.of(changed));
    visitor.agreesToEverything().arrivesAt(FAILED);
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isZero();
  }

  @Test
  @Fault({"RC-07", "AR-04"})
  void aLostCookieIsMendedByOneButton() {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().pressesKakao().isPerson("haneul");
    visitor.losesPendingSignIns().agreesToEverything();

    visitor.arrivesAt(FAILED).seesHeading("한 번 더 눌러 주세요");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(visitor.page().locator("main a, main button")).hasCount(1);

    visitor.page().locator("main a.ms-button").click(); // Kakao knows the visitor, and asks nothing
    visitor.isAskedForConsent().agreesTo("tos", "age14").presses("continue");
    visitor.arrivesAt(Pattern.compile("https://shop\\.test:[0-9]+/"));
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isEqualTo(1);
  }

  @Test
  @Fault("RC-07")
  void withoutCookiesTheButtonIsOfferedOnceAndThenThePageSaysWhatToDo(@TempDir Path profile) {
    Visitor visitor = sites.visitorWithoutCookies(profile);
    visitor.opensSignIn().pressesKakao().isPerson("haneul").agreesToEverything();
    visitor.arrivesAt(FAILED).seesHeading("한 번 더 눌러 주세요");
    visitor.page().locator("main a.ms-button").click();

    visitor.isPerson("haneul"); // agreed already
    visitor.arrivesAt(FAILED).seesHeading("로그인을 이어갈 수 없습니다");
    assertThat(visitor.page().locator("main a[href*=start]")).hasCount(0);
    assertThat(visitor.page().locator("main")).containsText("쿠키를 허용");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(visitor.cookiesOfShop()).isEmpty();
  }

  @Test
  void aConsentPageOpensOnlyInTheBrowserThatCameFromKakao() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul");
    Visitor other = sites.visitor();
    other.page().navigate(visitor.page().url());
    other.seesHeading("로그인을 이어갈 수 없습니다");
    assertThat(other.page().locator("main")).not().containsText("이용약관");

    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  private static void assertBound(Cookie cookie, long longestSeconds) {
    assertThat(cookie.name).startsWith("__Host-");
    assertThat(cookie.domain).isEqualTo("shop.test");
    assertThat(cookie.path).isEqualTo("/");
    assertThat(cookie.secure).isTrue();
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.LAX);
    long now = Instant.now().getEpochSecond();
    assertThat(cookie.expires).isBetween((double) now, now + longestSeconds + 1.0);
    assertThat(cookie.value).doesNotContainIgnoringCase("haneul");
  }
}
