package io.membersync;

import com.squareup.moshi.JsonWriter;
import io.membersync.Consents.Ground;
import io.membersync.Consents.Held;
import io.membersync.Consents.Proof;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.Records.NoticeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers what a privacy officer or a member asks of the books. Reads only. */
final class ConsentAnswers {
  private final Engine engine;
  private final Minors minors;
  private final Grounds grounds;

  ConsentAnswers(Engine engine, Minors minors) {
    this.grounds = new Grounds(engine);
    this.engine = engine;
    this.minors = minors;
  }

  private Gate gate(Records.Person person, Instant at) {
    return minors.gate(minors.ofBooksOrRow(
        person.id(), () -> person.member().flatMap(engine.members()::find), at));
  }

  /** The text that an event was about, to the letter, whatever the notice says today. */
  Optional<NoticeText> textOf(ConsentEvent event) {
    return event
        .notice()
        .flatMap(
            reference -> engine
                .records()
                .consents()
                .textsOf(engine.shop(), reference.tag(), reference.version())
                .stream()
                .filter(text -> text.sha256().equals(reference.sha256()))
                .findFirst());
  }

  Proof proof(Records.Person person, Field<?> field, Gate.Use use, Instant at, Instant knownAt) {
    List<ConsentEvent> all = engine.eventsOf(person.id());
    List<ConsentEvent> known =
        all.stream().filter(event -> !event.recordedAt().isAfter(knownAt)).toList();
    Gate.Verdict verdict = hasLeftBy(person, all, at) && hasLeftBy(person, all, knownAt)
        ? new Gate.Verdict(false, "NO_BASIS")
        : gate(person, at).decide(field, use, known, at);
    Optional<ConsentEvent> event = known.stream()
        .filter(one -> verdict.allowed() && one.id().equals(verdict.reason()))
        .findFirst();
    List<ConsentEvent> considered = known.stream()
        .filter(one -> one.notice()
            .filter(reference -> engine.notices().versions(reference.tag()).stream()
                .flatMap(notice -> notice.coverage().stream())
                .anyMatch(covered -> covered.fields().contains(field)))
            .isPresent())
        .toList();
    Optional<ConsentEvent> shown = event.or(() -> known.stream()
        .filter(one ->
            one.type() == ConsentEvent.Type.PRESENTED && !one.occurredAt().isAfter(at))
        .filter(one -> one.notice()
            .filter(told -> verdict.reason().equals(told.tag() + "/" + told.version()))
            .isPresent())
        .reduce((earlier, later) -> later));
    return new Proof(verdict, event, shown.flatMap(this::textOf), considered);
  }

  /** When a member left is told by what ended with it; where nothing did, it may be just now. */
  private boolean hasLeftBy(Records.Person person, List<ConsentEvent> events, Instant at) {
    return person.hasLeft()
        && events.stream()
            .filter(event -> event.reason().filter(Withdrawals.LEFT::equals).isPresent())
            .map(ConsentEvent::occurredAt)
            .max(Comparator.naturalOrder())
            .or(() -> Optional.of(engine.clock().instant()))
            .filter(left -> !at.isBefore(left))
            .isPresent();
  }

  /** The attributes that MemberSync has written and that nothing gives a ground for now. */
  List<String> withoutGround(Records.Person person) {
    List<ConsentEvent> events = engine.eventsOf(person.id());
    Instant now = Gate.now(events, engine.clock().instant());
    List<String> groundless = new ArrayList<>();
    Gate gate = gate(person, now);
    for (Records.Provenance written :
        engine.records().evidence().provenanceOf(engine.shop(), person.id())) {
      Gate.Verdict verdict = gate.decide(Field.named(written.field()), events, now);
      if (person.hasLeft() || (!verdict.allowed() && !isForNow(written, verdict, events, now))) {
        groundless.add(written.attribute());
      }
    }
    return groundless;
  }

  private boolean isForNow(
      Records.Provenance written, Gate.Verdict verdict, List<ConsentEvent> events, Instant now) {
    return !verdict.reason().equals("GUARDIAN_MISSING")
        && grounds.isForNow(Field.named(written.field()), events, now);
  }

  /** Every mapped attribute that has a value, or had one of MemberSync's. */
  List<Held> held(MemberId member, Optional<Records.Person> person) {
    Optional<MemberRecord> row = engine.members().find(member);
    Map<String, Records.Provenance> written = written(person);
    List<ConsentEvent> events = person.map(one -> engine.eventsOf(one.id())).orElse(List.of());
    Instant now = Gate.now(events, engine.clock().instant());
    Gate gate = person.map(one -> gate(one, now)).orElse(engine.gate());
    boolean left = person.filter(Records.Person::hasLeft).isPresent();
    List<Held> held = new ArrayList<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      Optional<String> value =
          row.flatMap(one -> one.value(mapped.attribute())).filter(text -> !text.isEmpty());
      Optional<Records.Provenance> ours = Optional.ofNullable(written.get(mapped.attribute()));
      if (value.isEmpty() && ours.isEmpty()) {
        continue;
      }
      boolean edited = ours.isPresent()
          && value
              .filter(text -> !Merge.isHash(
                  engine,
                  person.orElseThrow().id(),
                  ours.get().valueHash(),
                  mapped.attribute(),
                  text))
              .isPresent();
      held.add(new Held(
          mapped.attribute(),
          mapped.field(),
          value,
          ours.map(Records.Provenance::origin),
          ours.map(Records.Provenance::writtenAt),
          left ? Optional.empty() : ground(gate.decide(mapped.field(), events, now), events),
          edited));
    }
    return held;
  }

  /** By attribute. */
  private Map<String, Records.Provenance> written(Optional<Records.Person> person) {
    return person.stream()
        .flatMap(one -> engine.records().evidence().provenanceOf(engine.shop(), one.id()).stream())
        .collect(Collectors.toMap(Records.Provenance::attribute, one -> one));
  }

  private Optional<Ground> ground(Gate.Verdict verdict, List<ConsentEvent> events) {
    if (!verdict.allowed()) {
      return Optional.empty();
    }
    return events.stream()
        .filter(event -> event.id().equals(verdict.reason()))
        .flatMap(event -> event.notice().stream())
        .map(agreedTo -> new Ground(agreedTo.tag(), agreedTo.version()))
        .findFirst()
        .or(() -> engine.notices().all().stream()
            .map(notice -> new Ground(notice.tag(), notice.version()))
            .filter(one -> verdict.reason().equals(one.tag() + "/" + one.version()))
            .findFirst());
  }

  /** Everything of one member, as JSON. */
  String export(
      MemberId member,
      Optional<Records.Person> person,
      List<Consents.Entry> entries,
      List<Members.Question> questions) {
    List<Held> held = held(member, person);
    Map<String, Records.Provenance> written = written(person);
    List<Records.Identity> ways = person
        .map(one -> engine.records().identities().ofPerson(engine.shop(), one.id()))
        .orElse(List.of());
    byte[] json = JsonText.object(out -> {
      out.name("member").value(member.value());
      out.name("exportedAt").value(engine.clock().instant().toString());
      out.name("fields").beginArray();
      for (Held one : held) {
        writeField(out, one, Optional.ofNullable(written.get(one.attribute())));
      }
      out.endArray();
      out.name("notices").beginArray();
      for (Consents.Entry entry : entries) {
        writeNotice(out, entry.tag(), entry.state().name(), entry.at(), entry.text());
      }
      writeTold(out, person, held);
      out.endArray();
      out.name("questions").beginArray();
      for (Members.Question question : questions) {
        writeQuestion(out, question);
      }
      out.endArray();
      out.name("age").beginArray();
      for (Records.Assurance known : person
          .map(one -> engine.records().consents().assurancesOf(engine.shop(), one.id()))
          .orElse(List.of())) {
        writeAssurance(out, known);
      }
      out.endArray();
      out.name("waysIn").beginArray();
      for (Records.Identity way : ways) {
        out.beginObject();
        out.name("provider").value(way.namespace());
        out.name("since").value(way.linkedAt().toString());
        out.endObject();
      }
      out.endArray();
    });
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void writeAssurance(JsonWriter out, Records.Assurance known) throws IOException {
    out.beginObject();
    out.name("kind").value(known.kind().name());
    out.name("outcome").value(known.outcome());
    out.name("source").value(known.source());
    out.name("at").value(known.at().toString());
    if (known.until().isPresent()) {
      out.name("until").value(known.until().get().toString());
    }
    out.endObject();
  }

  private static void writeField(JsonWriter out, Held held, Optional<Records.Provenance> written)
      throws IOException {
    out.beginObject();
    out.name("field").value(held.field().name());
    if (held.value().isPresent()) {
      out.name("value").value(held.value().get());
    }
    if (written.isPresent()) {
      out.name("source").value(written.get().origin());
      out.name("writtenAt").value(written.get().writtenAt().toString());
      out.name("basis").value(written.get().basis());
      out.name("editedSince").value(held.edited());
    }
    if (held.ground().isPresent()) {
      out.name("notice").value(held.ground().get().tag());
      out.name("version").value(held.ground().get().version());
    }
    out.endObject();
  }

  /** What the member was told and not asked, as it was shown last; of a ground also where it never was. */
  private void writeTold(JsonWriter out, Optional<Records.Person> person, List<Held> held)
      throws IOException {
    Map<String, ConsentEvent> shown = new LinkedHashMap<>();
    for (ConsentEvent event : person.map(one -> engine.eventsOf(one.id())).orElse(List.of())) {
      if (event.type() == ConsentEvent.Type.PRESENTED) {
        event.notice().ifPresent(told -> shown.put(told.tag(), event));
      }
    }
    Set<Ground> unknown = new LinkedHashSet<>();
    held.forEach(one -> one.ground().ifPresent(unknown::add));
    for (Map.Entry<String, ConsentEvent> told : shown.entrySet()) {
      Optional<NoticeText> text = textOf(told.getValue());
      text.ifPresent(one -> unknown.remove(new Ground(one.tag(), one.version())));
      writeNotice(out, told.getKey(), "PRESENTED", Optional.of(told.getValue().occurredAt()), text);
    }
    for (Ground ground : unknown) {
      Optional<Notice> notice = engine
          .notices()
          .find(ground.tag(), ground.version())
          .filter(one -> !one.kind().isAsked());
      if (notice.isPresent()) {
        Notice.Text text = notice.get().textIn(engine.language(Optional.empty()));
        writeNotice(
            out,
            ground.tag(),
            "IN_FORCE",
            Optional.empty(),
            Optional.of(new NoticeText(
                ground.tag(),
                ground.version(),
                text.language(),
                text.sha256(),
                notice.get().content(),
                text.title(),
                text.body(),
                engine.clock().instant())));
      }
    }
  }

  private static void writeQuestion(JsonWriter out, Members.Question question) throws IOException {
    out.beginObject();
    out.name("attribute").value(question.attribute());
    out.name("provider").value(question.provider().value());
    out.name("since").value(question.since().toString());
    out.name("value").value(question.revealOffered());
    out.endObject();
  }

  private static void writeNotice(
      JsonWriter out, String tag, String state, Optional<Instant> at, Optional<NoticeText> shown)
      throws IOException {
    out.beginObject();
    out.name("tag").value(tag);
    out.name("state").value(state);
    if (at.isPresent()) {
      out.name("at").value(at.get().toString());
    }
    if (shown.isPresent()) {
      NoticeText text = shown.get();
      out.name("version").value(text.version());
      out.name("language").value(text.language());
      out.name("title").value(text.title());
      out.name("text").value(text.body());
      out.name("sha256").value(text.sha256());
    }
    out.endObject();
  }
}
