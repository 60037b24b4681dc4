package io.membersync.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Stands before a data source and adds up the time of whatever waits for the database. */
final class StatementClock {
  private static final Set<String> WAITING =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch", "commit", "rollback");

  private final DataSource dataSource;
  private final List<String> statements = new ArrayList<>();
  private long nanos;

  StatementClock(DataSource pool) {
    this.dataSource = TestProxy.of(DataSource.class, (method, arguments) -> {
      Object answer = method.invoke(pool, arguments);
      return answer instanceof Connection connection ? connection(connection) : answer;
    });
  }

  DataSource dataSource() {
    return dataSource;
  }

  /** What has been sent to the database since the last call. */
  synchronized Sent take() {
    Sent sent = new Sent(List.copyOf(statements), nanos);
    statements.clear();
    nanos = 0;
    return sent;
  }

  /** Statements and ends of transactions, in their order. */
  record Sent(List<String> statements, long nanos) {}

  private Connection connection(Connection connection) {
    return TestProxy.of(Connection.class, (method, arguments) -> {
      Object answer = timed(method.getName(), connection, method, arguments);
      return answer instanceof PreparedStatement prepared
          ? prepared(prepared, String.valueOf(arguments[0]))
          : answer;
    });
  }

  private PreparedStatement prepared(PreparedStatement prepared, String sql) {
    String text = sql.strip().replaceAll("\\s+", " ");
    return TestProxy.of(
        PreparedStatement.class, (method, arguments) -> timed(text, prepared, method, arguments));
  }

  private Object timed(String text, Object target, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    if (!WAITING.contains(method.getName())) {
      return method.invoke(target, arguments);
    }
    long begun = System.nanoTime();
    try {
      return method.invoke(target, arguments);
    } finally {
      add(text, System.nanoTime() - begun);
    }
  }

  private synchronized void add(String text, long took) {
    statements.add(text);
    nanos += took;
  }
}
