package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.MissingFields;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FieldsPageTest {
  private String language = "ko";
  private static final String PARKED = "bbbbbbbbbbbbbbbbbbbbbb";
  private static final String PAGE = "/login/resume/" + PARKED;

  private final Shop shop = Shop.open(builder -> builder
      .fieldLabel(Field.text("favourite_wine"), Locale.KOREAN, "좋아하는 와인")
      .fieldLabel(Field.text("favourite_wine"), Locale.ENGLISH, "Favourite wine"));

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void asksEachFieldByTheInputThatFitsIt() {
    needs(
        Field.NAME,
        Field.EMAIL,
        Field.PHONE,
        Field.BIRTH_YEAR,
        Field.GENDER,
        Field.AGE_RANGE,
        Field.text("favourite_wine"));

    String page = shop.get(PAGE).body();

    assertThat(page)
        .contains("<label class=\"ms-label\" for=\"f-name\">이름</label>")
        .contains("name=\"field.name\" value=\"\" autocomplete=\"name\"")
        .contains("type=\"email\" id=\"f-email\" name=\"field.email\"")
        .contains("autocomplete=\"email\" inputmode=\"email\"")
        .contains("type=\"tel\" id=\"f-phone\"")
        .contains("autocomplete=\"tel\"")
        .contains("aria-describedby=\"f-phone-hint\"")
        .contains("id=\"f-phone-hint\">예: 010-1234-5678")
        .contains("autocomplete=\"bday-year\" inputmode=\"numeric\" maxlength=\"4\"")
        .contains("name=\"field.gender\" value=\"female\" required>여성")
        .contains("<option value=\"20~29\">20~29세</option>")
        .contains("for=\"f-favourite_wine\">좋아하는 와인")
        .doesNotContain("aria-invalid");
  }

  @Test
  void asksInTheLanguageThatTheSignInWasBegunIn() {
    language = "en";
    needs(Field.text("favourite_wine"));
    for (String wish : java.util.List.of("ko", "en", "fr")) {
      Shop.Answer answer = shop.get(PAGE, "Accept-Language", wish);
      assertThat(answer.header("Content-Language")).isEqualTo("en");
      assertThat(answer.body()).contains("<html lang=\"en\">").contains("Favourite wine");
    }
    assertThat(shop.json(PAGE).body()).contains("\"language\":\"en\"");

    language = "fr"; // in which there are no pages
    needs(Field.text("favourite_wine"));
    assertThat(shop.get(PAGE, "Accept-Language", "ko").body()).contains("<html lang=\"ko\">");
  }

  @Test
  void handsOnWhatWasTyped() {
    shop.engine.result = Made.signedIn("mina", "/cart");

    shop.post(
        PAGE,
        "field.name=%EA%B9%80%EB%AF%BC%EC%95%84&field.phone=010-5550-1234&field.gender=female"
            + "&field.age_range=20%7E29&field.favourite_wine=pinot+noir&field.NO=x&action=continue");

    assertThat(fields())
        .isEqualTo(Map.of(
            "name", "김민아",
            "phone", "010-5550-1234",
            "gender", "female",
            "age_range", "20~29",
            "favourite_wine", "pinot noir"));
    assertThat(Field.GENDER.fromText("female")).isPresent();
    assertThat(Field.AGE_RANGE.fromText("20~29")).isPresent();
  }

  @Test
  void putsMonthDayAndCalendarTogether() {
    needs(Field.BIRTHDAY);
    assertThat(shop.get(PAGE).body())
        .contains("<option value=\"12\">12월</option>")
        .contains("<option value=\"31\">31일</option>")
        .contains("name=\"field.birthday.lunar\"")
        .contains("음력");

    shop.post(PAGE, "field.birthday.month=4&field.birthday.day=15&action=continue");
    assertThat(fields()).isEqualTo(Map.of("birthday", "--04-15"));
    shop.engine.resumes.clear();
    shop.post(
        PAGE,
        "field.birthday.month=4&field.birthday.day=15&field.birthday.lunar=1&action=continue");
    assertThat(fields()).isEqualTo(Map.of("birthday", "--04-15L"));
    shop.engine.resumes.clear();
    shop.post(PAGE, "field.birthday.month=2&field.birthday.day=30&action=continue");
    assertThat(fields()).isEqualTo(Map.of("birthday", "2-30"));
    assertThat(Field.BIRTHDAY.fromText("2-30")).as("so that it is asked again").isEmpty();
  }

  @Test
  void putsAnAddressTogether() {
    needs(Field.SHIPPING_ADDRESSES);
    assertThat(shop.get(PAGE).body()).contains("autocomplete=\"shipping postal-code\"");

    shop.post(
        PAGE,
        "field.shipping_addresses.receiver=Mina&field.shipping_addresses.postal_code=06236"
            + "&field.shipping_addresses.base=Teheran-ro+1&field.shipping_addresses.detail="
            + "&field.shipping_addresses.phone=010-5550-1234&action=continue");

    String text = fields().getOrDefault("shipping_addresses", "");
    assertThat(Field.SHIPPING_ADDRESSES.fromText(text)).hasValueSatisfying(addresses -> {
      assertThat(addresses).hasSize(1);
      assertThat(addresses.get(0).base()).isEqualTo("Teheran-ro 1");
      assertThat(addresses.get(0).postalCode()).contains("06236");
      assertThat(addresses.get(0).phone()).contains("+821055501234");
      assertThat(addresses.get(0).detail()).isEmpty();
    });
  }

  @Test
  void showsWhatIsWrongBesideTheInputAndKeepsWhatWasTyped() {
    shop.engine.result = new SignInResult.NeedsFields(
        new Parked(PARKED),
        new MissingFields(
            "ko",
            java.util.List.of(
                new MissingFields.Missing(Field.NAME, Presence.WITHHELD, false),
                new MissingFields.Missing(Field.PHONE, Presence.WITHHELD, true))));

    Shop.Answer answer = shop.post(PAGE, "field.name=Mina&field.phone=12%3C%22%3E&action=continue");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("role=\"alert\"")
        .contains("<a href=\"#f-phone\">휴대전화 번호를 정확히 입력해 주세요.</a>")
        .contains("id=\"f-phone-error\"")
        .contains("aria-describedby=\"f-phone-hint f-phone-error\" aria-invalid=\"true\"")
        .contains("value=\"Mina\"")
        .contains("value=\"12&lt;&#34;>\"")
        .doesNotContain("f-name-error");
  }

  @Test
  void saysThatWhatOnlyAProviderHasCannotBeTyped() {
    needs(Field.CI);
    assertThat(shop.get(PAGE).body())
        .contains("직접 입력할 수 없는 정보입니다")
        .doesNotContain("name=\"field.ci");
  }

  @Test
  void givesAFrontEndTheNamesOfTheFields() {
    needs(Field.PHONE);
    assertThat(shop.json(PAGE).body())
        .isEqualTo("{\"result\":\"needs_fields\",\"parked\":\""
            + PARKED
            + "\",\"action\":\"/login/resume/"
            + PARKED
            + "\",\"language\":\"ko\",\"fields\":[{\"name\":\"phone\",\"presence\":\"withheld\","
            + "\"rejected\":false}]}");
    shop.engine.resumes.clear();
    Shop.Answer answer = shop.post(PAGE, "field.birthday=--04-15", "Accept", "application/json");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(fields()).isEqualTo(Map.of("birthday", "--04-15"));
  }

  @Test
  void doesNotPrintWhatWasTyped() {
    Page page = new Page.Fields(
        new PageDetails(Locale.KOREAN, 200, "shop", "/", "./", java.util.List.of()),
        "",
        new Parked(PARKED),
        java.util.List.of(),
        Map.of("field.name", "Mina"));
    assertThat(page.toString()).doesNotContain("Mina");
    assertThat(Parameters.parse("field.name=Mina").toString()).doesNotContain("Mina");
  }

  private void needs(Field<?>... fields) {
    shop.engine.result = new SignInResult.NeedsFields(
        new Parked(PARKED),
        new MissingFields(
            language,
            Arrays.stream(fields)
                .map(field -> new MissingFields.Missing(field, Presence.WITHHELD, false))
                .toList()));
  }

  @SuppressWarnings("unchecked") // the engine's own map
  private Map<String, String> fields() {
    int last = shop.engine.resumes.size() - 1;
    return (Map<String, String>) Made.of(shop.engine.resumes.get(last).answers(), "fields");
  }
}
