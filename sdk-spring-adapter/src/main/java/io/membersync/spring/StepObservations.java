package io.membersync.spring;

import io.membersync.MemberSync.Observer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Makes an observation of each step. Calls to providers are children of the sign-in they are for, in
 * whatever thread they are made. Safe for many threads.
 */
final class StepObservations implements Observer {
  private final ObservationRegistry registry;

  StepObservations(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Ending begin(Step step) {
    StepMeter meter = StepMeter.of(step.kind());
    Observation observation = Observation.createNotStarted(meter.text(), registry)
        .contextualName(StepMeter.span(step))
        .lowCardinalityKeyValue(StepMeter.PROVIDER, StepMeter.provider(step.provider()))
        .lowCardinalityKeyValue(meter.nameTag(), step.name())
        .start();
    // A call may end in another thread, where a scope of this one could not be closed.
    Observation.Scope scope =
        step.kind() == Kind.PROVIDER_CALL ? Observation.Scope.NOOP : opened(observation);
    return outcome -> {
      try {
        scope.close();
      } finally {
        observation
            .lowCardinalityKeyValue(StepMeter.PROVIDER, StepMeter.provider(outcome.provider()))
            .lowCardinalityKeyValue(StepMeter.OUTCOME, outcome.word())
            .lowCardinalityKeyValue(StepMeter.REASON, StepMeter.reason(outcome))
            .stop();
      }
    };
  }

  /** A handler of the shop's may throw; nobody would end the observation then. */
  private static Observation.Scope opened(Observation observation) {
    try {
      return observation.openScope();
    } catch (RuntimeException e) {
      observation.stop();
      throw e;
    }
  }
}
