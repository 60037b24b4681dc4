package io.membersync.jdbc;

import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Claim;
import io.membersync.records.Records.ParkedRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Spent states with their outcomes, and parked sign-ins, in SQL. */
final class JdbcAttempts implements Records.Attempts {
  private static final Upsert PARKED = new Upsert(
      "membersync_parked", List.of("shop", "parked_key"), List.of("sealed", "expires_at"));

  private final JdbcUnitOfWork unit;

  JdbcAttempts(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public boolean claim(ShopId shop, String key, Instant expiresAt) {
    return unit.alone(
        "records: claim",
        sql -> sql.insertUnlessThere(
            "INSERT INTO membersync_claim (shop, claim_key, expires_at) VALUES (?, ?, ?)",
            shop.value(),
            key,
            expiresAt));
  }

  @Override
  public Optional<Claim> findClaim(ShopId shop, String key) {
    return unit.alone(
        "records: find claim", sql -> sql.findOne(JdbcAttempts::claim, """
                SELECT claim_key, outcome, expires_at, outcome_expires_at
                FROM membersync_claim WHERE shop = ? AND claim_key = ?
                """, shop.value(), key));
  }

  @Override
  public void putOutcome(ShopId shop, String key, byte[] sealed, Instant outcomeExpiresAt) {
    unit.run(
        "records: put outcome", sql -> sql.write("""
                UPDATE membersync_claim SET outcome = ?, outcome_expires_at = ?
                WHERE shop = ? AND claim_key = ?
                """, sealed, outcomeExpiresAt, shop.value(), key));
  }

  @Override
  public void park(ShopId shop, ParkedRow parked) {
    Object[] values = {shop.value(), parked.key(), parked.sealed(), parked.expiresAt()};
    unit.run("records: park", sql -> sql.put(PARKED, List.<Object[]>of(values)));
  }

  @Override
  public Optional<ParkedRow> findParked(ShopId shop, String key) {
    return unit.alone(
        "records: find parked", sql -> sql.findOne(JdbcAttempts::parked, """
                SELECT parked_key, sealed, expires_at
                FROM membersync_parked WHERE shop = ? AND parked_key = ?
                """, shop.value(), key));
  }

  @Override
  public boolean removeParked(ShopId shop, String key) {
    return unit.step(
        "records: remove parked",
        sql -> sql.update(
                "DELETE FROM membersync_parked WHERE shop = ? AND parked_key = ?",
                shop.value(),
                key)
            == 1);
  }

  @Override
  public List<ParkedRow> findExpiredParked(ShopId shop, Instant now, int limit) {
    return unit.alone(
        "records: find expired parked",
        sql -> sql.findAll(JdbcAttempts::parked, """
                SELECT parked_key, sealed, expires_at
                FROM membersync_parked WHERE shop = ? AND expires_at <= ?
                ORDER BY expires_at, parked_key LIMIT ?
                """, shop.value(), now, limit));
  }

  int deleteExpired(Sql sql, ShopId shop, Instant now, int limit) throws SQLException {
    int done = 0;
    for (String key : expiredKeys(sql, "expires_at <= ?", shop, now, limit)) {
      done += sql.update(
          "DELETE FROM membersync_claim WHERE shop = ? AND claim_key = ? AND expires_at <= ?",
          shop.value(),
          key,
          now);
    }
    String outcome = "outcome_expires_at <= ? AND outcome IS NOT NULL";
    for (String key : expiredKeys(sql, outcome, shop, now, limit - done)) {
      done += sql.update(
          "UPDATE membersync_claim SET outcome = NULL WHERE shop = ? AND claim_key = ? AND "
              + outcome,
          shop.value(),
          key,
          now);
    }
    return done;
  }

  private static List<String> expiredKeys(
      Sql sql, String condition, ShopId shop, Instant now, int limit) throws SQLException {
    return sql.findAll(
        row -> row.getString("claim_key"),
        "SELECT claim_key FROM membersync_claim WHERE shop = ? AND "
            + condition
            + " ORDER BY claim_key LIMIT ?",
        shop.value(),
        now,
        Math.max(0, limit));
  }

  private static Claim claim(ResultSet row) throws SQLException {
    return new Claim(
        row.getString("claim_key"),
        Optional.ofNullable(row.getBytes("outcome")),
        Sql.time(row, "expires_at"),
        Sql.findTime(row, "outcome_expires_at"));
  }

  private static ParkedRow parked(ResultSet row) throws SQLException {
    return new ParkedRow(
        row.getString("parked_key"), row.getBytes("sealed"), Sql.time(row, "expires_at"));
  }
}
