package io.membersync.provider.kakao;

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

class KakaoErrorsTest {
  private final Kakao kakao = Kakao.of("key", Secret.of("secret"));

  private Optional<ProviderError> classify(String call, int status, String body) {
    return kakao.classify(Samples.answer(call, status, body));
  }

  @ParameterizedTest
  @CsvSource({
    "KOE001, CONFIGURATION", "KOE002, CONFIGURATION", "KOE003, PROVIDER_DOWN",
    "KOE004, CONFIGURATION", "KOE005, CONFIGURATION", "KOE006, CONFIGURATION",
    "KOE007, CONFIGURATION", "KOE008, CONFIGURATION", "KOE009, CONFIGURATION",
    "KOE010, CONFIGURATION", "KOE023, CONFIGURATION", "KOE101, CONFIGURATION",
    "KOE102, CONFIGURATION", "KOE201, CONFIGURATION", "KOE202, CONFIGURATION",
    "KOE203, VISITOR", "KOE204, CONFIGURATION", "KOE205, CONFIGURATION",
    "KOE207, CONFIGURATION", "KOE237, RATE_LIMITED", "KOE303, CONFIGURATION",
    "KOE310, CONFIGURATION", "KOE319, CONFIGURATION", "KOE320, TOKEN_DEAD",
    "KOE322, TOKEN_DEAD", "KOE400, TOKEN_DEAD", "KOE9798, PROVIDER_DOWN"
  })
  @Fault({"TR-02", "TR-09"})
  void everyKoeCodeHasItsKindWhateverTheStatus(String code, ErrorKind kind) {
    for (int status : new int[] {200, 400, 401, 403, 429, 500}) {
      ProviderError error = classify(
              "token", status, "{\"error\":\"invalid_request\",\"error_code\":\"" + code + "\"}")
          .orElseThrow();

      assertThat(error.kind()).as("status %s", status).isEqualTo(kind);
      assertThat(error.code()).isEqualTo(code);
      assertThat(error.httpStatus()).isEqualTo(status);
      assertThat(error.fix()).isNotBlank();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, PROVIDER_DOWN",
    "-2, CONFIGURATION",
    "-3, CONFIGURATION",
    "-4, VISITOR",
    "-5, CONFIGURATION",
    "-6, CONFIGURATION",
    "-7, PROVIDER_DOWN",
    "-8, CONFIGURATION",
    "-9, CONFIGURATION",
    "-10, RATE_LIMITED",
    "-11, RATE_LIMITED",
    "-12, CONFIGURATION",
    "-101, TOKEN_DEAD",
    "-102, SHAPE",
    "-103, VISITOR",
    "-201, CONFIGURATION",
    "-301, CONFIGURATION",
    "-401, TOKEN_DEAD",
    "-402, VISITOR",
    "-405, VISITOR",
    "-406, VISITOR",
    "-501, VISITOR",
    "-602, CONFIGURATION",
    "-603, PROVIDER_DOWN",
    "-606, CONFIGURATION",
    "-903, CONFIGURATION",
    "-911, CONFIGURATION",
    "-9798, PROVIDER_DOWN"
  })
  @Fault("UP-04")
  void everyNegativeCodeHasItsKindWhateverTheStatus(String code, ErrorKind kind) {
    for (int status : new int[] {200, 400, 401, 403, 429, 503}) {
      ProviderError error = classify(
              "profile", status, "{\"msg\":\"canary\",\"code\":" + code + "}")
          .orElseThrow();

      assertThat(error.kind()).as("status %s", status).isEqualTo(kind);
      assertThat(error.code()).isEqualTo(code);
      assertThat(error.fix()).isNotBlank().doesNotContain("canary");
    }
  }

  @Test
  void theSamplesAreClassified() {
    List<String> kauth = Samples.lines("errors-kauth.jsonl");
    assertThat(kauth)
        .extracting(body -> classify("token", 400, body).orElseThrow().kind())
        .containsExactly(
            ErrorKind.TOKEN_DEAD,
            ErrorKind.CONFIGURATION,
            ErrorKind.CONFIGURATION,
            ErrorKind.RATE_LIMITED,
            ErrorKind.CONFIGURATION,
            ErrorKind.TOKEN_DEAD);

    List<String> kapi = Samples.lines("errors-kapi.jsonl");
    assertThat(kapi)
        .extracting(body -> classify("profile", 400, body).orElseThrow().kind())
        .containsExactly(
            ErrorKind.TOKEN_DEAD,
            ErrorKind.TOKEN_DEAD,
            ErrorKind.CONFIGURATION,
            ErrorKind.VISITOR,
            ErrorKind.CONFIGURATION,
            ErrorKind.CONFIGURATION,
            ErrorKind.RATE_LIMITED,
            ErrorKind.SHAPE,
            ErrorKind.CONFIGURATION,
            ErrorKind.PROVIDER_DOWN);
  }

  @Test
  void aConsentThatCannotBeTakenBackIsNoFaultOfTheShops() {
    String required =
        "{\"code\":-3,\"msg\":\"[profile_nickname] is not revocable. check out if it's"
            + " set as required on developers.kakao.com\"}";
    String unknown = "{\"code\":-2,\"msg\":\"There is no scopes to revoke. check out if given scope"
        + " id([story]) is correct again.\"}";
    String unknownTags = "{\"code\":-2,\"msg\":\"There is no tags to revoke. check out if given"
        + " tag([none]) is correct again.\"}";

    assertThat(classify("revoke-scopes", 403, required).orElseThrow()).satisfies(error -> {
      assertThat(error.kind()).isEqualTo(ErrorKind.VISITOR);
      assertThat(error.code()).isEqualTo("-3");
      assertThat(error.fix()).contains("required").doesNotContain("profile_nickname");
    });
    assertThat(classify("revoke-scopes", 400, unknown).orElseThrow().kind())
        .isEqualTo(ErrorKind.VISITOR);
    assertThat(classify("revoke-terms", 400, unknownTags).orElseThrow().kind())
        .isEqualTo(ErrorKind.VISITOR);
    assertThat(classify("profile", 403, required).orElseThrow().kind())
        .as("another call")
        .isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(classify("revoke-terms", 403, "{\"code\":-3,\"msg\":\"not allowed\"}")
            .orElseThrow()
            .kind())
        .as("the admin key may not call this API")
        .isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(classify("revoke-terms", 400, "{\"code\":-2}").orElseThrow().kind())
        .as("an argument that is wrong")
        .isEqualTo(ErrorKind.CONFIGURATION);
  }

  @Test
  void aRefusedCallerIsNoDeadToken() {
    ProviderError refused = classify(
            "profile",
            401,
            "{\"code\":-401,\"msg\":\"ip mismatched! callerIp=203.0.113.9. check out registered"
                + " ips.\"}")
        .orElseThrow();
    assertThat(refused.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(refused.fix()).contains("allowed IP addresses").doesNotContain("203.0.113.9");

    ProviderError wrongKey =
        classify("unlink", 401, "{\"code\":-401,\"msg\":\"invalid app key\"}").orElseThrow();
    assertThat(wrongKey.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(wrongKey.fix()).contains("admin key");
    assertThat(classify("profile", 401, "{\"code\":-401}").orElseThrow().kind())
        .isEqualTo(ErrorKind.TOKEN_DEAD);
  }

  @Test
  void missingScopesAreNamed() {
    ProviderError error = classify(
            "channels",
            403,
            "{\"code\":-402,\"msg\":\"insufficient scopes.\",\"required_scopes\":[\"plusfriends\","
                + "\"shipping_address\",\"<script>\"],\"allowed_scopes\":[]}")
        .orElseThrow();

    assertThat(error.kind()).isEqualTo(ErrorKind.VISITOR);
    assertThat(error.fix()).contains("plusfriends, shipping_address").doesNotContain("script");
  }

  @Test
  void theFixNamesTheConsole() {
    assertThat(
            classify("token", 401, "{\"error_code\":\"KOE010\"}").orElseThrow().fix())
        .contains("Client secret");
    assertThat(
            classify("token", 400, "{\"error_code\":\"KOE006\"}").orElseThrow().fix())
        .contains("Redirect URI");
    assertThat(
            classify("token", 400, "{\"error_code\":\"KOE205\"}").orElseThrow().fix())
        .contains("Consent items");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_grant, TOKEN_DEAD",
    "invalid_client, CONFIGURATION",
    "misconfigured, CONFIGURATION",
    "server_error, PROVIDER_DOWN",
    "access_denied, VISITOR"
  })
  void olderAnswersWithoutACodeAreClassifiedByTheirError(String error, ErrorKind kind) {
    assertThat(classify("token", 400, "{\"error\":\"" + error + "\"}")
            .orElseThrow()
            .kind())
        .isEqualTo(kind);
  }

  @Test
  void unknownCodesKeepTheirNameAndGoByErrorAndStatus() {
    ProviderError koe = classify(
            "token", 401, "{\"error\":\"invalid_client\",\"error_code\":\"KOE999\"}")
        .orElseThrow();
    assertThat(koe.code()).isEqualTo("KOE999");
    assertThat(koe.kind()).isEqualTo(ErrorKind.CONFIGURATION);

    assertThat(classify("profile", 503, "{\"code\":-777}").orElseThrow().kind())
        .isEqualTo(ErrorKind.PROVIDER_DOWN);
    ProviderError inSuccess =
        classify("profile", 200, "{\"code\":-777,\"id\":1}").orElseThrow();
    assertThat(inSuccess.kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(inSuccess.code()).isEqualTo("-777");
  }

  @ParameterizedTest
  @CsvSource({
    "200, PROVIDER_DOWN, not_json",
    "400, PROVIDER_DOWN, http_400",
    "502, PROVIDER_DOWN, http_502",
    "429, RATE_LIMITED, http_429"
  })
  @Fault({"TR-08", "TR-09", "TR-10"})
  void aPageInsteadOfDataIsTrouble(int status, ErrorKind kind, String code) {
    ProviderError error = classify("profile", status, "").orElseThrow();

    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.code()).isEqualTo(code);
  }

  @Test
  void aSuccessIsNoError() {
    assertThat(classify("profile", 200, Samples.text("me-agreed.json"))).isEmpty();
    assertThat(classify("profile", 200, "{\"id\":1,\"has_signed_up\":true}")).isEmpty();
    assertThat(classify("terms", 200, Samples.text("terms.json"))).isEmpty();
    assertThat(classify("unlink", 200, Samples.text("unlinked.json"))).isEmpty();
  }

  @Test
  void anAppThatDoesNotLinkByItselfIsAConfigurationError() {
    ProviderError error =
        classify("profile", 200, "{\"id\":1,\"has_signed_up\":false}").orElseThrow();

    assertThat(error.kind()).isEqualTo(ErrorKind.CONFIGURATION);
    assertThat(error.fix()).contains("automatic linking");
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied, DECLINED",
    "consent_required, NEEDS_VISITOR",
    "login_required, NEEDS_VISITOR",
    "interaction_required, NEEDS_VISITOR",
    "server_error, PROVIDER_DOWN",
    "misconfigured, CONFIGURATION",
    "invalid_client, CONFIGURATION",
    "unauthorized, CONFIGURATION",
    "invalid_scope, CONFIGURATION",
    "KOE203, DECLINED",
    "KOE205, CONFIGURATION",
    "KOE003, PROVIDER_DOWN",
    "KOE9798, PROVIDER_DOWN",
    "something_new, PROVIDER_DOWN"
  })
  @Fault("AR-13")
  void theErrorsOfACallback(String error, CallbackError meaning) {
    assertThat(kakao.classifyCallback(error)).isEqualTo(meaning);
  }
}
