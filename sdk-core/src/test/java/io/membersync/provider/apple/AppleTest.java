package io.membersync.provider.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.membersync.Finding;
import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ConsoleNeeds;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppleTest {
  private final Apple apple = Samples.apple();

  private static final AuthorizationAsk PLAIN =
      new AuthorizationAsk(List.of(), List.of(), false, Optional.empty(), Optional.empty());

  @Test
  void theRequestAsksForNameAndEmailAndForAFormPost() {
    assertThat(apple.authorizationParameters(PLAIN))
        .containsOnly(Map.entry("scope", "email name"), Map.entry("response_mode", "form_post"));
    assertThat(apple.asking(Field.EMAIL).authorizationParameters(PLAIN))
        .containsEntry("scope", "email");
    assertThat(apple.asking().authorizationParameters(PLAIN))
        .as("a form is what the callback must be, whatever is asked")
        .containsOnly(Map.entry("response_mode", "form_post"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> apple.asking(Field.PHONE))
        .withMessage("provider apple: Apple gives name and email only, and not phone");
  }

  @Test
  void theDescriptorIsApples() {
    ProviderDescriptor descriptor = apple.descriptor();

    assertThat(descriptor.id()).isEqualTo(Apple.ID);
    assertThat(descriptor.brand()).isEqualTo("APPLE");
    assertThat(descriptor.authorization())
        .contains(URI.create("https://appleid.apple.com/auth/authorize"));
    assertThat(descriptor.token()).contains(URI.create("https://appleid.apple.com/auth/token"));
    assertThat(descriptor.keys()).contains(URI.create("https://appleid.apple.com/auth/keys"));
    assertThat(descriptor.issuer()).contains("https://appleid.apple.com");
    assertThat(descriptor.idTokenAlgorithms()).containsExactly("RS256");
    assertThat(descriptor.clientAuth()).isEqualTo(ClientAuth.POST_BODY);
    assertThat(descriptor.profile()).isEmpty();
    assertThat(descriptor.usesPkce()).isTrue();
    assertThat(apple.withoutPkce().descriptor().usesPkce()).isFalse();
    assertThat(descriptor.isNonceOptional()).isTrue();
    assertThat(descriptor.callbackParameters()).containsExactly("user");
    assertThat(descriptor.fields()).containsExactlyInAnyOrder(Field.NAME, Field.EMAIL);
    assertThat(descriptor.capabilities())
        .containsExactlyInAnyOrder(
            Capability.OPENID_CONNECT, Capability.FORM_POST, Capability.SENDS_FIELDS_ONCE);
    assertThat(apple.calls(new Grant(Set.of(), false, true))).isEmpty();
  }

  @Test
  void whatIsNotAskedIsNotTaken() throws Exception {
    Apple onlyEmail = apple.asking(Field.EMAIL);

    assertThat(onlyEmail.descriptor().callbackParameters()).isEmpty();
    assertThat(onlyEmail.descriptor().capabilities()).doesNotContain(Capability.SENDS_FIELDS_ONCE);
    assertThat(apple
            .asking(Field.NAME)
            .read(Samples.answers(Samples.text("id-token-texts.json"), Map.of()))
            .profile()
            .values())
        .isEmpty();
  }

  @Test
  void aSecondServicesIdHasAnIdOfItsOwn() {
    Apple other = apple.withId(ProviderId.of("apple-brand")).asking(Field.EMAIL);

    assertThat(other.descriptor().id()).hasToString("apple-brand");
    assertThat(other.descriptor().brand()).isEqualTo("APPLE");
    assertThat(other).hasToString("Apple[apple-brand]");
    assertThat(apple.descriptor().id()).isEqualTo(Apple.ID);
    assertThat(apple.descriptor().fields()).contains(Field.NAME);
  }

  @Test
  void theRegistrationIsTheServicesIdWithASecretOfThisMoment() {
    assertThat(apple.client().clientId()).isEqualTo(Samples.SERVICES_ID);
    assertThat(apple.client().audiences()).containsExactly(Samples.SERVICES_ID);
    assertThat(apple.client().secret().orElseThrow().reveal()).matches("[\\w-]+(\\.[\\w-]+){2}");
    assertThat(apple).hasToString("Apple[apple]");
  }

  // ---- what is refused at once

  @ParameterizedTest
  @CsvSource({
    "com example, TEAMID0001, ABC123DEFG, services id",
    "'', TEAMID0001, ABC123DEFG, services id",
    "com.example, TEAMID001, ABC123DEFG, team id",
    "com.example, TEAMID00012, ABC123DEFG, team id",
    "com.example, TEAMID-001, ABC123DEFG, team id",
    "com.example, TEAMID0001, ABC123DEF, key id",
    "com.example, TEAMID0001, 'ABC123DEFG ', key id"
  })
  void idsOfAnotherFormAreRefused(String servicesId, String team, String key, String told) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Apple.of(servicesId, team, key, Samples.P8))
        .withMessageContaining("provider apple: the " + told + " has ");
  }

  @Test
  void aKeyInThePlaceOfItsIdIsNotQuoted() {
    String key = Samples.P8.reveal();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Apple.of("com.example", "TEAMID0001", key, Samples.P8))
        .withMessage("provider apple: the key id has ten letters and digits, and this one of "
            + key.length() + " characters has not");
  }

  @Test
  void aKeyThatCannotSignForAppleIsRefusedWithoutAWordOfIt() throws Exception {
    String good = Samples.P8.reveal();
    String body = good.lines().skip(1).findFirst().orElseThrow();
    String rsa = Samples.pem(
        java.security.KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate());
    for (String text : List.of(
        "no key at all",
        body,
        good.replace("PRIVATE KEY", "EC PRIVATE KEY"),
        good.replace("PRIVATE KEY", "PUBLIC KEY"),
        good.replace("-----END PRIVATE KEY-----", ""),
        good.replace(body, ""),
        good.replace(body, body.substring(0, 40) + "*"),
        good.replace(body, body.substring(0, 40)),
        good + "\n" + good,
        rsa,
        Samples.pem(Samples.ec("secp384r1").getPrivate()),
        Samples.pem(Samples.ec("secp521r1").getPrivate()))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Apple.of("com.example", "TEAMID0001", "ABC123DEFG", Secret.of(text)))
          .withMessageContaining("provider apple: the private key is refused: ")
          .withMessageContaining(".p8 file")
          .withMessageContaining("P-256")
          .satisfies(refusal ->
              assertThat(refusal).hasMessageNotContaining(body.substring(0, 8)).hasNoCause());
    }
  }

  @Test
  void theFileIsTakenAsEnvironmentsAndEditorsLeaveIt() {
    String good = Samples.P8.reveal();
    for (String text : List.of(
        good + "\n",
        good.replace("\n", "\r\n"),
        good.replace("\n", "\\n"),
        good.replace("\n", " "),
        "\n " + good)) {
      assertThat(Apple.of("com.example", "TEAMID0001", "ABC123DEFG", Secret.of(text)))
          .isNotNull();
    }
  }

  // ---- errors

  @Test
  void aVisitorWhoCancelsHasDeclined() {
    assertThat(apple.classifyCallback("user_cancelled_authorize"))
        .isEqualTo(CallbackError.DECLINED);
    assertThat(apple.classifyCallback("invalid_request")).isEqualTo(CallbackError.CONFIGURATION);
    assertThat(apple.classifyCallback("anything")).isEqualTo(CallbackError.PROVIDER_DOWN);
  }

  @Test
  void theErrorsOfTheTokenAddressAreTheStandards() {
    assertThat(Samples.text("errors.jsonl")
            .lines()
            .map(line -> apple.classify(Samples.refusal(line)).orElseThrow())
            .map(error -> error.code() + " " + error.kind()))
        .containsExactly(
            "invalid_grant TOKEN_DEAD",
            "invalid_client CONFIGURATION",
            "invalid_request CONFIGURATION",
            "unauthorized_client CONFIGURATION",
            "unsupported_grant_type CONFIGURATION",
            "invalid_scope CONFIGURATION");
  }

  /** So answers Apple to a secret that lives too long or is signed in DER, too. */
  @Test
  void anInvalidClientMayBeTheRedirectUriOrTheKey() {
    ProviderError error =
        apple.classify(Samples.refusal("{\"error\":\"invalid_client\"}")).orElseThrow();

    assertThat(error.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(error.httpStatus()).isEqualTo(400);
    assertThat(error.fix()).contains("redirect URI", "services id", "team id", "key id", "clock");
  }

  @Test
  void anEmptyAnswerToRevokingIsASuccess() {
    assertThat(
            apple.classify(new Provider.Answer("unlink", 200, Optional.empty(), Optional.empty())))
        .isEmpty();
  }

  // ---- unlinking and the console

  @Test
  void unlinkingRevokesByTheVisitorsToken() {
    ProviderCall call = apple.unlink("000001.demo.0001").orElseThrow();

    assertThat(call.uri()).isEqualTo(URI.create("https://appleid.apple.com/auth/revoke"));
    assertThat(call.isPost()).isTrue();
    assertThat(call.tokenParameter()).contains("token");
    assertThat(call.carriesClientCredentials()).isTrue();
    assertThat(call.parameters()).containsOnly(Map.entry("token_type_hint", "access_token"));
  }

  @Test
  void theConsoleNeedsItsReturnAddressTheSendersOfMailAndANotificationAddress() {
    List<String> lines = apple.consoleSettings(needs("https://shop.example/login/callback/apple"));

    assertThat(lines).hasSize(5).noneMatch(line -> line.startsWith("warning"));
    assertThat(lines.get(0))
        .contains("Services IDs > com.example.shop.web")
        .endsWith("Domains and Subdomains: shop.example");
    assertThat(lines.get(1)).endsWith("Return URLs: https://shop.example/login/callback/apple");
    assertThat(lines.get(2)).contains("Keys > ABC123DEFG");
    assertThat(lines.get(3)).contains("SPF", "privaterelay.appleid.com");
    assertThat(lines.get(4)).contains("Server-to-Server", "/webhooks/apple", "2026-01-01", "Korea");
    assertThat(apple
            .asking(Field.NAME)
            .consoleSettings(needs("https://shop.example/login/callback/apple")))
        .noneMatch(line -> line.contains("SPF"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.example/cb",
    "http://localhost:8080/cb",
    "https://localhost/cb",
    "https://127.0.0.1/cb",
    "https://[::1]/cb",
    "https://192.0.2.7/cb"
  })
  void aReturnAddressThatAppleRefusesIsFound(String address) {
    assertThat(apple.findings(needs(address))).singleElement().satisfies(found -> {
      assertThat(found.code()).isEqualTo("redirect-uri-refused");
      assertThat(found.severity()).isEqualTo(Finding.Severity.ERROR);
      assertThat(found.mend()).contains("https", "localhost", address, "Services IDs");
    });
    assertThat(apple.findings(needs("https://www.shop.example/cb"))).isEmpty();
  }

  private static ConsoleNeeds needs(String redirectUri) {
    return new ConsoleNeeds(
        URI.create(redirectUri), List.of(Field.NAME, Field.EMAIL), List.of(), List.of());
  }
}
