package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codecs that come with the module. */
class ColumnCodecTest {
  @Test
  void flagsAndWordsAreTheShopsOwn() {
    ColumnCodec flag = ColumnCodec.yesNo();
    assertThat(flag.to("true")).contains("Y");
    assertThat(flag.from("N")).contains("false");
    assertThat(flag.to("perhaps")).isEmpty();
    assertThat(flag.from("?")).as("neither yes nor no").isEmpty();
    assertThatThrownBy(() -> ColumnCodec.words(Map.of("female", "1", "male", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one word");

    Map<String, String> words = new HashMap<>(Map.of("female", "2"));
    ColumnCodec kept = ColumnCodec.words(words);
    words.put("male", "1");
    assertThat(kept.to("male")).as("what the caller does later is the caller's").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "yyyyMMdd, 1999-04-15, 19990415",
    "dd/MM/yyyy, 1999-04-15, 15/04/1999",
    "yyyy-MM-dd, 2000-02-29, 2000-02-29",
    "MMdd, --04-15, 0415",
    "MM-dd, --02-29, 02-29"
  })
  void aDateGoesInAndOut(String pattern, String value, String stored) {
    ColumnCodec codec = ColumnCodec.date(pattern);
    assertThat(codec.to(value)).contains(stored);
    assertThat(codec.from(stored)).contains(value);
  }

  @Test
  void whatIsNoDateIsNone() {
    ColumnCodec day = ColumnCodec.date("yyyyMMdd");
    for (String stored : List.of("00000000", "19990431", "19990230", "990415", "1999041", "x")) {
      assertThat(day.from(stored)).as(stored).isEmpty();
    }
    assertThat(day.to("--04-15")).as("no year").isEmpty();
    assertThat(ColumnCodec.date("MMdd").to("--04-15L")).as("a lunar day").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yyyy", "MM", "HHmm", "yyMMdd", "yyyyDDMM", "bbbb", "[", "yyyyMM"})
  void aPatternThatLosesADateIsRefused(String pattern) {
    assertThatThrownBy(() -> ColumnCodec.date(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void phonesAreWrittenInOneFormAndSoughtInAll() {
    assertThat(ColumnCodec.phoneWithHyphens().to("+821055501234")).contains("010-5550-1234");
    assertThat(ColumnCodec.phoneDigits().to("+82212345678")).contains("0212345678");
    assertThat(ColumnCodec.phoneDigits().to("+16502530000")).contains("+16502530000");
    assertThat(ColumnCodec.phoneDigits().spellings("+821055501234"))
        .contains("+821055501234", "010-5550-1234", "010.5550.1234", "82-10-5550-1234");
  }

  @Test
  void oneCodecStandsWithinAnother() {
    ColumnCodec turned = ColumnCodec.of(ColumnCodecTest::turn, ColumnCodecTest::turn);
    ColumnCodec codec = ColumnCodec.phoneDigits().within(turned);
    assertThat(codec.to("+821055501234")).contains("43210555010");
    assertThat(codec.from("43210555010")).contains("01055501234");
    assertThat(codec.spellings("+821055501234")).contains("43210555010", "4321-0555-010");
    assertThat(codec.notSought().spellings("+821055501234")).isEmpty();
    assertThat(codec.notSought().to("+821055501234")).isEqualTo(codec.to("+821055501234"));
    assertThat(codec.notSought().from("43210555010")).contains("01055501234");
  }

  private static String turn(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  @Test
  void splitsAreAllOrNothing() {
    SplitCodec phone = SplitCodec.koreanPhone();
    assertThat(phone.to("+821055501234")).contains(List.of("010", "5550", "1234"));
    assertThat(phone.to("+82212345678")).contains(List.of("02", "1234", "5678"));
    assertThat(phone.to("+8215881234")).as("two parts").isEmpty();
    assertThat(phone.to("+16502530000")).as("another country's").isEmpty();
    assertThat(phone.from(List.of("010", "5550", "1234"))).contains("010-5550-1234");
    assertThat(phone.from(List.of("010", "", "1234"))).isEmpty();

    SplitCodec day = SplitCodec.monthAndDay();
    assertThat(day.to("--04-15")).contains(List.of("04", "15"));
    assertThat(day.to("--04-15L")).isEmpty();
    assertThat(day.from(List.of("4", "5"))).contains("--04-05");
    assertThat(day.from(List.of("4", ""))).isEmpty();
    assertThat(day.from(List.of("2", "30"))).isEmpty();

    SplitCodec address = SplitCodec.address();
    assertThat(address.to("[]")).isEmpty();
    assertThat(address.to("[{\"id\":\"1\",\"base\":\"A 1\"},{\"id\":\"2\",\"base\":\"B 2\"}]"))
        .as("none is the default, so the first")
        .contains(List.of("", "A 1", ""));
    assertThat(address.from(List.of("03173", "A 1", "2F")).orElseThrow())
        .contains("03173", "A 1", "2F", "\"default\":true");
    assertThat(address.from(List.of("03173", "", "2F"))).isEmpty();
  }

  @Test
  void anUnusablePasswordIsNobodys() {
    String one = UnusablePassword.supplier().get();
    assertThat(one)
        .matches("![0-9a-z]{31}")
        .isNotEqualTo(UnusablePassword.supplier().get());
    assertThat(UnusablePassword.supplier(20).get()).hasSize(20);
    for (int length : new int[] {19, 256, 0, -1}) {
      assertThatThrownBy(() -> UnusablePassword.supplier(length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(Integer.toString(length));
    }
  }
}
