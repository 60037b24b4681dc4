package io.membersync.testsupport.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's own Chromium, which the system property {@code chromium} names; none is fetched. */
public final class InstalledChromium implements AutoCloseable {
  /** The longest wait; long, because a busy machine is not what tests of pages are about. */
  private static final double MILLISECONDS = 45_000;

  private final List<String> arguments;
  private final Playwright playwright;
  private final Browser browser;

  /**
   * Starts it.
   *
   * @param more arguments of the program besides those that keep it quiet
   */
  public InstalledChromium(String... more) {
    arguments = Stream.concat(
            Stream.of(
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run"),
            Stream.of(more))
        .toList();
    playwright = Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    PlaywrightAssertions.setDefaultAssertionTimeout(MILLISECONDS);
    browser = playwright
        .chromium()
        .launch(new BrowserType.LaunchOptions()
            .setExecutablePath(program())
            .setChromiumSandbox(false)
            .setArgs(arguments));
  }

  /** A profile of its own, in memory. */
  public BrowserContext open(Browser.NewContextOptions options) {
    return patient(browser.newContext(options));
  }

  /** Another Chromium, whose profile lies in this folder. */
  public BrowserContext open(Path profile, BrowserType.LaunchPersistentContextOptions options) {
    return patient(playwright
        .chromium()
        .launchPersistentContext(
            profile,
            options.setExecutablePath(program()).setChromiumSandbox(false).setArgs(arguments)));
  }

  private static BrowserContext patient(BrowserContext context) {
    context.setDefaultTimeout(MILLISECONDS);
    return context;
  }

  private static Path program() {
    return Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
