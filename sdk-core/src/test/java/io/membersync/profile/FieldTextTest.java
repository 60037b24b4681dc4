package io.membersync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          mina@shop.example          | mina@shop.example
          '  mina@shop.example '     | mina@shop.example
          Mina.Kim+shop@Shop.EXAMPLE | Mina.Kim+shop@shop.example
          o'neil@a-b.co.kr           | o'neil@a-b.co.kr
          mina@한국.example            | mina@xn--3e0b707e.example
          mina@XN--3E0B707E.example  | mina@xn--3e0b707e.example
          mina@BÜCHER.example        | mina@xn--bcher-kva.example
          """)
  @Fault("UP-06")
  void oneAddressIsKeptWithItsDomainInOneSpelling(String typed, String canonical) {
    assertThat(Field.EMAIL.fromText(typed)).contains(canonical);
    assertThat(Field.EMAIL.fromText(canonical)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a@x.example,b@y.example",
        "a@x.example;b@y.example",
        "a@x.example b@y.example",
        "a@b@x.example",
        "Mina <mina@shop.example>",
        "\"a@evil.example\"@shop.example",
        "\"mina\"@shop.example",
        "mina(comment)@shop.example",
        "mina@shop.example\r\nBcc: b@y.example",
        "mina@shop.example\n",
        "\tmina@shop.example",
        "mina@[127.0.0.1]",
        "mina@127.0.0.1",
        "mina@localhost",
        "mina@shop.example.",
        "mina@-shop.example",
        "mina@shop_a.example",
        "mina@shop..example",
        ".mina@shop.example",
        "mina..kim@shop.example",
        "@shop.example",
        "mina@",
        "mina",
        "mina\u0000@shop.example",
        "mina＠shop.example"
      })
  @Fault("UP-06")
  void whatIsNotOneBareAddressIsNoAddress(String typed) {
    assertThat(Field.EMAIL.fromText(typed)).isEmpty();
  }

  @Test
  @Fault("UP-06")
  void anAddressOfFourHundredCharactersIsRefused() {
    assertThat(Field.EMAIL.fromText("a".repeat(385) + "@shop.example")).isEmpty();
    assertThat(Field.EMAIL.fromText("a".repeat(65) + "@shop.example")).isEmpty();
    assertThat(Field.EMAIL.fromText("a".repeat(64) + "@shop.example")).isPresent();
    assertThat(Field.EMAIL.fromText("a@" + "b.".repeat(200) + "example")).isEmpty();
    assertThat(Field.EMAIL.fromText("a@" + "b".repeat(64) + ".example")).isEmpty();
    assertThat(Field.EMAIL.fromText("a@" + "b".repeat(100_000) + ".example")).isEmpty();
    assertThat(Field.EMAIL.fromText("mina@\uD800.example")).isEmpty();
  }

  @Test
  @Fault("UP-06")
  void lookAlikesStayApartOrAreRefused() {
    assertThat(Field.EMAIL.fromText("mina@shоp.example")) // a Cyrillic o
        .hasValueSatisfying(address -> assertThat(address).startsWith("mina@xn--"))
        .isNotEqualTo(Field.EMAIL.fromText("mina@shop.example"));
    assertThat(Field.EMAIL.fromText("mіna@shop.example")).isEmpty(); // a Ukrainian i
    assertThat(Field.EMAIL.fromText("mina@straße.example")).isEmpty(); // not strasse.example
    assertThat(Field.EMAIL.fromText("mina@ｓｈｏｐ.example")).isEmpty();
    assertThat(Field.EMAIL.fromText("mina@\u212Aakao.example")).isEmpty(); // the Kelvin sign
    assertThat(Field.EMAIL.fromText("mina@shop\u3002example")).isEmpty(); // an ideographic stop
  }

  @ParameterizedTest
  @CsvSource({
    "+82 10-5550-1234, +821055501234",
    "+82 010-5550-1234, +821055501234",
    "+821055501234, +821055501234",
    "010-5550-1234, +821055501234",
    "01055501234, +821055501234",
    "010.5550.1234, +821055501234",
    "' 010 5550 1234 ', +821055501234",
    "０１０－５５５０－１２３４, +821055501234",
    "＋８２ １０ ５５５０ １２３４, +821055501234",
    "011-234-5678, +82112345678",
    "051-555-0000, +82515550000",
    "02-312-3456, +8223123456",
    "+1 (202) 555-0123, +12025550123",
    "+81 90-1234-5678, +819012345678",
    "+44 020 7946 0958, +442079460958"
  })
  @Fault("UP-08")
  void everySpellingOfANumberBecomesOneForm(String typed, String canonical) {
    assertThat(Field.PHONE.fromText(typed)).contains(canonical);
    assertThat(Field.PHONE.fromText(canonical)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "+",
        "+82",
        "010-5550",
        "010-5550-123",
        "010-5550-12345678",
        "010-5550-1234 x12",
        "010-5550-1234;ext=12",
        "tel:010-5550-1234",
        "1-800-FLOWERS",
        "010-5550-1234, 010-5550-9999",
        "010-5550-1234/010-5550-9999",
        "82+1055501234",
        "++821055501234",
        "+999 10 5550 1234",
        "112",
        "010-5550-1234\r\n",
        "١٠٥٥٥٠١٢٣٤"
      })
  @Fault("UP-08")
  void whatIsNotOneWholeNumberIsNoNumber(String typed) {
    assertThat(Field.PHONE.fromText(typed)).isEmpty();
  }

  @Test
  @Fault("UP-07")
  void aNameIsKeptAsTypedAndCutBetweenCharacters() {
    assertThat(Field.NAME.fromText("  김하늘 ")).contains("김하늘");
    assertThat(Field.NAME.fromText("<script>alert(1)</script>"))
        .contains("<script>alert(1)</script>");
    assertThat(Field.NAME.fromText("=1+1|${jndi:ldap://x}")).contains("=1+1|${jndi:ldap://x}");
    assertThat(Field.NAME.fromText("a\u202Egnp.exe\u2066\u0000b")).contains("agnp.exeb");
    assertThat(Field.NAME.fromText("👩\u200D💻")).contains("👩\u200D💻");
    assertThat(Field.NAME.fromText("Kim\r\nHaneul\u2028Set-Cookie: x"))
        .contains("Kim Haneul Set-Cookie: x");
    assertThat(Field.NAME.fromText("\uDC00")).isEmpty();
    assertThat(Field.NAME.fromText("half\uD83D of one")).contains("half of one");
    assertThat(Field.NAME.fromText("神")).contains("神"); // not folded to its unified form
    assertThat(Field.NAME.fromText("각")).contains("각");
    assertThat(Field.NAME.fromText("x".repeat(10_000))).contains("x".repeat(200));
    assertThat(Field.NAME.fromText("x".repeat(199) + "👩x")).contains("x".repeat(199));
    assertThat(Field.NAME.fromText("x".repeat(199) + " x")).contains("x".repeat(199));
    assertThat(Field.NAME.fromText(" ".repeat(300) + "x")).contains("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\u0000\u0007", "\u3164", "\u200B\u200D", "\u00A0\u3000"})
  @Fault("UP-07")
  void textThatShowsNothingIsNoName(String typed) {
    assertThat(Field.NAME.fromText(typed)).isEmpty();
    assertThat(Field.text("favourite_wine").fromText(typed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://img.example/110.jpg",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "ftp://img.example/a.png",
        "//img.example/a.png",
        "/a.png",
        "https:img.example",
        "https://",
        "https://user:pw@img.example/a.png",
        "https://img.example/a b.png",
        "https://img.example/\"onerror=alert(1)",
        "https://img.example\\@evil.example/",
        "https://img.example/\r\nX: y",
        ""
      })
  @Fault("UP-12")
  void onlyAnHttpsAddressIsAPicture(String typed) {
    assertThat(Field.PICTURE.fromText(typed)).isEmpty();
  }

  @Test
  @Fault("UP-12")
  void aPictureIsKeptExactlyOrNotAtAll() {
    String address = "https://img.example/640.jpg?v=1&n=%ED%95%98";
    assertThat(Field.PICTURE.fromText(address)).contains(address);
    assertThat(Field.PICTURE.fromText("https://img.example/" + "a".repeat(5_000_000)))
        .isEmpty();
  }

  @Test
  @Fault("UP-14")
  void unknownWordsForGenderAreKeptAsUnknown() {
    assertThat(Field.GENDER.fromText("female")).contains(Gender.FEMALE);
    assertThat(Field.GENDER.fromText("FEMALE")).contains(Gender.FEMALE);
    assertThat(Field.GENDER.fromText("M")).contains(Gender.MALE);
    assertThat(Field.GENDER.fromText("nonbinary")).contains(Gender.UNKNOWN);
    assertThat(Field.GENDER.fromText(" ")).isEmpty();
    for (Gender gender : Gender.values()) {
      assertThat(Field.GENDER.fromText(Field.GENDER.toText(gender))).contains(gender);
    }
  }

  @Test
  @Fault("UP-14")
  void ageRangesOfAnyWidthAreRead() {
    assertThat(Field.AGE_RANGE.fromText("20~29")).contains(new AgeRange(20, OptionalInt.of(29)));
    assertThat(Field.AGE_RANGE.fromText("90~")).contains(new AgeRange(90, OptionalInt.empty()));
    assertThat(Field.AGE_RANGE.fromText("0~9")).contains(new AgeRange(0, OptionalInt.of(9)));
    assertThat(Field.AGE_RANGE.fromText("1~9")).contains(new AgeRange(1, OptionalInt.of(9)));
    assertThat(Field.AGE_RANGE.fromText("60-")).contains(new AgeRange(60, OptionalInt.empty()));
    for (String text : new String[] {"20~29", "90~", "0~9", "1~9", "100~120"}) {
      assertThat(Field.AGE_RANGE.fromText(text).map(Field.AGE_RANGE::toText)).contains(text);
    }
    for (String text :
        new String[] {"", "~", "29~20", "-5~9", "20", "twenties", "2０~29", "1000~"}) {
      assertThat(Field.AGE_RANGE.fromText(text)).as(text).isEmpty();
    }
  }

  @Test
  @Fault("UP-09")
  void aBirthYearIsNeverInTheFuture() {
    int now = Year.now(ZoneOffset.MAX).getValue();
    assertThat(Field.BIRTH_YEAR.fromText("1991")).contains(1991);
    assertThat(Field.BIRTH_YEAR.fromText(String.valueOf(now))).contains(now);
    assertThat(Field.BIRTH_YEAR.toText(1991)).isEqualTo("1991");
    for (String text : new String[] {"", "91", "0000", "1899", "19911", "１９９１", "+991"}) {
      assertThat(Field.BIRTH_YEAR.fromText(text)).as(text).isEmpty();
    }
    assertThat(Field.BIRTH_YEAR.fromText(String.valueOf(now + 1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--04-15, 4, 15, false, false",
    "--02-29, 2, 29, false, false",
    "--02-30L, 2, 30, true, false",
    "--04-15LL, 4, 15, true, true"
  })
  @Fault("UP-09")
  void aBirthdayKeepsItsCalendar(String text, int month, int day, boolean lunar, boolean leap) {
    Birthday birthday = new Birthday(month, day, lunar, leap);
    assertThat(Field.BIRTHDAY.fromText(text)).contains(birthday);
    assertThat(Field.BIRTHDAY.toText(birthday)).isEqualTo(text);
    assertThat(Field.BIRTHDAY.fromText(text.substring(2))).as("without --").contains(birthday);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0415",
        "--02-30",
        "--04-31",
        "--13-01",
        "--00-10",
        "--01-00",
        "--12-31LLL",
        "--12-31L",
        "1991-04-15",
        "--4-15",
        "--04-15l"
      })
  @Fault("UP-09")
  void aDayThatIsInNoYearIsNoBirthday(String text) {
    assertThat(Field.BIRTHDAY.fromText(text)).isEmpty();
  }

  @Test
  @Fault("UP-18")
  void aCiHasSixtyFourBytesInTheirOneSpelling() {
    byte[] bytes = new byte[64];
    bytes[0] = 'C';
    String ci = Base64.getEncoder().encodeToString(bytes);
    assertThat(ci).hasSize(88);
    assertThat(Field.CI.fromText(ci)).contains(ci);
    assertThat(Field.CI.fromText("Q0lfU0FNUExF")).isEmpty();
    assertThat(Field.CI.fromText(ci.substring(1))).isEmpty();
    assertThat(Field.CI.fromText(ci + " ")).isEmpty();
    assertThat(Field.CI.fromText(ci.replace("Q", "-"))).isEmpty();
    assertThat(Field.CI.fromText(ci.substring(0, 85) + "B==")).isEmpty();
    assertThat(Field.CI.fromText(ci.replace("==", "AA"))).isEmpty();
    assertThat(Field.CI.fromText("")).isEmpty();
  }

  @Test
  void anyTextReadTwiceIsTheSame() {
    java.util.Random random = new java.util.Random(20261121);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder typed = new StringBuilder();
      int length = random.nextInt(260);
      for (int i = 0; i < length; i++) {
        int kind = random.nextInt(6);
        typed.append((char) (kind == 0 ? random.nextInt(0x10000) : 0x20 + random.nextInt(0x60)));
      }
      Field.NAME.fromText(typed.toString()).ifPresent(clean -> {
        assertThat(clean.length()).isBetween(1, 200);
        assertThat(Field.NAME.fromText(Field.NAME.toText(clean))).contains(clean);
      });
    }
  }
}
