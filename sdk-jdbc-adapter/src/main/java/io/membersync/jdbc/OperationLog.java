package io.membersync.jdbc;

import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration RETENTION = Duration.ofDays(7);

  private final JdbcUnitOfWork unit;
  private final Operations creations;
  private final Operations updates;
  private final Clock clock;

  /**
   * A log for the store of one shop.
   *
   * @param unit that the store takes part in
   */
  public OperationLog(JdbcUnitOfWork unit, ShopId shop) {
    this(unit, shop, Clock.systemUTC());
  }

  OperationLog(JdbcUnitOfWork unit, ShopId shop, Clock clock) {
    this.unit = unit;
    this.creations = new Operations(shop, "create");
    this.updates = new Operations(shop, "update");
    this.clock = clock;
  }

  /**
   * Makes a member, unless this operation has made one.
   *
   * @param making must have written the member to the database when it answers, so that its id is
   *     known; an answer without a member is not remembered
   * @throws MemberStoreException repeatable if another unit of work does the same right now
   */
  public Creation create(OperationId operation, Supplier<Creation> making) {
    return unit.step("operation: create member", sql -> {
      if (!creations.begin(sql, operation, forgetAt())) {
        return creations
            .findAnswer(sql, operation)
            .<Creation>map(id -> new Creation.Created(new MemberId(id)))
            .orElseThrow(OperationLog::raced);
      }
      sql.send(); // what the store writes goes other ways
      Creation made = making.get();
      if (made instanceof Creation.Created created) {
        creations.answer(sql, operation, created.member().value());
      } else {
        creations.forget(sql, operation);
      }
      return made;
    });
  }

  /**
   * Updates a member, unless this operation has done so.
   *
   * @param writing must compare the version; an answer that has written nothing is not remembered
   * @throws MemberStoreException repeatable if another unit of work does the same right now
   */
  public UpdateReport update(OperationId operation, Supplier<UpdateReport> writing) {
    return unit.step("operation: update member", sql -> {
      if (!updates.begin(sql, operation, forgetAt())) {
        return updates
            .findAnswer(sql, operation)
            .map(ReportText::read)
            .orElseThrow(OperationLog::raced);
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

  private Instant forgetAt() {
    return clock.instant().plus(RETENTION);
  }

  private static MemberStoreException raced() {
    return MemberStoreException.conflict(
        "store-unique", "operation: another unit of work did the same");
  }
}
