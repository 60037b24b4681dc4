package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.membersync.SignInResult;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.FailureDetails;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderCall;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** What all kinds of days of {@link ProviderContract} share: a sign-in, and how it is to end. */
abstract class ContractDays {
  static final HttpOptions PATIENT =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build();
  static final HttpOptions HASTY = HttpOptions.builder()
      .perAttempt(Duration.ofMillis(300))
      .perSignIn(Duration.ofSeconds(1))
      .build();

  final ProviderSamples samples;

  ContractDays(ProviderSamples samples) {
    this.samples = samples;
  }

  /**
   * A good day: what stands at the member then, and where each of it came from.
   *
   * @param written by the names of the fields
   * @param paths by the names of the fields
   */
  record Good(Map<String, String> written, Map<String, String> paths) {
    /** What comes from this member of an answer. */
    List<String> at(String path) {
      return paths.entrySet().stream()
          .filter(entry -> entry.getValue().equals(path))
          .map(Map.Entry::getKey)
          .toList();
    }

    /** All but these. */
    Map<String, String> without(List<String> names) {
      Map<String, String> rest = new TreeMap<>(written);
      rest.keySet().removeAll(names);
      return rest;
    }
  }

  final Good good() {
    try (ProviderScript script = new ProviderScript(samples)) {
      ContractVisit visit = visit(script);
      visit.signIn();
      return new Good(visit.written(), visit.paths());
    }
  }

  final ContractVisit visit(ProviderScript script) {
    return new ContractVisit(samples, script, PATIENT);
  }

  final DynamicTest day(String name, Consumer<ProviderScript> test) {
    return dynamicTest(name, () -> {
      try (ProviderScript script = new ProviderScript(samples)) {
        test.accept(script);
      }
    });
  }

  final void bad(List<DynamicTest> days, String step, String what, Failure failure, End expected) {
    days.add(day(step + ": " + what, script -> {
      script.fail(step, failure);
      ContractVisit visit = visit(script);
      endsBadly(visit, script, visit.signIn(), expected);
    }));
  }

  /** It ends as it should, nobody is a member, and nothing is called after what went wrong. */
  final void endsBadly(
      ContractVisit visit, ProviderScript script, SignInResult result, End expected) {
    boolean bad =
        result instanceof Rejected || result instanceof Unavailable || result instanceof Cancelled;
    if (!bad || !expected.fits().test(result)) {
      fail("expected " + expected.name() + ", and it ended as " + result + expected.hint());
    }
    assertEquals(0, visit.members(), "members of the shop");
    assertFalse(visit.isKnown(samples.subject()), "no link to the provider is left");
    assertFalse(script.wasAskedElsewhere(), "nothing else of the provider is called");
    String token = visit.ended(ProviderScript.TOKEN);
    if (!token.isEmpty() && !token.equals("ok")) {
      List<String> after = new ArrayList<>(script.asked());
      after.removeAll(List.of(ProviderScript.TOKEN, ProviderScript.METADATA));
      assertEquals(List.of(), after, "calls of the provider without a token");
    }
  }

  static SignedIn signsIn(SignInResult result) {
    assertTrue(result instanceof SignedIn, () -> "a member: " + result);
    return (SignedIn) result;
  }

  /** How a bad day is to end, by the name that a report has for it. */
  record End(String name, Predicate<SignInResult> fits, String hint) {
    static final End ANY = new End("an end without a member", result -> true, "");
    static final End UNAVAILABLE = new End("Unavailable", Unavailable.class::isInstance, "");
    static final End REJECTED = new End("Rejected", Rejected.class::isInstance, "");
    static final End PROVIDERS_FAULT = new End(
        "Unavailable, SHAPE or PROTOCOL",
        result -> result instanceof Unavailable
            || isOfKind(result, ErrorKind.SHAPE)
            || isOfKind(result, ErrorKind.PROTOCOL),
        "");

    static End of(ErrorKind kind, String hint) {
      return new End(kind.name(), result -> isOfKind(result, kind), hint);
    }
  }

  static boolean isOfKind(SignInResult result, ErrorKind kind) {
    return switch (kind) {
      case PROVIDER_DOWN, RATE_LIMITED ->
        result instanceof Unavailable down && isSaid(down.details(), kind);
      case VISITOR -> isRejected(result, RejectReason.VISITOR_REFUSED);
      case CONFIGURATION -> isRejected(result, RejectReason.CONFIGURATION);
      case TOKEN_DEAD -> isRejected(result, RejectReason.CODE_DEAD);
      case PROTOCOL -> isRejected(result, RejectReason.PROVIDER_PROTOCOL);
      case SHAPE -> isRejected(result, RejectReason.PROVIDER_SHAPE);
    };
  }

  private static boolean isSaid(FailureDetails details, ErrorKind kind) {
    return details.error().filter(error -> error.kind() == kind).isPresent();
  }

  private static boolean isRejected(SignInResult result, RejectReason reason) {
    return result instanceof Rejected rejected && rejected.reason() == reason;
  }

  /** The word that an observer hears of a call that failed so. */
  static String word(ErrorKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The steps without which there is no sign-in. */
  final List<String> essentialSteps() {
    return Stream.concat(Stream.of(ProviderScript.TOKEN), stepsThat(ProviderCall::isEssential))
        .toList();
  }

  /** The steps without which a sign-in goes on. */
  final List<String> optionalSteps() {
    return stepsThat(call -> !call.isEssential()).toList();
  }

  private Stream<String> stepsThat(Predicate<ProviderCall> are) {
    return ProviderScript.calls(samples).stream()
        .filter(are)
        .map(ProviderCall::name)
        .filter(samples.answers()::containsKey);
  }

  /** The fields that come by this step and no other. */
  final List<String> fieldsOf(String step, Good good) {
    return good.paths().entrySet().stream()
        .filter(from -> isInSample(samples.answers().get(step), from.getValue()))
        .filter(from -> samples.answers().entrySet().stream()
            .filter(answer -> !answer.getKey().equals(step))
            .noneMatch(answer -> isInSample(answer.getValue(), from.getValue())))
        .filter(from -> !isInSample(samples.claims().orElse(null), from.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether some sample has it: where not, it cannot be withheld. */
  final boolean isInSamples(String path) {
    return Stream.concat(samples.answers().values().stream(), samples.claims().stream())
            .anyMatch(sample -> isInSample(sample, path))
        || samples.callback().keySet().stream().anyMatch(name -> path.startsWith(name + "."));
  }

  private static boolean isInSample(@Nullable String sample, String path) {
    return sample != null
        && JsonText.parse(sample).filter(json -> hasMember(json, path)).isPresent();
  }

  static boolean hasMember(JsonNode json, String path) {
    Optional<JsonNode> node = Optional.of(json);
    for (String step : path.split("\\.", -1)) {
      node = node.flatMap(parent -> parent.find(step));
    }
    return node.isPresent();
  }
}
