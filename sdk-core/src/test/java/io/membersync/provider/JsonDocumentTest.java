package io.membersync.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {
  private static JsonDocument parse(String text) throws ProfileException {
    return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ProfileException refusal(byte[] bytes) {
    try {
      JsonDocument.parse(bytes);
    } catch (ProfileException e) {
      return e;
    }
    throw new AssertionError("was read");
  }

  @Test
  void idsOfNineteenDigitsStayApart() throws ProfileException {
    JsonDocument two = parse(
        "{\"a\":9007199254740992,\"b\":9007199254740993,\"c\":9223372036854775807,\"d\":1.0}");

    assertThat(two.findText("a")).contains("9007199254740992");
    assertThat(two.findText("b")).contains("9007199254740993");
    assertThat(two.findWhole("c")).contains(Long.MAX_VALUE);
    assertThat(two.findWhole("d")).isEmpty();
    assertThat(two.findText("d")).contains("1.0");
  }

  @Test
  void secondsAreATimeOfAYearOfFourDigits() throws ProfileException {
    JsonDocument document = parse(
        "{\"a\":0,\"b\":253402300799,\"c\":253402300800,\"d\":-1,\"e\":9223372036854775807,\"f\":\"1\"}");

    assertThat(document.findEpochSeconds("a")).contains(Instant.EPOCH);
    assertThat(document.findEpochSeconds("b")).contains(Instant.parse("9999-12-31T23:59:59Z"));
    for (String path : List.of("c", "d", "e", "f", "g")) {
      assertThat(document.findEpochSeconds(path)).as(path).isEmpty();
    }
  }

  @Test
  void absentNullAndOfAnotherTypeAreToldApart() throws ProfileException {
    JsonDocument document =
        parse("{\"a\":null,\"b\":{\"c\":\"\"},\"d\":[{\"e\":true},1],\"f\":[\"x\",\"y\"]}");

    assertThat(document.has("a")).isTrue();
    assertThat(document.isNull("a")).isTrue();
    assertThat(document.has("b.c")).isTrue();
    assertThat(document.isNull("b.c")).isFalse();
    assertThat(document.findString("b.c")).contains("");
    assertThat(document.has("b.x")).isFalse();
    assertThat(document.has("a.x")).isFalse();
    assertThat(document.findString("b")).isEmpty();
    assertThat(document.findFlag("b.c")).isEmpty();
    assertThat(document.findObject("b")).isPresent();
    assertThat(document.findObjects("d").orElseThrow())
        .singleElement()
        .satisfies(item -> assertThat(item.findFlag("e")).contains(true));
    assertThat(document.findStrings("d")).isEmpty();
    assertThat(document.findStrings("f")).contains(List.of("x", "y"));
    assertThat(document.toString()).isEqualTo("JsonDocument[hidden]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"text\"",
        "{\"a\":1}{}",
        "{\"a\":1",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "<html>{}</html>",
        "\uFEFF{}",
        "{\"sub\":\"canary-1\",\"sub\":\"canary-2\"}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":1}",
        "{\"a\":\"canary\nline\"}",
        "{\"a\":\"canary\tcolumn\"}",
        "{\"a\":\"\u0000\"}",
        "{\"a\u001f\":1}",
        "{\"a\":True}",
        "{\"a\":fALSE}",
        "{\"a\":truE}",
        "{\"a\":NULL}",
        "{\"a\":Infinity}",
        "{\"a\":01}",
        "{\"a\":-}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":0x1F}",
        "{\"a\":1 2}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"x}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1:2]}",
        "{\"a\" 1}",
        "{\"a\"=1}",
        "{\"a\":1;\"b\":2}",
        "{\"a\":1/*x*/}",
        "{\"a\":1}//x",
        "{\"a\":1}\u0000",
        "{\"a\":1}\f",
        "{:1}",
        "{1:1}"
      })
  @Fault({"ID-22", "UP-02"})
  void whatIsNotOneCleanObjectIsRefusedWithoutAQuotation(String text) {
    ProfileException refusal = refusal(text.getBytes(StandardCharsets.UTF_8));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(refusal).hasNoCause().message().doesNotContain("canary");
  }

  @Test
  @Fault("ID-22")
  void deepLongAndBrokenDocumentsAreRefusedQuickly() {
    String nested = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    byte[] tenMegabytes =
        ("{\"a\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    byte[] notUtf8 = {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'};
    String manyDigits = "{\"a\":" + "9".repeat(100_000) + "}";

    assertThat(refusal(nested.getBytes(StandardCharsets.UTF_8))).hasMessageContaining("deeper");
    assertThat(refusal(tenMegabytes)).hasMessageContaining("1 MiB");
    assertThat(refusal(notUtf8)).hasMessageContaining("UTF-8");
    assertThat(refusal(manyDigits.getBytes(StandardCharsets.UTF_8))).hasMessageContaining("number");
  }

  @Test
  @Fault("ID-22")
  void anEnormousExponentIsJustText() throws ProfileException {
    JsonDocument document = parse("{\"exp\":1e1000000}");

    assertThat(document.findWhole("exp")).isEmpty();
    assertThat(document.findText("exp")).contains("1e1000000");
  }

  @Test
  void everyFormThatTheStandardAllowsIsRead() throws ProfileException {
    JsonDocument document = parse(" \n\r\t{ \"\" : \"\" , \"a.b\":-0,\"c\":1E+2,\"d\":2.50e-7,"
        + "\"e\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\ud83d\\ude00\\uFFFF\","
        + "\"f\":\"CAPITALS, \u007f and \uD55C\uAE00\",\"g\":[[],{},null,true,false]}\n");

    assertThat(document.names()).containsExactly("", "a.b", "c", "d", "e", "f", "g");
    assertThat(document.findText("c")).contains("1E+2");
    assertThat(document.findText("d")).contains("2.50e-7");
    assertThat(document.findString("e")).contains("\"\\/\b\f\n\r\t\u0000\uD83D\uDE00\uFFFF");
    assertThat(document.findString("f")).contains("CAPITALS, \u007f and \uD55C\uAE00");
  }

  @Test
  void aNumberMayHave128Characters() throws ProfileException {
    String longest = "-0." + "0".repeat(124) + "1";

    assertThat(parse("{\"a\":" + longest + "}").findText("a")).contains(longest);
    assertThat(refusal(("{\"a\":" + longest + "1}").getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("128");
  }

  @Test
  void thirtyTwoLevelsAreRead() throws ProfileException {
    String deepest = "{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}";

    assertThat(parse(deepest).has("a")).isTrue();
    assertThatExceptionOfType(ProfileException.class)
        .isThrownBy(() -> parse("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"));
  }
}
