package io.membersync.provider.naver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.Secret;
import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Gender;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.Profile;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderProfile;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NaverProfileTest {
  private static final String ME = "{\"resultcode\":\"00\",\"response\":{\"id\":\"x\"}}";

  private final Naver naver = Naver.of("msyncDemoClientId01", Secret.of("msyncSecret"));

  private Profile response(Naver reader, String members) throws ProfileException {
    return reader
        .read(Samples.answers(
            "profile", "{\"resultcode\":\"00\",\"response\":{\"id\":\"x\"" + members + "}}"))
        .profile();
  }

  private Profile response(String members) throws ProfileException {
    return response(naver, members);
  }

  private Optional<Instant> agreedAt(String date) throws ProfileException {
    return naver
        .read(Samples.answers(
            "profile",
            ME,
            "terms",
            "{\"result\":\"success\",\"agreementInfos\":[{\"termCode\":\"tos\",\"clientId\":"
                + "\"msyncDemoClientId01\",\"agreeDate\":\"" + date + "\"}]}"))
        .terms()
        .stream()
        .flatMap(term -> term.agreedAt().stream())
        .findFirst();
  }

  @Test
  void everythingAgreedIsReadAndNothingOfItIsVerified() throws ProfileException {
    ProviderProfile read = naver.read(Samples.answers("profile", Samples.text("me-agreed.json")));
    Profile profile = read.profile();

    assertThat(read.subject()).isEqualTo("Zx9_demoNaverUser-0001");
    assertThat(profile.value(Field.NICKNAME)).contains("데모닉");
    assertThat(profile.value(Field.NAME)).contains("홍데모");
    assertThat(profile.value(Field.PICTURE)).contains("https://phinf.example/demo.png");
    assertThat(profile.value(Field.AGE_RANGE)).contains(new AgeRange(30, OptionalInt.of(39)));
    assertThat(profile.value(Field.GENDER)).contains(Gender.FEMALE);
    assertThat(profile.value(Field.EMAIL)).contains("demo.user@example.com");
    assertThat(profile.value(Field.PHONE)).contains("+821012345678");
    assertThat(profile.value(Field.BIRTHDAY)).contains(new Birthday(1, 31, false, false));
    assertThat(profile.value(Field.BIRTH_YEAR)).contains(1990);
    assertThat(profile.values()).hasSize(9).noneMatch(value -> value.isVerified());
    assertThat(profile.unreadable()).isEmpty();
    assertThat(read.termsKnown()).isFalse();
    assertThat(read.terms()).isEmpty();
  }

  @Test
  @Fault("UP-05")
  void whoRefusesEverythingStillSignsIn() throws ProfileException {
    ProviderProfile read = naver.read(Samples.answers("profile", Samples.text("me-minimum.json")));

    assertThat(read.subject()).isEqualTo("Zx9_demoNaverUser-0001");
    assertThat(read.profile().presence(Field.NICKNAME)).isEqualTo(Presence.EMPTY);
    assertThat(read.profile().presence(Field.EMAIL)).isEqualTo(Presence.NOT_OFFERED);
    assertThat(read.profile().values()).noneMatch(value -> value.isPresent());
  }

  @Test
  @Fault("UP-05")
  void whatTheConsoleAsksAndDoesNotComeIsWithheld() throws ProfileException {
    Naver asking = naver.withItems(Field.EMAIL, Field.PHONE, Field.NICKNAME, Field.NAME);
    Profile refused =
        asking.read(Samples.answers("profile", Samples.text("me-minimum.json"))).profile();

    assertThat(refused.presence(Field.EMAIL)).isEqualTo(Presence.WITHHELD);
    assertThat(refused.presence(Field.PHONE)).isEqualTo(Presence.WITHHELD);
    assertThat(refused.presence(Field.NAME)).isEqualTo(Presence.WITHHELD);
    assertThat(refused.presence(Field.NICKNAME)).as("masked").isEqualTo(Presence.EMPTY);
    assertThat(refused.presence(Field.GENDER))
        .as("not an item of the console")
        .isEqualTo(Presence.NOT_OFFERED);
    assertThat(refused.find(Field.EMAIL).orElseThrow().source())
        .isEqualTo(new Source("naver", "response.email"));

    Profile given =
        asking.read(Samples.answers("profile", Samples.text("me-agreed.json"))).profile();
    assertThat(given.value(Field.EMAIL)).contains("demo.user@example.com");
    assertThat(given.value(Field.PHONE)).contains("+821012345678");
    Profile empty = response(asking, ",\"email\":\"\",\"name\":null");
    assertThat(empty.presence(Field.EMAIL)).isEqualTo(Presence.EMPTY);
    assertThat(empty.presence(Field.NAME)).isEqualTo(Presence.EMPTY);
  }

  @Test
  void theInternationalFormOfThePhoneIsPreferred() throws ProfileException {
    Naver asking = naver.withItems(Field.PHONE);
    Profile both =
        response(asking, ",\"mobile\":\"010-9999-8888\",\"mobile_e164\":\"+821012345678\"");
    assertThat(both.value(Field.PHONE)).contains("+821012345678");
    assertThat(both.find(Field.PHONE).orElseThrow().source().path())
        .isEqualTo("response.mobile_e164");

    assertThat(response(asking, ",\"mobile_e164\":\"+821012345678\"").value(Field.PHONE))
        .contains("+821012345678");
    assertThat(response(asking, ",\"mobile\":\"010-1234-5678\"").value(Field.PHONE))
        .contains("+821012345678");
    assertThat(response(asking, ",\"mobile_e164\":\"\"").presence(Field.PHONE))
        .isEqualTo(Presence.WITHHELD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "\"+82\"", "7", "\"call me\""})
  @Fault("UP-08")
  void anInternationalFormThatIsNoneLeavesTheOtherOne(String e164) throws ProfileException {
    Profile profile = response(",\"mobile\":\"010-1234-5678\",\"mobile_e164\":" + e164);

    assertThat(profile.value(Field.PHONE)).contains("+821012345678");
    assertThat(profile.unreadable()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"F, FEMALE", "M, MALE"})
  void genders(String letter, Gender gender) throws ProfileException {
    assertThat(response(",\"gender\":\"" + letter + "\"").value(Field.GENDER)).contains(gender);
  }

  @Test
  void anUnconfirmedGenderIsNone() throws ProfileException {
    assertThat(response(",\"gender\":\"U\"").presence(Field.GENDER)).isEqualTo(Presence.EMPTY);
    assertThat(response(naver.withItems(Field.GENDER), ",\"gender\":\"U\"").presence(Field.GENDER))
        .isEqualTo(Presence.EMPTY);
  }

  @Test
  void theLastAgeGroupIsOpen() throws ProfileException {
    assertThat(response(",\"age\":\"60-\"").value(Field.AGE_RANGE))
        .contains(new AgeRange(60, OptionalInt.empty()));
    assertThat(response(",\"age\":\"0-9\"").value(Field.AGE_RANGE))
        .contains(new AgeRange(0, OptionalInt.of(9)));
  }

  @Test
  @Fault({"UP-06", "UP-09", "UP-12"})
  void halfAValueIsNoValue() throws ProfileException {
    Profile profile = response(",\"email\":\"a@x.example,b@y.example\",\"birthday\":\"02-30\","
        + "\"birthyear\":\"90\",\"profile_image\":\"javascript:alert(1)\",\"age\":\"old\"");

    assertThat(profile.unreadable())
        .containsExactlyInAnyOrder(
            Field.EMAIL, Field.BIRTHDAY, Field.BIRTH_YEAR, Field.PICTURE, Field.AGE_RANGE);
    assertThat(profile.values()).noneMatch(value -> value.isPresent());
    assertThat(response(",\"birthday\":\"02-29\"")
            .find(Field.BIRTHDAY)
            .orElseThrow()
            .text())
        .contains("--02-29");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"resultcode\":\"00\"}",
        "{\"resultcode\":\"00\",\"response\":{}}",
        "{\"resultcode\":\"00\",\"response\":{\"id\":\"\"}}",
        "{\"resultcode\":\"00\",\"response\":{\"id\":null}}"
      })
  @Fault("UP-02")
  void withoutAnIdNobodyIsIdentified(String me) {
    ProfileException refusal = catchThrowableOfType(
        ProfileException.class, () -> naver.read(Samples.answers("profile", me)));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(catchThrowableOfType(
                ProfileException.class, () -> naver.read(Samples.answers("terms", "{}")))
            .kind())
        .isEqualTo(ErrorKind.SHAPE);
  }

  @Test
  void theIdOfAnOldApplicationIsDigitsAndKeepsThemAll() throws ProfileException {
    assertThat(naver
            .read(Samples.answers("profile", "{\"response\":{\"id\":9007199254740993}}"))
            .subject())
        .isEqualTo("9007199254740993");
  }

  @Test
  void withOpenIdConnectThePersonIsTheIdTokens() throws ProfileException {
    Provider.Answers answers = new Provider.Answers(
        Samples.answers("profile", Samples.text("me-agreed.json")).byCall(),
        Optional.of(Samples.json("{\"sub\":\"anotherNameOfTheSame\",\"email\":\"e@x.example\"}")),
        Samples.answers().grant(),
        Samples.NOW);

    ProviderProfile read = naver.withOpenIdConnect().read(answers);

    assertThat(read.subject()).isEqualTo("anotherNameOfTheSame");
    assertThat(read.profile().value(Field.EMAIL)).contains("demo.user@example.com");
  }

  @Test
  void agreedTermsAreReadInKoreanTime() throws ProfileException {
    Instant agreed = Instant.parse("2026-11-21T00:00:00.123Z");
    ProviderProfile read =
        naver.read(Samples.answers("profile", ME, "terms", Samples.text("agreement.json")));

    assertThat(read.termsKnown()).isTrue();
    assertThat(read.terms())
        .containsExactly(
            new ServiceTerm(
                "service_terms", false, true, false, Optional.of(agreed), Optional.empty()),
            new ServiceTerm(
                "marketing_optional", false, true, false, Optional.of(agreed), Optional.empty()));
    assertThat(read.toString()).isEqualTo("ProviderProfile[hidden]");
  }

  @Test
  void withoutTheAnswerTheTermsAreUnknownAndAnEmptyOneSaysNone() throws ProfileException {
    assertThat(naver.read(Samples.answers("profile", ME)).termsKnown()).isFalse();
    ProviderProfile none =
        naver.read(Samples.answers("profile", ME, "terms", "{\"result\":\"success\"}"));
    assertThat(none.termsKnown()).isTrue();
    assertThat(none.terms()).isEmpty();
  }

  @Test
  @Fault("CL-03")
  void theTermsOfAnotherApplicationAreNotOurs() throws ProfileException {
    String terms = Samples.text("agreement.json");

    for (String others : new String[] {
      terms.replace("msyncDemoClientId01", "msyncDemoClientId02"),
      terms.replace("\"clientId\":\"msyncDemoClientId01\",", ""),
      terms.replace("termCode", "term"),
      terms.replace("service_terms", " ").replace("marketing_optional", "x".repeat(201)),
      "{\"result\":\"success\",\"agreementInfos\":[7,\"tos\",null]}"
    }) {
      assertThat(naver.read(Samples.answers("profile", ME, "terms", others)).terms())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12:00:00.000 AM 11/21/2026, 2026-11-20T15:00:00Z",
    "12:30:00.500 PM 11/21/2026, 2026-11-21T03:30:00.500Z",
    "11:59:59.999 PM 12/31/2026, 2026-12-31T14:59:59.999Z",
    "01:00:00.000 AM 02/29/2028, 2028-02-28T16:00:00Z"
  })
  void noonAndMidnightAreToldApart(String date, Instant instant) throws ProfileException {
    assertThat(agreedAt(date)).contains(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-21T09:00:00Z",
        "09:00:00.123 11/21/2026",
        "09:00:00 AM 11/21/2026",
        "09:00:00.123 AM 21/11/2026",
        "09:00:00.123 AM 02/30/2026",
        "09:60:00.123 AM 11/21/2026",
        "00:00:00.123 AM 11/21/2026",
        "13:00:00.123 PM 11/21/2026",
        "99:00:00.123 AM 11/21/2026"
      })
  @Fault("CL-03")
  void anAgreementAtATimeThatIsNoneIsNoAgreement(String date) throws ProfileException {
    assertThat(agreedAt(date)).isEmpty();
  }

  @Test
  void theDeliveryAddressIsRead() throws ProfileException {
    Profile profile = naver
        .withDeliveryAddress()
        .read(Samples.answers("profile", ME, "address", Samples.text("payaddress.json")))
        .profile();

    assertThat(profile.value(Field.SHIPPING_ADDRESSES).orElseThrow())
        .containsExactly(new PostalAddress(
            "naver-pay",
            Optional.empty(),
            "서울특별시 데모구 데모로 1",
            Optional.of("101호"),
            Optional.of("06000"),
            Optional.of("홍데모"),
            Optional.of("+821012345678"),
            true));
    assertThat(profile.unreadable()).isEmpty();
  }

  @Test
  @Fault("UP-13")
  void anAddressThatIsNotThereOrNotAllowedIsLeftOut() throws ProfileException {
    Naver reading = naver.withDeliveryAddress();

    assertThat(reading
            .read(Samples.answers("profile", ME))
            .profile()
            .presence(Field.SHIPPING_ADDRESSES))
        .as("the call was refused with 403 and is not essential")
        .isEqualTo(Presence.NOT_OFFERED);
    for (String none : new String[] {
      "{\"result\":\"success\"}",
      "{\"result\":\"success\",\"data\":null}",
      "{\"result\":\"success\",\"data\":{\"baseAddress\":\" \",\"zipCode\":\"06000\"}}"
    }) {
      assertThat(reading
              .read(Samples.answers("profile", ME, "address", none))
              .profile()
              .presence(Field.SHIPPING_ADDRESSES))
          .isEqualTo(Presence.EMPTY);
    }
  }
}
