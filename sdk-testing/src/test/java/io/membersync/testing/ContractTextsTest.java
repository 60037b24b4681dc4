package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.kakao.Kakao;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** What the contract of providers says to whoever fails it. */
class ContractTextsTest {
  @Test
  void anErrorThatEndsOtherwiseIsToldWithTheEndThatWasExpected() {
    String error = "{\"error\":\"expired\"}";

    assertThat(said(200, error))
        .startsWith("expected TOKEN_DEAD, and it ended as Rejected[reason=PROVIDER_SHAPE")
        .endsWith("; an error inside a 200 needs classify");
    assertThat(said(404, error))
        .startsWith("expected TOKEN_DEAD, and it ended as Rejected[")
        .doesNotContain("200", "<true>");
  }

  private static String said(int status, String body) {
    List<DynamicTest> days = new ProviderContract() {
      @Override
      protected ProviderSamples samples() {
        return ProviderSamples.of(
                Kakao.of("rest-api-key", Secret.of("a-client-secret-of-32-characters")), "4711")
            .answer("token", "{\"access_token\":\"at\",\"token_type\":\"bearer\"}")
            .answer("profile", "{\"id\":4711}")
            .error("profile", status, body, ErrorKind.TOKEN_DEAD);
      }
    }.documentedErrors().toList();
    assertThat(days).hasSize(1);
    return String.valueOf(
        catchThrowable(() -> days.get(0).getExecutable().execute()).getMessage());
  }
}
