package io.membersync.spring;

import io.membersync.MemberSync.Observer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** Times each step where there are meters and no observations. Safe for many threads. */
final class StepTimers implements Observer {
  private final MeterRegistry meters;

  StepTimers(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  public Ending begin(Step step) {
    Timer.Sample sample = Timer.start(meters);
    StepMeter meter = StepMeter.of(step.kind());
    return outcome -> sample.stop(Timer.builder(meter.text())
        .description(meter.description())
        .tags(Tags.of(
            StepMeter.PROVIDER,
            StepMeter.provider(outcome.provider()),
            meter.nameTag(),
            step.name(),
            StepMeter.OUTCOME,
            outcome.word(),
            StepMeter.REASON,
            StepMeter.reason(outcome)))
        .register(meters));
  }
}
