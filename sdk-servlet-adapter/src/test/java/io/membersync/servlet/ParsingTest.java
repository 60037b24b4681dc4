package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.servlet.pages.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ParsingTest {
  @Test
  void jsonIsPreferredOnlyWhereItIsAskedForMore() {
    assertThat(Accept.prefersJson("application/json")).isTrue();
    assertThat(Accept.prefersJson("application/json, text/plain, */*")).isTrue();
    assertThat(Accept.prefersJson("text/html;q=0.5, application/json;q=0.9")).isTrue();
    assertThat(Accept.prefersJson("APPLICATION/JSON ; q=1")).isTrue();
    assertThat(Accept.prefersJson("text/html,application/xhtml+xml,*/*;q=0.8")).isFalse();
    assertThat(Accept.prefersJson("application/json;q=0")).isFalse();
    assertThat(Accept.prefersJson("text/html, application/json")).isFalse();
    assertThat(Accept.prefersJson("*/*")).isFalse();
    assertThat(Accept.prefersJson(null)).isFalse();
    assertThat(Accept.prefersJson("application/json;q=much")).isTrue();
  }

  @Test
  void parametersAreDecodedAsUtf8OrNotAtAll() {
    Parameters parameters = Parameters.parse("a=%EA%B9%80+%2B&b&c=%&d=%zz&e=%FF&f=1&f=2&=x&g=%2");

    assertThat(parameters.find("a")).contains("김 +");
    assertThat(parameters.find("b")).contains("");
    assertThat(parameters.find("c")).isEmpty();
    assertThat(parameters.find("d")).isEmpty();
    assertThat(parameters.find("e")).isEmpty();
    assertThat(parameters.find("f")).as("two values are no value").isEmpty();
    assertThat(parameters.find("g")).isEmpty();
    assertThat(parameters.all("f")).isEqualTo(List.of("1", "2"));
  }

  @Test
  void jsonTextIsEscapedSoThatItIsHarmlessInHtmlToo() {
    assertThat(new Json().put("a", "\"\\\n\t\u0001\u2028</script>&'").toString())
        .isEqualTo("{\"a\":\"\\\"\\\\\\n\\t\\u0001\\u2028\\u003c/script\\u003e\\u0026\\u0027\"}");
  }

  @Test
  void bothLanguagesHaveTheSameTextsAndPlaces() throws IOException {
    Properties korean = load("ko");
    Properties english = load("en");

    assertThat(korean.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : korean.stringPropertyNames()) {
      for (String place : List.of("{0}", "{1}")) {
        assertThat(korean.getProperty(key).contains(place))
            .as(key)
            .isEqualTo(english.getProperty(key).contains(place));
      }
    }
    for (Failure failure : Failure.values()) {
      for (boolean again : new boolean[] {true, false}) {
        String key = Texts.key(failure, again);
        assertThat(Texts.in(Locale.KOREAN).find(key + ".title")).isPresent();
        assertThat(Texts.in(Locale.ENGLISH).find(key + ".text")).isPresent();
      }
    }
    assertThat(Texts.in(Locale.KOREA).brandName("KAKAO_OLD")).isEqualTo("Kakao Old");
  }

  private static Properties load(String language) throws IOException {
    Properties texts = new Properties();
    try (InputStream in = Texts.class.getResourceAsStream("texts_" + language + ".properties");
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      texts.load(reader);
    }
    return texts;
  }
}
