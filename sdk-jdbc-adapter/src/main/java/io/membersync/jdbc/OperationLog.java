package io.membersync.jdbc;

import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Lets a store of the shop's own, over JPA, MyBatis or plain JDBC, give the same answer to the same
 * operation and write once, as {@link io.membersync.member.MemberStore} asks of it. The answers stand
 * in MemberSync's tables for seven days, in the transaction of the write itself. Safe for many
 * threads.
 *
 * <pre>{@code
 * public Creation create(GatedMember member, OperationId operation) {
 *   return log.create(operation, () -> new Creation.Created(save(member)));
 * }
 *
 * public UpdateReport update(MemberId id, Version seen, GatedPatch patch, OperationId operation) {
 *   return log.update(operation, () -> write(id, seen, patch));
 * }
 * }</pre>
 */
public final class OperationLog {
  private final JdbcUnitOfWork unit;
  private final Operations creations;
  private final Operations updates;

  /**
   * A log for the store of one shop.
   *
   * @param unit that the store takes part in
   */
  public OperationLog(JdbcUnitOfWork unit, ShopId shop) {
    this.unit = unit;
    this.creations = new Operations(shop, "create", Clock.systemUTC());
    this.updates = new Operations(shop, "update", Clock.systemUTC());
  }

  /**
   * Makes a member, unless this operation has made one.
   *
   * @param making must have written the member to the database when it answers, so that its id is
   *     known; an answer without a member is not remembered
   * @throws MemberStoreException repeatable if another unit of work does the same right now
   */
  public Creation create(OperationId operation, Supplier<Creation> making) {
    return unit.step(
        "operation: create member",
        sql -> creations.create(sql, operation, () -> {
          sql.send(); // what the store writes goes other ways
          return making.get();
        }));
  }

  /**
   * Updates a member, unless this operation has done so.
   *
   * @param writing must compare the version; an answer that has written nothing is not remembered
   * @throws MemberStoreException repeatable if another unit of work does the same right now
   */
  public UpdateReport update(OperationId operation, Supplier<UpdateReport> writing) {
    return unit.step("operation: update member", sql -> {
      if (!updates.begin(sql, operation)) {
        return updates.findAnswer(sql, operation).map(ReportText::read).orElseThrow(updates::raced);
      }
      sql.send();
      UpdateReport report = writing.get();
      if (report.outcomes().containsValue(UpdateReport.Outcome.APPLIED)) {
        updates.answer(sql, operation, ReportText.write(report));
      } else {
        updates.forget(sql, operation);
      }
      return report;
    });
  }
}
