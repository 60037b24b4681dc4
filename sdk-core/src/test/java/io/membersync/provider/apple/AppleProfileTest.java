package io.membersync.provider.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Profile;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppleProfileTest {
  private static final String FLAGS = Samples.text("id-token-flags.json");
  private static final String TEXTS = Samples.text("id-token-texts.json");
  private static final String USER = Samples.text("user.json");

  private final Apple apple = Samples.apple();

  private ProviderProfile read(String claims, Map<String, String> callback) throws Exception {
    return apple.read(Samples.answers(claims, callback));
  }

  private FieldValue<String> email(String claims) throws Exception {
    return read(claims, Map.of()).profile().find(Field.EMAIL).orElseThrow();
  }

  @Test
  void theFirstSignInBringsTheNameBesideTheIdToken() throws Exception {
    ProviderProfile read = read(TEXTS, Map.of("user", USER));

    assertThat(read.subject()).isEqualTo("000001.0123456789abcdef0123456789abcdef.0001");
    assertThat(read.termsKnown()).isFalse();
    FieldValue<String> name = read.profile().find(Field.NAME).orElseThrow();
    assertThat(name.value()).contains("Demo User");
    assertThat(name.isVerified()).as("it comes through the browser").isFalse();
    assertThat(name.source()).isEqualTo(new Source("apple", "user.name"));
    assertThat(name.firstSeen()).isEqualTo(Samples.NOW);
    assertThat(read.profile().value(Field.EMAIL))
        .as("the ID token's, and not the one beside the name")
        .contains("demo.user@example.com");
  }

  @Test
  void laterSignInsSayNothingOfTheName() throws Exception {
    Profile later = read(TEXTS, Map.of()).profile();

    assertThat(later.find(Field.NAME)).isEmpty();
    assertThat(later.presence(Field.NAME)).isEqualTo(Presence.NOT_OFFERED);
    assertThat(later.value(Field.EMAIL)).contains("demo.user@example.com");
  }

  @Test
  void anAddressThatAppleHasVerifiedMatches() throws Exception {
    FieldValue<String> value = email(TEXTS);

    assertThat(value.isVerified()).isTrue();
    assertThat(value.verification().orElseThrow().by()).isEqualTo("apple");
    assertThat(ProvenContact.of(value)).isPresent();
    assertThat(email(TEXTS.replace("\"true\"", "true").replace("\"false\"", "false"))
            .isVerified())
        .isTrue();
    assertThat(email("{\"sub\":\"1\",\"email\":\"a@example.com\",\"email_verified\":true}")
            .isVerified())
        .as("without the flag of relays")
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"email_verified\":false",
        "\"email_verified\":\"false\"",
        "\"email_verified\":\"TRUE\"",
        "\"email_verified\":1",
        "\"email_verified\":null",
        "\"email_verified\":[true]",
        "\"other\":true"
      })
  void anAddressIsVerifiedOnlyWhereAppleSaysSo(String flag) throws Exception {
    FieldValue<String> value = email("{\"sub\":\"1\",\"email\":\"a@example.com\"," + flag + "}");

    assertThat(value.value()).contains("a@example.com");
    assertThat(value.isVerified()).isFalse();
  }

  @Test
  void aRelayAddressIsThereAndMatchesNobody() throws Exception {
    String relay = "\"abc@PrivateRelay.AppleID.com\"";
    for (String claims : List.of(
        FLAGS,
        "{\"sub\":\"1\",\"email_verified\":true,\"email\":" + relay + "}",
        "{\"sub\":\"1\",\"email_verified\":\"true\",\"is_private_email\":\"false\",\"email\":"
            + relay + "}",
        verified("\"is_private_email\":true"),
        verified("\"is_private_email\":\"true\""),
        verified("\"is_private_email\":null"),
        verified("\"is_private_email\":1"))) {
      FieldValue<String> value = email(claims);
      assertThat(value.isPresent()).as(claims).isTrue();
      assertThat(value.isVerified()).as(claims).isFalse();
      assertThat(ProvenContact.of(value)).as(claims).isEmpty();
    }
    assertThat(email(FLAGS).value()).contains("abc123demo@privaterelay.appleid.com");
    assertThat(email(verified("\"x\":1").replace("example.com", "notprivaterelay.appleid.com"))
            .isVerified())
        .as("another domain")
        .isTrue();
  }

  private static String verified(String more) {
    return "{\"sub\":\"1\",\"email\":\"a@example.com\",\"email_verified\":true," + more + "}";
  }

  @Test
  void anAccountMayHaveNoAddress() throws Exception {
    Profile none =
        read("{\"sub\":\"1\",\"email_verified\":true}", Map.of("user", USER)).profile();

    assertThat(none.find(Field.EMAIL)).as("not even that of the callback").isEmpty();
    assertThat(none.value(Field.NAME)).contains("Demo User");
    assertThat(read("{\"sub\":\"1\",\"email\":\"no address\",\"email_verified\":true}", Map.of())
            .profile()
            .unreadable())
        .containsExactly(Field.EMAIL);
  }

  @Test
  @Fault("AR-20")
  void aNameIsTextWhateverStandsInIt() throws Exception {
    String script =
        "{\"name\":{\"firstName\":\"<script>alert(1)</script>\",\"lastName\":\"O'Hara\"}}";

    Profile profile = read(TEXTS, Map.of("user", script)).profile();

    assertThat(profile.value(Field.NAME)).contains("<script>alert(1)</script> O'Hara");
    assertThat(profile.find(Field.NAME).orElseThrow().isVerified()).isFalse();
  }

  @Test
  void aBrokenNameIsNoFailure() throws Exception {
    Profile profile = read(TEXTS, Map.of("user", "{\"name\":")).profile();

    assertThat(profile.find(Field.NAME)).isEmpty();
    assertThat(profile.unreadable()).isEmpty();
    assertThat(profile.value(Field.EMAIL)).isPresent();
  }

  @Test
  void valuesAreOfTheRegistrationThatBroughtThem() throws Exception {
    Profile profile = apple
        .withId(ProviderId.of("apple-brand"))
        .read(Samples.answers(TEXTS, Map.of("user", USER)))
        .profile();

    assertThat(profile.values())
        .extracting(value -> value.source().origin())
        .containsExactly("apple-brand", "apple-brand");
  }

  @Test
  void withoutAnIdTokenNobodyIsKnown() {
    Provider.Answers bare = new Provider.Answers(
        Map.of(),
        Optional.empty(),
        Map.of("user", USER),
        new Grant(Set.of(), false, false),
        Samples.NOW);

    assertThatThrownBy(() -> apple.read(bare)).isInstanceOf(ProfileException.class);
  }
}
