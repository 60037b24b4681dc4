package io.membersync.examples.springshop;

import static io.membersync.examples.springshop.Visitor.agree;
import static io.membersync.examples.springshop.Visitor.submit;
import static io.membersync.examples.springshop.Visitor.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.examples.springshop.member.MemberRepository;
import java.io.IOException;
import java.util.List;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Somebody becomes a member by each provider. */
@SuppressWarnings("NullAway.Init") // by Spring
class EveryProviderTest extends ShopWithEveryProvider {
  @Autowired
  private MemberRepository members;

  @Test
  void theSignInPageOffersThemAll() throws IOException {
    try (WebClient browser = browser()) {
      HtmlPage page = browser.getPage(address("/membersync"));

      assertThat(page.getAnchors())
          .extracting(HtmlAnchor::getHrefAttribute)
          .filteredOn(href -> href.contains("start/"))
          .extracting(href -> href.replaceAll(".*start/([a-z]+).*", "$1"))
          .containsExactlyInAnyOrder("kakao", "naver", "google", "apple", "facebook", "line");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kakao, haneul",
    "naver, haneul",
    "google, haneul",
    "apple, doyun", // haneul's address is proven by Kakao
    "facebook, haneul",
    "line, haneul"
  })
  void eachLetsSomebodyIn(String provider, String person) throws IOException {
    long before = members.count();
    try (WebClient browser = browser()) {
      HtmlPage signIn = browser.getPage(address("/membersync?returnTo=/me"));
      HtmlAnchor there = signIn.getAnchors().stream()
          .filter(link -> link.getHrefAttribute().contains("start/" + provider))
          .findFirst()
          .orElseThrow();
      HtmlPage page = button(there.click(), "person", person).click();
      while (page.getUrl().getPort() != port) {
        page = onwards(page).click();
      }
      page = agree(page);
      if (!page.getElementsByName("field.name").isEmpty()) { // LINE has no name
        page = submit(type(page, "field.name", "Haneul"), "continue");
      }

      assertThat(page.getUrl().getPath()).isEqualTo("/me");
      assertThat(members.count()).isEqualTo(before + 1);
    }
  }

  /** Agrees to everything at the provider, or lets Apple post its answer. */
  private static HtmlElement onwards(HtmlPage page) {
    List<HtmlElement> all = page.getByXPath("//button[@name='action' and @value='agree-all']");
    List<HtmlElement> any = page.getByXPath("//button");
    return all.isEmpty() ? any.get(0) : all.get(0);
  }

  private static HtmlElement button(HtmlPage page, String name, String value) {
    List<HtmlElement> found =
        page.getByXPath("//button[@name='" + name + "' and @value='" + value + "']");
    assertThat(found).as(page.asNormalizedText()).hasSize(1);
    return found.get(0);
  }

  private static WebClient browser() {
    WebClient browser = new WebClient(BrowserVersion.CHROME);
    browser.getOptions().setJavaScriptEnabled(false);
    browser.getOptions().setCssEnabled(false);
    return browser;
  }
}
