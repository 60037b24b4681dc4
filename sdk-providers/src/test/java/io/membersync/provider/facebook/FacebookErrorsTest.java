package io.membersync.provider.facebook;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FacebookErrorsTest {
  private final Facebook facebook = Facebook.of("100000000000001", Secret.of("fbDemoAppSecret"));

  private Optional<ProviderError> classify(String call, int status, String body) {
    return facebook.classify(Samples.answer(call, status, body));
  }

  private static String error(int code) {
    return "{\"error\":{\"message\":\"demo text\",\"type\":\"OAuthException\",\"code\":" + code
        + "}}";
  }

  @Test
  void aTokenThatHasDiedIsToldWithinTheAnswerAboutIt() {
    ProviderError dead =
        classify("token-info", 200, Samples.text("debug-token-dead.json")).orElseThrow();

    assertThat(dead.kind()).isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(dead.toString()).doesNotContain("demo");
    assertThat(classify("token-info", 200, Samples.text("debug-token.json"))).isEmpty();
    assertThat(
            classify("token-info", 200, "{\"data\":{\"error\":{\"code\":100},\"is_valid\":false}}"))
        .as("is looked at as any other, and is not ours")
        .isEmpty();
    assertThat(classify("token-info", 400, error(100)).orElseThrow().kind())
        .as("of another app")
        .isEqualTo(ErrorKind.PROTOCOL);
    assertThat(classify("token-info", 400, error(190)).orElseThrow().kind())
        .as("the app's own token")
        .isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  @Fault("TR-09")
  void theSamplesAreClassifiedByTheirCodesAndTheirTextsStayInside() {
    List<ProviderError> errors = Samples.lines("errors.jsonl").stream()
        .map(body -> classify("profile", 400, body).orElseThrow())
        .toList();

    assertThat(errors)
        .extracting(ProviderError::kind)
        .containsExactly(
            ErrorKind.TOKEN_DEAD,
            ErrorKind.TOKEN_DEAD,
            ErrorKind.VISITOR,
            ErrorKind.CONFIGURATION,
            ErrorKind.RATE_LIMITED,
            ErrorKind.CONFIGURATION,
            ErrorKind.PROVIDER_DOWN);
    assertThat(errors)
        .extracting(ProviderError::code)
        .containsExactly("190.463", "190.458", "200", "100.36009", "4", "100", "2");
    assertThat(errors.toString()).doesNotContain("demo", "ADemoTrace");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 500, PROVIDER_DOWN",
    "2, 400, PROVIDER_DOWN",
    "4, 403, RATE_LIMITED",
    "10, 403, VISITOR",
    "17, 400, RATE_LIMITED",
    "32, 400, RATE_LIMITED",
    "101, 400, CONFIGURATION",
    "190, 200, TOKEN_DEAD",
    "191, 400, CONFIGURATION",
    "299, 403, VISITOR",
    "300, 400, SHAPE",
    "613, 400, RATE_LIMITED",
    "12345, 500, PROVIDER_DOWN"
  })
  @Fault("TR-09")
  void theCodeCountsBeforeTheStatus(int code, int status, ErrorKind kind) {
    assertThat(classify("profile", status, error(code)).orElseThrow().kind()).isEqualTo(kind);
  }

  @Test
  @Fault("TR-09")
  void atTheTokenAddressTheAppOrTheCodeIsMeant() {
    assertThat(classify("token", 400, error(1)).orElseThrow().kind())
        .as("a wrong app secret")
        .isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(classify("token", 500, error(1)).orElseThrow().kind())
        .isEqualTo(ErrorKind.PROVIDER_DOWN);
    assertThat(classify("token", 400, error(100)).orElseThrow().kind())
        .as("a used code")
        .isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(classify("token", 400, error(200)).orElseThrow().kind())
        .as("an app that is switched off")
        .isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(classify(
                "token",
                400,
                error(190).replace("demo text", "Error validating application. It is deleted."))
            .orElseThrow()
            .kind())
        .isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  void whatIsGoneAlreadyIsUnlinked() {
    assertThat(classify("unlink", 400, error(100)).orElseThrow().kind())
        .isEqualTo(ErrorKind.VISITOR);
    assertThat(classify("unlink", 400, Samples.lines("errors.jsonl").get(1))
            .orElseThrow()
            .kind())
        .isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(classify("unlink", 400, error(190)).orElseThrow().kind())
        .as("the app's own token never dies")
        .isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(classify("unlink", 200, "{\"success\":true}")).isEmpty();
    assertThat(classify("unlink", 200, "")).isEmpty();
  }

  @Test
  @Fault("AR-13")
  void aCancelIsTheStandards() {
    assertThat(facebook.classifyCallback("access_denied")).isEqualTo(CallbackError.DECLINED);
  }

  @Test
  void aSuccessIsNoErrorAndAnErrorWithoutACodeIsTheStandards() {
    assertThat(classify("profile", 200, Samples.text("me.json"))).isEmpty();
    assertThat(classify("permissions", 200, Samples.text("permissions.json"))).isEmpty();
    assertThat(classify("profile", 400, "{\"error\":\"invalid_token\"}")
            .orElseThrow()
            .kind())
        .isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(classify("profile", 400, "{\"error\":{\"message\":\"x\"}}")
            .orElseThrow()
            .kind())
        .isEqualTo(ErrorKind.SHAPE);
  }
}
