package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackParametersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "code=a&state=s&state=s",
        "code=a&code=b&state=s",
        "code=a&state=s&iss=i&iss=i",
        "code=a&state=s&%63ode=b",
        "state=s&state=t&code=a"
      })
  @Fault("AR-16")
  void aRepeatedParameterIsRefusedWhicheverIsGood(String raw) {
    assertThat(CallbackParameters.read(raw)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code=&state=s",
        "code=%20+&state=s",
        "code=a%00b&state=s",
        "code=a%0d%0ab&state=s",
        "code=a%2&state=s",
        "code=a%zz&state=s",
        "code=a%ff%fe&state=s",
        "code=a%c0%80&state=s",
        "code=é&state=s",
        "code=a&error=access_denied&state=s"
      })
  @Fault("AR-17")
  void aBrokenCodeIsRefused(String raw) {
    assertThat(CallbackParameters.read(raw)).isEmpty();
  }

  @Test
  @Fault("AR-17")
  void aCodeOfFourKibibytesPassesAndALongerOneDoesNot() {
    assertThat(CallbackParameters.read("state=s&code=" + "c".repeat(4096))).isPresent();
    assertThat(CallbackParameters.read("state=s&code=" + "c".repeat(4097))).isEmpty();
    assertThat(CallbackParameters.read("state=s&code=" + "c".repeat(64 * 1024))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id_token", "access_token", "refresh_token"})
  @Fault("AR-22")
  void aTokenInTheCallbackIsRefused(String token) {
    assertThat(CallbackParameters.read("code=a&state=s&" + token + "=x")).isEmpty();
  }

  @Test
  void unknownParametersAreIgnoredAndValuesDecoded() {
    CallbackParameters parameters =
        CallbackParameters.read("code=a%2Fb&state=s&session_state=x+y&&empty").orElseThrow();
    assertThat(parameters.find("code")).contains("a/b");
    assertThat(parameters.find("session_state")).contains("x y");
    assertThat(parameters.find("empty")).contains("");
    assertThat(parameters.find("iss")).isEmpty();
  }
}
