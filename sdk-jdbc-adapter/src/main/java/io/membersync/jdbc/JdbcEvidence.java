package io.membersync.jdbc;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Provenance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Consent events and provenance, in SQL. */
final class JdbcEvidence implements Records.Evidence {
  private static final String INSERT_EVENT = """
      INSERT INTO membersync_consent_event (
        tenant, id, subj, type, notice_tag, notice_ver, notice_lang, notice_sha256,
        occurred_at, recorded_at, actor, channel, via, act, presentation_id, evid,
        valid_until, causes, quality, reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

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
    unit.step("records: append consent events", sql -> {
      for (ConsentEvent event : events) {
        insert(sql, event);
      }
      return true;
    });
  }

  private static void insert(Sql sql, ConsentEvent event) throws SQLException {
    Optional<NoticeReference> notice = event.notice();
    sql.insertUnlessThere(
        INSERT_EVENT,
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
        event.causes().isEmpty()
            ? Optional.empty()
            : Optional.of(String.join("\n", event.causes())),
        event.quality(),
        event.reason());
  }

  @Override
  public List<ConsentEvent> eventsOf(ShopId shop, PersonId person) {
    return unit.step(
        "records: find consent events",
        sql -> sql.findAll(
            JdbcEvidence::event,
            "SELECT * FROM membersync_consent_event WHERE tenant = ? AND subj = ? ORDER BY seq",
            shop.value(),
            person.toString()));
  }

  @Override
  public void putProvenance(ShopId shop, PersonId person, List<Provenance> rows) {
    unit.step("records: put provenance", sql -> {
      for (Provenance row : rows) {
        while (!replace(sql, shop, person, row) && !insert(sql, shop, person, row)) {
          // Removed and written again by others in between.
        }
      }
      return true;
    });
  }

  private static boolean replace(Sql sql, ShopId shop, PersonId person, Provenance row)
      throws SQLException {
    return sql.update(
            """
            UPDATE membersync_provenance
            SET field = ?, origin = ?, path = ?, verified_by = ?, first_seen = ?, written_at = ?,
              value_hash = ?, basis = ?
            WHERE shop = ? AND person_id = ? AND attribute = ?
            """,
            row.field(),
            row.origin(),
            row.path(),
            row.verifiedBy(),
            row.firstSeen(),
            row.writtenAt(),
            row.valueHash(),
            row.basis(),
            shop.value(),
            person.toString(),
            row.attribute())
        == 1;
  }

  private static boolean insert(Sql sql, ShopId shop, PersonId person, Provenance row)
      throws SQLException {
    return sql.insertUnlessThere(
        """
        INSERT INTO membersync_provenance (
          field, origin, path, verified_by, first_seen, written_at, value_hash, basis,
          shop, person_id, attribute)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.field(),
        row.origin(),
        row.path(),
        row.verifiedBy(),
        row.firstSeen(),
        row.writtenAt(),
        row.valueHash(),
        row.basis(),
        shop.value(),
        person.toString(),
        row.attribute());
  }

  @Override
  public List<Provenance> provenanceOf(ShopId shop, PersonId person) {
    return unit.step(
        "records: find provenance",
        sql -> sql.findAll(JdbcEvidence::provenance, """
                SELECT * FROM membersync_provenance WHERE shop = ? AND person_id = ?
                ORDER BY attribute
                """, shop.value(), person.toString()));
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
