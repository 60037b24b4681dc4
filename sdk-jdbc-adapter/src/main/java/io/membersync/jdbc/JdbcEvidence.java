package io.membersync.jdbc;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Agreement;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import io.membersync.records.Records.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Consent events and provenance, in SQL. */
final class JdbcEvidence implements Records.Evidence {
  private static final Upsert EVENT = new Upsert(
      "membersync_consent_event",
      List.of("tenant", "id"),
      List.of(
          "subj",
          "type",
          "notice_tag",
          "notice_ver",
          "notice_lang",
          "notice_sha256",
          "occurred_at",
          "recorded_at",
          "actor",
          "channel",
          "via",
          "act",
          "presentation_id",
          "evid",
          "valid_until",
          "causes",
          "quality",
          "reason"));

  private static final Upsert PROVENANCE = new Upsert(
      "membersync_provenance",
      List.of("shop", "person_id", "attribute"),
      List.of(
          "field",
          "origin",
          "path",
          "verified_by",
          "first_seen",
          "written_at",
          "value_hash",
          "basis"));

  private final JdbcUnitOfWork unit;

  JdbcEvidence(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void append(ShopId shop, List<ConsentEvent> events) {
    for (ConsentEvent event : events) {
      if (!event.tenant().equals(shop.value())) {
        throw new IllegalArgumentException(
            "consent event " + event.id() + " names another shop than " + shop);
      }
      if (event.causes().stream().anyMatch(cause -> cause.indexOf('\n') >= 0)) {
        throw new IllegalArgumentException(
            "consent event " + event.id() + ": the id of a cause has no line breaks");
      }
    }
    List<Object[]> rows = events.stream().map(JdbcEvidence::values).toList();
    unit.run("records: append consent events", sql -> sql.insertEachUnlessThere(EVENT, rows));
  }

  private static Object[] values(ConsentEvent event) {
    Optional<NoticeReference> notice = event.notice();
    return new Object[] {
      event.tenant(),
      event.id(),
      event.subject(),
      event.type(),
      notice.map(NoticeReference::tag),
      notice.map(NoticeReference::version),
      notice.map(NoticeReference::language),
      notice.map(NoticeReference::sha256),
      event.occurredAt(),
      event.recordedAt(),
      event.actor(),
      event.channel(),
      event.via(),
      event.act(),
      event.presentationId(),
      event.evidence(),
      event.validUntil(),
      event.causes().isEmpty() ? Optional.empty() : Optional.of(String.join("\n", event.causes())),
      event.quality(),
      event.reason()
    };
  }

  @Override
  public List<ConsentEvent> eventsOf(ShopId shop, PersonId person) {
    return unit.alone(
        "records: find consent events",
        sql -> sql.findAll(
            JdbcEvidence::event,
            "SELECT * FROM membersync_consent_event WHERE tenant = ? AND subj = ? ORDER BY seq",
            shop.value(),
            person.toString()));
  }

  /** Keyed by person, with one look at the few events of each by their index. */
  @Override
  public List<Person> lacking(
      ShopId shop, Agreement agreement, Optional<PersonId> after, int limit) {
    String events = """
         (SELECT 1 FROM membersync_consent_event e
          WHERE e.tenant = p.shop AND e.subj = p.person_id AND e.notice_tag = ? AND e.type IN\
        """;
    String agreed = " ('GRANTED', 'RECONFIRMED', 'RESUMED', 'IMPORTED')";
    List<Object> values = new ArrayList<>(List.of(
        shop.value(),
        after.map(PersonId::toString).orElse(""),
        PersonState.ACTIVE,
        agreement.tag(),
        agreement.oldest(),
        agreement.until(),
        agreement.tag(),
        agreement.newest(),
        agreement.tag()));
    String once = "";
    if (agreement.agreedOnce()) {
      once = " AND EXISTS" + events + agreed + ")";
      values.add(agreement.tag());
    }
    values.add(limit);
    String query = JdbcIdentities.PERSON
        + " AND p.person_id > ? AND p.state = ? AND m.member_id IS NOT NULL AND (NOT EXISTS"
        + events + agreed + " AND e.notice_ver >= ?"
        + " AND (e.valid_until IS NULL OR e.valid_until > ?)) OR EXISTS"
        + events + agreed + " AND (e.actor = 'GUARDIAN' OR e.notice_ver > ?)) OR EXISTS"
        + events + " ('REVOKED', 'EXPIRED', 'SUPERSEDED', 'INVALIDATED')))"
        + once + " ORDER BY p.person_id LIMIT ?";
    return unit.alone(
        "records: find persons without an agreement",
        sql -> sql.findAll(JdbcIdentities::person, query, values.toArray()));
  }

  @Override
  public void putProvenance(ShopId shop, PersonId person, List<Provenance> rows) {
    List<Object[]> values = rows.stream().map(row -> values(shop, person, row)).toList();
    unit.run("records: put provenance", sql -> sql.put(PROVENANCE, values));
  }

  private static Object[] values(ShopId shop, PersonId person, Provenance row) {
    return new Object[] {
      shop.value(),
      person.toString(),
      row.attribute(),
      row.field(),
      row.origin(),
      row.path(),
      row.verifiedBy(),
      row.firstSeen(),
      row.writtenAt(),
      row.valueHash(),
      row.basis()
    };
  }

  @Override
  public void removeProvenance(ShopId shop, PersonId person, Set<String> attributes) {
    unit.run("records: remove provenance", sql -> {
      for (String attribute : attributes) {
        sql.write(
            "DELETE FROM membersync_provenance WHERE shop = ? AND person_id = ? AND attribute = ?",
            shop.value(),
            person.toString(),
            attribute);
      }
    });
  }

  @Override
  public List<Provenance> provenanceOf(ShopId shop, PersonId person) {
    return unit.alone(
        "records: find provenance",
        sql -> sql.findAll(JdbcEvidence::provenance, """
                SELECT * FROM membersync_provenance WHERE shop = ? AND person_id = ?
                ORDER BY attribute
                """, shop.value(), person.toString()));
  }

  @Override
  public List<PersonId> withProvenance(ShopId shop, Optional<PersonId> after, int limit) {
    return unit.alone(
        "records: find persons with provenance",
        sql -> sql.findAll(
            row -> PersonId.parse(row.getString("person_id")),
            """
                SELECT DISTINCT person_id FROM membersync_provenance WHERE shop = ? AND person_id > ?
                ORDER BY person_id LIMIT ?
                """,
            shop.value(),
            after.map(PersonId::toString).orElse(""),
            limit));
  }

  private static ConsentEvent event(ResultSet row) throws SQLException {
    Optional<String> tag = Sql.findText(row, "notice_tag");
    Optional<NoticeReference> notice = tag.isEmpty()
        ? Optional.empty()
        : Optional.of(new NoticeReference(
            tag.get(),
            row.getInt("notice_ver"),
            row.getString("notice_lang"),
            row.getString("notice_sha256")));
    return new ConsentEvent(
        row.getString("id"),
        row.getString("tenant"),
        row.getString("subj"),
        ConsentEvent.Type.valueOf(row.getString("type")),
        notice,
        Sql.time(row, "occurred_at"),
        Sql.time(row, "recorded_at"),
        ConsentEvent.Actor.valueOf(row.getString("actor")),
        ConsentEvent.Channel.valueOf(row.getString("channel")),
        row.getString("via"),
        ConsentEvent.Act.valueOf(row.getString("act")),
        Sql.findText(row, "presentation_id"),
        Sql.findText(row, "evid"),
        Sql.findTime(row, "valid_until"),
        Sql.findText(row, "causes").map(text -> List.of(text.split("\n", -1))).orElse(List.of()),
        ConsentEvent.Quality.valueOf(row.getString("quality")),
        Sql.findText(row, "reason"));
  }

  private static Provenance provenance(ResultSet row) throws SQLException {
    return new Provenance(
        row.getString("attribute"),
        row.getString("field"),
        row.getString("origin"),
        row.getString("path"),
        Sql.findText(row, "verified_by"),
        Sql.time(row, "first_seen"),
        Sql.time(row, "written_at"),
        row.getString("value_hash"),
        row.getString("basis"));
  }
}
