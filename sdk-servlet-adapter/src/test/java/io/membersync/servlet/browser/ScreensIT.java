package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.servlet.browser.Chromium.Screen;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every page on a phone and on a desktop, in Korean and in English. With {@code -Dscreens.write} the
 * pictures that {@code docs/pages.md} shows are made anew, a phone's in Korean and a desktop's in
 * English; look at them then.
 */
@Tag("real")
class ScreensIT {
  @RegisterExtension
  final ThreeSites sites = new ThreeSites(FieldMapping.none()
          .map(Field.NAME, "name")
          .map(Field.EMAIL, "email")
          .required()
          .map(Field.PHONE, "phone")
          .required()
          .map(Field.SHIPPING_ADDRESSES, "address")
          .required())
      .withCodes();

  @ParameterizedTest
  @CsvSource({"ko, PHONE", "ko, DESKTOP", "en, PHONE", "en, DESKTOP"})
  void everyPageIsReadableAndHasItsPicture(String language, Screen screen) throws IOException {
    Visitor visitor = sites.visitor(screen, Locale.forLanguageTag(language));
    Shots shots = new Shots(visitor.page(), "-" + language + "-" + screen);

    visitor.opensSignIn();
    shots.take("sign-in");
    visitor.pressesKakao();
    visitor.page().locator("button[name=person]").first().waitFor();
    shots.look("fake-kakao-sign-in");
    visitor.isPerson("seoyeon");
    visitor.page().locator("input[name=item]").first().waitFor();
    shots.look("fake-kakao-consent");
    for (String box : List.of("profile_nickname", "name", "tos_20260101")) {
      visitor.page().locator("input[value=" + box + "]").check();
    }
    visitor.presses("agree").isAskedForConsent();
    shots.take("consent");

    visitor.agreesTo("tos", "age14").presses("continue");
    visitor.page().locator("#f-email").waitFor();
    shots.take("missing-fields");
    visitor.page().locator("#f-email").fill("seoyeon@shop");
    visitor.page().locator("#f-phone").fill("010-5550-7788");
    for (String part : List.of("receiver", "postal_code", "base")) {
      visitor.page().locator("[id$=addresses-" + part + "]").fill("04500");
    }
    visitor.presses("continue");
    assertThat(visitor.page().locator("[role=alert]")).isVisible();
    shots.take("missing-fields-problem");
    visitor.page().locator("#f-email").fill("seoyeon.park@shop.example");
    visitor.presses("continue");
    visitor.button("send-phone").waitFor();
    shots.take("contact");
    visitor.presses("cancel").page().waitForURL("**/login/cancelled?**");
    shots.take("cancelled");

    sites
        .world()
        .members
        .add(
            Map.of("email", "haneul@shop.example", "phone", "+821055501234", "name", "Kim Haneul"));
    visitor.context().clearCookies();
    visitor.opensSignIn().pressesKakao().isPerson("haneul").agreesToEverything();
    visitor.button("new").waitFor();
    shots.take("proof");
    visitor.presses("send-phone").page().locator("input[name=code]").waitFor();
    shots.take("proof-code");
    String code = sites.world().sent.getLast().code().reveal();
    visitor.page().locator("input[name=code]").fill(code.equals("000000") ? "000001" : "000000");
    visitor.presses("code");
    assertThat(visitor.page().locator("[role=alert]")).hasCount(1);
    shots.take("proof-code-wrong");
    visitor.page().locator("input[name=code]").fill(code);
    visitor.presses("code").isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");

    sites.world().members.add(Map.of("email", "doyun@shop.example", "name", "김도윤"));
    visitor
        .context()
        .clearCookies(new BrowserContext.ClearCookiesOptions().setDomain("kakao.test"));
    visitor.opensSignIn().pressesKakao().isPerson("doyun").agreesToEverything();
    visitor.button("sign-in-again").waitFor();
    shots.take("proof-again");
    visitor.presses("sign-in-again");
    visitor.button("prove").waitFor();
    shots.take("proof-signed-in");

    // Held on the page that goes on to the provider.
    visitor.opens("/cart");
    visitor.page().route("https://apple.test:*/auth/authorize**", route -> route.abort("aborted"));
    visitor.page().locator("#link").click();
    assertThat(visitor.page().locator("main a.ms-button")).isVisible();
    shots.take("linking");
    visitor.page().unroute("https://apple.test:*/auth/authorize**");

    visitor.opens("/login/cancelled?reason=required_consent_declined");
    shots.take("cancelled-required");
    visitor.opens("/login/failed?reason=other_browser&provider=kakao&again=1");
    shots.take("start-again");
    visitor.opens("/login/failed?reason=other_browser");
    shots.take("no-cookies");
    visitor.opens("/login/failed?reason=expired");
    shots.take("expired");
    visitor.opens("/login/failed?reason=internal&id=K7mR2pXw9QzT");
    shots.take("error");
    visitor.opens("/login/unavailable?provider=kakao&id=K7mR2pXw9QzT");
    shots.take("unavailable");
  }
}
