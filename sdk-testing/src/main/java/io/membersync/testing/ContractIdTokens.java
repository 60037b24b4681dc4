package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.Begun;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.ProviderDescriptor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DynamicTest;

/** ID tokens, the keys that prove them, and the metadata that name these. */
final class ContractIdTokens extends ContractDays {
  ContractIdTokens(ProviderSamples samples) {
    super(samples);
  }

  Stream<DynamicTest> forged() {
    if (samples.claims().isEmpty()) {
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
    changes.put("an id that is a number", draft -> draft.claimJson("sub", "4711"));
    changes.put("an address of keys", draft -> draft.header("jku", "https://evil.example/keys"));
    changes.put(
        "an address of a certificate", draft -> draft.header("x5u", "https://evil.example/c"));
    changes.put("its own key", draft -> draft.header("jwk", Map.of("kty", "oct", "k", "AAAA")));
    changes.put("a critical header", draft -> draft.header("crit", List.of("exp")));
    changes.put("no token", draft -> draft.compact(text -> "a.b.c"));
    List<DynamicTest> days = new ArrayList<>();
    changes.forEach((what, change) -> days.add(day("an ID token of or with " + what, script -> {
      script.changeIdToken(change);
      isRefused(script);
    })));
    days.add(day("an ID token that takes the public key for a secret", script -> {
      script.changeIdToken(draft -> draft
          .header("alg", "HS256")
          .signedBy(new SecretKeySpec(script.publicKey(), "HmacSHA256"), "HmacSHA256"));
      isRefused(script);
    }));
    return days.stream();
  }

  private void isRefused(ProviderScript script) {
    ContractVisit visit = visit(script);
    endsBadly(visit, script, visit.signIn(), End.of(ErrorKind.PROTOCOL, ""));
  }

  Stream<DynamicTest> keys() {
    List<DynamicTest> days = new ArrayList<>();
    ProviderDescriptor descriptor = samples.provider().descriptor();
    boolean published = descriptor.keys().isPresent() || descriptor.isDiscovered();
    if (samples.claims().isPresent()
        && published
        && !descriptor.idTokenAlgorithms().contains("HS256")) {
      String keys = ProviderScript.KEYS;
      bad(days, keys, "dead", Failure.status(503), End.UNAVAILABLE);
      bad(days, keys, "reset", Failure.reset(), End.UNAVAILABLE);
      bad(days, keys, "a page", Failure.html(200), End.PROVIDERS_FAULT);
      bad(days, keys, "none", Failure.set("keys", "[]"), End.PROVIDERS_FAULT);
      days.add(day(keys + ": hang", script -> {
        script.fail(keys, Failure.hang());
        ContractVisit visit = new ContractVisit(samples, script, HASTY);
        endsBadly(visit, script, visit.signIn(), End.UNAVAILABLE);
      }));
    }
    return days.stream();
  }

  /** No visitor is sent away by metadata that cannot be had or trusted. */
  Stream<DynamicTest> metadata() {
    if (!samples.provider().descriptor().isDiscovered()) {
      return Stream.empty();
    }
    Map<String, Failure> failures = new LinkedHashMap<>();
    failures.put("dead", Failure.status(503));
    failures.put("reset", Failure.reset());
    failures.put("a page", Failure.html(200));
    failures.put("empty", Failure.emptyBody());
    failures.put("cut in half", Failure.halfBody());
    failures.put("of another issuer", Failure.set("issuer", "\"https://evil.example\""));
    failures.put(
        "with somebody else's token address",
        Failure.set("token_endpoint", "\"https://evil.example/token\""));
    failures.put(
        "with other signatures",
        Failure.set("id_token_signing_alg_values_supported", "[\"none\"]"));
    failures.put("without keys", Failure.remove("jwks_uri"));
    return failures.entrySet().stream()
        .map(failure -> day("metadata: " + failure.getKey(), script -> {
          script.fail(ProviderScript.METADATA, failure.getValue());
          ContractVisit visit = visit(script);
          Begun begun = visit.begins();
          assertTrue(
              begun instanceof Begun.NotStarted not && not.reason() == Begun.Reason.UNAVAILABLE,
              () -> "not begun: " + begun);
          assertEquals(0, script.calls(), "calls of the provider");
        }));
  }
}
