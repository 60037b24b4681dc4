package io.membersync.provider.kakao;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.Secret;
import io.membersync.profile.AgeRange;
import io.membersync.profile.Birthday;
import io.membersync.profile.ChannelRelation;
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
import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KakaoProfileTest {
  private final Kakao kakao = Kakao.of("0a1b2c3d4e5f60718293a4b5c6d7e8f9", Secret.of("secret"));

  private Profile account(String members) throws ProfileException {
    return kakao
        .read(Samples.answers("profile", "{\"id\":1,\"kakao_account\":{" + members + "}}"))
        .profile();
  }

  private ErrorKind refusal(Provider.Answers answers) {
    return catchThrowableOfType(ProfileException.class, () -> kakao.read(answers))
        .kind();
  }

  @Test
  void everythingAgreedIsRead() throws ProfileException {
    ProviderProfile read = kakao.read(Samples.answers("profile", Samples.text("me-agreed.json")));
    Profile profile = read.profile();

    assertThat(read.subject()).isEqualTo("4021987766");
    assertThat(profile.value(Field.NICKNAME)).contains("Haneul");
    assertThat(profile.value(Field.PICTURE)).contains("https://img.example/640.jpg");
    assertThat(profile.value(Field.NAME)).contains("Kim Haneul");
    assertThat(profile.value(Field.EMAIL)).contains("haneul@shop.example");
    assertThat(profile.value(Field.AGE_RANGE)).contains(new AgeRange(30, OptionalInt.of(39)));
    assertThat(profile.value(Field.BIRTH_YEAR)).contains(1991);
    assertThat(profile.value(Field.BIRTHDAY)).contains(new Birthday(4, 15, true, false));
    assertThat(profile.value(Field.GENDER)).contains(Gender.FEMALE);
    assertThat(profile.value(Field.PHONE)).contains("+821055501234");
    assertThat(profile.find(Field.EMAIL).orElseThrow().isVerified()).isTrue();
    assertThat(profile.find(Field.PHONE).orElseThrow().isVerified()).isTrue();
    assertThat(profile.find(Field.NAME).orElseThrow().isVerified()).isFalse();
    assertThat(profile.find(Field.PHONE).orElseThrow().source())
        .isEqualTo(new Source("kakao", "kakao_account.phone_number"));
    assertThat(read.termsKnown()).isFalse();
  }

  @Test
  @Fault("UP-18")
  void aCiOfTheWrongLengthIsNotKept() throws ProfileException {
    Profile sample =
        kakao.read(Samples.answers("profile", Samples.text("me-agreed.json"))).profile();
    assertThat(sample.presence(Field.CI)).isEqualTo(Presence.EMPTY);
    assertThat(sample.unreadable()).containsExactly(Field.CI);

    String ci = Base64.getEncoder().encodeToString(new byte[64]);
    assertThat(account("\"ci_needs_agreement\":false,\"ci\":\"" + ci + "\"").value(Field.CI))
        .contains(ci);
  }

  @Test
  @Fault("UP-05")
  void withheldEmptyAndNotOfferedAreThreeThings() throws ProfileException {
    Profile profile =
        kakao.read(Samples.answers("profile", Samples.text("me-partial.json"))).profile();

    assertThat(profile.value(Field.NICKNAME)).contains("Doyun");
    assertThat(profile.presence(Field.EMAIL)).isEqualTo(Presence.WITHHELD);
    assertThat(profile.presence(Field.PHONE)).isEqualTo(Presence.EMPTY);
    assertThat(profile.presence(Field.GENDER)).isEqualTo(Presence.NOT_OFFERED);
    assertThat(profile.unreadable()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          "name_needs_agreement":false,"name":"Mina"  | PRESENT
          "name":"Mina"                               | PRESENT
          "name_needs_agreement":true                 | WITHHELD
          "name_needs_agreement":true,"name":"Mina"   | WITHHELD
          "name_needs_agreement":false                | EMPTY
          "name_needs_agreement":false,"name":null    | EMPTY
          "name_needs_agreement":false,"name":""      | EMPTY
          "name":null                                 | EMPTY
          "has_name":true                             | NOT_OFFERED
          "name_needs_agreement":false,"name":["a"]   | EMPTY
          """)
  @Fault("UP-05")
  void theFlagAndTheValueDecideTogether(String members, Presence presence) throws ProfileException {
    assertThat(account(members).presence(Field.NAME)).isEqualTo(presence);
  }

  @Test
  @Fault("UP-05")
  void somebodyWithoutAnAccountBlockStillSignsIn() throws ProfileException {
    ProviderProfile read = kakao.read(Samples.answers("profile", Samples.text("me-minimum.json")));

    assertThat(read.subject()).isEqualTo("4021987768");
    assertThat(read.profile().values()).isEmpty();
    assertThat(kakao
            .read(Samples.answers("profile", "{\"id\":1,\"kakao_account\":null}"))
            .profile()
            .values())
        .isEmpty();
  }

  @Test
  void kakaosPlaceholdersAreNobodysNameAndPicture() throws ProfileException {
    Profile profile = account("\"profile_nickname_needs_agreement\":false,"
        + "\"profile_image_needs_agreement\":false,\"profile\":{\"nickname\":\"User 1\","
        + "\"profile_image_url\":\"https://img.example/default.jpg\",\"is_default_image\":true,"
        + "\"is_default_nickname\":true}");

    assertThat(profile.presence(Field.NICKNAME)).isEqualTo(Presence.EMPTY);
    assertThat(profile.presence(Field.PICTURE)).isEqualTo(Presence.EMPTY);
  }

  @Test
  void anOldAppsCombinedProfileIsRead() throws ProfileException {
    Profile agreed = account("\"profile_needs_agreement\":false,\"profile\":{"
        + "\"nickname\":\"Mina\",\"profile_image_url\":\"https://img.example/1.jpg\"}");
    assertThat(agreed.value(Field.NICKNAME)).contains("Mina");
    assertThat(agreed.value(Field.PICTURE)).contains("https://img.example/1.jpg");

    Profile withheld = account("\"profile_needs_agreement\":true");
    assertThat(withheld.presence(Field.NICKNAME)).isEqualTo(Presence.WITHHELD);
    assertThat(withheld.presence(Field.PICTURE)).isEqualTo(Presence.WITHHELD);

    Profile split = account("\"profile_nickname_needs_agreement\":true,"
        + "\"profile_image_needs_agreement\":false,\"profile\":{\"nickname\":\"x\"}");
    assertThat(split.presence(Field.NICKNAME)).isEqualTo(Presence.WITHHELD);
    assertThat(split.presence(Field.PICTURE)).isEqualTo(Presence.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({"true, true, true", "true, false, false", "false, true, false", "false, false, false"
  })
  @Fault("LK-05")
  void anEmailIsVerifiedWhenItIsValidAndVerified(boolean valid, boolean verified, boolean proven)
      throws ProfileException {
    Profile profile = account("\"email_needs_agreement\":false,\"is_email_valid\":" + valid
        + ",\"is_email_verified\":" + verified + ",\"email\":\"mina@shop.example\"");

    assertThat(profile.find(Field.EMAIL).orElseThrow().isVerified()).isEqualTo(proven);
    assertThat(profile.value(Field.EMAIL)).contains("mina@shop.example");
  }

  @Test
  @Fault("UP-05")
  void anEmailWithoutItsFlagsIsUnproven() throws ProfileException {
    assertThat(account("\"email\":\"mina@shop.example\"")
            .find(Field.EMAIL)
            .orElseThrow()
            .isVerified())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          "birthday":"0229"                                                 | --02-29
          "birthday":"0415","birthday_type":"SOLAR"                         | --04-15
          "birthday":"0415","birthday_type":"SOLAR","is_leap_month":true    | --04-15
          "birthday":"0230","birthday_type":"LUNAR","is_leap_month":false   | --02-30L
          "birthday":"0415","birthday_type":"lunar","is_leap_month":true    | --04-15LL
          """)
  @Fault("UP-09")
  void aBirthdayKeepsItsCalendar(String members, String canonical) throws ProfileException {
    assertThat(account(members).find(Field.BIRTHDAY).orElseThrow().text()).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"birthday\":\"0230\"",
        "\"birthday\":\"1301\"",
        "\"birthday\":\"415\"",
        "\"birthday\":\"0415\",\"birthday_type\":\"MARTIAN\"",
        "\"birthday\":415"
      })
  @Fault({"UP-09", "UP-14"})
  void aBirthdayThatCannotBeReadIsNotInvented(String members) throws ProfileException {
    Profile profile = account("\"birthday_needs_agreement\":false," + members);

    assertThat(profile.presence(Field.BIRTHDAY)).isEqualTo(Presence.EMPTY);
    assertThat(profile.unreadable()).containsExactly(Field.BIRTHDAY);
  }

  @Test
  @Fault("UP-14")
  void unknownWordsBreakNothing() throws ProfileException {
    Profile profile = account("\"gender\":\"other\",\"age_range\":\"100~119\"");

    assertThat(profile.value(Field.GENDER)).contains(Gender.UNKNOWN);
    assertThat(profile.value(Field.AGE_RANGE)).contains(new AgeRange(100, OptionalInt.of(119)));
    assertThat(account("\"age_range\":\"senior\"").unreadable()).containsExactly(Field.AGE_RANGE);
  }

  @Test
  @Fault({"UP-06", "UP-08", "UP-12"})
  void halfAValueIsNoValue() throws ProfileException {
    Profile profile = account("\"email\":\"a@x.example,b@y.example\",\"is_email_valid\":true,"
        + "\"is_email_verified\":true,\"phone_number\":\"+82 10-CALL-ME\","
        + "\"profile\":{\"profile_image_url\":\"javascript:alert(1)\"}");

    assertThat(profile.unreadable())
        .containsExactlyInAnyOrder(Field.EMAIL, Field.PHONE, Field.PICTURE);
    assertThat(profile.values()).noneMatch(value -> value.isPresent() || value.isVerified());
  }

  @Test
  void addressesAndChannelsAreRead() throws ProfileException {
    Profile profile = kakao
        .read(Samples.answers(
            "profile", Samples.text("me-agreed.json"),
            "addresses", Samples.text("addresses.json"),
            "channels", Samples.text("channels.json")))
        .profile();

    assertThat(profile.value(Field.SHIPPING_ADDRESSES).orElseThrow())
        .containsExactly(
            new PostalAddress(
                "881",
                Optional.of("Home"),
                "12 Sample-ro, Jung-gu, Seoul",
                Optional.of("3F"),
                Optional.of("04500"),
                Optional.of("Kim Haneul"),
                Optional.of("+821055501234"),
                true),
            new PostalAddress(
                "882",
                Optional.of("Parents"),
                "77 Sample-dong, Busan",
                Optional.of("101-1"),
                Optional.empty(),
                Optional.of("Kim"),
                Optional.of("+82515550000"),
                false));
    assertThat(profile.value(Field.CHANNELS).orElseThrow())
        .containsExactly(
            new ChannelRelation(
                "_AbCdEf",
                ChannelRelation.State.ADDED,
                Optional.of(Instant.parse("2026-03-02T04:11:09Z"))),
            new ChannelRelation("_GhIjKl", ChannelRelation.State.NONE, Optional.empty()));
  }

  @Test
  @Fault("UP-13")
  void whatStandsOnTwoPagesIsReadOnceAndAWithheldPageWithholdsTheList() throws ProfileException {
    String one = "{\"user_id\":1,\"shipping_addresses\":[{\"id\":7},{\"id\":8}]}";
    String two = "{\"user_id\":1,\"shipping_addresses\":[{\"id\":8},{\"id\":9}]}";
    String me = "{\"id\":1}";
    String withheld = "{\"shipping_addresses_needs_agreement\":true}";

    assertThat(kakao
            .read(Samples.answers("profile", me, "addresses", one, "addresses-2", two))
            .profile()
            .value(Field.SHIPPING_ADDRESSES)
            .orElseThrow())
        .extracting(PostalAddress::id)
        .containsExactly("7", "8", "9");
    assertThat(kakao
            .read(Samples.answers("profile", me, "addresses", one, "addresses-2", withheld))
            .profile()
            .presence(Field.SHIPPING_ADDRESSES))
        .isEqualTo(Presence.WITHHELD);
    assertThat(refusal(Samples.answers(
            "profile", me, "addresses", one, "addresses-2", two.replace(":1,", ":2,"))))
        .isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  @Fault({"UP-05", "UP-13"})
  void withheldNoAndManyAddresses() throws ProfileException {
    String me = "{\"id\":4021987766}";
    assertThat(kakao
            .read(Samples.answers(
                "profile", me, "addresses", Samples.text("addresses-withheld.json")))
            .profile()
            .presence(Field.SHIPPING_ADDRESSES))
        .isEqualTo(Presence.WITHHELD);
    assertThat(kakao
            .read(Samples.answers(
                "profile",
                me,
                "addresses",
                "{\"user_id\":4021987766,\"shipping_addresses_needs_agreement\":false,"
                    + "\"shipping_addresses\":[]}"))
            .profile()
            .presence(Field.SHIPPING_ADDRESSES))
        .isEqualTo(Presence.EMPTY);
    assertThat(
            kakao.read(Samples.answers("profile", me)).profile().presence(Field.SHIPPING_ADDRESSES))
        .isEqualTo(Presence.NOT_OFFERED);

    String item = "{\"id\":%d,\"base_address\":\"" + "x".repeat(1_000) + "\"}";
    String many = java.util.stream.IntStream.range(0, 500)
        .mapToObj(i -> String.format(java.util.Locale.ROOT, item, i))
        .collect(java.util.stream.Collectors.joining(","));
    assertThat(kakao
            .read(Samples.answers(
                "profile", me, "addresses", "{\"shipping_addresses\":[" + many + "]}"))
            .profile()
            .value(Field.SHIPPING_ADDRESSES)
            .orElseThrow())
        .hasSize(50)
        .allSatisfy(address -> assertThat(address.base()).hasSize(200));
  }

  @Test
  void onlyTheShopsChannelsAreRead() throws ProfileException {
    Provider.Answers answers = Samples.answers(
        "profile", "{\"id\":4021987766}", "channels", Samples.text("channels.json"));

    assertThat(kakao.withChannels("_GhIjKl").read(answers).profile().value(Field.CHANNELS))
        .hasValueSatisfying(relations -> assertThat(relations)
            .singleElement()
            .extracting(ChannelRelation::channel)
            .isEqualTo("_GhIjKl"));
    assertThat(kakao.withChannels("_Other").read(answers).profile().presence(Field.CHANNELS))
        .isEqualTo(Presence.EMPTY);
  }

  @Test
  void twoIdsPastADoublesReachAreTwoPeople() throws ProfileException {
    assertThat(
            kakao.read(Samples.answers("profile", "{\"id\":9007199254740992}")).subject())
        .isEqualTo("9007199254740992");
    assertThat(
            kakao.read(Samples.answers("profile", "{\"id\":9007199254740993}")).subject())
        .isEqualTo("9007199254740993");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {}                        | SHAPE
          {"id":null}               | SHAPE
          {"id":[4021987766]}       | PROTOCOL
          {"id":"4021987766x"}      | PROTOCOL
          {"id":-1}                 | PROTOCOL
          {"id":1.0}                | PROTOCOL
          {"id":12345678901234567890} | PROTOCOL
          """)
  @Fault("UP-02")
  void withoutAnIdNobodyIsIdentified(String me, ErrorKind kind) {
    assertThat(refusal(Samples.answers("profile", me))).isEqualTo(kind);
  }

  @Test
  @Fault("UP-01")
  void answersAboutSomebodyElseAreRefused() {
    String me = "{\"id\":4021987766}";
    Provider.Answers withIdToken = new Provider.Answers(
        Samples.answers("profile", me).byCall(),
        Optional.of(Samples.json("{\"sub\":\"4021987767\"}")),
        Samples.answers().grant(),
        Samples.NOW);

    assertThat(refusal(withIdToken)).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal(Samples.answers("profile", me, "terms", "{\"id\":4021987767}")))
        .isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal(Samples.answers("profile", me, "addresses", "{\"user_id\":4021987767}")))
        .isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal(Samples.answers("profile", me, "channels", "{\"user_id\":4021987767}")))
        .isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal(Samples.answers())).isEqualTo(ErrorKind.SHAPE);
  }

  @Test
  void theIdTokenOfTheSameVisitorPassesAndOverridesNothing() throws ProfileException {
    Provider.Answers answers = new Provider.Answers(
        Samples.answers("profile", Samples.text("me-partial.json")).byCall(),
        Optional.of(Samples.json("{\"sub\":\"4021987767\",\"email\":\"doyun@shop.example\"}")),
        Samples.answers().grant(),
        Samples.NOW);

    Profile profile = kakao.withOpenIdConnect().read(answers).profile();

    assertThat(profile.presence(Field.EMAIL)).isEqualTo(Presence.WITHHELD);
  }
}
