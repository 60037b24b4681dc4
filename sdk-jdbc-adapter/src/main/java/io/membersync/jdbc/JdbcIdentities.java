package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Identity;
import io.membersync.records.Records.Person;
import io.membersync.records.Records.PersonState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Identities, persons and the ties between persons and members, in SQL. */
final class JdbcIdentities implements Records.Identities {
  private static final String IDENTITY =
      "SELECT namespace, subject, person_id, linked_at FROM membersync_identity WHERE shop = ?";
  static final String PERSON = """
      SELECT p.person_id, p.state, p.created_at, m.member_id
      FROM membersync_person p
      LEFT JOIN membersync_member m ON m.shop = p.shop AND m.person_id = p.person_id
      WHERE p.shop = ?\
      """;
  private static final String TIE =
      "INSERT INTO membersync_member (shop, member_id, person_id) VALUES (?, ?, ?)";

  private final JdbcUnitOfWork unit;

  JdbcIdentities(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public boolean link(ShopId shop, Identity identity) {
    return unit.step(
        "records: link identity",
        sql -> sql.insertUnlessThere(
            """
                INSERT INTO membersync_identity (shop, namespace, subject, person_id, linked_at)
                VALUES (?, ?, ?, ?, ?)
                """,
            shop.value(),
            identity.namespace(),
            identity.subject(),
            identity.person().toString(),
            identity.linkedAt()));
  }

  @Override
  public Optional<Identity> find(ShopId shop, String namespace, String subject) {
    return unit.alone(
        "records: find identity",
        sql -> sql.findOne(
            JdbcIdentities::identity,
            IDENTITY + " AND namespace = ? AND subject = ?",
            shop.value(),
            namespace,
            subject));
  }

  @Override
  public int count(ShopId shop, String namespace, int limit) {
    return unit.alone(
        "records: count identities", sql -> sql.count("""
            SELECT 1 FROM membersync_identity WHERE shop = ? AND namespace = ? LIMIT ?\
            """, shop.value(), namespace, limit));
  }

  @Override
  public List<Identity> page(ShopId shop, String namespace, String after, int limit) {
    return unit.alone(
        "records: page of identities",
        sql -> sql.findAll(
            JdbcIdentities::identity,
            IDENTITY + " AND namespace = ? AND subject > ? ORDER BY subject LIMIT ?",
            shop.value(),
            namespace,
            after,
            limit));
  }

  @Override
  public List<Identity> ofPerson(ShopId shop, PersonId person) {
    return unit.alone(
        "records: find identities of person",
        sql -> sql.findAll(
            JdbcIdentities::identity,
            IDENTITY + " AND person_id = ? ORDER BY linked_at, namespace, subject",
            shop.value(),
            person.toString()));
  }

  @Override
  public Optional<Identity> unlink(
      ShopId shop, String namespace, String subject, Instant madeUntil) {
    return unit.step("records: unlink identity", sql -> {
      Optional<Identity> identity = sql.findOne(
          JdbcIdentities::identity,
          IDENTITY + " AND namespace = ? AND subject = ? AND linked_at <= ? FOR UPDATE",
          shop.value(),
          namespace,
          subject,
          madeUntil);
      if (identity.isEmpty()) {
        return identity;
      }
      // Of two ways in that end at once, the later must see that the earlier is gone.
      hold(sql, shop, identity.get().person());
      int deleted = sql.update("""
                  DELETE FROM membersync_identity
                  WHERE shop = ? AND namespace = ? AND subject = ? AND linked_at <= ?
                  """, shop.value(), namespace, subject, madeUntil);
      return identity.filter(link -> deleted == 1);
    });
  }

  @Override
  public void addPerson(ShopId shop, Person person) {
    unit.step("records: add person", sql -> {
      boolean added = sql.insertUnlessThere(
          """
                  INSERT INTO membersync_person (shop, person_id, state, created_at)
                  VALUES (?, ?, ?, ?)
                  """, shop.value(), person.id().toString(), person.state(), person.createdAt());
      if (!added) {
        throw conflict("the person is there");
      }
      if (person.member().isPresent()
          && !sql.insertUnlessThere(
              TIE, shop.value(), person.member().get().value(), person.id().toString())) {
        throw conflict("the member is tied to another person");
      }
      return true;
    });
  }

  private static MemberStoreException conflict(String what) {
    return MemberStoreException.conflict("store-unique", "records: add person: " + what);
  }

  @Override
  public Optional<Person> findPerson(ShopId shop, PersonId person) {
    return unit.alone("records: find person", sql -> findPerson(sql, shop, person));
  }

  private static Optional<Person> findPerson(Sql sql, ShopId shop, PersonId person)
      throws SQLException {
    return sql.findOne(
        JdbcIdentities::person, PERSON + " AND p.person_id = ?", shop.value(), person.toString());
  }

  @Override
  public boolean hold(ShopId shop, PersonId person) {
    return unit.step("records: hold person", sql -> hold(sql, shop, person));
  }

  private static boolean hold(Sql sql, ShopId shop, PersonId person) throws SQLException {
    return sql.findOne(
            row -> row.getString("person_id"),
            "SELECT person_id FROM membersync_person WHERE shop = ? AND person_id = ? FOR UPDATE",
            shop.value(),
            person.toString())
        .isPresent();
  }

  @Override
  public Optional<Person> findPersonOf(ShopId shop, MemberId member) {
    return unit.alone(
        "records: find person of member",
        sql -> sql.findOne(
            JdbcIdentities::person, PERSON + " AND m.member_id = ?", shop.value(), member.value()));
  }

  @Override
  public boolean assignMember(ShopId shop, PersonId person, MemberId member) {
    return unit.step("records: tie person to member", sql -> {
      boolean tied = sql.insertUnlessThere(
          "INSERT INTO membersync_member (shop, member_id, person_id) SELECT shop, "
              + sql.dialect().selectedText()
              + ", person_id FROM membersync_person WHERE shop = ? AND person_id = ?",
          member.value(),
          shop.value(),
          person.toString());
      return tied
          || findPerson(sql, shop, person)
              .orElseThrow(() -> noSuchPerson(shop, person))
              .member()
              .filter(member::equals)
              .isPresent();
    });
  }

  @Override
  public void setState(ShopId shop, PersonId person, PersonState state) {
    unit.step("records: set state of person", sql -> {
      int changed = sql.update(
          "UPDATE membersync_person SET state = ? WHERE shop = ? AND person_id = ?",
          state,
          shop.value(),
          person.toString());
      if (changed == 0) {
        throw noSuchPerson(shop, person);
      }
      return true;
    });
  }

  private static IllegalArgumentException noSuchPerson(ShopId shop, PersonId person) {
    return new IllegalArgumentException(
        "shop " + shop + " has no person " + person + "; add the person first");
  }

  private static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        row.getString("namespace"),
        row.getString("subject"),
        PersonId.parse(row.getString("person_id")),
        Sql.time(row, "linked_at"));
  }

  static Person person(ResultSet row) throws SQLException {
    return new Person(
        PersonId.parse(row.getString("person_id")),
        Sql.findText(row, "member_id").map(MemberId::new),
        PersonState.valueOf(row.getString("state")),
        Sql.time(row, "created_at"));
  }
}
