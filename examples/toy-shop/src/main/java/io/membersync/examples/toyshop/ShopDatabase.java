package io.membersync.examples.toyshop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.membersync.jdbc.ColumnCodec;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.jdbc.OldIdentities;
import io.membersync.jdbc.UnusablePassword;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.OldMemberTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The shop's database: the member table of twenty years, a log of sign-ins, and beside them
 * MemberSync's own tables. What is missing is made; nothing is ever dropped.
 */
final class ShopDatabase implements AutoCloseable {
  /** Which fields go into which column. Everything else in the table is the shop's business. */
  static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "MB_NAME")
      .required()
      .map(Field.EMAIL, "EMAIL")
      .unique()
      .map(Field.PHONE, "HP")
      .map(Field.BIRTH_YEAR, "birth_year")
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.GENDER, "SEX");

  private static final String BIRTH = "BIRTH";
  private static final String PASSWORD = "PASSWD";
  private static final String SIGN_IN_LOG =
      "CREATE TABLE SIGN_IN_LOG (MEMBER_NO BIGINT NOT NULL, SIGNED_IN_AT BIGINT NOT NULL)";

  /** A member who may sign in by password, and the hash of it. */
  record Credentials(MemberId member, String hash) {
    @Override
    public String toString() {
      return "Credentials[" + member + "]";
    }
  }

  private final HikariDataSource pool;
  private final JdbcUnitOfWork unit;
  private final boolean isInMemory;

  private ShopDatabase(HikariDataSource pool, boolean isInMemory) {
    this.pool = pool;
    this.unit = new JdbcUnitOfWork(pool);
    this.isInMemory = isInMemory;
  }

  /**
   * Opens it, and makes the tables that are missing.
   *
   * @throws IllegalStateException if the database does not answer, or no driver is at hand
   */
  static ShopDatabase open(DatabaseChoice choice) {
    Drivers.require(choice.url());
    HikariConfig config = new HikariConfig();
    config.setPoolName("toy-shop");
    config.setJdbcUrl(choice.url());
    choice.user().ifPresent(config::setUsername);
    choice.password().ifPresent(config::setPassword);
    config.setMaximumPoolSize(10);
    config.setMinimumIdle(1);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setInitializationFailTimeout(-1); // the first statement says it better
    ShopDatabase database = new ShopDatabase(new HikariDataSource(config), choice.isInMemory());
    try {
      database.makeWhatIsMissing();
    } catch (RuntimeException e) {
      database.pool.close();
      throw e;
    }
    return database;
  }

  private void makeWhatIsMissing() {
    if (isMissing("TB_MEMBER")) {
      String product =
          ask("its name", connection -> connection.getMetaData().getDatabaseProductName());
      OldMembers.TABLE.statements(product).forEach(this::run);
      OldMembers.WITH_PASSWORD.forEach(this::setPassword);
    }
    if (isMissing("SIGN_IN_LOG")) {
      run(SIGN_IN_LOG);
    }
    JdbcRecords.createTables(pool);
  }

  /** MemberSync's own books, in tables of their own. */
  JdbcRecords records() {
    return new JdbcRecords(unit);
  }

  /** The shop's member table, as MemberSync may use it. */
  JdbcMemberStore members() {
    return JdbcMemberStore.builder(unit, "TB_MEMBER", MAPPING)
        .key("MEMBER_NO")
        .column("HP", "HP", ColumnCodec.phoneWithHyphens())
        .column("SEX", "SEX", ColumnCodec.words(Map.of("female", "F", "male", "M")))
        .birthDate(BIRTH, "yyyyMMdd")
        .eraseOnWithdrawal("birth_year")
        .eraseOnWithdrawal("birthday")
        .eraseOnWithdrawal("SEX")
        .status(
            "STATUS_CD",
            Map.of(
                MemberRecord.Status.ACTIVE, "A",
                MemberRecord.Status.DORMANT, "D",
                MemberRecord.Status.BLOCKED, "B",
                MemberRecord.Status.LEFT, "L"))
        .whenMadeFrom(
            "USER_ID",
            member -> "ms" + member.person().toString().replace("-", "").substring(16))
        .password(PASSWORD)
        .whenMade(PASSWORD, UnusablePassword.supplier(64))
        .literal("GRADE_CD", "01")
        .entry("ENTRY_CD")
        .zone(Times.SEOUL)
        .joinedAt("REG_DT", "yyyyMMddHHmmss")
        .oldIdentities(
            Kakao.ID,
            OldIdentities.inTable("TB_MEMBER_SNS", "SNS_ID", "MEMBER_NO")
                .where("SNS_TYPE", "KAKAO"))
        .build();
  }

  /** The attributes that stand in a column. */
  static List<String> attributesIn(String column) {
    return column.equals(BIRTH) ? List.of("birth_year", "birthday") : List.of(column);
  }

  /** The whole row of a member, column by column; of the password only what it is. */
  Map<String, Optional<String>> findRow(MemberId member) {
    Map<String, Optional<String>> row = new LinkedHashMap<>();
    query("SELECT * FROM TB_MEMBER WHERE MEMBER_NO = ?", member, rows -> {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        String column = rows.getMetaData().getColumnLabel(i).toUpperCase(Locale.ROOT);
        Optional<String> value = Optional.ofNullable(rows.getString(i));
        row.put(column, column.equals(PASSWORD) ? value.map(ShopDatabase::hidden) : value);
      }
    });
    return row;
  }

  private static String hidden(String password) {
    return password.startsWith("!") ? "!…" : "******";
  }

  /** Everybody, in the order of joining. */
  List<MemberId> memberIds() {
    List<MemberId> found = new ArrayList<>();
    query(
        "SELECT MEMBER_NO FROM TB_MEMBER WHERE MEMBER_NO > ? ORDER BY MEMBER_NO",
        new MemberId("0"),
        rows -> found.add(new MemberId(rows.getString(1))));
    return found;
  }

  /** For the shop's own sign-in; empty for whom there is not, and for whom it does not let in. */
  Optional<Credentials> findCredentials(String userId) {
    return ask("reading a password", connection -> {
      try (PreparedStatement select = connection.prepareStatement(
          "SELECT MEMBER_NO, PASSWD FROM TB_MEMBER WHERE USER_ID = ? AND STATUS_CD IN ('A', 'D')")) {
        select.setString(1, userId);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next()
              ? Optional.of(new Credentials(new MemberId(rows.getString(1)), rows.getString(2)))
              : Optional.empty();
        }
      }
    });
  }

  private void setPassword(OldMemberTable.Member member) {
    ask("setting a password", connection -> {
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE TB_MEMBER SET PASSWD = ? WHERE MEMBER_NO = ?")) {
        update.setString(1, OldMembers.PASSWORD_HASH);
        update.setLong(2, member.number());
        return update.executeUpdate();
      }
    });
  }

  void logSignIn(MemberId member) {
    ask("writing the sign-in log", connection -> {
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO SIGN_IN_LOG (MEMBER_NO, SIGNED_IN_AT) VALUES (?, ?)")) {
        insert.setLong(1, Long.parseLong(member.value()));
        insert.setLong(2, Instant.now().toEpochMilli());
        return insert.executeUpdate();
      }
    });
  }

  /** When the member signed in, the latest first. */
  List<Instant> signIns(MemberId member) {
    List<Instant> times = new ArrayList<>();
    query(
        "SELECT SIGNED_IN_AT FROM SIGN_IN_LOG WHERE MEMBER_NO = ?"
            + " ORDER BY SIGNED_IN_AT DESC LIMIT 5",
        member,
        rows -> times.add(Instant.ofEpochMilli(rows.getLong(1))));
    return times;
  }

  @Override
  public void close() {
    if (isInMemory) {
      run("SET DB_CLOSE_DELAY 0"); // it goes with its last connection
    }
    pool.close();
  }

  /** Reads a row. */
  private interface Reading {
    void row(ResultSet rows) throws SQLException;
  }

  /** Works on a connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private void query(String sql, MemberId member, Reading reading) {
    ask("reading the member's rows", connection -> {
      try (PreparedStatement select = connection.prepareStatement(sql)) {
        select.setLong(1, Long.parseLong(member.value()));
        try (ResultSet rows = select.executeQuery()) {
          int count = 0;
          while (rows.next()) {
            reading.row(rows);
            count++;
          }
          return count;
        }
      }
    });
  }

  private boolean isMissing(String table) {
    return ask("looking for its tables", connection -> {
      try (ResultSet tables = connection
          .getMetaData()
          .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {
            "TABLE", "BASE TABLE"
          })) {
        while (tables.next()) {
          if (table.equalsIgnoreCase(tables.getString("TABLE_NAME"))) {
            return false;
          }
        }
        return true;
      }
    });
  }

  private void run(String sql) {
    ask("preparing its tables", connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(sql);
      }
    });
  }

  /** Without the cause: its message may quote a member's data. */
  private <T> T ask(String what, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("the shop's database failed at " + what + ": "
          + e.getClass().getSimpleName() + ", SQLState " + e.getSQLState() + ", code "
          + e.getErrorCode());
    }
  }
}
