package io.membersync.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.membersync.testsupport.browser.Accessibility;
import io.membersync.testsupport.browser.InstalledChromium;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sign-in page with every provider, in a real browser. A picture is left in {@code target/screens}. */
@Tag("real")
class EveryProviderIT extends ShopWithEveryProvider {
  private static final Path PICTURES =
      Path.of(System.getProperty("basedir", "."), "target", "screens");

  @ParameterizedTest
  @CsvSource({"phone,320,640,ko", "desktop,1280,900,en"})
  void everyButtonIsReadableAndOfOneSize(String device, int width, int height, String language) {
    try (InstalledChromium chromium = new InstalledChromium();
        BrowserContext context = chromium.open(
            new Browser.NewContextOptions().setViewportSize(width, height).setLocale(language))) {
      Page page = context.newPage();
      page.navigate(address("/membersync"));

      Locator buttons = page.locator("a[href*='start/']");
      assertThat(buttons.count()).isEqualTo(6);
      double size = buttons.first().boundingBox().height;
      assertThat(buttons.all()).allMatch(button -> button.boundingBox().height == size);
      assertThat(Accessibility.findings(page)).isEmpty();
      assertThat(page.evaluate("document.documentElement.scrollWidth"))
          .as("nothing sticks out")
          .isEqualTo(width);
      page.screenshot(new Page.ScreenshotOptions()
          .setPath(PICTURES.resolve("sign-in-every-" + device + "-" + language + ".png"))
          .setFullPage(true));
    }
  }
}
