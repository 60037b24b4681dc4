package io.membersync.servlet.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import io.membersync.testsupport.browser.InstalledChromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The installed Chromium, started once for all tests; each visitor gets a profile of their own. */
final class Chromium implements AutoCloseable {
  private final InstalledChromium installed = new InstalledChromium(
      "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--ignore-certificate-errors-spki-list=" + Certificates.authorityHash());

  /** A screen, in CSS pixels. */
  enum Screen {
    PHONE(390, 844, 2),
    DESKTOP(1280, 800, 1);

    private final int width;
    private final int height;
    private final double scale;

    Screen(int width, int height, double scale) {
      this.width = width;
      this.height = height;
      this.scale = scale;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  BrowserContext open(Screen screen, Locale language, boolean javaScript) {
    return installed.open(new Browser.NewContextOptions()
        .setViewportSize(screen.width, screen.height)
        .setDeviceScaleFactor(screen.scale)
        .setIsMobile(screen == Screen.PHONE)
        .setHasTouch(screen == Screen.PHONE)
        .setLocale(language.toLanguageTag())
        .setJavaScriptEnabled(javaScript));
  }

  /**
   * Somebody who has switched cookies off in Chromium's settings.
   *
   * @param profile an empty folder
   */
  BrowserContext openWithoutCookies(Path profile, Locale language) {
    try {
      Path settings = Files.createDirectories(profile.resolve("Default")).resolve("Preferences");
      Files.writeString(
          settings, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return installed.open(
        profile,
        new BrowserType.LaunchPersistentContextOptions()
            .setViewportSize(Screen.PHONE.width, Screen.PHONE.height)
            .setDeviceScaleFactor(Screen.PHONE.scale)
            .setLocale(language.toLanguageTag()));
  }

  @Override
  public void close() {
    installed.close();
  }
}
