package io.membersync.provider.facebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.profile.AgeRange;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Gender;
import io.membersync.profile.Profile;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacebookProfileTest {
  private static final String ME = Samples.text("me.json");
  private static final String DECLINED = Samples.text("permissions.json");

  private final Facebook plain = Facebook.of("100000000000001", Secret.of("fbDemoAppSecret"));
  private final Facebook facebook =
      plain.asking(Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER, Field.AGE_RANGE);

  private Profile read(String me) throws ProfileException {
    return facebook.read(Samples.answers("profile", me)).profile();
  }

  @Test
  void everyFieldIsReadAndNoneIsVerified() throws ProfileException {
    Profile profile = read(ME.replace("\"gender\"", "\"email_verified\":true,\"gender\""));

    assertThat(facebook.read(Samples.answers("profile", ME)).subject())
        .isEqualTo("10220000000000001");
    assertThat(profile.value(Field.NAME)).contains("Demo User");
    assertThat(profile.value(Field.EMAIL)).contains("demo.user@example.com");
    assertThat(profile.value(Field.PICTURE)).contains("https://platform-lookaside.example/p");
    assertThat(Field.BIRTHDAY.toText(profile.value(Field.BIRTHDAY).orElseThrow()))
        .isEqualTo("--01-31");
    assertThat(profile.value(Field.BIRTH_YEAR)).contains(1990);
    assertThat(profile.value(Field.GENDER)).contains(Gender.FEMALE);
    assertThat(profile.value(Field.AGE_RANGE)).contains(new AgeRange(21, OptionalInt.empty()));
    assertThat(profile.values()).hasSize(7).noneMatch(value -> value.isVerified());
  }

  @Test
  void whatIsNotAskedIsNotTaken() throws ProfileException {
    assertThat(plain.read(Samples.answers("profile", ME)).profile().values())
        .extracting(value -> value.field().name())
        .containsExactlyInAnyOrder("name", "picture", "email");
  }

  @ParameterizedTest
  @CsvSource({
    "01/31/1990, PRESENT, PRESENT",
    "01/31, PRESENT, EMPTY",
    "1990, EMPTY, PRESENT",
    "31/01/1990, EMPTY, PRESENT",
    "1/31, EMPTY, EMPTY",
    "02/29, PRESENT, EMPTY"
  })
  void aBirthdayComesWhollyOrInPart(String text, Presence day, Presence year)
      throws ProfileException {
    Profile profile = read(ME.replace("01/31/1990", text));

    assertThat(profile.presence(Field.BIRTHDAY)).isEqualTo(day);
    assertThat(profile.presence(Field.BIRTH_YEAR)).isEqualTo(year);
  }

  @Test
  void anAgeRangeMayBeClosedAndIsNeverTurnedAround() throws ProfileException {
    assertThat(read(ME.replace("{\"min\":21}", "{\"min\":18,\"max\":20}")).value(Field.AGE_RANGE))
        .contains(new AgeRange(18, OptionalInt.of(20)));
    assertThat(read(ME.replace("{\"min\":21}", "{\"min\":21,\"max\":20}")).unreadable())
        .contains(Field.AGE_RANGE);
    assertThat(read(ME.replace("{\"min\":21}", "[21]")).unreadable()).contains(Field.AGE_RANGE);
  }

  @Test
  void facebooksOwnPictureIsNobodys() throws ProfileException {
    assertThat(read(Samples.text("me-without-email.json")).presence(Field.PICTURE))
        .isEqualTo(Presence.EMPTY);
  }

  @Test
  @Fault("UP-05")
  void aDeclinedEmailIsWithheldAndOneThatIsNotThereIsEmpty() throws ProfileException {
    String me = Samples.text("me-without-email.json");

    assertThat(plain
            .read(Samples.answers("profile", me, "permissions", DECLINED))
            .profile()
            .presence(Field.EMAIL))
        .isEqualTo(Presence.WITHHELD);
    assertThat(plain
            .read(Samples.answers(
                "profile", me, "permissions", DECLINED.replace("declined", "granted")))
            .profile()
            .presence(Field.EMAIL))
        .isEqualTo(Presence.EMPTY);
    assertThat(read(me).presence(Field.EMAIL))
        .as("permissions are not known")
        .isEqualTo(Presence.NOT_OFFERED);
  }

  @ParameterizedTest
  @CsvSource({"declined", "expired", "something-new"})
  void whatComesWithoutItsPermissionIsDropped(String status) throws ProfileException {
    Profile profile = plain
        .read(Samples.answers("profile", ME, "permissions", DECLINED.replace("declined", status)))
        .profile();

    assertThat(profile.presence(Field.EMAIL)).isEqualTo(Presence.WITHHELD);
    assertThat(profile.ungranted()).containsExactly(Field.EMAIL);
    assertThat(profile.presence(Field.NAME)).isEqualTo(Presence.PRESENT);
  }
}
