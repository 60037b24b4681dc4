package io.membersync.jdbc.crash;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.MemberSync;
import io.membersync.Members.IndexProgress;
import io.membersync.Secret;
import io.membersync.consent.Notices;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testsupport.servers.Server;
import java.time.Duration;

/** The process that is killed while it builds the contact index. */
public final class IndexChild {
  private IndexChild() {}

  /**
   * Runs until it is killed or the pass has ended.
   *
   * @param arguments database URL, and the number of the step to stand still at (0 for none)
   */
  public static void main(String[] arguments) {
    HikariDataSource dataSource = Server.pool(arguments[0], 2);
    Steps steps = new Steps(arguments[1]);
    JdbcUnitOfWork unit = new JdbcUnitOfWork(dataSource);
    try (MemberSync sync = MemberSync.builder(
            steps.around(CrashShop.members(unit), MemberStore.class, MemberListing.class),
            Notices.korea("Wine Shop"))
        .provider(Kakao.of("key", Secret.of("a secret of the app")))
        .callbacks(CrashShop.CALLBACKS)
        .records(steps.around(new JdbcRecords(unit), Records.class))
        .keys(KeyRing.of(Secret.of("one secret for all lives of this shop")))
        .contactIndex()
        .build()) {
      IndexProgress end = sync.members().indexContacts(Duration.ofMinutes(10), progress -> {});
      System.out.println("ended " + end.pass() + " " + end.members() + " " + end.ended());
      System.out.flush();
    }
  }
}
