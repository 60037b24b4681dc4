package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.MemberId;
import io.membersync.member.MemberListing.Page;
import io.membersync.member.MemberRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members page by page, by keys of every kind; {@link ContactIndexIT} repeats it on servers. */
class MemberListingTest {
  final TestDatabase database = open();

  TestDatabase open() {
    return TestDatabase.inMemory();
  }

  @BeforeEach
  void createTables() {
    JdbcRecords.createTables(database.dataSource());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private JdbcMemberStore store(String key, List<String> keys) {
    database.run("CREATE TABLE member (id " + key
        + " PRIMARY KEY, name VARCHAR(50), email VARCHAR(200), phone VARCHAR(20))");
    for (String one : keys) {
      database.run("INSERT INTO member (id, name) VALUES (" + one + ", 'Mina')");
    }
    return JdbcMemberStore.builder(database.unit(), "member").build();
  }

  private static List<String> listed(JdbcMemberStore store, int limit) {
    List<String> listed = new ArrayList<>();
    Optional<MemberId> after = Optional.empty();
    while (true) {
      Page page = store.list(after, limit);
      if (page.last().isEmpty()) {
        return listed;
      }
      page.members().stream().map(MemberRecord::id).map(MemberId::value).forEach(listed::add);
      after = page.last();
    }
  }

  @Test
  void byANumberThatIsLongerThanTheOneBefore() {
    JdbcMemberStore store =
        store("BIGINT", List.of("9", "10", "-3", "100", "2", "9007199254740993"));
    for (int limit : List.of(1, 2, 5, 6, 100)) {
      assertThat(listed(store, limit))
          .containsExactly("-3", "2", "9", "10", "100", "9007199254740993");
    }
    assertThat(store.countMembers()).contains(6L);
    assertThatThrownBy(() -> store.list(Optional.of(new MemberId("mina")), 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key of this table");
  }

  @Test
  void byATextOfAnyLength() {
    List<String> keys =
        List.of("a", "ab", "abc", "Z9", "b c", "zz", "\ubbf8\ub098", "o''hara", "_x", "%");
    JdbcMemberStore store =
        store("VARCHAR(40)", keys.stream().map(one -> "'" + one + "'").toList());
    for (int limit : List.of(1, 3, 100)) {
      assertThat(listed(store, limit))
          .containsExactlyInAnyOrderElementsOf(
              keys.stream().map(one -> one.replace("''", "'")).toList());
    }
    assertThat(store.list(Optional.of(new MemberId("nobody' OR '1'='1")), 100).members())
        .hasSizeLessThanOrEqualTo(keys.size());
  }

  @Test
  void byATextThatTheDatabaseFillsUpWithBlanks() {
    List<String> keys = List.of("a", "ab", "abc", "b", "abcdefgh", "m1", "m10", "m2");
    JdbcMemberStore store =
        store("CHAR(8)", keys.stream().map(one -> "'" + one + "'").toList());
    for (int limit : List.of(1, 3, 100)) {
      assertThat(listed(store, limit)).containsExactlyInAnyOrderElementsOf(keys);
    }
  }

  @Test
  void aRowThatCannotBeReadIsNamedAndHoldsNobodyUp() {
    store("BIGINT", List.of("1", "2", "3", "4"));
    JdbcUnitOfWork unit = new JdbcUnitOfWork(failingAt("3", database.dataSource()));
    JdbcMemberStore store = JdbcMemberStore.builder(unit, "member").build();

    Page first = store.list(Optional.empty(), 3);

    assertThat(first.members()).extracting(row -> row.id().value()).containsExactly("1", "2");
    assertThat(first.unreadable()).containsExactly(new MemberId("3"));
    assertThat(first.last()).contains(new MemberId("3"));
    assertThat(listed(store, 2)).containsExactly("1", "2", "4");
  }

  /** As a driver fails that takes a column's content for something else. */
  private static DataSource failingAt(String key, DataSource real) {
    return watched(DataSource.class, real, key);
  }

  private static <T> T watched(Class<T> type, T real, String key) {
    return type.cast(Proxy.newProxyInstance(
        MemberListingTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
          if (real instanceof ResultSet row
              && method.getName().equals("getString")
              && given[0] instanceof Integer at
              && at > 1
              && key.equals(row.getString(1))) {
            throw new SQLException("cannot convert 'a personal value'", "22007");
          }
          return again(method.getReturnType(), invoke(method, real, given), key);
        }));
  }

  private static <T> Object again(Class<T> type, Object answer, String key) {
    boolean watched =
        List.of("Connection", "PreparedStatement", "ResultSet").contains(type.getSimpleName());
    return watched && answer != null ? watched(type, type.cast(answer), key) : answer;
  }

  private static Object invoke(Method method, Object real, Object[] given) throws Throwable {
    try {
      return method.invoke(real, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
