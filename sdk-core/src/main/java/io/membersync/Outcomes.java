package io.membersync;

import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.RejectReason;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.oauth.PendingCookies;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps how a sign-in ended beside its claim, sealed, for two minutes, so that a double click or a
 * reload ends where the first request did.
 */
final class Outcomes {
  /** How long a claim is remembered: longer than a pending sign-in can live. */
  static final Duration CLAIM = PendingCookies.LIFETIME.plusMinutes(2);

  /** How long an outcome is told again. */
  static final Duration REPLAY = Duration.ofMinutes(2);

  private static final Duration LONGEST_WORK = Duration.ofSeconds(15);
  private static final Duration MAKING = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(25);
  private static final String USE = "outcome";

  private final Engine engine;

  Outcomes(Engine engine) {
    this.engine = engine;
  }

  /** What is kept: a result, or where the sign-in is parked. */
  record Kept(Optional<SignInResult> result, Optional<String> parkedHandle) {}

  /**
   * Where a state is claimed: under the key that made the state, so that nodes whose newest keys
   * differ claim the same row.
   */
  String keyOfState(String state, int madeBy) {
    return engine.sealer().rowKeys("claim state", state).get(madeBy);
  }

  /**
   * Where the end of a parked sign-in is claimed: under an older key of the ring if it was claimed
   * with that one. Whoever took the parked row away claims it, so there is one.
   */
  String keyOfParked(ParkedSignIns.Place place) {
    List<String> keys = engine.sealer().rowKeys("claim parked", place.key());
    return keys.stream().skip(1).filter(this::isClaimed).findFirst().orElseGet(() -> keys.get(0));
  }

  /** Spends a state or a parked place; false when that was done before. */
  boolean claim(String key) {
    return engine
        .records()
        .attempts()
        .claim(engine.shop(), key, engine.clock().instant().plus(CLAIM));
  }

  void keep(String key, SignInResult result) {
    put(key, write(result, engine.clock().instant()));
  }

  void keepParked(String key, String handle) {
    long now = engine.clock().millis();
    put(key, JsonText.object(json -> json.name("at").value(now).name("parked").value(handle)));
  }

  private void put(String key, byte[] content) {
    engine
        .records()
        .attempts()
        .putOutcome(
            engine.shop(),
            key,
            engine.sealer().seal(USE, key, content),
            engine.clock().instant().plus(REPLAY));
  }

  boolean isClaimed(String key) {
    return engine.records().attempts().findClaim(engine.shop(), key).isPresent();
  }

  /** Whether this was claimed and never had an outcome: its first half was interrupted. */
  boolean isAbandoned(String key) {
    return engine
        .records()
        .attempts()
        .findClaim(engine.shop(), key)
        .map(claim -> claim.outcomeExpiresAt().isEmpty())
        .orElse(false);
  }

  /** Waits for the member of a person whom another request has just committed. */
  Optional<MemberId> awaitMember(PersonId person) {
    long end = System.nanoTime() + MAKING.toNanos();
    Optional<MemberId> member = engine.memberOf(person);
    while (member.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL.toNanos());
      member = engine.memberOf(person);
    }
    return member;
  }

  /**
   * Waits for the outcome of somebody else's claim.
   *
   * @return empty when there is none to be had any more
   */
  Optional<Kept> await(String key) {
    long end = System.nanoTime() + LONGEST_WORK.toNanos();
    while (true) {
      Optional<Records.Claim> claim = engine.records().attempts().findClaim(engine.shop(), key);
      Instant now = engine.clock().instant();
      if (claim.isEmpty()) {
        return Optional.empty();
      }
      if (claim.get().outcome().isPresent()) {
        return claim
            .flatMap(Records.Claim::outcome)
            .flatMap(bytes -> engine.sealer().open(USE, key, bytes))
            .flatMap(JsonText::read)
            .filter(json -> now.isBefore(keptAt(json).plus(REPLAY)))
            .flatMap(Outcomes::read);
      }
      Instant claimedAt = claim.get().expiresAt().minus(CLAIM);
      boolean givenUp = now.isAfter(claimedAt.plus(LONGEST_WORK));
      if (givenUp || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private static byte[] write(SignInResult result, Instant at) {
    return JsonText.object(json -> {
      json.name("at").value(at.toEpochMilli());
      if (result instanceof SignInResult.SignedIn signedIn) {
        SignInResult.Details details = signedIn.details();
        json.name("kind").value("signedIn");
        json.name("person").value(signedIn.person().toString());
        ParkedCodec.optional(json, "member", signedIn.member().map(MemberId::value));
        json.name("provider").value(details.provider().value());
        json.name("return").value(details.returnPath());
        ParkedCodec.optional(json, "entry", details.entry());
        json.name("new").value(details.isNewMember());
        json.name("linking").value(details.isLinking());
        json.name("dropped").beginArray();
        for (Map.Entry<String, String> dropped : details.droppedFields().entrySet()) {
          json.beginObject().name("field").value(dropped.getKey());
          json.name("reason").value(dropped.getValue()).endObject();
        }
        json.endArray();
      } else if (result instanceof SignInResult.Cancelled cancelled) {
        json.name("kind").value("cancelled");
        json.name("reason").value(cancelled.reason().name());
        json.name("provider").value(cancelled.details().provider().value());
        json.name("return").value(cancelled.details().returnPath());
        ParkedCodec.optional(json, "entry", cancelled.details().entry());
      } else {
        boolean down = result instanceof SignInResult.Unavailable;
        SignInResult.FailureDetails details = result instanceof SignInResult.Unavailable unavailable
            ? unavailable.details()
            : ((SignInResult.Rejected) result).details();
        json.name("kind").value(down ? "unavailable" : "rejected");
        if (result instanceof SignInResult.Rejected rejected) {
          json.name("reason").value(rejected.reason().name());
        }
        json.name("provider").value(details.provider().value());
        json.name("correlation").value(details.correlationId());
        json.name("step").value(details.step());
        json.name("again").value(details.mayStartAgain());
        json.name("return").value(details.returnPath());
        ParkedCodec.optional(json, "entry", details.entry());
        if (details.error().isPresent()) {
          ProviderError error = details.error().get();
          json.name("errorKind").value(error.kind().name());
          json.name("errorCode").value(error.code());
          json.name("errorStatus").value(error.httpStatus());
          json.name("errorFix").value(error.fix());
        }
        if (result instanceof SignInResult.Unavailable unavailable) {
          json.name("others").beginArray();
          for (ProviderId other : unavailable.others().providers()) {
            json.value(other.value());
          }
          json.endArray();
        }
      }
    });
  }

  private static Instant keptAt(JsonDocument json) {
    return Instant.ofEpochMilli(json.findWhole("at").orElse(0L));
  }

  private static Optional<Kept> read(JsonDocument json) {
    Optional<String> parked = json.findString("parked");
    if (parked.isPresent()) {
      return Optional.of(new Kept(Optional.empty(), parked));
    }
    return JsonText.understood(() -> readResult(json))
        .map(result -> new Kept(Optional.of(result), Optional.empty()));
  }

  private static SignInResult readResult(JsonDocument json) {
    ProviderId provider = ProviderId.of(json.findString("provider").orElseThrow());
    String returnPath = json.findString("return").orElseThrow();
    return switch (json.findString("kind").orElseThrow()) {
      case "signedIn" -> {
        Map<String, String> dropped = new LinkedHashMap<>();
        json.findObjects("dropped")
            .orElse(List.of())
            .forEach(item -> dropped.put(
                item.findString("field").orElseThrow(),
                item.findString("reason").orElseThrow()));
        yield new SignInResult.SignedIn(
            PersonId.parse(json.findString("person").orElseThrow()),
            json.findString("member").map(MemberId::new),
            new SignInResult.Details(
                provider,
                returnPath,
                json.findString("entry"),
                json.findFlag("new").orElse(false),
                json.findFlag("linking").orElse(false),
                dropped));
      }
      case "cancelled" ->
        new SignInResult.Cancelled(
            CancelReason.valueOf(json.findString("reason").orElseThrow()),
            new SignInResult.Details(
                provider, returnPath, json.findString("entry"), false, false, Map.of()));
      case "unavailable" ->
        new SignInResult.Unavailable(
            provider,
            new SignInResult.OtherWays(json.findStrings("others").orElse(List.of()).stream()
                .map(ProviderId::of)
                .toList()),
            readFailure(json, provider, returnPath));
      default ->
        new SignInResult.Rejected(
            RejectReason.valueOf(json.findString("reason").orElseThrow()),
            readFailure(json, provider, returnPath));
    };
  }

  private static SignInResult.FailureDetails readFailure(
      JsonDocument json, ProviderId provider, String returnPath) {
    Optional<ProviderError> error = json.findString("errorKind")
        .map(kind -> ProviderError.of(
            ErrorKind.valueOf(kind),
            json.findString("errorCode").orElseThrow(),
            json.findWhole("errorStatus").orElse(0L).intValue(),
            json.findString("errorFix").orElseThrow()));
    return new SignInResult.FailureDetails(
        json.findString("correlation").orElseThrow(),
        provider,
        json.findString("step").orElseThrow(),
        error,
        json.findFlag("again").orElse(false),
        returnPath,
        json.findString("entry"));
  }
}
