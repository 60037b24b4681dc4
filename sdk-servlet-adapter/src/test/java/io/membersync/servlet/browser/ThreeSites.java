package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import io.membersync.profile.FieldMapping;
import io.membersync.testing.FakeKakao;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Three sites and any number of visitors for each test. After it, no page may have broken its
 * content security policy.
 */
final class ThreeSites implements BeforeEachCallback, AfterEachCallback {
  private final FieldMapping mapping;
  private boolean sendsCodes;
  private List<String> fakes = List.of();
  private List<String> brands = List.of();
  private final List<Visitor> visitors = new ArrayList<>();
  private @Nullable Chromium chromium;
  private @Nullable World world;

  ThreeSites() {
    this(World.EMAIL_REQUIRED);
  }

  ThreeSites(FieldMapping mapping) {
    this.mapping = mapping;
  }

  /** The shop sends codes. */
  ThreeSites withCodes() {
    sendsCodes = true;
    return this;
  }

  /** The shop offers these providers too, each at a site of its own. */
  ThreeSites withFakes(String... ids) {
    fakes = List.of(ids);
    return this;
  }

  /** The shop offers these providers too, which nobody goes on to. */
  ThreeSites withBrands(String... ids) {
    brands = List.of(ids);
    return this;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    chromium = context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Chromium.class))
        .computeIfAbsent(Chromium.class, key -> new Chromium(), Chromium.class);
    world = new World(mapping, sendsCodes, fakes, brands);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    List<String> complaints = new ArrayList<>();
    for (Visitor visitor : visitors) {
      complaints.addAll(visitor.policyComplaints());
      visitor.close();
    }
    visitors.clear();
    world().close();
    assertThat(complaints).as("content security policy").isEmpty();
  }

  World world() {
    return Objects.requireNonNull(world);
  }

  FakeKakao kakao() {
    return world().kakao;
  }

  /** Somebody with a phone that speaks Korean. */
  Visitor visitor() {
    return visitor(Chromium.Screen.PHONE, Locale.KOREA);
  }

  Visitor visitor(Chromium.Screen screen, Locale language) {
    return add(Objects.requireNonNull(chromium).open(screen, language, true));
  }

  Visitor visitorWithoutJavaScript() {
    return add(Objects.requireNonNull(chromium).open(Chromium.Screen.PHONE, Locale.KOREA, false));
  }

  Visitor visitorWithoutCookies(Path profile) {
    return add(Objects.requireNonNull(chromium).openWithoutCookies(profile, Locale.KOREA));
  }

  private Visitor add(BrowserContext context) {
    Visitor visitor = new Visitor(world(), context);
    visitors.add(visitor);
    return visitor;
  }
}
