package io.membersync;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://evil.example/cart",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "https:evil.example",
        "https:/evil.example",
        "/%2f/evil.example",
        "/%2fevil.example",
        "/%2Fevil.example",
        "/%5cevil.example",
        "/%5Cevil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\n/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%0d%0aLocation:https://evil.example",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "evil.example",
        "@evil.example",
        "/..//evil.example",
        "/./\\evil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/a/../..//evil.example",
        "//evil.example/%2e%2e",
        "//user:pw@evil.example",
        "?next=//evil.example",
        "#//evil.example",
        "/cart\u0000",
        "/cart\u202e",
        "/쇼핑",
        "",
        "/cart?x=%00",
        "http:///evil.example",
        "//shop.example.evil.example",
        "/\u3002evil.example",
        "/%zz"
      })
  @Fault({"RC-01", "RC-02", "RC-04", "RC-05"})
  void anythingThatMayLeaveTheShopBecomesTheDefaultPage(String given) {
    assertThat(ReturnPath.safe(given, 512)).isEqualTo("/");
  }

  @ParameterizedTest
  @CsvSource({
    "/cart, /cart",
    "/cart?step=2&x=%ED%95%9C, /cart?step=2&x=%ED%95%9C",
    "/a/./b/../c, /a/c",
    "/orders#last, /orders#last",
    "/search?q=a%2Fb, /search?q=a%2Fb",
    "/, /"
  })
  @Fault("RC-03")
  void aPathOfTheShopIsKeptInOneNormalForm(String given, String kept) {
    assertThat(ReturnPath.safe(given, 512)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 65_536})
  @Fault("RC-05")
  void aPathThatIsTooLongBecomesTheDefaultPage(int length) {
    assertThat(ReturnPath.safe("/" + "a".repeat(length - 1), 512)).isEqualTo("/");
  }
}
