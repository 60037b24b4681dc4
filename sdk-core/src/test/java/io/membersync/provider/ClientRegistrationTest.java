package io.membersync.provider;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Secret;
import org.junit.jupiter.api.Test;

class ClientRegistrationTest {

  @Test
  void aSettingWithALineEndIsRefusedAndNotQuoted() {
    assertThatThrownBy(() -> ClientRegistration.of("client", Secret.of("hidden-value\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client secret")
        .hasMessageNotContaining("hidden-value");
    assertThatThrownBy(() -> ClientRegistration.of("client ", Secret.of("hidden-value")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client id");
  }

  @Test
  void aMissingSettingIsNamed() {
    assertThatThrownBy(() -> Secret.of(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("environment variable");
  }
}
