package io.membersync.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormParametersTest {

  @Test
  void parametersAreDecodedInTheirOrder() {
    assertThat(FormParameters.parse("b=1&a=x+y%26%3D&%ED%95%98=%EB%8A%98&empty=&bare&&c=d=e"))
        .hasValueSatisfying(parameters -> assertThat(parameters)
            .containsExactly(
                Map.entry("b", "1"),
                Map.entry("a", "x y&="),
                Map.entry("하", "늘"),
                Map.entry("empty", ""),
                Map.entry("bare", ""),
                Map.entry("c", "d=e")));
    assertThat(FormParameters.parse("")).contains(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1&a=1",
        "a=1&a=2",
        "a=1&%61=2",
        "a=%",
        "a=%4",
        "a=%zz",
        "a=%+1",
        "a=%C3",
        "a=%ED%A0%80",
        "a=하",
        "%=1"
      })
  @Fault("WH-14")
  void whatTwoReadersCouldTakeForTwoThingsIsRefused(String text) {
    assertThat(FormParameters.parse(text)).isEmpty();
  }

  @Test
  void aHundredParametersAreEnough() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= 100; i++) {
      many.append("p").append(i).append("=1&");
    }
    assertThat(FormParameters.parse(many.toString())).isEmpty();
  }
}
