package io.membersync.provider.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.testsupport.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineErrorsTest {
  private final Line line = Line.of("2000000001", Secret.of("0123456789abcdef0123456789abcdef"));

  private Optional<ProviderError> classify(String call, int status, String body) {
    return line.classify(Samples.answer(call, status, body));
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST, CONFIGURATION",
    "ACCESS_DENIED, DECLINED",
    "UNSUPPORTED_RESPONSE_TYPE, CONFIGURATION",
    "INVALID_SCOPE, CONFIGURATION",
    "SERVER_ERROR, PROVIDER_DOWN",
    "LOGIN_REQUIRED, NEEDS_VISITOR",
    "INTERACTION_REQUIRED, NEEDS_VISITOR",
    "access_denied, DECLINED",
    "SOMETHING_NEW, PROVIDER_DOWN"
  })
  @Fault("AR-13")
  void theErrorsOfACallbackAreInCapitals(String error, CallbackError meaning) {
    assertThat(line.classifyCallback(error)).isEqualTo(meaning);
  }

  @Test
  @Fault("TR-09")
  void theSamplesOfTheTokenAddressAreClassified() {
    assertThat(Samples.lines("errors-token.jsonl"))
        .extracting(body -> classify("token", 400, body).orElseThrow().kind())
        .containsExactly(ErrorKind.TOKEN_DEAD, ErrorKind.TOKEN_DEAD, ErrorKind.CONFIGURATION);
  }

  @ParameterizedTest
  @CsvSource({
    "400, SHAPE",
    "401, TOKEN_DEAD",
    "403, CONFIGURATION",
    "413, SHAPE",
    "429, RATE_LIMITED",
    "500, PROVIDER_DOWN"
  })
  @Fault("TR-09")
  void theRestGoesByTheStatusAndIsNotRepeated(int status, ErrorKind kind) {
    for (String call : new String[] {"profile", "friendship"}) {
      ProviderError error =
          classify(call, status, Samples.text("errors-api.jsonl")).orElseThrow();

      assertThat(error.kind()).isEqualTo(kind);
      assertThat(error.toString()).doesNotContain("demo");
    }
  }

  @Test
  void aTokenThatLineDoesNotKnowIsDead() {
    assertThat(kind("unlink", 400, Samples.text("error-deauthorize.json")))
        .isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(kind("unlink", 400, "{\"message\":\"demo: another\"}")).isEqualTo(ErrorKind.SHAPE);
    assertThat(classify("unlink", 204, "")).isEmpty();
    for (String error : Samples.lines("errors-verify.jsonl")) {
      assertThat(kind("token-info", 400, error)).isEqualTo(ErrorKind.TOKEN_DEAD);
      assertThat(kind("token", 400, error)).isEqualTo(ErrorKind.CONFIGURATION);
    }
    assertThat(kind("token", 401, "{\"error\":\"invalid_client\"}"))
        .isEqualTo(ErrorKind.CONFIGURATION);
  }

  private ErrorKind kind(String call, int status, String body) {
    return classify(call, status, body).orElseThrow().kind();
  }

  @Test
  void aSuccessIsNoError() {
    assertThat(classify("profile", 200, Samples.text("userinfo.json"))).isEmpty();
    assertThat(classify("friendship", 200, Samples.text("friendship.json"))).isEmpty();
  }
}
