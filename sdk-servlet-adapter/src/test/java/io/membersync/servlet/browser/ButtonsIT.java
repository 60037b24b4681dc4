package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.membersync.servlet.browser.Chromium.Screen;
import io.membersync.testsupport.browser.Accessibility;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sign-in page with every brand, before and after a sign-in by one of them. */
@Tag("real")
class ButtonsIT {
  @RegisterExtension
  final ThreeSites sites =
      new ThreeSites().withBrands("naver", "google", "facebook", "line", "corp-login");

  @ParameterizedTest
  @CsvSource({"ko, PHONE", "ko, DESKTOP", "en, PHONE", "en, DESKTOP"})
  void everyBrandIsReadableAndTheLastUsedStandsFirst(String language, Screen screen)
      throws IOException {
    Visitor visitor = sites.visitor(screen, Locale.forLanguageTag(language));
    Page page = visitor.page();
    Shots shots = new Shots(page, "-" + language + "-" + screen);

    visitor.opensSignIn();
    shots.look("sign-in-brands-before");
    visitor.pressesKakao().isPerson("haneul").agreesToEverything();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    visitor.opensSignIn();
    shots.take("sign-in-brands", 128);

    assertThat(Accessibility.findings(page)).isEmpty();
    Locator buttons = page.locator("main a.ms-button");
    assertThat(buttons.count()).isEqualTo(8);
    double height = buttons.first().boundingBox().height;
    for (Locator button : buttons.all()) {
      assertThat(button.boundingBox().height).as("none is more prominent").isEqualTo(height);
      button.hover();
      shots.look("hover");
    }
    assertThat(page.locator("main li").first().locator(".ms-last").count()).isEqualTo(1);
    assertThat(page.locator(".ms-last").count()).isEqualTo(1);
    page.setViewportSize(320, 800);
    shots.look("sign-in-brands-narrow");
    assertKept(visitor.cookiesOfMemberSync());
  }

  private static void assertKept(List<Cookie> cookies) {
    Cookie last = cookies.stream()
        .filter(cookie -> cookie.name.equals("__Host-ms-last"))
        .findFirst()
        .orElseThrow();
    assertThat(last.value).isEqualTo("kakao");
    assertThat(last.path).isEqualTo("/");
    assertThat(last.domain).isEqualTo("shop.test");
    assertThat(last.secure).isTrue();
    assertThat(last.httpOnly).isTrue();
    assertThat(last.sameSite).isEqualTo(SameSiteAttribute.LAX);
    double days = (last.expires - Instant.now().getEpochSecond()) / (24 * 60 * 60);
    assertThat(days).isBetween(179.0, 180.01);
  }
}
