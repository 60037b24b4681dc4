package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Begun;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeEndpoints;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider's addresses stand in its code; only the testing module leads elsewhere. */
@Fault("JD-22")
class EndpointsRoadTest extends RoadFixture {
  private static final Map<String, String> TEMPTATIONS = Map.of(
      "membersync.providers.kakao.authorization", "https://evil.example/authorize",
      "membersync.kakao.token", "https://evil.example/token",
      "kakao.base-url", "https://evil.example");

  @Test
  void theVisitorIsSentToThePinnedAddressWhateverIsSetInTheProcess() {
    TEMPTATIONS.forEach(System::setProperty);
    try {
      Kakao real = Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()));
      Begun begun = open(bare(told()).provider(real).callbacks(CALLBACKS))
          .begin(Kakao.ID, browser, SignIn.returningTo("/"));

      assertThat(begun)
          .isInstanceOfSatisfying(
              Begun.RedirectTo.class,
              redirect -> assertThat(redirect.uri().toString())
                  .startsWith("https://kauth.kakao.com/oauth/authorize?"));
    } finally {
      TEMPTATIONS.keySet().forEach(System::clearProperty);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://10.0.0.1",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://[::ffff:7f00:1]",
        "http://0.0.0.0"
      })
  void theTestingModuleLeadsToLoopbackOnly(String elsewhere) {
    Kakao real = Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()));

    assertThatThrownBy(
            () -> FakeEndpoints.lead(real, URI.create(elsewhere), "https://kauth.kakao.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loopback");
  }

  @Tag(RoadShop.MODULES)
  @Test
  void theCoreOpensItsInsideToOurOwnModulesOnly() {
    Module core = Kakao.class.getModule();

    assertThat(core.isNamed()).isTrue();
    assertThat(core.getDescriptor().exports())
        .filteredOn(export -> export.source().equals("io.membersync.internal"))
        .singleElement()
        .satisfies(export -> assertThat(export.targets())
            .isEqualTo(Set.of("io.membersync.jdbc", "io.membersync.testing")));
  }
}
