package io.membersync.provider.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.Secret;
import io.membersync.profile.ChannelRelation;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Profile;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import io.membersync.testsupport.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineProfileTest {
  private static final String TOKEN = Samples.text("id-token.json");
  private static final String USERINFO = Samples.text("userinfo.json");
  private static final String SUB = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String WITHOUT_EMAIL =
      TOKEN.replace(",\"email\":\"demo.user@example.com\"", "");

  private final Line line = Line.of("2000000001", Secret.of("0123456789abcdef0123456789abcdef"));
  private final Line withAccount = line.withOfficialAccount("@shop");

  @Test
  void userInfoAndIdTokenAreReadTogetherAndNothingIsVerified() throws ProfileException {
    ProviderProfile read = line.read(Samples.answers(TOKEN, "profile", USERINFO));
    Profile profile = read.profile();

    assertThat(read.subject()).isEqualTo(SUB);
    assertThat(profile.value(Field.NICKNAME)).contains("Demo User");
    assertThat(profile.value(Field.PICTURE)).contains("https://profile.line-scdn.example/p/1");
    assertThat(profile.value(Field.EMAIL)).contains("demo.user@example.com");
    assertThat(profile.values()).hasSize(3).noneMatch(value -> value.isVerified());
    assertThat(read.termsKnown()).isFalse();
  }

  @Test
  void whatUserInfoLeavesOutTheIdTokenHas() throws ProfileException {
    Profile profile = line.read(Samples.answers(TOKEN, "profile", "{\"sub\":\"" + SUB + "\"}"))
        .profile();

    assertThat(profile.value(Field.NICKNAME)).contains("Demo User");
    assertThat(profile.value(Field.PICTURE)).isPresent();
  }

  @Test
  void aFlagThatLineDoesNotHaveVerifiesNothing() throws ProfileException {
    String claiming = TOKEN.replace("\"amr\"", "\"email_verified\":true,\"amr\"");

    assertThat(line.read(Samples.answers(claiming, "profile", USERINFO))
            .profile()
            .find(Field.EMAIL)
            .orElseThrow()
            .isVerified())
        .isFalse();
  }

  @Test
  @Fault("UP-05")
  void anEmailThatIsAskedAndDoesNotComeIsWithheld() throws ProfileException {
    Profile asked =
        line.read(Samples.answers(WITHOUT_EMAIL, "profile", USERINFO)).profile();
    assertThat(asked.presence(Field.EMAIL)).isEqualTo(Presence.WITHHELD);
    assertThat(asked.find(Field.EMAIL).orElseThrow().source())
        .isEqualTo(new Source("line", "email"));

    assertThat(line.withoutEmail()
            .read(Samples.answers(TOKEN, "profile", USERINFO))
            .profile()
            .presence(Field.EMAIL))
        .as("sent unasked")
        .isEqualTo(Presence.NOT_OFFERED);
    assertThat(line.withId(ProviderId.of("line-jp"))
            .read(Samples.answers(WITHOUT_EMAIL, "profile", USERINFO))
            .profile()
            .find(Field.EMAIL)
            .orElseThrow()
            .source())
        .isEqualTo(new Source("line-jp", "email"));
  }

  @ParameterizedTest
  @CsvSource({"true, ADDED", "false, NONE"})
  void aFriendFollowsTheNamedAccount(boolean friend, ChannelRelation.State state)
      throws ProfileException {
    String answer = Samples.text("friendship.json").replace("true", String.valueOf(friend));
    Profile profile = withAccount
        .read(Samples.answers(TOKEN, "profile", USERINFO, "friendship", answer))
        .profile();

    assertThat(profile.value(Field.CHANNELS).orElseThrow())
        .containsExactly(new ChannelRelation("@shop", state, Optional.empty()));
  }

  @Test
  void withoutAnAnswerTheFriendshipIsUnknown() throws ProfileException {
    assertThat(withAccount
            .read(Samples.answers(TOKEN, "profile", USERINFO))
            .profile()
            .presence(Field.CHANNELS))
        .isEqualTo(Presence.NOT_OFFERED);
    for (String odd : new String[] {"{}", "{\"friendFlag\":\"true\"}", "{\"friendFlag\":null}"}) {
      assertThat(withAccount
              .read(Samples.answers(TOKEN, "profile", USERINFO, "friendship", odd))
              .profile()
              .value(Field.CHANNELS))
          .isEmpty();
    }
  }

  @Test
  @Fault("UP-01")
  void userInfoOfSomebodyElseIsRefused() {
    ProfileException refusal = catchThrowableOfType(
        ProfileException.class,
        () -> line.read(Samples.answers(TOKEN, "profile", USERINFO.replace("Uaaa", "Uaab"))));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal).hasMessageNotContaining("Uaa");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"sub\":null}", "{\"userId\":\"Uaaa\"}", "{\"sub\":\"\"}"})
  @Fault("UP-02")
  void userInfoWithoutAPersonIsRefused(String userInfo) {
    assertThat(catchThrowableOfType(
                ProfileException.class,
                () -> line.read(Samples.answers(TOKEN, "profile", userInfo)))
            .kind())
        .isEqualTo(ErrorKind.SHAPE);
  }

  @Test
  @Fault({"UP-06", "UP-12"})
  void halfAValueIsNoValue() throws ProfileException {
    Profile profile = line.read(Samples.answers(
            TOKEN.replace("demo.user@example.com", "a@x.example,b@y.example"),
            "profile",
            USERINFO.replace("https://profile", "javascript://profile")))
        .profile();

    assertThat(profile.unreadable()).containsExactlyInAnyOrder(Field.EMAIL, Field.PICTURE);
    assertThat(profile.presence(Field.EMAIL)).isEqualTo(Presence.EMPTY);
  }
}
