package io.membersync.servlet.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The installed Chromium, started once for all tests; each visitor gets a profile of their own. */
final class Chromium implements AutoCloseable {
  /** The longest wait; long, because a busy machine is not what these tests are about. */
  private static final double MILLISECONDS = 45_000;

  private final Playwright playwright;
  private final Browser browser;

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

  Chromium() {
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    PlaywrightAssertions.setDefaultAssertionTimeout(MILLISECONDS);
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(program())
            .setChromiumSandbox(false)
            .setArgs(arguments()));
  }

  BrowserContext open(Screen screen, Locale language, boolean javaScript) {
    BrowserContext context = browser.newContext(new Browser.NewContextOptions()
        .setViewportSize(screen.width, screen.height)
        .setDeviceScaleFactor(screen.scale)
        .setIsMobile(screen == Screen.PHONE)
        .setHasTouch(screen == Screen.PHONE)
        .setLocale(language.toLanguageTag())
        .setJavaScriptEnabled(javaScript));
    context.setDefaultTimeout(MILLISECONDS);
    return context;
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
    BrowserContext context = playwright
        .chromium()
        .launchPersistentContext(
            profile,
            new BrowserType.LaunchPersistentContextOptions()
                .setExecutablePath(program())
                .setChromiumSandbox(false)
                .setArgs(arguments())
                .setViewportSize(Screen.PHONE.width, Screen.PHONE.height)
                .setDeviceScaleFactor(Screen.PHONE.scale)
                .setLocale(language.toLanguageTag()));
    context.setDefaultTimeout(MILLISECONDS);
    return context;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Path program() {
    return Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
  }

  private static List<String> arguments() {
    return List.of(
        "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--ignore-certificate-errors-spki-list=" + Certificates.authorityHash(),
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run");
  }
}
