package io.membersync.servlet.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import io.membersync.provider.apple.Apple;
import io.membersync.testsupport.Fault;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member adds a second way in, whose provider answers by a form posted across sites. */
@Tag("real")
class LinkIT {
  private static final Pattern AT_THE_PROVIDER =
      Pattern.compile("https://apple\\.test:[0-9]+/auth/authorize\\?.*");

  @RegisterExtension
  final ThreeSites sites = new ThreeSites();

  @Test
  void aMemberAddsASecondWayInAndComesBackByIt() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    visitor.page().locator("#link").click();
    agreesAtApple(visitor);
    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isOne();

    visitor.isForgottenByTheShop();
    visitor.opensSignIn();
    visitor.presses(Apple.ID).continuesFromApple();
    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
    assertThat(sites.world().members.count()).isOne();
  }

  @Test
  void noScriptIsNeededToAddOne() {
    Visitor visitor = sites.visitorWithoutJavaScript();
    visitor.signsUpAs("haneul");
    visitor.page().locator("#link").click();
    agreesAtApple(visitor);
    visitor.arrivesAt("/cart");
    assertThat(visitor.member()).isEqualTo("m1");
  }

  @Test
  @Fault("RC-08")
  void aFormOfAnotherSiteAddsNone() {
    Visitor visitor = sites.visitor();
    visitor.signsUpAs("haneul");
    String link = sites.world().atShop("/login/link/apple").toString();
    visitor
        .page()
        .navigate(sites
            .world()
            .atEvil(
                "/prize", "<form method=\"post\" action=\"" + link + "\"><button>win</button>"));
    Response answer = visitor
        .page()
        .waitForResponse(link, () -> visitor.page().locator("button").click());
    assertThat(answer.status()).isEqualTo(403);
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("m1");

    // Whoever comes by that provider now is somebody else.
    Visitor other = sites.visitor();
    other.opensSignIn();
    other.presses(Apple.ID);
    agreesAtApple(other);
    other.isAskedForConsent();
  }

  private static void agreesAtApple(Visitor visitor) {
    assertThat(visitor.page()).hasURL(AT_THE_PROVIDER);
    visitor.isPerson("doyun").agreesToEverything().continuesFromApple();
  }
}
