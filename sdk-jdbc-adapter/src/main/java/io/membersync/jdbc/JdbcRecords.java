package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * {@link Records} in the shop's SQL database, in tables of their own whose names begin with {@code
 * membersync_}. Several shops may share them. The database is PostgreSQL, MySQL from 8.0, MariaDB from
 * 10.6, or H2. Safe for many threads and many processes; holds no connection outside a unit of work.
 *
 * <p>Nothing makes the tables by itself: call {@link #createTables}, or hand the scripts in {@code
 * io/membersync/jdbc/schema/postgresql}, {@code …/mysql} (MariaDB too) or {@code …/h2} to Flyway, to
 * Liquibase or to whoever keeps the database; {@link #printSchema} prints them. Tables that an older
 * version made are refused with code {@code store-schema-old} and the names of the scripts to run.
 */
public final class JdbcRecords implements Records {
  private final JdbcUnitOfWork unit;
  private final JdbcIdentities identities;
  private final JdbcAttempts attempts;
  private final JdbcEvidence evidence;
  private final JdbcOffers offers;
  private final JdbcTokens tokens;
  private final JdbcTasks tasks;
  private final JdbcContacts contacts;
  private final JdbcSwitches switches;
  private final JdbcConsents consents;

  /** Books on a unit of work that the shop's member store shares; opens no connection yet. */
  public JdbcRecords(JdbcUnitOfWork unit) {
    this.unit = unit;
    this.identities = new JdbcIdentities(unit);
    this.attempts = new JdbcAttempts(unit);
    this.evidence = new JdbcEvidence(unit);
    this.offers = new JdbcOffers(unit);
    this.tokens = new JdbcTokens(unit);
    this.tasks = new JdbcTasks(unit);
    this.contacts = new JdbcContacts(unit);
    this.switches = new JdbcSwitches(unit);
    this.consents = new JdbcConsents(unit);
  }

  /**
   * Makes MemberSync's tables, or brings older ones up to date. Doing it again changes nothing.
   * Needs the right to create tables; run it on one node at a time.
   *
   * @throws MemberStoreException if the database refuses
   * @throws IllegalStateException if MemberSync does not know the database
   */
  public static void createTables(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      Schema.create(connection, Dialect.of(connection));
    } catch (SQLException e) {
      throw SqlFailures.translate("creating MemberSync's tables", e);
    }
  }

  /**
   * Prints the scripts that make MemberSync's tables in this database; changes nothing.
   *
   * @throws MemberStoreException if the database cannot be asked what it is
   * @throws IllegalStateException if MemberSync does not know the database
   */
  public static void printSchema(DataSource dataSource, Appendable out) {
    Dialect dialect;
    try (Connection connection = dataSource.getConnection()) {
      dialect = Dialect.of(connection);
    } catch (SQLException e) {
      throw SqlFailures.translate("asking the database what it is", e);
    }
    try {
      for (String name : Schema.names()) {
        out.append("-- ").append(name).append('\n').append(Schema.script(dialect, name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("printing the schema", e);
    }
  }

  @Override
  public JdbcUnitOfWork unitOfWork() {
    return unit;
  }

  @Override
  public Identities identities() {
    return identities;
  }

  @Override
  public Attempts attempts() {
    return attempts;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  @Override
  public Offers offers() {
    return offers;
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Contacts contacts() {
    return contacts;
  }

  @Override
  public Switches switches() {
    return switches;
  }

  @Override
  public Consents consents() {
    return consents;
  }

  /**
   * Deletes what has expired, answers to operations of {@link JdbcMemberStore} older than its
   * retention included.
   */
  @Override
  public int deleteExpired(ShopId shop, Instant now, int limit) {
    return unit.step("records: delete expired", sql -> {
      int deleted = attempts.deleteExpired(sql, shop, now, limit);
      deleted += tasks.deleteExpired(sql, shop, now, limit - deleted);
      return deleted + Operations.deleteExpired(sql, shop, now, limit - deleted);
    });
  }
}
