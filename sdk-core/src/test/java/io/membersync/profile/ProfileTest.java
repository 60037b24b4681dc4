package io.membersync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.FieldValue.Verification;
import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  @Test
  void aProvenValueIsVerifiedByItsSource() {
    Profile profile = Profile.builder("kakao", NOW)
        .text(Field.PHONE, "phone_number", "+82 10-5550-1234", true)
        .text(Field.NAME, "name", "Mina", false)
        .build();

    assertThat(profile.find(Field.PHONE).orElseThrow().verification())
        .contains(new Verification("kakao", NOW));
    assertThat(profile.find(Field.NAME).orElseThrow().isVerified()).isFalse();
  }

  @Test
  @Fault("UP-08")
  void anUnreadableValueIsEmptyAndCountedUntilAnotherTakesItsPlace() {
    Profile profile = Profile.builder("kakao", NOW)
        .text(Field.PHONE, "phone_number", "call me", true)
        .text(Field.EMAIL, "email", "no address", true)
        .text(Field.EMAIL, "email", "mina@shop.example", false)
        .build();

    assertThat(profile.unreadable()).containsExactly(Field.PHONE);
    assertThat(profile.presence(Field.PHONE)).isEqualTo(Presence.EMPTY);
    assertThat(profile.value(Field.EMAIL)).contains("mina@shop.example");

    FieldValue<String> typed =
        FieldValue.present(Field.PHONE, "+821055501234", Source.VISITOR, NOW);
    assertThat(profile.with(List.of(typed)).unreadable()).isEmpty();
    assertThat(profile.unreadable()).containsExactly(Field.PHONE);
  }

  @Test
  void aBuilderMadeProfileDoesNotChangeWithItsBuilder() {
    Profile.Builder builder = Profile.builder("kakao", NOW).text(Field.NAME, "name", "Mina", false);
    Profile before = builder.build();
    builder.text(Field.NAME, "name", "Somebody", false).unreadable(Field.PHONE, "phone");

    assertThat(before.value(Field.NAME)).contains("Mina");
    assertThat(before.unreadable()).isEmpty();
    assertThat(before.toBuilder("kakao", NOW).build().values())
        .containsExactlyElementsOf(before.values());
  }

  @Test
  void nothingPersonalIsPrinted() {
    Profile profile = Profile.builder("kakao", NOW)
        .text(Field.NAME, "name", "canary", false)
        .text(Field.BIRTHDAY, "birthday", "--04-15", false)
        .build();

    assertThat(profile.toString()).isEqualTo("Profile[name, birthday]");
    assertThat(profile.values().toString()).doesNotContain("canary", "04-15");
  }
}
