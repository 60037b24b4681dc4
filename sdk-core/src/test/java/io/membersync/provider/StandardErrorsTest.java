package io.membersync.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.testsupport.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardErrorsTest {
  private static Optional<ProviderError> classify(String call, int status, String body)
      throws ProfileException {
    Optional<JsonDocument> document = body.isEmpty()
        ? Optional.empty()
        : Optional.of(JsonDocument.parse(body.getBytes(StandardCharsets.UTF_8)));
    return StandardErrors.classify(new Provider.Answer(call, status, document, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_grant, 400, TOKEN_DEAD",
    "invalid_token, 401, TOKEN_DEAD",
    "invalid_client, 401, CONFIGURATION",
    "invalid_client, 400, CONFIGURATION",
    "unauthorized_client, 400, CONFIGURATION",
    "invalid_request, 400, CONFIGURATION",
    "invalid_scope, 400, CONFIGURATION",
    "unsupported_grant_type, 400, CONFIGURATION",
    "access_denied, 403, VISITOR",
    "insufficient_scope, 403, VISITOR",
    "server_error, 400, PROVIDER_DOWN",
    "temporarily_unavailable, 200, PROVIDER_DOWN",
    "slow_down, 400, RATE_LIMITED",
    "something_new, 503, PROVIDER_DOWN",
    "something_new, 429, RATE_LIMITED",
    "something_new, 400, SHAPE",
    "something_new, 200, SHAPE"
  })
  @Fault({"TR-02", "TR-09"})
  void theBodyCountsBeforeTheStatus(String error, int status, ErrorKind kind)
      throws ProfileException {
    ProviderError found = classify(
            "token",
            status,
            "{\"error\":\"" + error
                + "\",\"error_description\":\"canary\",\"access_token\":\"canary\"}")
        .orElseThrow();

    assertThat(found.kind()).isEqualTo(kind);
    assertThat(found.code()).isEqualTo(error);
    assertThat(found.httpStatus()).isEqualTo(status);
    assertThat(found.fix()).isNotBlank();
    assertThat(found.toString()).doesNotContain("canary");
  }

  @ParameterizedTest
  @CsvSource({
    "token, 500, PROVIDER_DOWN",
    "token, 502, PROVIDER_DOWN",
    "token, 408, PROVIDER_DOWN",
    "token, 429, RATE_LIMITED",
    "token, 401, CONFIGURATION",
    "token, 400, SHAPE",
    "token, 302, SHAPE",
    "profile, 401, TOKEN_DEAD",
    "profile, 403, CONFIGURATION",
    "profile, 404, CONFIGURATION",
    "keys, 401, CONFIGURATION",
    "metadata, 404, CONFIGURATION"
  })
  @Fault({"TR-09", "TR-10"})
  void withoutAnErrorInTheBodyTheStatusDecides(String call, int status, ErrorKind kind)
      throws ProfileException {
    for (String body : new String[] {"", "{}", "{\"error\":null}", "{\"error\":\"\"}"}) {
      ProviderError found = classify(call, status, body).orElseThrow();

      assertThat(found.kind()).isEqualTo(kind);
      assertThat(found.code()).isEqualTo("http_" + status);
    }
  }

  @Test
  void aSuccessIsASuccess() throws ProfileException {
    assertThat(classify("profile", 200, "{\"sub\":\"1\"}")).isEmpty();
    assertThat(classify("profile", 200, "{\"sub\":\"1\",\"error\":\"\"}")).isEmpty();
    assertThat(classify("logout", 204, "")).isEmpty();
  }

  @Test
  @Fault("UP-04")
  void anErrorInA200IsAnError() throws ProfileException {
    assertThat(
            classify("profile", 200, "{\"error\":{\"code\":190}}").orElseThrow().code())
        .isEqualTo("unnamed_error");
    assertThat(
            classify("profile", 200, "{\"error\":\"a b\\r\\nc\"}").orElseThrow().code())
        .isEqualTo("unnamed_error");
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, DECLINED",
    "login_required, NEEDS_VISITOR",
    "consent_required, NEEDS_VISITOR",
    "interaction_required, NEEDS_VISITOR",
    "account_selection_required, NEEDS_VISITOR",
    "invalid_scope, CONFIGURATION",
    "unauthorized_client, CONFIGURATION",
    "server_error, PROVIDER_DOWN",
    "temporarily_unavailable, PROVIDER_DOWN",
    "<script>, PROVIDER_DOWN"
  })
  @Fault("AR-13")
  void everyErrorOfACallbackHasAMeaning(String error, CallbackError meaning) {
    assertThat(StandardErrors.classifyCallback(error)).isEqualTo(meaning);
  }
}
