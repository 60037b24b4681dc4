package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Browser;
import io.membersync.MemberSync;
import io.membersync.SignIn;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.TestBrowser;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is set up for meters and traces, by what the shop has. */
class ObservationConditionsTest {
  private final ApplicationContextRunner shop = new ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(
          MemberSyncObservationAutoConfiguration.class,
          MemberSyncAutoConfiguration.class,
          MemberSyncActuatorAutoConfiguration.class))
      .withBean(InMemoryMemberStore.class)
      .withPropertyValues(
          "membersync.shop-name=Wine Shop",
          "membersync.base-url=http://localhost:8080",
          "membersync.keys[0]=a key of the tests that is long enough",
          "membersync.providers.kakao.client-id=rest-api-key",
          "membersync.providers.kakao.client-secret=a secret");

  @Test
  void aShopWithObservationsGetsThemAndNoTimersBeside() {
    shop.withBean(ObservationRegistry.class, ObservationRegistry::create)
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context -> {
          assertThat(context).hasSingleBean(StepObservations.class);
          assertThat(context).doesNotHaveBean(StepTimers.class);
          assertThat(context).hasSingleBean(VisitTimer.class);
        });
  }

  @Test
  void aShopWithMetersOnlyGetsTheSameByTimers() {
    shop.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
      assertThat(context).hasSingleBean(StepTimers.class);
      assertThat(context).doesNotHaveBean(StepObservations.class);

      begin(context.getBean(MemberSync.class), new TestBrowser());

      assertThat(context
              .getBean(MeterRegistry.class)
              .get("membersync.begin")
              .tags("provider", "kakao", "purpose", "sign-in")
              .tags("outcome", "redirected", "reason", "none")
              .timer()
              .count())
          .isOne();
    });
  }

  @Test
  void aShopWithNeitherIsTimedByNobody() {
    shop.run(context -> {
      assertThat(context).hasSingleBean(MemberSync.class);
      assertThat(context).doesNotHaveBean(StepTimers.class);
      assertThat(context).doesNotHaveBean(StepObservations.class);
      assertThat(context).doesNotHaveBean(VisitTimer.class);
    });
  }

  @Test
  void aShopWithoutMicrometerAndActuatorStarts() {
    shop.withClassLoader(new FilteredClassLoader(
            "io.micrometer", "org.springframework.boot.actuate", "org.springframework.boot.health"))
        .run(context -> {
          assertThat(context).hasNotFailed().hasSingleBean(MemberSync.class);
          assertThat(context).doesNotHaveBean(MemberSync.Observer.class);
        });
  }

  @Test
  void aShopWithTwoRegistriesOfEqualRankStarts() {
    shop.withBean("one", MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean("two", MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StepTimers.class));
  }

  @Test
  void anObserverOfTheShopIsToldAsWell() {
    List<MemberSync.Observer.Step> told = new CopyOnWriteArrayList<>();
    MemberSync.Observer own = step -> {
      told.add(step);
      return outcome -> {};
    };
    shop.withBean("own", MemberSync.Observer.class, () -> own).run(context -> {
      begin(context.getBean(MemberSync.class), new TestBrowser());

      assertThat(told).extracting(MemberSync.Observer.Step::name).containsExactly("sign-in");
    });
  }

  @Test
  void nothingIsSetUpForAShopThatHasSwitchedMemberSyncOff() {
    shop.withPropertyValues("membersync.enabled=false")
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context -> {
          assertThat(context).doesNotHaveBean(MemberSync.Observer.class);
          assertThat(context).doesNotHaveBean(MemberSyncCustomizer.class);
          assertThat(context).doesNotHaveBean(MemberSyncHealthIndicator.class);
        });
  }

  @Test
  void theEndpointIsThereOnlyWhereItIsExposed() {
    shop.run(context -> assertThat(context).doesNotHaveBean(MemberSyncEndpoint.class));
    shop.withPropertyValues("management.endpoints.web.exposure.include=membersync")
        .run(context -> assertThat(context).hasSingleBean(MemberSyncEndpoint.class));
    shop.withPropertyValues(
            "management.endpoints.web.exposure.include=membersync",
            "management.endpoint.membersync.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(MemberSyncEndpoint.class));
  }

  @Test
  void theHealthContributorCanBeTakenAwayOrReplaced() {
    shop.run(context -> assertThat(context).hasBean("membersyncHealthIndicator"));
    shop.withPropertyValues("management.health.membersync.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(MemberSyncHealthIndicator.class));
  }

  private static void begin(MemberSync sync, Browser browser) {
    assertThat(sync.begin(Kakao.ID, browser, SignIn.returningTo("/"))).isNotNull();
  }
}
