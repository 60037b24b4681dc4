package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.membersync.SignInResult;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.SignInResult.Unavailable;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderCall;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonText;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The good and the bad days of any provider, each a whole sign-in over HTTP. Run it against a provider
 * of your own by extending it:
 *
 * <pre>{@code
 * class AcmeTest extends ProviderContract {
 *   @Override
 *   protected ProviderSamples samples() {
 *     return ProviderSamples.of(new Acme(…), "4711")
 *         .answer("token", "{\"access_token\":\"…\", …}")
 *         .answer("profile", "{\"no\":4711, …}")
 *         .subjectAt("no")
 *         .error("profile", 401, "{\"error\":\"invalid_token\"}", ErrorKind.TOKEN_DEAD);
 *   }
 * }
 * }</pre>
 *
 * <p>Each value of the samples is withheld once: what a visitor does not agree to is not there, and all
 * the rest is. On a good day somebody becomes a member; on a bad one nobody does, nothing is called after what
 * went wrong, and the end says whose fault it was.
 */
public abstract class ProviderContract {
  private static final HttpOptions PATIENT =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build();
  private static final HttpOptions HASTY =
      HttpOptions.builder().perAttempt(Duration.ofMillis(300)).build();
  private static final int ONE_MEBIBYTE = 1024 * 1024;

  /** For subclasses. */
  protected ProviderContract() {}

  /** The provider under test, and what it answers. */
  protected abstract ProviderSamples samples();

  @TestFactory
  Stream<DynamicTest> goodDay() {
    return Stream.of(
        day("the samples make a member, known by the documented id", script -> {
          ContractVisit visit = visit(script);
          SignInResult first = visit.signIn();
          assertTrue(first instanceof SignedIn, () -> "a member: " + first);
          assertTrue(visit.isKnown(samples().subject()), "known by " + samples().provider());
          SignInResult second = visit.signIn();
          assertEquals(
              ((SignedIn) first).member(),
              second instanceof SignedIn again ? again.member() : Optional.empty(),
              "the same member the next time");
        }),
        day("a cancelled sign-in calls nobody", script -> {
          ContractVisit visit = visit(script);
          SignInResult result = visit.comesBack("error=access_denied");
          assertFalse(result instanceof SignedIn, () -> "no member: " + result);
          assertEquals(0, script.calls(), "calls of the provider");
        }),
        day("answers that take their time are waited for", script -> {
          steps().forEach(step -> script.fail(step, Failure.delay(Duration.ofMillis(200))));
          SignInResult result = visit(script).signIn();
          assertTrue(result instanceof SignedIn, () -> "a member: " + result);
        }));
  }

  /** What a visitor withholds is not there, and everything else is. */
  @TestFactory
  Stream<DynamicTest> withheld() {
    Map<String, List<String>> shown = new LinkedHashMap<>();
    Map<String, String> all = new LinkedHashMap<>();
    try (ProviderScript script = new ProviderScript(samples())) {
      ContractVisit visit = visit(script);
      visit.signIn();
      all.putAll(visit.written());
      visit
          .paths()
          .forEach((attribute, path) ->
              shown.computeIfAbsent(path, any -> new ArrayList<>()).add(attribute));
    }
    List<DynamicTest> days = new ArrayList<>();
    shown.forEach((path, attributes) -> days.add(day("without " + path, script -> {
      assertTrue(
          script.isInSamples(path),
          "read(…) says that " + attributes + " came from " + path
              + ", which no sample has: name the member by its dotted path, as users.0.mail");
      script.withhold(path);
      Map<String, String> rest = new LinkedHashMap<>(all);
      rest.keySet().removeAll(attributes);
      signsInWith(rest, script);
    })));
    days.add(day("without anything but the id", script -> {
      shown.keySet().forEach(script::withhold);
      signsInWith(Map.of(), script);
    }));
    return days.stream();
  }

  private void signsInWith(Map<String, String> expected, ProviderScript script) {
    ContractVisit visit = visit(script);
    SignInResult result = visit.signIn();
    assertTrue(result instanceof SignedIn, () -> "a member: " + result);
    assertEquals(expected, visit.written(), "what stands at the member");
  }

  @TestFactory
  Stream<DynamicTest> badAnswers() {
    List<DynamicTest> days = new ArrayList<>();
    for (String step : steps()) {
      bad(days, step, "500", Failure.html(500), End.UNAVAILABLE);
      bad(days, step, "503", Failure.status(503), End.UNAVAILABLE);
      bad(
          days,
          step,
          "503 for five seconds",
          Failure.raw(503, Map.of("Retry-After", "5"), ""),
          End.UNAVAILABLE);
      bad(days, step, "429", Failure.tooManyRequests("30"), End.UNAVAILABLE);
      bad(days, step, "reset", Failure.reset(), End.UNAVAILABLE);
      bad(days, step, "cut in half", Failure.halfBody(), End.PROVIDERS_FAULT);
      bad(days, step, "a page", Failure.html(200), End.PROVIDERS_FAULT);
      bad(days, step, "empty", Failure.emptyBody(), End.PROVIDERS_FAULT);
      bad(days, step, "too large", Failure.oversized(2 * ONE_MEBIBYTE), End.PROVIDERS_FAULT);
      bad(days, step, "not JSON", Failure.text(text -> text + "}"), End.PROVIDERS_FAULT);
      bad(
          days,
          step,
          "a redirect",
          Failure.redirect(302, URI.create("https://evil.example/")),
          End.PROVIDERS_FAULT);
      days.add(day(step + ": hangs", script -> {
        script.fail(step, Failure.hang());
        endsBadly(new ContractVisit(samples(), script, HASTY).signIn(), End.UNAVAILABLE);
      }));
    }
    return days.stream();
  }

  /** What is wrong in the token answer or the profile, member by member. */
  @TestFactory
  Stream<DynamicTest> badContents() {
    List<DynamicTest> days = new ArrayList<>();
    End any = new End("an end without a member", result -> true, "");
    String token = ProviderScript.TOKEN;
    bad(days, token, "no access token", Failure.remove("access_token"), any);
    bad(days, token, "an access token that is a number", Failure.set("access_token", "7"), any);
    bad(days, token, "an access token twice", Failure.duplicate("access_token", "\"x\""), any);
    bad(days, token, "another kind of token", Failure.set("token_type", "\"mac\""), any);
    String profile = samples().answers().get("profile");
    if (profile != null) {
      String path = samples().subjectAt();
      days.add(dynamicTest(
          "the samples have the id at " + path,
          () -> assertTrue(
              JsonText.parse(profile).filter(json -> hasMember(json, path)).isPresent(),
              "name where it stands: ProviderSamples.subjectAt")));
      bad(days, "profile", "nobody", Failure.remove(path), any);
      bad(days, "profile", "an id that is a list", Failure.set(path, "[1]"), any);
      bad(days, "profile", "an id that is null", Failure.set(path, "null"), any);
      bad(days, "profile", "an id twice", Failure.duplicate(path, "\"x\""), any);
      bad(days, "profile", "depth without end", Failure.nest("nested", 100), any);
      if (samples().claims().isPresent()) {
        days.add(day("profile: of somebody else than the ID token", script -> {
          script.fail("profile", Failure.set(path, "\"another-visitor\""));
          ContractVisit visit = visit(script);
          SignInResult result = visit.signIn();
          assertTrue(
              isOfKind(result, ErrorKind.PROTOCOL) || visit.isKnown(samples().subject()),
              () -> "refused, or the ID token's: " + result);
          assertFalse(visit.isKnown("another-visitor"), "nobody is taken for somebody else");
        }));
      }
    }
    return days.stream();
  }

  /** Each documented error is what it is documented to be. */
  @TestFactory
  Stream<DynamicTest> documentedErrors() {
    return samples().errors().stream()
        .map(error -> day(
            error.step() + ": " + error.status() + " " + error.body() + " is " + error.kind(),
            script -> {
              script.fail(
                  error.step(),
                  Failure.raw(
                      error.status(),
                      Map.of("Content-Type", "application/json;charset=UTF-8"),
                      error.body()));
              ContractVisit visit = visit(script);
              SignInResult result = visit.signIn();
              if (isEssential(error.step())) {
                endsBadly(
                    result,
                    End.of(
                        error.kind(),
                        error.status() == 200 ? "; an error inside a 200 needs classify" : ""));
              } else {
                assertTrue(result instanceof SignedIn, () -> "goes on without it: " + result);
              }
            }));
  }

  @TestFactory
  Stream<DynamicTest> badIdTokens() {
    if (samples().claims().isEmpty()) {
      return Stream.empty();
    }
    long now = Clock.systemUTC().instant().getEpochSecond();
    Map<String, UnaryOperator<IdTokenDraft>> changes = new LinkedHashMap<>();
    changes.put("unsigned", draft -> draft.header("alg", "none").signature(any -> new byte[0]));
    changes.put("another signature", draft -> draft.signature(any -> new byte[any.length]));
    changes.put("another issuer", draft -> draft.claim("iss", "https://evil.example"));
    changes.put("another client", draft -> draft.claim("aud", "another-client"));
    changes.put("another sign-in", draft -> draft.claim("nonce", "of-another-sign-in"));
    changes.put("expired", draft -> draft.claim("exp", now - 600));
    changes.put("of the future", draft -> draft.claim("iat", now + 600));
    changes.put("another access token", draft -> draft.claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"));
    changes.put("nobody", draft -> draft.withoutClaim("sub"));
    changes.put("an address of keys", draft -> draft.header("jku", "https://evil.example/keys"));
    changes.put(
        "an address of a certificate", draft -> draft.header("x5u", "https://evil.example/c"));
    changes.put("its own key", draft -> draft.header("jwk", Map.of("kty", "oct", "k", "AAAA")));
    changes.put("a critical header", draft -> draft.header("crit", List.of("exp")));
    changes.put("no token", draft -> draft.compact(text -> "a.b.c"));
    List<DynamicTest> days = new ArrayList<>();
    changes.forEach((what, change) -> days.add(day("an ID token of or with " + what, script -> {
      script.changeIdToken(change);
      endsBadly(visit(script).signIn(), End.of(ErrorKind.PROTOCOL, ""));
    })));
    days.add(day("an ID token that takes the public key for a secret", script -> {
      script.changeIdToken(draft -> draft
          .header("alg", "HS256")
          .signedBy(new SecretKeySpec(script.publicKey(), "HmacSHA256"), "HmacSHA256"));
      endsBadly(visit(script).signIn(), End.of(ErrorKind.PROTOCOL, ""));
    }));
    if (samples().provider().descriptor().keys().isPresent()
        && !samples().provider().descriptor().idTokenAlgorithms().contains("HS256")) {
      bad(days, ProviderScript.KEYS, "dead", Failure.status(503), End.UNAVAILABLE);
    }
    return days.stream();
  }

  @TestFactory
  Stream<DynamicTest> badCallbacks() {
    List<DynamicTest> days = new ArrayList<>();
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("without state", query -> query.replaceAll("&state=[^&]*", ""));
    changes.put("with another state", query -> query.replaceAll("&state=[^&]*", "&state=abc"));
    changes.put("with state twice", query -> query + "&state=abc");
    changes.put("with code and error", query -> query + "&error=access_denied");
    changes.put("without code", query -> query.replaceAll("code=[^&]*", ""));
    changes.put("with a token", query -> query + "&access_token=at");
    changes.forEach((what, change) -> days.add(day("a callback " + what, script -> {
      ContractVisit visit = visit(script);
      endsBadly(visit.changed(change), End.REJECTED);
      assertEquals(0, script.calls(), "calls of the provider");
    })));
    days.add(day("a callback in another browser", script -> {
      ContractVisit visit = visit(script);
      endsBadly(visit.inAnotherBrowser(), End.REJECTED);
      assertEquals(0, script.calls(), "calls of the provider");
    }));
    return days.stream();
  }

  // ---- one day

  private ContractVisit visit(ProviderScript script) {
    return new ContractVisit(samples(), script, PATIENT);
  }

  private void bad(
      List<DynamicTest> days, String step, String what, Failure failure, End expected) {
    days.add(day(step + ": " + what, script -> {
      script.fail(step, failure);
      endsBadly(visit(script).signIn(), expected);
    }));
  }

  private DynamicTest day(String name, Consumer<ProviderScript> test) {
    return dynamicTest(name, () -> {
      try (ProviderScript script = new ProviderScript(samples())) {
        test.accept(script);
      }
    });
  }

  private static void endsBadly(SignInResult result, End expected) {
    boolean bad =
        result instanceof Rejected || result instanceof Unavailable || result instanceof Cancelled;
    if (!bad || !expected.fits().test(result)) {
      fail("expected " + expected.name() + ", and it ended as " + result + expected.hint());
    }
  }

  /** How a bad day is to end, by the name that a report has for it. */
  private record End(String name, Predicate<SignInResult> fits, String hint) {
    static final End UNAVAILABLE = new End("Unavailable", Unavailable.class::isInstance, "");
    static final End REJECTED = new End("Rejected", Rejected.class::isInstance, "");
    static final End PROVIDERS_FAULT =
        new End("Unavailable, SHAPE or PROTOCOL", ProviderContract::isProvidersFault, "");

    static End of(ErrorKind kind, String hint) {
      return new End(kind.name(), result -> isOfKind(result, kind), hint);
    }
  }

  /** The provider sent what it should not have, or is not there. */
  private static boolean isProvidersFault(SignInResult result) {
    return result instanceof Unavailable
        || isOfKind(result, ErrorKind.SHAPE)
        || isOfKind(result, ErrorKind.PROTOCOL);
  }

  private static boolean isOfKind(SignInResult result, ErrorKind kind) {
    return switch (kind) {
      case PROVIDER_DOWN, RATE_LIMITED -> result instanceof Unavailable;
      case VISITOR -> isRejected(result, RejectReason.VISITOR_REFUSED);
      case CONFIGURATION -> isRejected(result, RejectReason.CONFIGURATION);
      case TOKEN_DEAD -> isRejected(result, RejectReason.CODE_DEAD);
      case PROTOCOL -> isRejected(result, RejectReason.PROVIDER_PROTOCOL);
      case SHAPE -> isRejected(result, RejectReason.PROVIDER_SHAPE);
    };
  }

  private static boolean isRejected(SignInResult result, RejectReason reason) {
    return result instanceof Rejected rejected && rejected.reason() == reason;
  }

  /** The steps without which there is no sign-in. */
  private List<String> steps() {
    List<String> steps = new ArrayList<>();
    steps.add(ProviderScript.TOKEN);
    ProviderScript.calls(samples().provider()).stream()
        .filter(ProviderCall::isEssential)
        .map(ProviderCall::name)
        .filter(samples().answers()::containsKey)
        .forEach(steps::add);
    return steps;
  }

  private boolean isEssential(String step) {
    return steps().contains(step);
  }

  static boolean hasMember(JsonNode json, String path) {
    Optional<JsonNode> node = Optional.of(json);
    for (String step : path.split("\\.", -1)) {
      node = node.flatMap(parent -> parent.find(step));
    }
    return node.isPresent();
  }
}
