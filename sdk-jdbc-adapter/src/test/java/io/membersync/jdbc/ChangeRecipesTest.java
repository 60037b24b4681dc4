package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.provider.kakao.Kakao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The triggers of {@code docs/contact-index.md}, as they stand there, and its loop: what any program
 * changes in the shop's table reaches the index.
 */
class ChangeRecipesTest extends OldTableFixture {
  private static final Path GUIDE = Path.of("..", "docs", "contact-index.md");
  private static final Pattern SQL =
      Pattern.compile("```sql\\n-- (.*?)\\n(.*?)```", Pattern.DOTALL);

  private final List<Members.Event> events = new CopyOnWriteArrayList<>();
  private @Nullable MemberSync sync;

  /** The heading of the guide's statements. */
  String recipe() {
    return "H2";
  }

  @BeforeEach
  void openShop() throws IOException {
    List<String> statements = SQL.matcher(Files.readString(GUIDE))
        .results()
        .filter(found -> found.group(1).startsWith(recipe()))
        .map((MatchResult found) -> found.group(2))
        .toList();
    assertThat(statements).hasSize(1);
    String sql = statements.get(0).replace("shop.NoteMemberChanged", Note.class.getName());
    // A body in dollar quotes has semicolons of its own.
    database.run(sql.contains("$$") ? new String[] {sql} : sql.strip().split(";\\n?"));
    sync = indexed(Kakao.of("key", Secret.of("a secret of the app")))
        .listener(events::add)
        .build();
    assertThat(sync()
            .members()
            .indexContacts(Duration.ofMinutes(5), progress -> {})
            .ended())
        .isTrue();
  }

  private MemberSync sync() {
    if (sync == null) {
      throw new AssertionError("the shop is not open");
    }
    return sync;
  }

  @AfterEach
  void closeShop() {
    sync().close();
  }

  /** In H2 a trigger is a class. */
  public static final class Note implements org.h2.api.Trigger {
    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
        throws SQLException {
      Object[] row = before == null ? after : before;
      if (row == null) {
        throw new SQLException("a trigger without a row");
      }
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO TB_MEMBER_CHANGED (MEMBER_NO) VALUES (?)")) {
        insert.setObject(1, row[0]);
        insert.executeUpdate();
      }
    }
  }

  private record Change(long id, MemberId member, @Nullable String status) {}

  /** As the guide has it. */
  private int tellChanges() throws SQLException {
    List<Change> changes = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT C.ID, C.MEMBER_NO, M.STATUS_CD FROM TB_MEMBER_CHANGED C"
                + " LEFT JOIN TB_MEMBER M ON M.MEMBER_NO = C.MEMBER_NO ORDER BY C.ID LIMIT 500")) {
      while (rows.next()) {
        changes.add(
            new Change(rows.getLong(1), new MemberId(rows.getString(2)), rows.getString(3)));
      }
    }
    for (Change change : changes) {
      if ("L".equals(change.status())) {
        sync().members().left(change.member());
      } else if ("B".equals(change.status())) {
        sync().members().blocked(change.member());
      }
      sync().members().changed(change.member());
    }
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM TB_MEMBER_CHANGED WHERE ID = ?")) {
      for (Change change : changes) {
        delete.setLong(1, change.id());
        delete.executeUpdate();
      }
    }
    return changes.size();
  }

  private String entriesOf(long member) {
    return one("SELECT COUNT(*) FROM membersync_contact WHERE member_id = '" + member + "'");
  }

  private String hashOf(long member) {
    return one(
        "SELECT MIN(contact_hash) FROM membersync_contact WHERE member_id = '" + member + "'");
  }

  @Test
  void whatAnyProgramChangesReachesTheIndex() throws SQLException {
    database.run(
        "INSERT INTO TB_MEMBER (USER_ID, PASSWD, EMAIL, HP, GRADE_CD, STATUS_CD, REG_DT) VALUES"
            + " ('fresh', 'x', 'fresh@shop.example', '010.2999.0001', '01', 'A', '20260415093000')");
    long fresh = Long.parseLong(one("SELECT MEMBER_NO FROM TB_MEMBER WHERE USER_ID = 'fresh'"));
    assertThat(entriesOf(fresh)).isEqualTo("0");
    assertThat(tellChanges()).isOne();
    assertThat(entriesOf(fresh)).isEqualTo("2");

    database.run("UPDATE TB_MEMBER SET EMAIL = NULL WHERE MEMBER_NO = " + fresh);
    tellChanges();
    assertThat(entriesOf(fresh)).isEqualTo("1");
    String before = hashOf(fresh);
    database.run("UPDATE TB_MEMBER SET HP = '010 2999 0001' WHERE MEMBER_NO = " + fresh);
    tellChanges();
    assertThat(hashOf(fresh)).as("the same number in another form").isEqualTo(before);
    database.run("UPDATE TB_MEMBER SET HP = '010 2999 0002' WHERE MEMBER_NO = " + fresh);
    tellChanges();
    assertThat(hashOf(fresh)).isNotEqualTo(before);

    database.run("DELETE FROM TB_MEMBER WHERE MEMBER_NO = " + fresh);
    tellChanges();
    assertThat(entriesOf(fresh)).isEqualTo("0");
    assertThat(tellChanges()).as("nothing is left to tell").isZero();
  }

  @Test
  void whoLeavesOrIsBlockedAtTheShopLosesTheWaysInOrTheSessions() throws SQLException {
    MemberId leaving = new MemberId("2");
    MemberId blocked = new MemberId("3");
    sync().members().knownAs(leaving, Kakao.ID, "9001");
    sync().members().knownAs(blocked, Kakao.ID, "9002");
    tellChanges();
    database.run("UPDATE TB_MEMBER SET STATUS_CD = 'L' WHERE MEMBER_NO = 2");
    database.run("UPDATE TB_MEMBER SET STATUS_CD = 'B' WHERE MEMBER_NO = 3");

    assertThat(tellChanges()).isEqualTo(2);

    assertThat(sync().members().find(leaving).orElseThrow().identities()).isEmpty();
    assertThat(sync().members().find(blocked).orElseThrow().identities()).hasSize(1);
    assertThat(events).extracting(Members.Event::kind).contains(Kind.LEFT, Kind.BLOCKED);
    assertThat(entriesOf(2)).as("known again while the row is there").isNotEqualTo("0");
  }
}
