package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a page of somebody else can do to the shop's visitors: nothing. */
@Tag("real")
class ForeignSiteIT {
  private static final Pattern FAILED = Pattern.compile(".*/login/failed\\?.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  @Fault("RC-16")
  void noPageCanBeFramed() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul");
    URI consent = URI.create(visitor.page().url());
    List<String> paths = List.of(
        "/login/",
        "/login/start/kakao",
        consent.getPath(),
        "/login/failed?reason=other_browser&provider=kakao&again=1",
        "/login/cancelled");
    for (String path : paths) {
      String evil = sites
          .world()
          .atEvil("/frame", "<iframe src=\"" + sites.world().atShop(path) + "\"></iframe>");
      ConsoleMessage refusal = visitor
          .page()
          .waitForConsoleMessage(
              new Page.WaitForConsoleMessageOptions()
                  .setPredicate(message -> message.text().contains("frame-ancestors")),
              () -> visitor.page().navigate(evil));
      assertThat(refusal.type()).as(path).isEqualTo("error");
      for (Frame frame : visitor.page().frames()) {
        assertThat(frame.url()).as(path).doesNotContain("shop.test");
      }
    }
    assertThat(visitor.policyComplaints()).hasSizeGreaterThanOrEqualTo(paths.size());
    visitor.forgetPolicyComplaints();
  }

  @Test
  void aFormOfAnotherSiteDecidesNothing() {
    Visitor visitor = sites.visitor();
    visitor.comesFromKakaoAs("haneul");
    String consent = visitor.page().url();
    StringBuilder form = new StringBuilder("<form method=\"post\" action=\"" + consent + "\">");
    for (String token : visitor.page().locator("input[name=shown]").all().stream()
        .map(input -> input.inputValue())
        .toList()) {
      form.append("<input name=\"shown\" value=\"").append(token).append("\">");
    }
    form.append("<input name=\"agree\" value=\"tos\"><input name=\"agree\" value=\"age14\">")
        .append("<button name=\"action\" value=\"continue\">win a prize</button></form>");
    visitor.page().navigate(sites.world().atEvil("/prize", form.toString()));
    Response answer = visitor.page().waitForResponse(consent, () -> visitor.presses("continue"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.request().headers()).doesNotContainKey("cookie");
    visitor.seesHeading("요청을 처리하지 못했습니다");
    assertThat(sites.world().members.count()).isZero();

    // The visitor's own answer still counts.
    visitor.page().navigate(consent);
    visitor.isAskedForConsent().agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
  }

  @Test
  void aFormOfAnotherSiteBeginsNothing() {
    Visitor visitor = sites.visitor();
    String start = sites.world().atShop("/login/start/kakao").toString();
    visitor
        .page()
        .navigate(sites
            .world()
            .atEvil(
                "/begin",
                "<form method=\"post\" action=\"" + start
                    + "\"><button name=\"action\" value=\"go\">go</button></form>"));
    Response answer = visitor.page().waitForResponse(start, () -> visitor.presses("go"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(visitor.cookiesOfMemberSync()).isEmpty();
  }

  @Test
  @Fault({"AR-04", "AR-05", "RC-14"})
  void aCallbackMadeBySomebodyElseIsNotUsed() {
    Visitor attacker = sites.visitor();
    attacker.opensSignIn().pressesKakao();
    URI callback = attacker.holdsCallbackAs("seoyeon");
    String trap =
        sites.world().atEvil("/trap", "<a id=\"trap\" href=\"" + callback + "\">free</a>");

    Visitor guest = sites.visitor();
    guest.page().navigate(trap);
    guest.forgetRequests();
    guest.page().locator("#trap").click();
    guest.arrivesAt(FAILED).seesHeading("한 번 더 눌러 주세요");
    assertNothingOfTheCodeIsLeft(guest, callback);
    guest.opens("/cart");
    assertThat(guest.member()).isEqualTo("guest");

    Visitor member = sites.visitor();
    member.signsUpAs("haneul");
    sites.kakao().forgetRequests();
    member.page().navigate(trap);
    member.page().locator("#trap").click();
    member.arrivesAt(FAILED);
    member.opens("/cart");
    assertThat(member.member()).isEqualTo("m1");
    assertThat(sites.kakao().calls(KakaoEndpoint.TOKEN)).isZero();
    assertThat(sites.world().members.count()).isEqualTo(1);

    // In the browser that began, the code is still good.
    attacker.page().navigate(callback.toString());
    attacker.isAskedForConsent();
  }

  /** The page stands on a clean address, talks to nobody else, and cannot tell them the code. */
  private void assertNothingOfTheCodeIsLeft(Visitor visitor, URI callback) {
    Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(callback.toString());
    assertThat(code.find()).isTrue();
    Matcher state = Pattern.compile("[?&]state=([^&]+)").matcher(callback.toString());
    assertThat(state.find()).isTrue();
    assertThat(visitor.page().url()).doesNotContain(code.group(1), state.group(1));
    assertThat(visitor.page().content()).doesNotContain(code.group(1), state.group(1));

    List<Request> requests = visitor.requests();
    Request opened = requests.get(0);
    assertThat(opened.url()).isEqualTo(callback.toString());
    assertThat(opened.response().status()).isEqualTo(303);
    assertThat(requests)
        .allSatisfy(
            request -> assertThat(URI.create(request.url()).getHost()).isEqualTo("shop.test"));
    assertThat(requests.stream().skip(1))
        .allSatisfy(request ->
            assertThat(request.allHeaders().getOrDefault("referer", "")).doesNotContain("code="));

    Response page = requests.stream()
        .filter(request -> FAILED.matcher(request.url()).matches())
        .map(Request::response)
        .findFirst()
        .orElseThrow();
    assertThat(page.headerValue("referrer-policy")).isEqualTo("no-referrer");
    assertThat(page.headerValue("cache-control")).isEqualTo("no-store");
    assertThat(page.headerValue("content-security-policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'");
  }
}
