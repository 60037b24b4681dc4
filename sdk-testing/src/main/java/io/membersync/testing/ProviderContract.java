package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.SignInResult.SignedIn;
import java.util.stream.Stream;
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
 * <p>Each value of the samples is withheld once, and comes once as each thing that it is not: it is not
 * there then, and all the rest is. So it is with each scope that the token answer names and with what
 * {@link ProviderSamples#declined} says. On a good day somebody becomes a member; on a bad one nobody does,
 * nothing is called after what went wrong, and the end says whose fault it was. A call that is not
 * essential fails in the same ways: the sign-in goes on, and what the call would have given counts neither
 * as withheld nor as empty.
 */
public abstract class ProviderContract {
  /** For subclasses. */
  protected ProviderContract() {}

  /** The provider under test, and what it answers. */
  protected abstract ProviderSamples samples();

  @TestFactory
  Stream<DynamicTest> goodDay() {
    ContractContents days = new ContractContents(samples());
    return Stream.of(
        days.day("the samples make a member, known by the documented id", script -> {
          ContractVisit visit = days.visit(script);
          SignedIn first = ContractDays.signsIn(visit.signIn());
          assertTrue(visit.isKnown(samples().subject()), "known by " + samples().provider());
          SignedIn second = ContractDays.signsIn(visit.signIn());
          assertEquals(first.member(), second.member(), "the same member the next time");
        }),
        new ContractAnswers(samples()).inTime());
  }

  @TestFactory
  Stream<DynamicTest> cancelled() {
    return new ContractCallbacks(samples()).cancelled();
  }

  @TestFactory
  Stream<DynamicTest> withheld() {
    ContractConsents days = new ContractConsents(samples());
    return Stream.of(days.values(), days.scopes(), days.declined()).flatMap(kind -> kind);
  }

  @TestFactory
  Stream<DynamicTest> badAnswers() {
    return new ContractAnswers(samples()).essential();
  }

  @TestFactory
  Stream<DynamicTest> badAnswersOfOptionalCalls() {
    return new ContractAnswers(samples()).optional();
  }

  @TestFactory
  Stream<DynamicTest> documentedErrors() {
    return new ContractAnswers(samples()).documented();
  }

  @TestFactory
  Stream<DynamicTest> badContents() {
    ContractContents days = new ContractContents(samples());
    return Stream.of(days.tokens(), days.ids(), days.values()).flatMap(kind -> kind);
  }

  @TestFactory
  Stream<DynamicTest> otherPersons() {
    return new ContractContents(samples()).persons();
  }

  @TestFactory
  Stream<DynamicTest> badIdTokens() {
    ContractIdTokens days = new ContractIdTokens(samples());
    return Stream.of(days.forged(), days.keys(), days.metadata()).flatMap(kind -> kind);
  }

  @TestFactory
  Stream<DynamicTest> badCallbacks() {
    return new ContractCallbacks(samples()).bad();
  }
}
