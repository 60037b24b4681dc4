package io.membersync.provider.google;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider.Answer;
import io.membersync.provider.Provider.CallbackError;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.testsupport.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleErrorsTest {
  private final Google google = Google.of("client", Secret.of("secret"));

  private ProviderError classify(String call, int status, String body) {
    return google.classify(Samples.answer(call, status, body)).orElseThrow();
  }

  private static String denied(String reason) {
    return "{\"error\":{\"code\":403,\"message\":\"canary\",\"status\":\"PERMISSION_DENIED\","
        + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.Help\"},{\"reason\":\""
        + reason + "\"}]}}";
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, TOKEN_DEAD",
    "PERMISSION_DENIED, CONFIGURATION",
    "RESOURCE_EXHAUSTED, RATE_LIMITED",
    "UNAVAILABLE, PROVIDER_DOWN",
    "INTERNAL, PROVIDER_DOWN",
    "DEADLINE_EXCEEDED, PROVIDER_DOWN",
    "INVALID_ARGUMENT, SHAPE",
    "NOT_FOUND, SHAPE"
  })
  @Fault("UP-04")
  void everyStatusHasItsKindWhateverTheHttpStatus(String status, ErrorKind kind) {
    for (int http : new int[] {200, 400, 401, 403, 429}) {
      ProviderError error = classify(
          "people",
          http,
          "{\"error\":{\"code\":" + http + ",\"message\":\"canary\",\"status\":\"" + status
              + "\"}}");

      assertThat(error.kind()).as("http %s", http).isEqualTo(kind);
      assertThat(error.code()).isEqualTo(status);
      assertThat(error.httpStatus()).isEqualTo(http);
      assertThat(error.fix()).isNotBlank().doesNotContain("canary");
    }
  }

  @Test
  void aRefusalSaysByItsReasonWhoCanMendIt() {
    ProviderError scope = classify("people", 403, denied("ACCESS_TOKEN_SCOPE_INSUFFICIENT"));
    assertThat(scope.kind()).isEqualTo(ErrorKind.VISITOR);
    assertThat(scope.code()).isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");

    ProviderError disabled = classify("people", 403, denied("SERVICE_DISABLED"));
    assertThat(disabled.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(disabled.fix()).contains("People API", "enable");

    ProviderError other = classify("people", 403, denied("CONSUMER_INVALID"));
    assertThat(other.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(other.code()).isEqualTo("CONSUMER_INVALID");

    assertThat(classify("people", 403, denied("Canary canary")).code())
        .isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void anUnknownStatusGoesByTheHttpStatusAndIsNotPassedOnWhereItIsNone() {
    assertThat(classify("people", 503, "{\"error\":{\"status\":\"NEW_ONE\"}}").kind())
        .isEqualTo(ErrorKind.PROVIDER_DOWN);
    ProviderError odd = classify("people", 401, "{\"error\":{\"status\":\"canary canary\"}}");
    assertThat(odd.kind()).isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(odd.code()).isEqualTo("unnamed_error");
    assertThat(classify("people", 500, "{\"error\":{}}").kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
  }

  @Test
  void theSamplesAreClassified() {
    List<String> people = Samples.lines("errors-people.jsonl");
    assertThat(List.of(
            classify("people", 403, people.get(0)).kind(),
            classify("people", 401, people.get(1)).kind(),
            classify("people", 429, people.get(2)).kind()))
        .containsExactly(ErrorKind.VISITOR, ErrorKind.TOKEN_DEAD, ErrorKind.RATE_LIMITED);

    List<String> token = Samples.lines("errors-token.jsonl");
    assertThat(List.of(
            classify("token", 400, token.get(0)).kind(),
            classify("token", 401, token.get(1)).kind(),
            classify("token", 400, token.get(2)).kind()))
        .containsExactly(ErrorKind.TOKEN_DEAD, ErrorKind.CONFIGURATION, ErrorKind.TOKEN_DEAD);
  }

  @Test
  void whereNothingIsLinkedAnyMoreThereIsNothingToEnd() {
    assertThat(classify("unlink", 400, Samples.text("revoke-400.json")).kind())
        .isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(google.classify(Samples.answer("unlink", 200, "{}"))).isEmpty();
    assertThat(google.classify(new Answer("unlink", 200, Optional.empty(), Optional.empty())))
        .isEmpty();
  }

  @Test
  void aDeadTokenIsCalledAnInvalidRequestByTheUserInformation() {
    String body = Samples.text("userinfo-401.json");

    assertThat(classify("profile", 401, body).kind()).isEqualTo(ErrorKind.TOKEN_DEAD);
    assertThat(classify("token", 400, body).kind()).isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  void goodAnswersAreGood() {
    for (String file : List.of("token.json", "refreshed.json", "userinfo.json", "person.json")) {
      assertThat(google.classify(Samples.answer("people", 200, Samples.text(file))))
          .as(file)
          .isEmpty();
    }
  }

  @Test
  void callbacksSayNoByTheStandard() {
    assertThat(google.classifyCallback("access_denied")).isEqualTo(CallbackError.DECLINED);
    assertThat(google.classifyCallback("interaction_required"))
        .isEqualTo(CallbackError.NEEDS_VISITOR);
  }
}
