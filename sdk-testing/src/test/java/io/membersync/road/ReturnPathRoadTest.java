package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.SignIn;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testsupport.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a whole sign-in ends, for return paths that somebody else may have written. */
class ReturnPathRoadTest extends RoadFixture {
  private static final List<String> OPEN_REDIRECTS = List.of(
      "//evil.example",
      "///evil.example",
      "////evil.example",
      "/\\evil.example",
      "\\/evil.example",
      "\\\\evil.example",
      "/\\/evil.example",
      "https:evil.example",
      "https:/evil.example",
      "https:///evil.example",
      "http://evil.example",
      "HTTPS://EVIL.EXAMPLE",
      "//evil.example/%2f..",
      "/%2f/evil.example",
      "/%2F%2Fevil.example",
      "/%5cevil.example",
      "/%5C%5Cevil.example",
      "%2f%2fevil.example",
      "%2F/evil.example",
      "/\t/evil.example",
      "/\n/evil.example",
      "/\r/evil.example",
      "\t//evil.example",
      " //evil.example",
      "/ /evil.example",
      "/%09/evil.example",
      "/%0a/evil.example",
      "/%0d%0aLocation:%20https://evil.example",
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\tscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "//evil.example@shop.example",
      "//shop.example@evil.example",
      "/.//evil.example",
      "/..//evil.example",
      "/a/../..//evil.example",
      "/./\\evil.example",
      "//[::1]",
      "//0x7f000001",
      "/\u3000/evil.example",
      "/\uff0fevil.example",
      "\u2215\u2215evil.example",
      "?//evil.example",
      "#//evil.example",
      "evil.example",
      "");

  @Test
  @Fault("RC-01")
  void anotherSiteBecomesTheDefaultPage() {
    assertThat(endsAt("https://evil.example/steal")).isEqualTo("/");
  }

  @Test
  @Fault("RC-02")
  void everySpellingOfAnotherSiteBecomesTheDefaultPage() {
    assertThat(OPEN_REDIRECTS.size()).isGreaterThanOrEqualTo(40);
    for (String path : OPEN_REDIRECTS) {
      assertThat(endsAt(path)).as("return path %s", path).isEqualTo("/");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a/../b, /b",
    "/a/./b?x=1#top, /a/b?x=1#top",
    "/cart?next=//evil.example, /cart?next=//evil.example",
    "/../b, /",
    "/user@host/x, /user@host/x",
    "/a%0d%0aSet-Cookie:x=1, /",
    "/a%0D%0Ab, /",
    "/a%00b, /",
    "/a#b, /a#b"
  })
  @Fault("RC-03")
  void dotSegmentsLineBreaksAndFragmentsAreNormalisedOnce(String given, String end) {
    assertThat(endsAt(given)).isEqualTo(end);
  }

  @Test
  @Fault("RC-03")
  void rawLineBreaksNeverReachAHeader() {
    assertThat(endsAt("/a\r\nSet-Cookie: x=1")).isEqualTo("/");
    assertThat(endsAt("/a\nb")).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://shop.com.evil.com/",
        "https://evil-shop.com/",
        "https://SHOP.com./",
        "https://shop\u3002com/",
        "//localhost:8080.evil.com/",
        "http://localhost:8080@evil.com/"
      })
  @Fault("RC-04")
  void lookAlikeHostsAreRefused(String given) {
    assertThat(endsAt(given)).isEqualTo("/");
  }

  @Test
  @Fault("RC-05")
  void malformedPathsEndAtTheDefaultPageWithoutAnException() {
    for (String path : List.of(
        "/%",
        "/%zz",
        "/a b",
        "/" + "a".repeat(64 * 1024),
        "/\ud800",
        "/\udc00x",
        "/{}|^`",
        "/\u0000",
        "/" + "a".repeat(512))) {
      assertThat(endsAt(path)).isEqualTo("/");
    }
    String longest = "/" + "a".repeat(511);
    assertThat(endsAt(longest)).isEqualTo(longest);
  }

  private String endsAt(String returnPath) {
    var uri = browser.begin(sync, Kakao.ID, SignIn.returningTo(returnPath));
    assertThat(uri.getRawQuery()).doesNotContain("evil");
    return signedIn(complete(kakao.visitor("doyun").agree(uri))).details().returnPath();
  }
}
