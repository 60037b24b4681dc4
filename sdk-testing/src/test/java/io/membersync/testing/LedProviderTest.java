package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.Provider;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedProviderTest {
  /** A default that were used instead of the provider's own word would show in no other test. */
  @Test
  void asksTheRealOneEverything() throws NoSuchMethodException {
    List<Method> asked = Arrays.stream(Provider.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();

    assertThat(asked).hasSizeGreaterThan(20);
    for (Method method : asked) {
      assertThat(LedProvider.class
              .getMethod(method.getName(), method.getParameterTypes())
              .getDeclaringClass())
          .as(method.getName())
          .isEqualTo(LedProvider.class);
    }
  }
}
