package io.membersync.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  private final ProviderDescriptor nested = ProviderDescriptor.builder(ProviderId.of("nested"))
      .authorization("https://id.example/authorize")
      .token("https://id.example/token", ClientAuth.POST_BODY)
      .profile("https://id.example/me")
      .subject("response.id")
      .field(Field.EMAIL, "response.email", Trust.provenWhen("response.email_verified"))
      .field(Field.PHONE, "response.mobile", Trust.PROVEN)
      .field(Field.BIRTH_YEAR, "response.birthyear", Trust.UNPROVEN)
      .build();

  private final ProviderDescriptor standard = ProviderDescriptor.builder(ProviderId.of("idp"))
      .discover("https://idp.example")
      .field(Field.EMAIL, "email", Trust.provenWhen("email_verified"))
      .field(Field.NAME, "name", Trust.UNPROVEN)
      .build();

  private static ProviderProfile read(
      ProviderDescriptor descriptor, String profile, String identityToken) throws ProfileException {
    return DescriptorReader.read(
        descriptor,
        new Provider.Answers(
            profile.isEmpty() ? Map.of() : Map.of("profile", json(profile)),
            identityToken.isEmpty() ? Optional.empty() : Optional.of(json(identityToken)),
            new Grant(Set.of(), false, !identityToken.isEmpty()),
            NOW));
  }

  private static JsonDocument json(String text) throws ProfileException {
    return JsonDocument.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private ErrorKind refusal(String profile, String identityToken) {
    return catchThrowableOfType(
            ProfileException.class,
            () -> read(identityToken.isEmpty() ? nested : standard, profile, identityToken))
        .kind();
  }

  @Test
  void fieldsAreReadByTheirPathsWithSourceTimeAndTrust() throws ProfileException {
    ProviderProfile profile = read(
        nested,
        "{\"response\":{\"id\":9007199254740993,\"email\":\"Mina@Shop.Example\","
            + "\"email_verified\":true,\"mobile\":\"010-5550-1234\",\"birthyear\":1991}}",
        "");

    assertThat(profile.subject()).isEqualTo("9007199254740993");
    FieldValue<String> email = profile.profile().find(Field.EMAIL).orElseThrow();
    assertThat(email.value()).contains("Mina@shop.example");
    assertThat(email.isVerified()).isTrue();
    assertThat(email.source()).isEqualTo(new Source("nested", "response.email"));
    assertThat(email.firstSeen()).isEqualTo(NOW);
    assertThat(profile.profile().value(Field.PHONE)).contains("+821055501234");
    assertThat(profile.profile().value(Field.BIRTH_YEAR)).contains(1991);
    assertThat(profile.termsKnown()).isFalse();
  }

  @Test
  @Fault("UP-05")
  void absentIsNotOfferedAndNullOrBlankIsEmpty() throws ProfileException {
    ProviderProfile profile =
        read(nested, "{\"response\":{\"id\":\"a\",\"email\":null,\"mobile\":\" \"}}", "");

    assertThat(profile.profile().presence(Field.EMAIL)).isEqualTo(Presence.EMPTY);
    assertThat(profile.profile().presence(Field.PHONE)).isEqualTo(Presence.EMPTY);
    assertThat(profile.profile().presence(Field.BIRTH_YEAR)).isEqualTo(Presence.NOT_OFFERED);
    assertThat(profile.profile().unreadable()).isEmpty();
  }

  @Test
  @Fault({"UP-06", "UP-08"})
  void whatIsNoValueOfItsFieldIsEmptyAndCounted() throws ProfileException {
    ProviderProfile profile = read(
        nested,
        "{\"response\":{\"id\":\"a\",\"email\":\"a@x.example,b@y.example\","
            + "\"email_verified\":true,\"mobile\":[\"010-5550-1234\"],\"birthyear\":\"next\"}}",
        "");

    assertThat(profile.profile().unreadable())
        .containsExactlyInAnyOrder(Field.EMAIL, Field.PHONE, Field.BIRTH_YEAR);
    assertThat(profile.profile().values()).allSatisfy(value -> {
      assertThat(value.presence()).isEqualTo(Presence.EMPTY);
      assertThat(value.isVerified()).isFalse();
    });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          {}                                     | SHAPE
          {"response":{}}                        | SHAPE
          {"response":{"id":null}}               | SHAPE
          {"response":{"id":""}}                 | SHAPE
          {"response":null}                      | SHAPE
          {"response":[{"id":"a"}]}              | SHAPE
          {"response":{"id":["a","b"]}}          | PROTOCOL
          {"response":{"id":["b","a"]}}          | PROTOCOL
          {"response":{"id":{"value":"a"}}}      | PROTOCOL
          {"response":{"id":true}}               | PROTOCOL
          {"response":{"id":1.5}}                | PROTOCOL
          {"response":{"id":1e3}}                | PROTOCOL
          {"response":{"id":"a","id":"b"}}       | SHAPE
          """)
  @Fault("UP-02")
  void withoutOnePlainSubjectNobodyIsIdentified(String profile, ErrorKind kind) {
    assertThat(refusal(profile, "")).isEqualTo(kind);
  }

  @Test
  @Fault("ID-30")
  void aSubjectIsComparedExactlyAndHasAtMost255Characters() throws ProfileException {
    String longest = " É" + "x".repeat(253);
    assertThat(read(nested, "{\"response\":{\"id\":\"" + longest + "\"}}", "").subject())
        .isEqualTo(longest);
    assertThat(refusal("{\"response\":{\"id\":\"" + longest + "x\"}}", ""))
        .isEqualTo(ErrorKind.SHAPE);
    assertThat(refusal("{\"sub\":\"e\u0301\"}", "{\"sub\":\"\u00e9\"}"))
        .isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal("{\"sub\":\"A\"}", "{\"sub\":\"a\"}")).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal("{\"sub\":\"a \"}", "{\"sub\":\"a\"}")).isEqualTo(ErrorKind.PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"sub\":\"b\",\"email\":\"b@y.example\"}", "{\"sub\":1}"})
  @Fault("UP-01")
  void aProfileOfSomebodyElseIsRefused(String profile) {
    assertThat(refusal(profile, "{\"sub\":\"a\"}")).isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  @Fault({"UP-02", "ID-30"})
  void bothDocumentsMustNameTheSubject() {
    assertThat(refusal("{\"email\":\"a@x.example\"}", "{\"sub\":\"a\"}"))
        .isEqualTo(ErrorKind.SHAPE);
    assertThat(refusal("{\"sub\":\"1\"}", "{\"sub\":1}")).isEqualTo(ErrorKind.PROTOCOL);
    assertThat(refusal("{\"sub\":\"1\"}", "{}")).isEqualTo(ErrorKind.PROTOCOL);
  }

  @Test
  @Fault("LK-07")
  void anEmailVerifiedInTheIdTokenVerifiesNoOther() throws ProfileException {
    ProviderProfile profile = read(
        standard,
        "{\"sub\":\"a\",\"email\":\"b@y.example\"}",
        "{\"sub\":\"a\",\"email\":\"a@x.example\",\"email_verified\":true,\"name\":\"Mina\"}");

    FieldValue<String> email = profile.profile().find(Field.EMAIL).orElseThrow();
    assertThat(email.value()).contains("b@y.example");
    assertThat(email.isVerified()).isFalse();
    assertThat(profile.profile().value(Field.NAME)).contains("Mina");
  }

  @Test
  void withoutAProfileAddressTheIdTokenIsTheProfile() throws ProfileException {
    ProviderProfile profile =
        read(standard, "", "{\"sub\":\"a\",\"email\":\"a@x.example\",\"email_verified\":true}");

    assertThat(profile.subject()).isEqualTo("a");
    assertThat(profile.profile().find(Field.EMAIL).orElseThrow().isVerified()).isTrue();
  }

  @Test
  void aFlagThatIsNoBooleanProvesNothing() throws ProfileException {
    ProviderProfile profile =
        read(standard, "", "{\"sub\":\"a\",\"email\":\"a@x.example\",\"email_verified\":\"true\"}");

    assertThat(profile.profile().find(Field.EMAIL).orElseThrow().isVerified()).isFalse();
  }

  @Test
  void aProfileCallThatBroughtNothingIsRefused() {
    ProfileException refusal =
        catchThrowableOfType(ProfileException.class, () -> read(nested, "", ""));

    assertThat(refusal.kind()).isEqualTo(ErrorKind.SHAPE);
  }
}
