package io.membersync.jdbc;

import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers to writes, kept in the transaction of the write itself, so that the same write again gets
 * the same answer.
 */
final class Operations {
  private static final String WHERE = " WHERE shop = ? AND kind = ? AND operation_id = ?";

  private static final Duration RETENTION = Duration.ofDays(7);

  private final ShopId shop;
  private final String kind;
  private final Clock clock;

  Operations(ShopId shop, String kind, Clock clock) {
    this.shop = shop;
    this.kind = kind;
    this.clock = clock;
  }

  /** Makes a member inside an operation. */
  interface Making {
    Creation make() throws SQLException;
  }

  /** Makes a member unless the operation has; an answer without a member is not remembered. */
  Creation create(Sql sql, OperationId operation, Making making) throws SQLException {
    if (!begin(sql, operation)) {
      return findAnswer(sql, operation)
          .<Creation>map(id -> new Creation.Created(new MemberId(id)))
          .orElseThrow(this::raced);
    }
    Creation made = making.make();
    if (made instanceof Creation.Created created) {
      answer(sql, operation, created.member().value());
    } else {
      forget(sql, operation);
    }
    return made;
  }

  /** Somebody else has the operation and no answer to it yet. */
  MemberStoreException raced() {
    return MemberStoreException.conflict(
        "store-unique", kind + " member: another unit of work did the same");
  }

  /**
   * Takes the operation for this transaction; another one with the same waits for its end.
   *
   * @return false when it has an answer already
   */
  boolean begin(Sql sql, OperationId operation) throws SQLException {
    return sql.insertUnlessThere(
        """
        INSERT INTO membersync_operation (shop, kind, operation_id, answer, forget_at)
        VALUES (?, ?, ?, ?, ?)
        """, shop.value(), kind, operation.value(), "", clock.instant().plus(RETENTION));
  }

  Optional<String> findAnswer(Sql sql, OperationId operation) throws SQLException {
    return sql.findOne(
        row -> row.getString("answer"),
        "SELECT answer FROM membersync_operation" + WHERE,
        shop.value(),
        kind,
        operation.value());
  }

  void answer(Sql sql, OperationId operation, String answer) throws SQLException {
    sql.write(
        "UPDATE membersync_operation SET answer = ?" + WHERE,
        answer,
        shop.value(),
        kind,
        operation.value());
  }

  /** Nothing was written, so nothing is remembered. */
  void forget(Sql sql, OperationId operation) throws SQLException {
    sql.write("DELETE FROM membersync_operation" + WHERE, shop.value(), kind, operation.value());
  }

  static int deleteExpired(Sql sql, ShopId shop, Instant now, int limit) throws SQLException {
    List<List<String>> keys = sql.findAll(
        row -> List.of(row.getString("kind"), row.getString("operation_id")),
        """
            SELECT kind, operation_id FROM membersync_operation WHERE shop = ? AND forget_at <= ?
            ORDER BY kind, operation_id LIMIT ?
            """,
        shop.value(),
        now,
        Math.max(0, limit));
    int deleted = 0;
    for (List<String> key : keys) {
      deleted += sql.update(
          "DELETE FROM membersync_operation" + WHERE, shop.value(), key.get(0), key.get(1));
    }
    return deleted;
  }
}
