package io.membersync.jdbc;

import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.ShopId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Answers to writes, kept in the transaction of the write itself, so that the same write again gets
 * the same answer.
 */
final class Operations {
  private static final String WHERE = " WHERE shop = ? AND kind = ? AND operation_id = ?";

  private final ShopId shop;
  private final String kind;

  Operations(ShopId shop, String kind) {
    this.shop = shop;
    this.kind = kind;
  }

  /**
   * Takes the operation for this transaction; another one with the same waits for its end.
   *
   * @return false when it has an answer already
   */
  boolean begin(Sql sql, OperationId operation, Instant forgetAt) throws SQLException {
    return sql.insertUnlessThere("""
        INSERT INTO membersync_operation (shop, kind, operation_id, answer, forget_at)
        VALUES (?, ?, ?, ?, ?)
        """, shop.value(), kind, operation.value(), "", forgetAt);
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
