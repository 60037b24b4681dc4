package io.membersync;

import io.membersync.Preview.Effect;
import io.membersync.Preview.Line;
import io.membersync.Preview.Reason;
import io.membersync.Preview.Status;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.oauth.Exchanged;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes the road from the provider's answers to the merge and writes nothing. */
final class Previews {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;
  private final Identification identification;
  private final ConsentRecorder consents;
  private final Minors minors;
  private final TokenVault tokens;

  Previews(Engine engine, Identification identification, ConsentRecorder consents, Minors minors) {
    this.engine = engine;
    this.minors = minors;
    this.consents = consents;
    this.identification = identification;
    this.tokens = new TokenVault(engine);
  }

  /** Of a member, with the token that was kept. */
  Preview of(MemberId member, ProviderId id) {
    Optional<Records.Identity> identity = engine.findIdentity(member, id);
    if (!Admission.isAdmitted(engine.members().find(member))) {
      return without(id, member, Status.NOT_ADMITTED);
    }
    if (identity.isEmpty()) {
      return without(id, member, Status.NOT_LINKED);
    }
    String subject = identity.get().subject();
    try {
      Optional<TokenSet> held = tokens.fresh(id, subject);
      if (held.isEmpty()) {
        return without(id, member, Status.NO_TOKEN);
      }
      Exchanged read = engine.gateway().reread(engine.provider(id), held.get());
      return read.profile().subject().equals(subject)
          ? of(arrival(id, read), Given.nothing(""))
          : without(id, member, Status.PROVIDER_FAILED);
    } catch (ProviderFailure failure) {
      LOG.info("no preview of a member: {}", failure.getMessage());
      return without(id, member, Status.PROVIDER_FAILED);
    }
  }

  /** Of a sign-in under way. */
  Preview of(Arrival arrival, Given given) {
    Admission.Standing standing = identification.soFar(arrival, given);
    Optional<MemberRecord> record = standing.member().flatMap(engine.members()::find);
    if (standing.member().isPresent() && !Admission.isAdmitted(record)) {
      return without(arrival.provider(), standing.member().get(), Status.NOT_ADMITTED);
    }
    Instant now = engine.clock().instant();
    List<ConsentEvent> recorded =
        standing.existing() ? engine.eventsOf(standing.person()) : List.of();
    Minors.Ward ward = minors.step(arrival, standing, record, now).ward();
    List<ConsentEvent> fresh = consents.events(arrival, given, standing, ward, recorded, now);
    List<ConsentEvent> events = Stream.concat(recorded.stream(), fresh.stream()).toList();
    Gate.Decision decision = ward.gate().evaluate(arrival.profile(), engine.mapping(), events, now);
    Optional<Merge> merge = record.map(held -> new Merge(
        engine,
        standing.person(),
        held,
        MemberWrite.Reading.once(arrival.provider(), "", arrival.firstPages(), List.of())));
    List<Line> lines = new ArrayList<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      Merge.Verdict verdict = verdict(mapped, arrival, standing, decision, merge);
      lines.add(new Line(
          mapped.attribute(),
          mapped.field(),
          verdict.effect(),
          verdict.reason(),
          record.flatMap(held -> held.value(mapped.attribute())),
          arrival.profile().find(mapped.field()).flatMap(FieldValue::text)));
    }
    return new Preview(arrival.provider(), standing.member(), Status.COMPARED, lines);
  }

  private static Merge.Verdict verdict(
      FieldMapping.Entry mapped,
      Arrival arrival,
      Admission.Standing standing,
      Gate.Decision decision,
      Optional<Merge> merge) {
    String refused = decision.dropped().get(mapped.field().name());
    if (arrival.profile().unreadable().contains(mapped.field())) {
      return new Merge.Verdict(Effect.LEAVE_OUT, Reason.UNREADABLE);
    }
    if (arrival.profile().ungranted().contains(mapped.field())) {
      return new Merge.Verdict(Effect.LEAVE_OUT, Reason.PROVIDER_NOT_GRANTED);
    }
    if (refused != null) {
      return new Merge.Verdict(Effect.LEAVE_OUT, Reason.valueOf(refused));
    }
    Optional<GatedPatch.Entry> entry = decision.patch().find(mapped.attribute());
    if (entry.isEmpty()) {
      return Merge.Verdict.keep(
          switch (arrival.profile().presence(mapped.field())) {
            case WITHHELD -> Reason.WITHHELD;
            case NOT_OFFERED -> Reason.NOT_OFFERED;
            default -> Reason.EMPTY;
          });
    }
    if (standing.known() && mapped.firstSignInOnly()) {
      return Merge.Verdict.keep(Reason.FIRST_SIGN_IN_ONLY);
    }
    return merge
        .map(rules -> rules.decide(entry.get()))
        .orElse(Merge.Verdict.write(Reason.NEW_MEMBER));
  }

  private Arrival arrival(ProviderId id, Exchanged read) {
    return new Arrival(
        id,
        read.profile().subject(),
        read.profile().profile(),
        read.firstPages(),
        read.profile().terms(),
        read.profile().termsKnown(),
        read.tokens(),
        Purpose.SIGN_IN,
        ReturnPath.DEFAULT,
        Optional.empty(),
        engine.language(Optional.empty()),
        Optional.empty(),
        "",
        "preview",
        read.receivedAt(),
        false);
  }

  private static Preview without(ProviderId provider, MemberId member, Status status) {
    return new Preview(provider, Optional.of(member), status, List.of());
  }
}
