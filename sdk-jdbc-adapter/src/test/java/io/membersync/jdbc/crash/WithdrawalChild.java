package io.membersync.jdbc.crash;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.Consents.By;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberEraser;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.records.Records;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;

/** The process that is killed while a member withdraws and what follows from it is done. */
public final class WithdrawalChild {
  private WithdrawalChild() {}

  /**
   * Runs until it is killed or nothing is left to do.
   *
   * @param arguments database URL, address of the fake, client id, client secret, admin key, the
   *     member, the number of the step to stand still at (0 for none), and by how many minutes its
   *     clock is ahead
   */
  public static void main(String[] arguments) {
    HikariDataSource dataSource = Server.pool(arguments[0], 4);
    Steps steps = new Steps(arguments[6]);
    JdbcUnitOfWork unit = new JdbcUnitOfWork(dataSource);
    Records records = steps.around(new JdbcRecords(unit), Records.class);
    MemberStore members = steps.around(
        WithdrawalCrashIT.members(unit),
        MemberStore.class,
        MemberCreator.class,
        MemberEraser.class);
    MemberId member = new MemberId(arguments[5]);
    try (MemberSync sync = WithdrawalCrashIT.shop(
            members,
            records,
            URI.create(arguments[1]),
            arguments[2],
            Secret.of(arguments[3]),
            Secret.of(arguments[4]))
        .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(Long.parseLong(arguments[7]))))
        .build()) {
      say("withdrawing");
      sync.consents().withdraw(member, WithdrawalCrashIT.WITHDRAWN, By.MEMBER);
      say("withdrawn");
      while (sync.work().runDue(Duration.ofSeconds(20)) > 0) {
        // each task may plan another one
      }
      say("ended after " + steps.count());
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
