package io.membersync.provider.naver;

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

class NaverErrorsTest {
  private final Naver naver = Naver.of("msyncDemoClientId01", Secret.of("msyncSecret"));

  private Optional<ProviderError> classify(String call, int status, String body) {
    return naver.classify(Samples.answer(call, status, body));
  }

  private ErrorKind kind(String call, int status, String body) {
    return classify(call, status, body).orElseThrow().kind();
  }

  @ParameterizedTest
  @CsvSource({
    "024, TOKEN_DEAD",
    "028, CONFIGURATION",
    "403, VISITOR",
    "404, CONFIGURATION",
    "500, PROVIDER_DOWN"
  })
  @Fault({"TR-09", "UP-04"})
  void everyCodeHasItsKindInEitherFormAndWhateverTheStatus(String code, ErrorKind kind) {
    for (int status : new int[] {200, 400, 401, 403, 404, 429, 500}) {
      for (String body : new String[] {
        "{\"errorMessage\":\"canary\",\"errorCode\":\"" + code + "\"}",
        "{\"resultcode\":\"" + code + "\",\"message\":\"canary\"}"
      }) {
        ProviderError error = classify("profile", status, body).orElseThrow();

        assertThat(error.kind()).as("status %s, %s", status, body).isEqualTo(kind);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.httpStatus()).isEqualTo(status);
        assertThat(error.fix()).isNotBlank().doesNotContain("canary");
      }
    }
  }

  @Test
  void theSamplesOfTheOpenApiAreClassified() {
    assertThat(Samples.lines("errors-openapi.jsonl"))
        .extracting(body -> kind("profile", 401, body))
        .containsExactly(
            ErrorKind.TOKEN_DEAD, ErrorKind.TOKEN_DEAD, ErrorKind.VISITOR, ErrorKind.TOKEN_DEAD);
    String quota = Samples.lines("errors-openapi.jsonl").get(3);
    ProviderError error = classify("address", 429, quota).orElseThrow();
    assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(error.code()).isEqualTo("010");
    assertThat(error.fix()).doesNotContain("demo");
  }

  @ParameterizedTest
  @CsvSource({"200", "400", "401"})
  @Fault({"TR-02", "TR-09"})
  void theSamplesOfTheTokenAddressAreClassifiedWhateverTheStatus(int status) {
    assertThat(Samples.lines("errors-token.jsonl"))
        .extracting(body -> kind("token", status, body))
        .containsExactly(
            ErrorKind.TOKEN_DEAD,
            ErrorKind.TOKEN_DEAD,
            ErrorKind.CONFIGURATION,
            ErrorKind.CONFIGURATION);
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_request, CONFIGURATION",
    "unauthorized_client, CONFIGURATION",
    "unsupported_response_type, SHAPE",
    "server_error, PROVIDER_DOWN"
  })
  @Fault("TR-02")
  void theDocumentedErrorsOfTheTokenAddress(String code, ErrorKind kind) {
    ProviderError error = classify(
            "token", 200, "{\"error\":\"" + code + "\",\"error_description\":\"canary\"}")
        .orElseThrow();

    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.fix()).doesNotContain("canary");
  }

  @Test
  void aSpentCodeIsKnownByItsTextAtTheTokenAddressOnly() {
    String spent = Samples.lines("errors-token.jsonl").get(0);

    assertThat(classify("token", 200, spent).orElseThrow().fix()).contains("sign in again");
    assertThat(kind("unlink", 400, spent)).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(kind("token", 400, "{\"error\":\"invalid_request\",\"error_description\":7}"))
        .isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  void aWrongSecretIsNamedAsOne() {
    for (String call : new String[] {"token", "unlink"}) {
      assertThat(classify(call, 401, "{\"error\":\"unauthorized_client\"}")
              .orElseThrow()
              .fix())
          .contains("client id and client secret");
    }
  }

  @Test
  void theAnswersOfRevocationAreClassified() {
    assertThat(classify("unlink", 200, "")).isEmpty();
    String[] bodies = Samples.lines("errors-revoke.jsonl").toArray(String[]::new);
    assertThat(kind("unlink", 401, bodies[0])).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(kind("unlink", 400, bodies[1])).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(kind("unlink", 503, bodies[2])).isEqualTo(ErrorKind.PROVIDER_DOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "200, SHAPE",
    "400, SHAPE",
    "401, TOKEN_DEAD",
    "429, RATE_LIMITED",
    "503, PROVIDER_DOWN"
  })
  @Fault("TR-09")
  void anUnknownCodeKeepsItsNameAndGoesByTheStatus(int status, ErrorKind kind) {
    for (String body :
        new String[] {"{\"resultcode\":\"777\",\"response\":{\"id\":\"x\"}}", "{\"errorCode\":777}"
        }) {
      ProviderError error = classify("profile", status, body).orElseThrow();

      assertThat(error.kind()).isEqualTo(kind);
      assertThat(error.code()).isEqualTo("777");
    }
    assertThat(kind("terms", status, "{\"result\":\"failure\"}")).isEqualTo(kind);
  }

  @Test
  void whatIsNoCodeIsNotRepeated() {
    for (String code : new String[] {"<b>canary", "", "x".repeat(100)}) {
      assertThat(classify("profile", 200, "{\"resultcode\":\"" + code + "\"}")
              .orElseThrow()
              .code())
          .isEqualTo("unnamed_error");
    }
  }

  @ParameterizedTest
  @CsvSource({"400, SHAPE", "401, TOKEN_DEAD", "429, RATE_LIMITED", "502, PROVIDER_DOWN"})
  @Fault("TR-09")
  void aPageInsteadOfDataGoesByTheStatus(int status, ErrorKind kind) {
    assertThat(kind("profile", status, "")).isEqualTo(kind);
  }

  @Test
  void aSuccessIsNoError() {
    assertThat(classify("profile", 200, Samples.text("me-agreed.json"))).isEmpty();
    assertThat(classify("profile", 200, Samples.text("me-minimum.json"))).isEmpty();
    assertThat(classify("terms", 200, Samples.text("agreement.json"))).isEmpty();
    assertThat(classify("address", 200, Samples.text("payaddress.json"))).isEmpty();
    assertThat(classify("token", 200, "{\"access_token\":\"a\",\"expires_in\":\"3600\"}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, DECLINED",
    "invalid_request, CONFIGURATION",
    "unauthorized_client, CONFIGURATION",
    "unsupported_response_type, CONFIGURATION",
    "server_error, PROVIDER_DOWN"
  })
  @Fault("AR-13")
  void theErrorsOfACallback(String error, CallbackError meaning) {
    assertThat(naver.classifyCallback(error)).isEqualTo(meaning);
  }
}
