package io.membersync;

import io.membersync.Consents.AdultCheck;
import io.membersync.Consents.AdultResult;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.records.Records;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the shop's vendor say whether a member is an adult, and keeps what it says. */
final class Adults {
  static final String PASSED = "PASSED";
  static final String NOT_PASSED = "NOT_PASSED";

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration FRESH = Duration.ofDays(1);
  private static final String USE = "adult transaction";

  private final Engine engine;

  Adults(Engine engine) {
    this.engine = engine;
  }

  AdultResult check(MemberId member, String transaction) {
    AdultCheck check = engine
        .ages()
        .adultCheck()
        .orElseThrow(
            () -> new IllegalStateException("no vendor checks adults; call adults(…) first"));
    if (transaction.isBlank() || transaction.length() > 200) {
      throw new IllegalArgumentException("a vendor's transaction id has 1 to 200 characters");
    }
    if (engine.hasLeft(member) || !Admission.isAdmitted(engine.members().find(member))) {
      return AdultResult.NO_MEMBER;
    }
    Optional<AdultCheck.Answer> answer;
    try {
      answer = check.ask(member, transaction);
    } catch (RuntimeException e) {
      LOG.warn("the vendor of the adult check did not answer: {}", e.getClass().getName());
      return AdultResult.NO_ANSWER;
    }
    return answer.isEmpty()
        ? AdultResult.NO_ANSWER
        : engine.repeated("adult check", () -> keep(member, transaction, answer.get()));
  }

  /** One transaction counts for one member; the same one again is answered as before. */
  private AdultResult keep(MemberId member, String transaction, AdultCheck.Answer answer) {
    if (engine.hasLeft(member)) {
      return AdultResult.NO_MEMBER; // while the vendor was asked
    }
    Instant now = engine.clock().instant();
    PersonId person = ShopWord.personFor(engine, member);
    boolean passed = answer.passed();
    Records.Attempts attempts = engine.records().attempts();
    boolean used = engine.sealer().rowKeys(USE, transaction).stream()
        .anyMatch(key -> attempts.findClaim(engine.shop(), key).isPresent());
    if (used
        || !attempts.claim(
            engine.shop(),
            engine.sealer().key(USE, transaction),
            now.plus(FRESH.multipliedBy(3)))) {
      boolean own = find(person)
          .filter(held -> held.reference().equals(transaction))
          .filter(held -> held.outcome().equals(passed ? PASSED : NOT_PASSED))
          .isPresent();
      return own ? result(passed) : AdultResult.STALE;
    }
    if (Duration.between(answer.at(), now).abs().compareTo(FRESH) > 0
        || find(person).filter(held -> outdoes(held, answer)).isPresent()) {
      return AdultResult.STALE;
    }
    Instant until =
        answer.at().atOffset(ZoneOffset.UTC).plus(engine.ages().adultFor()).toInstant();
    engine
        .records()
        .consents()
        .putAssurance(
            engine.shop(),
            person,
            new Assurance(
                AssuranceKind.ADULT,
                answer.vendor(),
                passed ? PASSED : NOT_PASSED,
                transaction,
                answer.at(),
                Optional.of(until)));
    return result(passed);
  }

  /** Whether what is held is newer; of the same moment it is the worse one that counts. */
  private static boolean outdoes(Assurance held, AdultCheck.Answer answer) {
    int order = held.at().compareTo(answer.at().truncatedTo(ChronoUnit.MILLIS));
    return order > 0 || (order == 0 && answer.passed() && !held.outcome().equals(PASSED));
  }

  private static AdultResult result(boolean passed) {
    return passed ? AdultResult.PASSED : AdultResult.NOT_PASSED;
  }

  /** Whether the vendor's word holds now; no birth date of whatever source counts. */
  boolean isAdult(MemberId member) {
    Instant now = engine.clock().instant();
    return engine
        .personOf(member)
        .filter(person -> !person.hasLeft())
        .filter(person -> Minors.isAdult(
            engine.records().consents().assurancesOf(engine.shop(), person.id()), now))
        .isPresent();
  }

  private Optional<Assurance> find(PersonId person) {
    return engine.records().consents().assurancesOf(engine.shop(), person).stream()
        .filter(one -> one.kind() == AssuranceKind.ADULT)
        .findFirst();
  }
}
