package io.membersync.jdbc;

import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.records.Records.Suppression;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Texts, suppressions, the steps of withdrawals and what is known of ages, in SQL. */
final class JdbcConsents implements Records.Consents {
  private static final Upsert TEXT = new Upsert(
      "membersync_notice_text",
      List.of("shop", "notice_tag", "notice_ver", "notice_lang", "notice_sha256"),
      List.of("content", "title", "body", "kept_at"));

  private static final Upsert SUPPRESSION = new Upsert(
      "membersync_suppression",
      List.of("shop", "person_id", "medium"),
      List.of("cause", "suppressed_at"));

  private static final Upsert STEP = new Upsert(
      "membersync_consent_step",
      List.of("shop", "id"),
      List.of(
          "withdrawal",
          "person_id",
          "target",
          "state",
          "tags",
          "created_at",
          "deadline",
          "changed_at",
          "attempts",
          "error_code",
          "receipt",
          "reason"));

  private static final Upsert ASSURANCE = new Upsert(
      "membersync_assurance",
      List.of("shop", "person_id", "kind"),
      List.of("source", "outcome", "reference", "checked_at", "valid_until"));

  private static final String TAG_SEPARATOR = ",";

  private final JdbcUnitOfWork unit;

  JdbcConsents(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void keepText(ShopId shop, NoticeText text) {
    Object[] values = {
      shop.value(),
      text.tag(),
      text.version(),
      text.language(),
      text.sha256(),
      text.content(),
      text.title(),
      text.body(),
      text.keptAt()
    };
    unit.run(
        "records: keep a text", sql -> sql.insertEachUnlessThere(TEXT, List.<Object[]>of(values)));
  }

  @Override
  public List<NoticeText> textsOf(ShopId shop, String tag, int version) {
    return unit.alone(
        "records: find texts",
        sql -> sql.findAll(JdbcConsents::text, """
                SELECT * FROM membersync_notice_text
                WHERE shop = ? AND notice_tag = ? AND notice_ver = ?
                ORDER BY notice_lang, kept_at, notice_sha256
                """, shop.value(), tag, version));
  }

  @Override
  public void suppress(ShopId shop, PersonId person, Suppression suppression) {
    Object[] values = {
      shop.value(),
      person.toString(),
      suppression.medium(),
      suppression.cause(),
      suppression.since()
    };
    unit.run("records: suppress", sql -> {
      sql.insertEachUnlessThere(SUPPRESSION, List.<Object[]>of(values));
      if (!suppression.cause().equals(Suppression.WITHDRAWN)
          && isWithdrawn(sql, shop, person, suppression.medium())) {
        sql.put(SUPPRESSION, List.<Object[]>of(values));
      }
    });
  }

  /** Looked at beforehand: an update that fits no row would wait for those who suppress as well. */
  private static boolean isWithdrawn(Sql sql, ShopId shop, PersonId person, String medium)
      throws SQLException {
    return sql.findOne(row -> row.getString("cause"), """
            SELECT cause FROM membersync_suppression
            WHERE shop = ? AND person_id = ? AND medium = ?
            """, shop.value(), person.toString(), medium)
        .filter(Suppression.WITHDRAWN::equals)
        .isPresent();
  }

  @Override
  public boolean release(ShopId shop, PersonId person, String medium) {
    return unit.step(
        "records: release a suppression",
        sql -> sql.update(
                "DELETE FROM membersync_suppression WHERE shop = ? AND person_id = ? AND medium = ?",
                shop.value(),
                person.toString(),
                medium)
            == 1);
  }

  @Override
  public List<Suppression> suppressionsOf(ShopId shop, PersonId person) {
    return unit.alone(
        "records: find suppressions",
        sql -> sql.findAll(
            row -> new Suppression(
                row.getString("medium"), row.getString("cause"), Sql.time(row, "suppressed_at")),
            """
                SELECT medium, cause, suppressed_at FROM membersync_suppression
                WHERE shop = ? AND person_id = ? ORDER BY medium
                """,
            shop.value(),
            person.toString()));
  }

  @Override
  public boolean addStep(ShopId shop, Step step) {
    List<Object> values = new ArrayList<>(List.of(shop.value(), step.id()));
    values.addAll(values(step));
    return unit.step(
        "records: add a step", sql -> sql.insertUnlessThere(STEP.insert(1), values.toArray()));
  }

  @Override
  public boolean changeStep(ShopId shop, Step step, StepState before) {
    List<Object> values = values(step);
    values.addAll(List.of(shop.value(), step.id(), before));
    return unit.step(
        "records: change a step",
        sql -> sql.update(
                "UPDATE membersync_consent_step SET " + STEP.each("$ = ?")
                    + " WHERE shop = ? AND id = ? AND state = ?",
                values.toArray())
            == 1);
  }

  @Override
  public Optional<Step> findStep(ShopId shop, String id) {
    return unit.alone(
        "records: find a step",
        sql -> sql.findOne(
            JdbcConsents::step,
            "SELECT * FROM membersync_consent_step WHERE shop = ? AND id = ?",
            shop.value(),
            id));
  }

  @Override
  public List<Step> stepsOf(ShopId shop, PersonId person) {
    return unit.alone(
        "records: find steps",
        sql -> sql.findAll(JdbcConsents::step, """
                SELECT * FROM membersync_consent_step WHERE shop = ? AND person_id = ?
                ORDER BY created_at, id
                """, shop.value(), person.toString()));
  }

  @Override
  public List<Step> openSteps(ShopId shop, int limit) {
    return unit.alone(
        "records: find open steps",
        sql -> sql.findAll(JdbcConsents::step, """
                SELECT * FROM membersync_consent_step WHERE shop = ? AND state = ?
                ORDER BY deadline, id LIMIT ?
                """, shop.value(), StepState.OPEN, limit));
  }

  @Override
  public void putAssurance(ShopId shop, PersonId person, Assurance assurance) {
    Object[] values = {
      shop.value(),
      person.toString(),
      assurance.kind(),
      assurance.source(),
      assurance.outcome(),
      assurance.reference(),
      assurance.at(),
      assurance.until()
    };
    unit.run("records: put an assurance", sql -> sql.put(ASSURANCE, List.<Object[]>of(values)));
  }

  @Override
  public boolean removeAssurance(ShopId shop, PersonId person, AssuranceKind kind) {
    return unit.step(
        "records: remove an assurance",
        sql -> sql.update(
                "DELETE FROM membersync_assurance WHERE shop = ? AND person_id = ? AND kind = ?",
                shop.value(),
                person.toString(),
                kind)
            == 1);
  }

  @Override
  public List<Assurance> assurancesOf(ShopId shop, PersonId person) {
    return unit
        .alone(
            "records: find assurances",
            sql -> sql.findAll(
                JdbcConsents::assurance,
                "SELECT * FROM membersync_assurance WHERE shop = ? AND person_id = ?",
                shop.value(),
                person.toString()))
        .stream()
        .sorted(Comparator.comparing(Assurance::kind))
        .toList();
  }

  private static Assurance assurance(ResultSet row) throws SQLException {
    return new Assurance(
        AssuranceKind.valueOf(row.getString("kind")),
        row.getString("source"),
        row.getString("outcome"),
        row.getString("reference"),
        Sql.time(row, "checked_at"),
        Sql.findTime(row, "valid_until"));
  }

  private static List<Object> values(Step step) {
    return new ArrayList<>(List.of(
        step.withdrawal(),
        step.person().toString(),
        step.target(),
        step.state(),
        String.join(TAG_SEPARATOR, step.tags()),
        step.createdAt(),
        step.deadline(),
        step.changedAt(),
        step.attempts(),
        step.errorCode(),
        step.receipt(),
        step.reason()));
  }

  private static NoticeText text(ResultSet row) throws SQLException {
    return new NoticeText(
        row.getString("notice_tag"),
        row.getInt("notice_ver"),
        row.getString("notice_lang"),
        row.getString("notice_sha256"),
        row.getString("content"),
        row.getString("title"),
        row.getString("body"),
        Sql.time(row, "kept_at"));
  }

  private static Step step(ResultSet row) throws SQLException {
    return new Step(
        row.getString("id"),
        row.getString("withdrawal"),
        PersonId.parse(row.getString("person_id")),
        row.getString("target"),
        StepState.valueOf(row.getString("state")),
        List.of(row.getString("tags").split(TAG_SEPARATOR, -1)),
        Sql.time(row, "created_at"),
        Sql.time(row, "deadline"),
        Sql.time(row, "changed_at"),
        row.getInt("attempts"),
        Sql.findText(row, "error_code"),
        Sql.findText(row, "receipt"),
        Sql.findText(row, "reason"));
  }
}
