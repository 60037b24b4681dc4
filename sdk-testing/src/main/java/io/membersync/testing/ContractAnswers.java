package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Answers that do not come, come broken, or are documented errors. */
final class ContractAnswers extends ContractDays {
  private static final int TWO_MEBIBYTES = 2 * 1024 * 1024;
  private static final Duration LONG_BEFORE_THE_LAST_BYTE = Duration.ofSeconds(5);

  /** Time enough for good answers beside the one that does not come. */
  private static final HttpOptions UNHURRIED =
      HttpOptions.builder().perAttempt(Duration.ofMillis(600)).build();

  ContractAnswers(ProviderSamples samples) {
    super(samples);
  }

  /** What can become of any answer at once, and how an essential one then ends the sign-in. */
  private record Fault(Failure failure, End end) {}

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("500", new Fault(Failure.html(500), End.UNAVAILABLE));
    faults.put("503", new Fault(Failure.status(503), End.UNAVAILABLE));
    faults.put(
        "503 for five seconds",
        new Fault(Failure.raw(503, Map.of("Retry-After", "5"), ""), End.UNAVAILABLE));
    faults.put("429", new Fault(Failure.tooManyRequests("30"), End.of(ErrorKind.RATE_LIMITED, "")));
    faults.put("reset", new Fault(Failure.reset(), End.UNAVAILABLE));
    faults.put("cut in half", new Fault(Failure.halfBody(), End.PROVIDERS_FAULT));
    faults.put("a page", new Fault(Failure.html(200), End.PROVIDERS_FAULT));
    faults.put("empty", new Fault(Failure.emptyBody(), End.PROVIDERS_FAULT));
    faults.put("too large", new Fault(Failure.oversized(TWO_MEBIBYTES), End.PROVIDERS_FAULT));
    faults.put("not JSON", new Fault(Failure.text(text -> text + "}"), End.PROVIDERS_FAULT));
    faults.put(
        "a redirect",
        new Fault(Failure.redirect(302, URI.create("https://evil.example/")), End.PROVIDERS_FAULT));
    return faults;
  }

  /** Of these each takes as long as MemberSync waits. */
  private static Map<String, Failure> waits() {
    return Map.of(
        "hangs", Failure.hang(), "drips without end", Failure.slow(Duration.ofMillis(200)));
  }

  DynamicTest inTime() {
    return day("answers that drip, and end in time, are waited for", script -> {
      Failure dripping = Failure.slow(Duration.ofMillis(1));
      essentialSteps().forEach(step -> script.fail(step, dripping));
      optionalSteps().forEach(step -> script.fail(step, dripping));
      ContractVisit visit = visit(script);
      signsIn(visit.signIn());
      assertEquals(good().written(), visit.written(), "what stands at the member");
    });
  }

  Stream<DynamicTest> essential() {
    List<DynamicTest> days = new ArrayList<>();
    for (String step : essentialSteps()) {
      faults().forEach((what, fault) -> bad(days, step, what, fault.failure(), fault.end()));
      waits()
          .forEach((what, failure) -> days.add(day(step + ": " + what, script -> {
            script.fail(step, failure);
            ContractVisit visit = new ContractVisit(samples, script, HASTY);
            long begun = System.nanoTime();
            endsBadly(visit, script, visit.signIn(), End.UNAVAILABLE);
            assertTrue(
                System.nanoTime() - begun < LONG_BEFORE_THE_LAST_BYTE.toNanos(),
                "it ends by its deadline");
          })));
    }
    return days.stream();
  }

  /** A sign-in goes on without them. */
  Stream<DynamicTest> optional() {
    Good good = good();
    List<DynamicTest> days = new ArrayList<>();
    for (String step : optionalSteps()) {
      faults()
          .forEach((what, fault) -> days.add(day(step + ": " + what, script -> {
            script.fail(step, fault.failure());
            ContractVisit visit = goesOnWithout(step, good, script, PATIENT);
            if (what.equals("429")) {
              assertEquals(word(ErrorKind.RATE_LIMITED), visit.ended(step), "how the call ended");
            }
            isNotKnown(step, good, script);
            blanksNothing(step, fault.failure(), good, script);
          })));
      waits()
          .forEach((what, failure) -> days.add(day(step + ": " + what, script -> {
            script.fail(step, failure);
            goesOnWithout(step, good, script, UNHURRIED);
          })));
    }
    return days.stream();
  }

  private ContractVisit goesOnWithout(
      String step, Good good, ProviderScript script, HttpOptions http) {
    ContractVisit visit = new ContractVisit(samples, script, http);
    signsIn(visit.signIn());
    assertEquals(
        good.without(fieldsOf(step, good)), visit.written(), "what stands at the new member");
    assertNotEquals("ok", visit.ended(step), "how the call ended");
    return visit;
  }

  /** Nobody has withheld it, and nobody has said that there is none. */
  private void isNotKnown(String step, Good good, ProviderScript script) {
    Map<String, Presence> missing = ContractVisit.missing(samples, script, PATIENT);
    fieldsOf(step, good)
        .forEach(field -> assertEquals(Presence.NOT_OFFERED, missing.get(field), field));
  }

  /** A member who has it keeps it. */
  private void blanksNothing(String step, Failure failure, Good good, ProviderScript script) {
    script.heal();
    ContractVisit visit = visit(script);
    visit.signIn();
    script.fail(step, failure);
    signsIn(visit.signIn());
    assertEquals(good.written(), visit.written(), "what stands at the member from before");
  }

  /** Each documented error is what it is documented to be. */
  Stream<DynamicTest> documented() {
    return samples.errors().stream()
        .map(error -> day(
            error.step() + ": " + error.status() + " " + error.body() + " is " + error.kind(),
            script -> {
              Failure failure = Failure.raw(
                  error.status(),
                  Map.of("Content-Type", "application/json;charset=UTF-8"),
                  error.body());
              script.fail(error.step(), failure);
              ContractVisit visit;
              if (optionalSteps().contains(error.step())) {
                Good good = good();
                visit = goesOnWithout(error.step(), good, script, PATIENT);
                isNotKnown(error.step(), good, script);
                blanksNothing(error.step(), failure, good, script);
              } else {
                visit = visit(script);
                String hint = error.status() == 200 ? "; an error inside a 200 needs classify" : "";
                endsBadly(visit, script, visit.signIn(), End.of(error.kind(), hint));
              }
              assertEquals(word(error.kind()), visit.ended(error.step()), "how the call ended");
            }));
  }
}
