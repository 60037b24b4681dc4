package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ProviderId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each brand's button on the sign-in page. */
class ProviderButtonTest {
  private static final List<String> BRANDS =
      List.of("kakao", "naver", "google", "apple", "facebook", "line");
  private static final Pattern BUTTON =
      Pattern.compile("<a class=\"([^\"]*)\" href=\"([^\"]*)\">(.*?)</a>", Pattern.DOTALL);

  private static Shop open(UnaryOperator<MemberSyncServlet.Builder> options) {
    Shop shop = Shop.open(options);
    shop.engine.providers = Stream.concat(BRANDS.stream(), Stream.of("corp-login"))
        .map(Script::provider)
        .toList();
    return shop;
  }

  private static MatchResult button(String page, String provider) {
    return BUTTON
        .matcher(page)
        .results()
        .filter(found -> found.group(2).startsWith("./start/" + provider + "?"))
        .findFirst()
        .orElseThrow();
  }

  private static String label(MatchResult button) {
    return button
        .group(3)
        .replaceAll("(?s)<svg.*?</svg>", "")
        .replaceAll("<[^>]*>", "")
        .strip();
  }

  @ParameterizedTest
  @CsvSource({
    "kakao, 카카오 로그인, Login with Kakao, M12 2.6C",
    "naver, 네이버 로그인, Log in with NAVER, #ffffff",
    "google, Google 계정으로 로그인, Sign in with Google, #4285f4",
    "apple, Apple로 로그인, Sign in with Apple, currentColor",
    "facebook, Facebook으로 로그인, Log in with Facebook, #0866ff",
    "line, LINE으로 로그인, Log in with LINE, #06c755"
  })
  void isInTheBrandsWordsColoursAndShape(
      String brand, String korean, String english, String drawing) {
    try (Shop shop = open(UnaryOperator.identity())) {
      MatchResult inKorean = button(shop.get("/login/?lang=ko&returnTo=/cart").body(), brand);
      MatchResult inEnglish = button(shop.get("/login/?lang=en&returnTo=/cart").body(), brand);

      assertThat(label(inKorean)).isEqualTo(korean);
      assertThat(label(inEnglish)).isEqualTo(english);
      assertThat(inKorean.group(1)).isEqualTo("ms-button ms-way ms-brand ms-" + brand);
      assertThat(inKorean.group(2)).isEqualTo("./start/" + brand + "?returnTo=/cart&amp;lang=ko");
      assertThat(inKorean.group(3))
          .containsOnlyOnce("<svg")
          .contains("aria-hidden=\"true\" focusable=\"false\"", drawing)
          .doesNotContain("<img", "url(", "xlink", "http");
      assertThat(shop.get("/login/style.css").body()).contains(".ms-" + brand + " {");
      for (String other : BRANDS) {
        if (!other.equals(brand)) {
          assertThat(inKorean.group(1)).doesNotContain(other);
          assertThat(label(inEnglish)).doesNotContainIgnoringCase(other);
        }
      }
    }
  }

  /** As the page's real style sheet gives them; {@code ProviderButton} tells each brand's rules. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kakao | #fee500 | rgba(0, 0, 0, 0.85) | transparent",
        "naver | #03a94d | #ffffff | transparent",
        "google | #ffffff | #1f1f1f | #747775",
        "apple | #000000 | #ffffff | #000000",
        "facebook | #0866ff | #ffffff | transparent",
        "line | #ffffff | #191f28 | #7d8794"
      })
  void isPaintedAsItsBrandWants(String brand, String background, String text, String border) {
    try (Shop shop = open(UnaryOperator.identity())) {
      Styles styles = Styles.read(shop.get("/login/style.css").body());
      Map<String, String> button =
          styles.of(".ms-button", ".ms-way", ".ms-brand", ".ms-button.ms-" + brand);

      assertThat(button)
          .containsEntry("background", background)
          .containsEntry("color", text)
          .containsEntry("border-color", border)
          .containsEntry("border", "1px solid transparent");
      assertThat(Styles.pixels(button.get("min-height")))
          .as("Apple wants 30 px or more, and fingers want 44")
          .isGreaterThanOrEqualTo(44)
          .as("Kakao's label is a third of it at most")
          .isGreaterThanOrEqualTo(3 * Styles.pixels(button.get("font-size")) - 0.01);
      assertThat(styles.naming("ms-way", "ms-brand", "ms-" + brand))
          .as("nothing else paints it, or makes it smaller")
          .filteredOn(rule -> !rule.isDrawing() && !rule.isPointedAt())
          .extracting(Styles.Rule::selector)
          .isSubsetOf(".ms-way", ".ms-brand", ".ms-button.ms-" + brand);
    }
  }

  @Test
  void theSymbolsAreInTheirBrandsColoursToo() {
    try (Shop shop = open(UnaryOperator.identity())) {
      Styles styles = Styles.read(shop.get("/login/style.css").body());

      assertThat(styles.of(".ms-brand svg")).containsEntry("fill", "#000000"); // Kakao's
      assertThat(styles.of(".ms-line svg")).containsEntry("background", "#06c755");
      assertThat(styles.of(".ms-line:hover svg"))
          .as("10 % of black over it")
          .containsEntry("background", "#05b34d");
    }
  }

  @Test
  void ofAnyOtherProviderIsNeutralAndHasNoSymbol() {
    try (Shop shop = open(UnaryOperator.identity())) {
      MatchResult button = button(shop.get("/login/?lang=en").body(), "corp-login");

      assertThat(button.group(1)).isEqualTo("ms-button ms-way ms-neutral");
      assertThat(label(button)).isEqualTo("Sign in with Corp Login");
      assertThat(button.group(3)).doesNotContain("<svg");
    }
  }

  @Test
  void saysWhatTheShopCallsTheProvider() {
    try (Shop shop =
        open(builder -> builder.providerName(ProviderId.of("naver"), "NAVER Works <A>"))) {
      MatchResult button = button(shop.get("/login/?lang=en").body(), "naver");

      assertThat(label(button)).isEqualTo("Sign in with NAVER Works &lt;A&gt;");
      assertThat(button.group(1)).contains("ms-naver");
    }
  }

  @Test
  void takesTheShopsVariables() {
    try (Shop shop = open(builder ->
        builder.cssVariable("--ms-apple", "#ffffff").cssVariable("--ms-apple-text", "#000000"))) {
      assertThat(shop.get("/login/style.css").body())
          .contains("--ms-apple: #ffffff;\n", "--ms-apple-text: #000000;\n");
    }
  }
}
