package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Eventually;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The observations of a sign-in, as a tracer sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepObservationsTest {
  private final SpringShop shop =
      SpringShop.with(SpringShop.MemberTable.class, Tracer.class).start();
  private final Seen seen = shop.bean(Seen.class);

  @AfterAll
  void close() {
    shop.close();
  }

  @BeforeEach
  void forget() {
    shop.kakao.clearFailures();
    seen.started.clear();
    seen.stopped.clear();
  }

  @Test
  void callsOfProviderAndStoreAreChildrenOfTheSignInOfTheRequest() {
    try (ShopVisitor visitor = shop.visitor("haneul")) {
      visitor.signUp();
    }
    seen.settle();

    Observation.Context callback = seen.named("membersync.sign.in").get(0);
    assertThat(tag(callback, "step")).isEqualTo("complete");
    assertThat(tag(callback, "outcome")).isEqualTo("needs-consent");
    assertThat(parent(callback).map(Observation.ContextView::getName))
        .contains("http.server.requests");
    Observation.Context answer = seen.named("membersync.sign.in").stream()
        .filter(context -> tag(context, "outcome").equals("signed-up"))
        .findFirst()
        .orElseThrow();
    assertThat(tag(answer, "step")).isEqualTo("resume");
    assertThat(tag(answer, "provider")).isEqualTo("kakao");
    assertThat(seen.named("membersync.provider.call"))
        .as("made in several threads")
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(call -> {
          assertThat(parent(call)).containsSame(callback);
          assertThat(tag(call, "outcome")).isEqualTo("ok");
        });
    assertThat(seen.named("membersync.store"))
        .filteredOn(call -> tag(call, "method").equals("create"))
        .singleElement()
        .satisfies(create -> assertThat(parent(create)).containsSame(answer));
    assertThat(seen.named("membersync.provider.call"))
        .extracting(Observation.Context::getContextualName)
        .contains("membersync token kakao", "membersync profile kakao");
  }

  @Test
  void nobodyIsNamedAndNothingHasManyValues() {
    try (ShopVisitor visitor = shop.visitor("seoyeon")) {
      visitor.signUp();
      shop.kakao.failNext(KakaoEndpoint.TOKEN, Failure.raw(503, Map.of(), ""));
      visitor.signIn("/membersync/start/kakao");
      visitor.open("/membersync/callback/kakao?state=of-nobody&code=c-4711");
    }
    seen.settle();

    assertThat(seen.ours()).isNotEmpty().allSatisfy(context -> {
      assertThat(context.getHighCardinalityKeyValues()).isEmpty();
      assertThat(context.getAllKeyValues().stream().map(KeyValue::getKey))
          .contains("provider", "outcome", "reason")
          .hasSize(4);
      assertThat(context.getLowCardinalityKeyValues().toString() + context.getContextualName())
          .doesNotContain("seoyeon", "서연", "3141592653", "4711", "of-nobody", "http", "/");
    });
    assertThat(seen.named("membersync.sign.in"))
        .extracting(context -> tag(context, "outcome") + " " + tag(context, "reason"))
        .contains("unavailable provider-down", "rejected unknown-state");
  }

  @Test
  void nothingStaysOpenBehindASignIn() {
    try (ShopVisitor visitor = shop.visitor("doyun")) {
      visitor.signUp();
    }
    seen.settle();

    assertThat(seen.stopped).hasSameSizeAs(seen.started);
    assertThat(shop.bean(ObservationRegistry.class).getCurrentObservation()).isNull();
  }

  private static String tag(Observation.ContextView context, String key) {
    KeyValue value = context.getLowCardinalityKeyValue(key);
    return value == null ? "absent" : value.getValue();
  }

  private static Optional<Observation.ContextView> parent(Observation.Context context) {
    return Optional.ofNullable(context.getParentObservation()).map(ObservationView::getContextView);
  }

  /** Stands where a tracer would. */
  static final class Seen implements ObservationHandler<Observation.Context> {
    private final List<Observation.Context> started = new CopyOnWriteArrayList<>();
    private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    @Override
    public void onStart(Observation.Context context) {
      started.add(context);
    }

    @Override
    public void onStop(Observation.Context context) {
      stopped.add(context);
    }

    /** A request ends a moment after its answer. */
    void settle() {
      Eventually.isTrue(() -> stopped.size() == started.size());
    }

    List<Observation.Context> ours() {
      return started.stream()
          .filter(context -> String.valueOf(context.getName()).startsWith("membersync."))
          .toList();
    }

    List<Observation.Context> named(String name) {
      return started.stream().filter(context -> name.equals(context.getName())).toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Tracer {
    @Bean
    Seen seen() {
      return new Seen();
    }
  }
}
