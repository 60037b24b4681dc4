package io.membersync.provider.google;

import static io.membersync.profile.FieldValue.Presence.EMPTY;
import static io.membersync.profile.FieldValue.Presence.NOT_OFFERED;
import static io.membersync.profile.FieldValue.Presence.PRESENT;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.Secret;
import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Gender;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.Profile;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderProfile;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleProfileTest {
  private static final Grant ALL = Samples.granted(
      Samples.PHONE, Samples.BIRTHDAY, Samples.GENDER, Samples.AGE, Samples.ADDRESSES);
  private static final String OWN =
      "\"metadata\":{\"primary\":true,\"source\":{\"type\":\"PROFILE\"}}";
  private static final String CARD =
      "\"metadata\":{\"primary\":true,\"source\":{\"type\":\"CONTACT\"}}";

  private final Google plain = Google.of("client", Secret.of("secret"));
  private final Google google = plain.asking(
      Field.NICKNAME,
      Field.PHONE,
      Field.BIRTHDAY,
      Field.BIRTH_YEAR,
      Field.GENDER,
      Field.AGE_RANGE,
      Field.SHIPPING_ADDRESSES);

  private static String person(String members) {
    return "{\"resourceName\":\"people/" + Samples.SUBJECT + "\",\"etag\":\"%EgDemo=\""
        + (members.isEmpty() ? "" : "," + members) + "}";
  }

  private Profile read(String members) throws ProfileException {
    return google
        .read(Samples.answers(Samples.claims(), ALL, "people", person(members)))
        .profile();
  }

  /** A profile of an ID token with these claims beside the subject. */
  private static Profile token(Provider provider, String claims) throws ProfileException {
    return provider
        .read(Samples.answers(
            Samples.json("{\"sub\":\"" + Samples.SUBJECT + "\"," + claims + "}"),
            Samples.granted()))
        .profile();
  }

  @Test
  void theIdTokenSaysWhoItIs() throws Exception {
    ProviderProfile read = plain.read(Samples.answers(Samples.claims(), Samples.granted()));

    assertThat(read.subject()).isEqualTo(Samples.SUBJECT);
    assertThat(read.termsKnown()).isFalse();
    assertThat(read.profile().value(Field.NAME)).contains("Demo User");
    assertThat(read.profile().value(Field.PICTURE)).contains("https://lh3.example/a/demo");
    assertThat(read.profile().value(Field.EMAIL)).contains("demo.user@gmail.com");
    assertThat(read.profile().values()).hasSize(3);
    assertThat(read.profile().find(Field.NAME).map(FieldValue::isVerified)).contains(false);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      demo@gmail.com      | ,"email_verified":true                      | true
      demo@GMAIL.com      | ,"email_verified":true                      | true
      demo@gmail.com      |                                             | true
      demo@gmail.com      | ,"email_verified":false                     | false
      demo@gmail.com      | ,"email_verified":"true"                    | false
      demo@notgmail.com   | ,"email_verified":true                      | false
      demo@gmail.com.kr   | ,"email_verified":true                      | false
      demo@googlemail.com | ,"email_verified":true                      | false
      demo@shop.example   | ,"email_verified":true                      | false
      demo@shop.example   | ,"email_verified":true,"hd":"shop.example"  | true
      demo@shop.example   | ,"email_verified":true,"hd":""              | false
      demo@shop.example   | ,"email_verified":true,"hd":true            | false
      demo@shop.example   | ,"email_verified":false,"hd":"shop.example" | false
      demo@shop.example   | ,"hd":"shop.example"                        | false
      """)
  @Fault({"LK-04", "LK-05"})
  void anEmailIsVerifiedOnlyWhereGoogleOwnsIt(String email, String more, boolean verified)
      throws Exception {
    Profile profile =
        token(plain, "\"email\":\"" + email + "\"" + Optional.ofNullable(more).orElse(""));

    FieldValue<String> read = profile.find(Field.EMAIL).orElseThrow();
    assertThat(read.value()).map(value -> value.substring(0, 5)).contains("demo@");
    assertThat(read.isVerified()).isEqualTo(verified);
  }

  @Test
  void anAccountOfAnotherDomainIsTheVisitorsMatter() throws Exception {
    Google work = plain.withHostedDomain("shop.example");

    for (String hd : List.of(
        "",
        ",\"hd\":\"other.example\"",
        ",\"hd\":\"a.shop.example\"",
        ",\"hd\":null",
        ",\"hd\":[\"shop.example\"]")) {
      ProfileException refused =
          catchThrowableOfType(ProfileException.class, () -> token(work, "\"name\":\"Demo\"" + hd));
      assertThat(refused).as(hd).isNotNull();
      assertThat(refused.kind()).isEqualTo(ErrorKind.VISITOR);
      assertThat(refused).hasMessageNotContaining("other.example");
    }
    assertThat(token(work, "\"name\":\"Demo\",\"hd\":\"Shop.example\"").value(Field.NAME))
        .contains("Demo");
  }

  @Test
  void thePersonOfTheSampleIsRead() throws Exception {
    Profile profile = google
        .read(Samples.answers(Samples.claims(), ALL, "people", Samples.text("person.json")))
        .profile();

    assertThat(profile.value(Field.PHONE)).contains("+821012345678");
    assertThat(profile.value(Field.BIRTHDAY)).contains(Birthday.solar(1, 31));
    assertThat(profile.value(Field.BIRTH_YEAR)).contains(1990);
    assertThat(profile.value(Field.GENDER)).contains(Gender.FEMALE);
    assertThat(profile.value(Field.AGE_RANGE)).contains(new AgeRange(21, OptionalInt.empty()));
    assertThat(profile.value(Field.SHIPPING_ADDRESSES))
        .contains(List.of(new PostalAddress(
            "google-1",
            Optional.of("Home"),
            "1 Demo-ro, Seoul, South Korea",
            Optional.empty(),
            Optional.of("06000"),
            Optional.empty(),
            Optional.empty(),
            true)));
    assertThat(profile.presence(Field.NICKNAME)).isEqualTo(EMPTY);
    assertThat(profile.unreadable()).isEmpty();
    assertThat(profile.values())
        .filteredOn(FieldValue::isVerified)
        .as("metadata.verified of a phone proves nothing")
        .extracting(value -> value.field().name())
        .containsExactly("email");
  }

  @Test
  void whatIsGrantedAndNotFilledInIsEmpty() throws Exception {
    Profile profile = google
        .read(Samples.answers(Samples.claims(), ALL, "people", Samples.text("person-bare.json")))
        .profile();

    for (Field<?> field : List.of(
        Field.NICKNAME,
        Field.PHONE,
        Field.BIRTHDAY,
        Field.BIRTH_YEAR,
        Field.GENDER,
        Field.AGE_RANGE,
        Field.SHIPPING_ADDRESSES)) {
      assertThat(profile.presence(field)).as(field.name()).isEqualTo(EMPTY);
    }
    assertThat(token(plain, "\"name\":\"Demo\"").presence(Field.EMAIL)).isEqualTo(EMPTY);
  }

  @Test
  @Fault("TR-06")
  void whatTheVisitorHasUntickedIsWithheld() throws Exception {
    String person = person("\"phoneNumbers\":[{" + OWN + ",\"canonicalForm\":\"+821012345678\"}]");

    Profile profile = google
        .read(Samples.answers(Samples.claims(), Samples.granted(Samples.PHONE), "people", person))
        .profile();

    assertThat(profile.presence(Field.PHONE)).isEqualTo(PRESENT);
    for (Field<?> field :
        List.of(Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER, Field.SHIPPING_ADDRESSES)) {
      assertThat(profile.presence(field)).as(field.name()).isEqualTo(WITHHELD);
    }
    Profile nothing =
        google.read(Samples.answers(Samples.claims(), Samples.granted())).profile();
    assertThat(nothing.presence(Field.PHONE)).isEqualTo(WITHHELD);
  }

  @Test
  void whatWasNeverAskedIsNotSpokenOf() throws Exception {
    Profile profile = plain
        .read(Samples.answers(
            Samples.claims(), Samples.granted(), "people", Samples.text("person.json")))
        .profile();

    assertThat(profile.presence(Field.PHONE)).isEqualTo(NOT_OFFERED);
    assertThat(profile.values()).hasSize(3);
  }

  @Test
  void whatAFurtherQuestionHasOpenedIsRead() throws Exception {
    Profile profile = plain
        .read(Samples.answers(
            Samples.claims(),
            Samples.granted(Samples.BIRTHDAY),
            "people",
            Samples.text("person.json")))
        .profile();

    assertThat(profile.value(Field.BIRTHDAY)).contains(Birthday.solar(1, 31));
    assertThat(profile.value(Field.BIRTH_YEAR)).contains(1990);
    assertThat(profile.presence(Field.PHONE)).isEqualTo(NOT_OFFERED);
    assertThat(plain
            .asking(Field.BIRTHDAY)
            .read(Samples.answers(Samples.claims(), ALL, "people", Samples.text("person.json")))
            .profile()
            .presence(Field.BIRTH_YEAR))
        .as("one scope of both, and only the day is asked")
        .isEqualTo(NOT_OFFERED);
  }

  @Test
  void aPersonThatDoesNotComeTakesNothingAway() throws Exception {
    Profile profile = google.read(Samples.answers(Samples.claims(), ALL)).profile();

    assertThat(profile.value(Field.NAME)).contains("Demo User");
    assertThat(profile.presence(Field.PHONE)).isEqualTo(NOT_OFFERED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resourceName\":\"people/100000000000000000002\"}",
        "{\"resourceName\":\"100000000000000000001\"}",
        "{\"resourceName\":\"people/me\"}",
        "{\"resourceName\":1}",
        "{}"
      })
  void aPersonOfAnotherAccountIsRefused(String person) {
    ProfileException refused = catchThrowableOfType(
        ProfileException.class,
        () -> google.read(Samples.answers(Samples.claims(), ALL, "people", person)));

    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refused).hasMessageNotContaining(Samples.SUBJECT);
  }

  @Test
  void aContactCardIsNobodysWord() throws Exception {
    Profile profile = read(
        "\"phoneNumbers\":[{" + CARD + ",\"canonicalForm\":\"+821099998888\"},"
            + "{\"metadata\":{\"source\":{\"type\":\"ACCOUNT\"}},\"canonicalForm\":\"+821012345678\"}],"
            + "\"genders\":[{" + CARD + ",\"value\":\"male\"}],"
            + "\"addresses\":[{" + CARD
            + ",\"streetAddress\":\"2 Card-ro\"},{\"streetAddress\":\"3\"}],"
            + "\"birthdays\":[{" + CARD + ",\"date\":{\"year\":1980,\"month\":5,\"day\":5}}],"
            + "\"nicknames\":[{\"metadata\":{\"source\":{\"type\":\"DOMAIN_CONTACT\"}},\"value\":\"x\"}]");

    assertThat(profile.value(Field.PHONE)).contains("+821012345678");
    for (Field<?> field : List.of(
        Field.GENDER, Field.SHIPPING_ADDRESSES, Field.BIRTHDAY, Field.BIRTH_YEAR, Field.NICKNAME)) {
      assertThat(profile.presence(field)).as(field.name()).isEqualTo(EMPTY);
    }
  }

  @Test
  void thePrimaryEntryOfSeveralIsTaken() throws Exception {
    Profile profile = read(
        "\"nicknames\":[{\"metadata\":{\"source\":{\"type\":\"ACCOUNT\"}},\"value\":\"second\"},{"
            + OWN + ",\"value\":\"first\"}]");

    assertThat(profile.value(Field.NICKNAME)).contains("first");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"month":1,"day":31}                  | {"year":1990,"month":1,"day":31} | --01-31 | 1990
      {"month":1,"day":31}                  | {"year":1985,"month":5,"day":20} | --01-31 |
      {"month":1,"day":31}                  | {"year":1990}                    | --01-31 | 1990
      {"year":0,"month":2,"day":29}         | {}                               | --02-29 |
      {"year":1991,"month":0,"day":0}       | {}                               |         | 1991
      {"year":1991}                         | {"month":3,"day":1}              | --03-01 | 1991
      {"year":1992,"month":7,"day":8}       | {"year":1990,"month":1,"day":31} | --07-08 | 1992
      {"month":7}                           | {"day":8}                        |         |
      """)
  @Fault("UP-09")
  void aBirthdayIsReadInItsPartsAndNothingIsInvented(
      String primary, String other, String day, Integer year) throws Exception {
    Profile profile = read("\"birthdays\":[{" + OWN + ",\"date\":" + primary
        + "},{\"metadata\":{\"source\":{\"type\":\"ACCOUNT\"}},\"date\":" + other + "}]");

    assertThat(profile.find(Field.BIRTHDAY).flatMap(FieldValue::text))
        .isEqualTo(Optional.ofNullable(day));
    assertThat(profile.value(Field.BIRTH_YEAR)).isEqualTo(Optional.ofNullable(year));
    assertThat(profile.unreadable()).isEmpty();
  }

  @Test
  @Fault("UP-09")
  void aDayThatDoesNotExistIsUnreadable() throws Exception {
    for (String date : List.of(
        "{\"year\":3000,\"month\":2,\"day\":30}",
        "{\"year\":-5,\"month\":13,\"day\":1}",
        "{\"year\":9999999999,\"month\":1,\"day\":9999999999}")) {
      Profile profile = read("\"birthdays\":[{" + OWN + ",\"date\":" + date + "}]");

      assertThat(profile.unreadable())
          .as(date)
          .containsExactlyInAnyOrder(Field.BIRTHDAY, Field.BIRTH_YEAR);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "canonicalForm":"+821012345678","value":"010-9999-8888" | +821012345678
      "value":"+82 10-1234-5678"                              | +821012345678
      "canonicalForm":"+12015550123"                          | +12015550123
      "canonicalForm":"+821"                                  |
      "value":"010-1234-5678"                                 |
      "canonicalForm":"01012345678"                           |
      "value":"call me"                                       |
      """)
  void aPhoneIsReadByItsCanonicalFormAndNoCountryIsGuessed(String members, String number)
      throws Exception {
    Profile profile = read("\"phoneNumbers\":[{" + OWN + "," + members + "}]");

    assertThat(profile.value(Field.PHONE)).isEqualTo(Optional.ofNullable(number));
    assertThat(profile.unreadable().contains(Field.PHONE)).isEqualTo(number == null);
  }

  @Test
  void gendersAreTakenAsPeopleWriteThem() throws Exception {
    Map<String, Gender> genders = Map.of(
        "male", Gender.MALE,
        "female", Gender.FEMALE,
        "unspecified", Gender.UNKNOWN,
        "f", Gender.UNKNOWN,
        "something of my own", Gender.UNKNOWN);
    for (Map.Entry<String, Gender> gender : genders.entrySet()) {
      assertThat(read("\"genders\":[{" + OWN + ",\"value\":\"" + gender.getKey() + "\"}]")
              .value(Field.GENDER))
          .as(gender.getKey())
          .contains(gender.getValue());
    }
    assertThat(read("\"genders\":[{" + OWN + ",\"value\":\" \"}]").presence(Field.GENDER))
        .isEqualTo(EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "LESS_THAN_EIGHTEEN, 0~17",
    "EIGHTEEN_TO_TWENTY, 18~20",
    "TWENTY_ONE_OR_OLDER, 21~",
    "AGE_RANGE_UNSPECIFIED,",
    "OVER_NINETY,"
  })
  void ageRangesAreBands(String sent, String band) throws Exception {
    Profile profile = read("\"ageRanges\":[{" + OWN + ",\"ageRange\":\"" + sent + "\"}]");

    assertThat(profile.find(Field.AGE_RANGE).flatMap(FieldValue::text))
        .isEqualTo(Optional.ofNullable(band));
    assertThat(profile.unreadable().contains(Field.AGE_RANGE))
        .isEqualTo(sent.equals("OVER_NINETY"));
  }

  @Test
  void addressesAreReadByTheirPartsOrAsTheyAreWritten() throws Exception {
    Profile profile = read("\"addresses\":[{\"metadata\":{\"source\":{\"type\":\"PROFILE\"}},"
        + "\"type\":\"work\",\"streetAddress\":\"2 Demo-ro\",\"extendedAddress\":\"5F\","
        + "\"city\":\"Busan\",\"formattedValue\":\"5F 2 Demo-ro, Busan\"},"
        + "{" + OWN + ",\"formattedValue\":\"1 Demo-ro\\nSeoul\",\"extendedAddress\":\"lost\"},"
        + "{" + OWN + ",\"city\":\"Jeju\"}]");

    List<PostalAddress> addresses = profile.value(Field.SHIPPING_ADDRESSES).orElseThrow();
    assertThat(addresses).hasSize(2);
    assertThat(addresses.get(0).base()).startsWith("1 Demo-ro").endsWith("Seoul");
    assertThat(addresses.get(0).detail()).isEmpty();
    assertThat(addresses.get(0).isDefault()).isTrue();
    assertThat(addresses.get(1).base()).isEqualTo("2 Demo-ro, Busan");
    assertThat(addresses.get(1).detail()).contains("5F");
    assertThat(addresses.get(1).label()).contains("work");
    assertThat(addresses.get(1).isDefault()).isFalse();
    assertThat(read("\"addresses\":[{" + OWN + ",\"city\":\"Jeju\"}]")
            .presence(Field.SHIPPING_ADDRESSES))
        .isEqualTo(EMPTY);
  }

  @Test
  void withoutAnIdTokenTheUserInformationIsRead() throws Exception {
    Provider.Answers answers = new Provider.Answers(
        Map.of(
            "profile", Samples.json(Samples.text("userinfo.json")),
            "people", Samples.json(Samples.text("person.json"))),
        Optional.empty(),
        new Grant(ALL.scopes(), true, false),
        Samples.NOW);

    ProviderProfile read = google.withHostedDomain("shop.example").read(answers);

    assertThat(read.subject()).isEqualTo(Samples.SUBJECT);
    assertThat(read.profile().value(Field.NAME)).contains("Demo User");
    assertThat(read.profile().find(Field.EMAIL).map(FieldValue::isVerified)).contains(true);
    assertThat(read.profile().value(Field.PHONE)).contains("+821012345678");
  }
}
