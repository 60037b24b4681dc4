package io.membersync;

import io.membersync.consent.Gate;
import io.membersync.consent.GatedPatch;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.oauth.Exchanged;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rest of a list of which a sign-in has read the first page. The whole list is read after the
 * commit and goes the same road: gate, by the consents of that moment, merge, and one transaction.
 */
final class RestOfList {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;
  private final MemberWrite memberWrite;
  private final String task;
  private final ProviderId provider;
  private final String subject;
  private final PersonId person;
  private final Field<?> list;
  private final boolean begun;

  RestOfList(Engine engine, MemberWrite memberWrite, String task, JsonDocument content) {
    this.engine = engine;
    this.memberWrite = memberWrite;
    this.task = task;
    this.provider = ProviderId.of(content.findString("provider").orElseThrow());
    this.subject = content.findString("subject").orElseThrow();
    this.person = PersonId.parse(content.findString("person").orElseThrow());
    this.list = Field.named(content.findString("list").orElseThrow());
    this.begun = content.findFlag("begun").orElse(false);
  }

  /** Where the list is read from, with the sign-in's own tokens. */
  record Source(ProviderId provider, String subject, List<Field<?>> firstPages, TokenSet tokens) {
    static Source of(Arrival arrival) {
      return new Source(
          arrival.provider(),
          arrival.subject(),
          arrival.firstPages(),
          arrival.tokens().withoutRefreshToken());
    }
  }

  /** In the commit: plans the reading of each list that goes on and may reach the member. */
  static void plan(
      Engine engine,
      Source source,
      PersonId person,
      GatedPatch allowed,
      List<GatedPatch.Entry> written) {
    for (GatedPatch.Entry entry : allowed.entries()) {
      if (!source.firstPages().contains(entry.field())) {
        continue;
      }
      boolean begun = written.stream().anyMatch(done -> done.attribute().equals(entry.attribute()));
      byte[] content = JsonText.object(json -> {
        json.name("provider").value(source.provider().value());
        json.name("subject").value(source.subject());
        json.name("person").value(person.toString());
        json.name("list").value(entry.field().name());
        json.name("begun").value(begun);
        json.name("tokens");
        ParkedCodec.writeTokens(json, source.tokens());
      });
      String id = "list-" + engine.sealer().random(12);
      DueWork.plan(engine, id, DueWork.READ_LIST, content, engine.clock().instant());
    }
  }

  Field<?> list() {
    return list;
  }

  /** Whose list it still is: the person of this identity, and a member who may sign in. */
  Optional<MemberId> member() {
    return engine
        .findIdentity(provider, subject)
        .filter(identity -> identity.person().equals(person))
        .flatMap(identity -> engine.memberOf(person))
        .filter(member -> Admission.isAdmitted(engine.members().find(member)));
  }

  /** Writes the whole list, or plans to; called in a unit of work. */
  void write(Exchanged read) {
    if (engine.members().isRemote()) {
      if (read.profile().subject().equals(subject)) {
        read.profile()
            .profile()
            .find(list)
            .ifPresent(
                whole -> LaterWrite.planList(engine, provider, subject, person, whole, begun));
      }
      return;
    }
    Optional<MemberId> member = member();
    if (member.isEmpty() || !read.profile().subject().equals(subject)) {
      LOG.info("{}: nothing is written: the way in or the member has gone", task);
      return;
    }
    Profile whole = Profile.of(read.profile().profile().find(list).stream().toList());
    Gate.Decision decision = engine.allowed(person, whole);
    Map<String, String> dropped = new LinkedHashMap<>(decision.dropped());
    MemberWrite.Reading reading = MemberWrite.Reading.once(
        provider, "update-" + task, List.of(), begun ? List.of(list) : List.of());
    List<GatedPatch.Entry> written =
        memberWrite.update(reading, person, member.get(), decision.patch(), dropped);
    memberWrite.keepProvenance(person, written, engine.clock().instant());
    LOG.info(
        "{}: {} of person {} is {}{}",
        task,
        list.name(),
        person,
        written.isEmpty() ? "left as it is" : "complete",
        dropped.isEmpty() ? "" : " " + dropped);
  }
}
