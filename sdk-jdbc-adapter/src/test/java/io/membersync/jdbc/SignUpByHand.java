package io.membersync.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What somebody would write who needs the same rows of a first sign-in and knows the database well:
 * the same look-ups, each once, and plain inserts, those of one table sent at once. It stands up to
 * nothing that happens at the same time.
 */
final class SignUpByHand {
  private final DataSource dataSource;

  SignUpByHand(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Spends a state, before the provider is asked. */
  void claim(String state) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      update(
          connection,
          "INSERT INTO membersync_claim (shop, claim_key, expires_at) VALUES (?, ?, ?)",
          "default",
          state,
          System.currentTimeMillis() + 600_000);
    }
  }

  /**
   * Makes the member.
   *
   * @param outcome of the size that MemberSync keeps
   */
  void signUp(String state, String subject, String name, String email, String phone, byte[] outcome)
      throws SQLException {
    String person = UUID.randomUUID().toString();
    long now = System.currentTimeMillis();
    try (Connection connection = dataSource.getConnection()) {
      boolean known = finds(
              connection,
              "SELECT person_id FROM membersync_identity"
                  + " WHERE shop = ? AND namespace = ? AND subject = ?",
              "default",
              "kakao",
              subject)
          || finds(
              connection,
              "SELECT member_no FROM tb_member_sns WHERE sns_id = ? AND sns_type = ?",
              subject,
              "KAKAO")
          || finds(
              connection,
              "SELECT member_no, mb_name, email, hp, birth, sex, zip, addr1, addr2, status_cd"
                  + " FROM tb_member WHERE LOWER(email) = LOWER(?) LIMIT 50",
              email)
          || finds(
              connection,
              "SELECT member_no, mb_name, email, hp, birth, sex, zip, addr1, addr2, status_cd"
                  + " FROM tb_member WHERE hp IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) LIMIT 50",
              forms(phone).toArray());
      if (known) {
        throw new IllegalStateException("somebody new is known");
      }
    }
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      update(
          connection,
          "INSERT INTO membersync_identity (shop, namespace, subject, person_id, linked_at)"
              + " VALUES (?, ?, ?, ?, ?)",
          "default",
          "kakao",
          subject,
          person,
          now);
      update(
          connection,
          "INSERT INTO membersync_person (shop, person_id, state, created_at)"
              + " VALUES (?, ?, ?, ?)",
          "default",
          person,
          "ACTIVE",
          now);
      long member;
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO tb_member (mb_name, email, hp, status_cd, user_id, passwd, grade_cd,"
              + " reg_dt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          new String[] {"member_no"})) {
        bind(
                insert,
                name,
                email,
                phone,
                "A",
                person.substring(19).replace("-", ""),
                "!" + person + person.substring(9),
                "01",
                "20261122090000")
            .executeUpdate();
        try (ResultSet key = insert.getGeneratedKeys()) {
          key.next();
          member = key.getLong(1);
        }
      }
      update(
          connection,
          "INSERT INTO membersync_operation (shop, kind, operation_id, answer, forget_at)"
              + " VALUES (?, ?, ?, ?, ?)",
          "default",
          "create",
          "create-" + person + "-3",
          "member " + member,
          now + 86_400_000);
      update(
          connection,
          "INSERT INTO membersync_member (shop, member_id, person_id) VALUES (?, ?, ?)",
          "default",
          Long.toString(member),
          person);
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO membersync_provenance (shop, person_id, attribute, field, origin, path,"
              + " verified_by, first_seen, written_at, value_hash, basis)"
              + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (String attribute : List.of("email", "name", "phone")) {
          bind(
                  insert,
                  "default",
                  person,
                  attribute,
                  attribute,
                  "kakao",
                  "kakao_account." + attribute,
                  "kakao",
                  now,
                  now,
                  state.substring(0, 43),
                  "basic-1")
              .addBatch();
        }
        insert.executeBatch();
      }
      update(
          connection,
          "UPDATE membersync_claim SET outcome = ?, outcome_expires_at = ?"
              + " WHERE shop = ? AND claim_key = ?",
          outcome,
          now + 120_000,
          "default",
          state);
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** The ten forms in which old tables hold a number such as 010-1234-5678. */
  private static List<String> forms(String phone) {
    String[] parts = phone.split("-", -1);
    String international = "82" + parts[0].substring(1);
    return List.of(
        "+" + international + parts[1] + parts[2],
        String.join("", parts),
        phone,
        String.join(".", parts),
        String.join(" ", parts),
        "+82 " + phone.substring(1),
        international + parts[1] + parts[2],
        "82-" + phone.substring(1),
        "+82-" + phone.substring(1),
        "+82" + phone.substring(1));
  }

  private static boolean finds(Connection connection, String query, Object... values)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(query);
        ResultSet rows = bind(prepared, values).executeQuery()) {
      return rows.next();
    }
  }

  private static void update(Connection connection, String statement, Object... values)
      throws SQLException {
    try (PreparedStatement prepared = connection.prepareStatement(statement)) {
      bind(prepared, values).executeUpdate();
    }
  }

  private static PreparedStatement bind(PreparedStatement prepared, Object... values)
      throws SQLException {
    prepared.setQueryTimeout(5);
    for (int i = 0; i < values.length; i++) {
      prepared.setObject(i + 1, values[i]);
    }
    return prepared;
  }
}
