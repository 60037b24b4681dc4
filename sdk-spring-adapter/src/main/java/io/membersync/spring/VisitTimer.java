package io.membersync.spring;

import io.membersync.MemberSync.Observer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Times how long visitors are at a provider. Its count beside that of the sign-ins that were begun
 * shows an outage of the provider's own page, which makes no call fail. Safe for many threads.
 */
final class VisitTimer implements Observer {
  private static final Ending NOTHING = outcome -> {};

  private final MeterRegistry meters;

  VisitTimer(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public Ending begin(Step step) {
    if (step.kind() != Kind.COMPLETE) {
      return NOTHING;
    }
    return outcome -> outcome
        .away()
        .ifPresent(time -> Timer.builder(StepMeter.VISIT)
            .description("From the redirect to a provider to its callback")
            .tag(StepMeter.PROVIDER, StepMeter.provider(outcome.provider()))
            .register(meters)
            .record(time));
  }
}
