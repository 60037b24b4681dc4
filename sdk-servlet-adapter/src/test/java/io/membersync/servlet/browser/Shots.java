package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotScale;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Looks at pages, and keeps pictures of them. */
record Shots(Page page, String ending) {
  private static final long LARGEST = 150_000;
  private static final double TALL = 2_000;
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ".")).resolve("../docs/screens").normalize();

  void take(String name) throws IOException {
    take(name, 16);
  }

  /**
   * @param colours of the picture, which is the larger the more there are
   */
  void take(String name, int colours) throws IOException {
    look(name);
    if (!ending.equals("-ko-phone") && !ending.equals("-en-desktop")) {
      return;
    }
    Path file = FOLDER.resolve(name + ending + ".png");
    if (System.getProperty("screens.write") != null) {
      Files.createDirectories(FOLDER);
      Number height = (Number) page.evaluate("document.documentElement.scrollHeight");
      byte[] picture = page.screenshot(new Page.ScreenshotOptions()
          .setFullPage(true)
          .setScale(height.doubleValue() > TALL ? ScreenshotScale.CSS : ScreenshotScale.DEVICE)
          .setAnimations(ScreenshotAnimations.DISABLED));
      Files.write(file, SmallPicture.of(picture, colours));
    }
    assertThat(file).as("run with -Dscreens.write to make it").isNotEmptyFile();
    assertThat(Files.size(file)).as(file.toString()).isLessThan(LARGEST);
  }

  void look(String name) throws IOException {
    page.waitForLoadState(); // before, what is visible may still lack its style
    assertThat((List<?>) page.evaluate(script())).as(name + ending).isEmpty();
  }

  private static String script() throws IOException {
    try (InputStream script = Shots.class.getResourceAsStream("look.js")) {
      return new String(
          Objects.requireNonNull(script, "look.js").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
