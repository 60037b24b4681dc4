package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.servlet.browser.Chromium.Screen;
import io.membersync.testsupport.browser.Accessibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The consent centre, as a member uses it. */
@Tag("real")
class CentreIT {
  private static final String CENTRE = "/login/consents";
  private static final Pattern DONE = Pattern.compile(".*/login/consents\\?done=.*#done$");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites(FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .rule(SyncRule.ASK)
      .required()
      .map(Field.PHONE, "phone")
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.GENDER, "gender"));

  @TempDir
  Path folder;

  @Test
  void theKeyboardAloneReadsWithdrawsAgreesAgainAndDownloads() throws IOException {
    Visitor visitor = sites.visitor(Screen.DESKTOP, Locale.US);
    visitor.comesFromKakaoAs("haneul").agreesTo("tos", "age14", "opt_profile").presses("continue");
    visitor.arrivesAt("/cart").opens(CENTRE);
    Page page = visitor.page();
    assertThat(Accessibility.findings(page)).isEmpty();

    Locator text = page.locator("#notice-opt_profile .ms-notice-body");
    assertThat(text).isHidden();
    tabTo(page, "#notice-opt_profile summary");
    page.keyboard().press("Enter");
    assertThat(text).containsText("birthday, birth year, gender");
    tabTo(page, "#notice-opt_profile button");
    page.keyboard().press("Enter");

    assertThat(page).hasURL(DONE);
    Locator done = page.locator("#done");
    assertThat(done).isFocused();
    assertThat(done).hasRole(com.microsoft.playwright.options.AriaRole.STATUS);
    assertThat(done).containsText("Consent withdrawn: Details for personal offers");
    assertThat(page.locator("#notice-opt_profile .ms-badge")).hasText("Withdrawn");
    assertThat(Accessibility.findings(page)).isEmpty();

    tabTo(page, "#notice-opt_profile button");
    page.keyboard().press("Enter");
    assertThat(done).containsText("You have agreed: Details for personal offers");
    assertThat(done).isFocused();
    assertThat(page.locator("#notice-opt_profile .ms-badge")).hasText("Agreed");
    assertThat(Accessibility.findings(page)).isEmpty();

    tabTo(page, "a[href$='download']");
    Download html = page.waitForDownload(() -> page.keyboard().press("Enter"));
    assertThat(html.suggestedFilename()).endsWith(".html");
    assertThat(Files.readString(html.path())).contains("haneul@shop.example", "1. Purpose.");
    tabTo(page, "a[href$='download.json']");
    Download json = page.waitForDownload(() -> page.keyboard().press("Enter"));
    assertThat(Files.readString(json.path())).startsWith("{\"member\":");
  }

  @Test
  void noScriptIsNeeded() throws IOException {
    Visitor visitor = sites.visitorWithoutJavaScript();
    visitor.comesFromKakaoAs("seoyeon").agreesTo("tos", "age14", "opt_profile").presses("continue");
    visitor.arrivesAt("/cart").opens(CENTRE);
    Page page = visitor.page();
    page.locator("#notice-opt_profile summary").click();
    assertThat(page.locator("#notice-opt_profile .ms-notice-body")).isVisible();
    page.locator("#notice-opt_profile button").click();
    assertThat(page).hasURL(DONE);
    assertThat(page.locator("#done")).containsText("동의를 철회했습니다");
    page.locator("#notice-opt_profile button").click();
    assertThat(page.locator("#done")).containsText("동의했습니다");
    Download html =
        page.waitForDownload(() -> page.locator("a[href$='download']").click());
    assertThat(Files.readString(html.path())).contains("seoyeon@shop.example");
  }

  @Test
  void whoIsNotSignedInComesBackHereAfterwards() {
    Visitor visitor = sites.visitor();
    visitor.opens(CENTRE);
    visitor.seesHeading("로그인/회원가입");
    visitor.pressesKakao().isPerson("haneul").agreesToEverything().isAskedForConsent();
    visitor.agreesTo("tos", "age14").presses("continue").arrivesAt(CENTRE);
    visitor.seesHeading("내 정보와 동의");
  }

  @ParameterizedTest
  @CsvSource({"ko, PHONE", "ko, DESKTOP", "en, PHONE", "en, DESKTOP"})
  void itIsReadableAndHasItsPictures(String language, Screen screen) throws IOException {
    Visitor visitor = sites.visitor(screen, Locale.forLanguageTag(language));
    Page page = visitor.page();
    Shots shots = new Shots(page, "-" + language + "-" + screen);
    visitor.comesFromKakaoAs("haneul").agreesTo("tos", "age14", "opt_profile").presses("continue");
    visitor.arrivesAt("/cart");
    MemberId member = new MemberId(visitor.member());
    sites.world().members.edit(member, "email", Optional.of("haneul@home.example"));
    sites.world().members.edit(member, "phone", Optional.of("+821077770000"));
    sites
        .kakao()
        .put(
            sites.kakao().person("haneul").toBuilder().email("sky@shop.example").build());
    visitor.opensSignIn().pressesKakao().arrivesAt("/cart");

    visitor.opens(CENTRE);
    assertThat(Accessibility.findings(page)).isEmpty();
    shots.take("centre");
    for (Locator summary : page.locator("summary").all()) {
      summary.click();
    }
    assertThat(Accessibility.findings(page)).isEmpty();
    shots.look("centre-unfolded");

    page.locator("#notice-opt_profile button").click();
    assertThat(page).hasURL(DONE);
    assertThat(Accessibility.findings(page)).isEmpty();
    shots.take("centre-withdrawn");

    page.locator("button[value=take]").click();
    assertThat(page.locator("#done")).isVisible();
    assertThat(sites.world().members.valuesOf(member)).containsEntry("email", "sky@shop.example");

    Download html =
        page.waitForDownload(() -> page.locator("a[href$='download']").click());
    Path file = folder.resolve("my-data.html");
    html.saveAs(file);
    page.navigate(file.toUri().toString());
    assertThat(Accessibility.findings(page)).isEmpty();
    shots.take("centre-download");
    page.setViewportSize(360, 740);
    visitor.opens(CENTRE);
    shots.look("centre-narrow");
  }

  /** Goes on with the Tab key until this has the focus, which must be visible. */
  private static void tabTo(Page page, String selector) {
    Locator wanted = page.locator(selector);
    for (int i = 0; i < 80; i++) {
      page.keyboard().press("Tab");
      if ((boolean) wanted.evaluate("element => element === document.activeElement")) {
        String outline =
            (String) wanted.evaluate("element => getComputedStyle(element).outlineStyle");
        assertThat(outline).as("outline of %s", selector).isNotEqualTo("none");
        return;
      }
    }
    throw new AssertionError("the Tab key does not get to " + selector);
  }
}
