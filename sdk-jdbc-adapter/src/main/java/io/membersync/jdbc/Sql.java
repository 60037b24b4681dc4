package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Statements on one connection, each with a time limit. Not safe for many threads. */
final class Sql {
  /** How many rows one statement writes at most. */
  private static final int ROWS = 100;

  /** From how many values on nothing more is put off. */
  private static final int PUT_OFF_VALUES = 200;

  private final Connection connection;
  private final Dialect dialect;
  private final int timeoutSeconds;
  private final boolean puttingOff;
  private final List<Write> putOff = new ArrayList<>();
  private String step = "";

  /**
   * Statements on this connection.
   *
   * @param transaction whether they are of one transaction, at whose end somebody {@link #send}s
   */
  Sql(Connection connection, Dialect dialect, int timeoutSeconds, boolean transaction) {
    this.connection = connection;
    this.dialect = dialect;
    this.timeoutSeconds = timeoutSeconds;
    this.puttingOff = transaction && dialect.sendsSeveralTogether();
  }

  private record Write(String step, String statement, List<Object> values) {}

  /**
   * Begins a step.
   *
   * @return the names of all steps whose statements are sent in it, for messages
   */
  String begin(String name) {
    step = name;
    return Stream.concat(putOff.stream().map(Write::step), Stream.of(name))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Reads one row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Dialect dialect() {
    return dialect;
  }

  Connection connection() throws SQLException {
    send();
    return connection;
  }

  /**
   * Writes, and tells nothing. Where the database can take several statements together it goes there
   * with the next one, as each answer has to be waited for; what is wrong with it is then told there.
   */
  void write(String statement, Object... values) throws SQLException {
    if (!puttingOff) {
      update(statement, values);
      return;
    }
    if (putOff.stream().mapToInt(write -> write.values().size()).sum() > PUT_OFF_VALUES) {
      send(); // the time limit is that of one statement, and drivers limit how many values it has
    }
    putOff.add(new Write(step, statement, Arrays.asList(values)));
  }

  /** Sends what has been put off. */
  void send() throws SQLException {
    if (!putOff.isEmpty()) {
      Write last = putOff.remove(putOff.size() - 1);
      update(last.statement(), last.values().toArray());
    }
  }

  int update(String statement, Object... values) throws SQLException {
    try (PreparedStatement prepared = execute(statement, values)) {
      return prepared.getUpdateCount();
    }
  }

  /** Executes, after what has been put off; the result is that of the statement itself. */
  private PreparedStatement execute(String statement, Object... values) throws SQLException {
    StringBuilder text = new StringBuilder();
    List<Object> all = new ArrayList<>();
    for (Write write : putOff) {
      text.append(write.statement().strip()).append("; ");
      all.addAll(write.values());
    }
    int before = putOff.size();
    putOff.clear();
    all.addAll(Arrays.asList(values));
    PreparedStatement prepared = connection.prepareStatement(text + statement);
    try {
      bind(prepared, all.toArray()).execute();
      for (int i = 0; i < before; i++) {
        prepared.getMoreResults();
      }
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  /** Inserts a row; false when one of its unique keys is there. */
  boolean insertUnlessThere(String insert, Object... values) throws SQLException {
    return dialect.insertUnlessThere(this, insert, values);
  }

  /** Writes rows in place of those with the same keys, of which none stands twice. */
  void put(Upsert table, List<Object[]> rows) throws SQLException {
    for (int at = 0; at < rows.size(); at += ROWS) {
      List<Object[]> some = rows.subList(at, Math.min(at + ROWS, rows.size()));
      dialect.put(
          this, table, some.size(), some.stream().flatMap(Arrays::stream).toArray());
    }
  }

  /** Inserts those rows that are not there. */
  void insertEachUnlessThere(Upsert table, List<Object[]> rows) throws SQLException {
    if (!rows.isEmpty()) {
      dialect.insertEachUnlessThere(this, table, rows);
    }
  }

  /** Inserts a row and returns the value that the database gave this column. */
  Optional<String> insertGenerating(String column, String insert, Object... values)
      throws SQLException {
    send();
    try (PreparedStatement prepared = connection.prepareStatement(insert, new String[] {column})) {
      bind(prepared, values).executeUpdate();
      try (ResultSet keys = prepared.getGeneratedKeys()) {
        return keys.next() ? Optional.ofNullable(keys.getString(1)) : Optional.empty();
      }
    }
  }

  <T> Optional<T> findOne(Reader<T> reader, String query, Object... values) throws SQLException {
    List<T> rows = findAll(reader, query, values);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  <T> List<T> findAll(Reader<T> reader, String query, Object... values) throws SQLException {
    try (PreparedStatement prepared = execute(query, values);
        ResultSet rows = prepared.getResultSet()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    }
  }

  /** Reads what the columns of a query are. */
  interface Description {
    void read(ResultSetMetaData metaData) throws SQLException;
  }

  /** How many rows this query has; its own limit bounds the work. */
  int count(String query, Object... values) throws SQLException {
    return findOne(row -> row.getInt(1), "SELECT COUNT(*) FROM (" + query + ") counted", values)
        .orElse(0);
  }

  void describe(String query, Description description) throws SQLException {
    try (PreparedStatement prepared = execute(query);
        ResultSet rows = prepared.getResultSet()) {
      description.read(rows.getMetaData());
    }
  }

  private PreparedStatement bind(PreparedStatement prepared, Object... values) throws SQLException {
    prepared.setQueryTimeout(timeoutSeconds);
    for (int i = 0; i < values.length; i++) {
      bind(prepared, i + 1, values[i]);
    }
    return prepared;
  }

  private static void bind(PreparedStatement prepared, int at, Object value) throws SQLException {
    if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        bind(prepared, at, optional.get());
      } else {
        prepared.setNull(at, Types.NULL);
      }
    } else if (value instanceof String text) {
      prepared.setString(at, text);
    } else if (value instanceof Instant time) {
      prepared.setLong(at, millis(time));
    } else if (value instanceof byte[] bytes) {
      prepared.setBytes(at, bytes);
    } else if (value instanceof Enum<?> word) {
      prepared.setString(at, word.name());
    } else if (value instanceof Long || value instanceof Integer) {
      prepared.setLong(at, ((Number) value).longValue());
    } else {
      prepared.setObject(at, value);
    }
  }

  /** A time beyond what a column can hold, such as {@link Instant#MAX}, is the last or first one. */
  private static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException e) {
      return time.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Optional<Instant> findTime(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static Optional<String> findText(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }
}
