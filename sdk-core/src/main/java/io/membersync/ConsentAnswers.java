package io.membersync;

import com.squareup.moshi.JsonWriter;
import io.membersync.Consents.Proof;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.Records.NoticeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers what a privacy officer or a member asks of the books. Reads only. */
final class ConsentAnswers {
  private final Engine engine;

  ConsentAnswers(Engine engine) {
    this.engine = engine;
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

  Proof proof(PersonId person, Field<?> field, Gate.Use use, Instant at, Instant knownAt) {
    List<ConsentEvent> known = engine.records().evidence().eventsOf(engine.shop(), person).stream()
        .filter(event -> !event.recordedAt().isAfter(knownAt))
        .toList();
    Gate.Verdict verdict = engine.gate().decide(field, use, known, at);
    Optional<ConsentEvent> event = known.stream()
        .filter(one -> verdict.allowed() && one.id().equals(verdict.text()))
        .findFirst();
    List<ConsentEvent> considered = known.stream()
        .filter(one -> one.notice()
            .filter(reference -> engine.notices().versions(reference.tag()).stream()
                .flatMap(notice -> notice.coverage().stream())
                .anyMatch(covered -> covered.fields().contains(field)))
            .isPresent())
        .toList();
    return new Proof(verdict, event, event.flatMap(this::textOf), considered);
  }

  /** The attributes that MemberSync has written and that nothing gives a ground for now. */
  List<String> withoutGround(PersonId person) {
    Instant now = engine.clock().instant();
    List<ConsentEvent> events = engine.records().evidence().eventsOf(engine.shop(), person);
    List<String> groundless = new ArrayList<>();
    for (Records.Provenance written :
        engine.records().evidence().provenanceOf(engine.shop(), person)) {
      if (!engine.gate().decide(Field.named(written.field()), events, now).allowed()) {
        groundless.add(written.attribute());
      }
    }
    return groundless;
  }

  /** Everything of one member, as JSON. */
  String export(MemberId member, PersonId person, List<Consents.Entry> entries) {
    Optional<MemberRecord> row = engine.members().find(member);
    byte[] json = JsonText.object(out -> {
      out.name("member").value(member.value());
      out.name("exportedAt").value(engine.clock().instant().toString());
      out.name("fields").beginArray();
      for (FieldMapping.Entry mapped : engine.mapping().entries()) {
        writeField(out, mapped, row, provenance(person, mapped.attribute()));
      }
      out.endArray();
      out.name("notices").beginArray();
      for (Consents.Entry entry : entries) {
        writeEntry(out, entry);
      }
      out.endArray();
      out.name("waysIn").beginArray();
      for (Records.Identity way : engine.records().identities().ofPerson(engine.shop(), person)) {
        out.beginObject();
        out.name("provider").value(way.namespace());
        out.name("since").value(way.linkedAt().toString());
        out.endObject();
      }
      out.endArray();
    });
    return new String(json, StandardCharsets.UTF_8);
  }

  private Optional<Records.Provenance> provenance(PersonId person, String attribute) {
    return engine.records().evidence().provenanceOf(engine.shop(), person).stream()
        .filter(one -> one.attribute().equals(attribute))
        .findFirst();
  }

  private static void writeField(
      JsonWriter out,
      FieldMapping.Entry mapped,
      Optional<MemberRecord> row,
      Optional<Records.Provenance> written)
      throws IOException {
    Optional<String> value = row.flatMap(one -> one.value(mapped.attribute()));
    if (value.isEmpty() && written.isEmpty()) {
      return;
    }
    out.beginObject();
    out.name("field").value(mapped.field().name());
    if (value.isPresent()) {
      out.name("value").value(value.get());
    }
    if (written.isPresent()) {
      out.name("source").value(written.get().origin());
      out.name("writtenAt").value(written.get().writtenAt().toString());
      out.name("basis").value(written.get().basis());
    }
    out.endObject();
  }

  private static void writeEntry(JsonWriter out, Consents.Entry entry) throws IOException {
    out.beginObject();
    out.name("tag").value(entry.tag());
    out.name("state").value(entry.state().name());
    if (entry.at().isPresent()) {
      out.name("at").value(entry.at().get().toString());
    }
    if (entry.text().isPresent()) {
      NoticeText text = entry.text().get();
      out.name("version").value(text.version());
      out.name("language").value(text.language());
      out.name("title").value(text.title());
      out.name("text").value(text.body());
      out.name("sha256").value(text.sha256());
    }
    out.endObject();
  }
}
