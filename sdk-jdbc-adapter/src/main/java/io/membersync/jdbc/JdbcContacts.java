package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Contact;
import io.membersync.records.Records.IndexPass;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The contact index, in SQL. */
final class JdbcContacts implements Records.Contacts {
  private static final Upsert TABLE = new Upsert(
      "membersync_contact", List.of("shop", "contact_hash", "member_id"), List.of("seen_at"));

  private static final String OF_MEMBER = " WHERE shop = ? AND member_id = ?";

  private final JdbcUnitOfWork unit;

  JdbcContacts(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void add(ShopId shop, List<Contact> contacts, Instant seenAt) {
    // In one order everywhere, so that two who write the same rows do not wait for each other.
    List<Contact> rows = contacts.stream()
        .distinct()
        .sorted(Comparator.comparing(Contact::hash)
            .thenComparing(contact -> contact.member().value()))
        .toList();
    unit.run("records: add contacts", sql -> sql.put(TABLE, values(shop, rows, seenAt)));
  }

  private static List<Object[]> values(ShopId shop, List<Contact> rows, Instant seenAt) {
    return rows.stream()
        .map(row -> new Object[] {shop.value(), row.hash(), row.member().value(), seenAt})
        .toList();
  }

  @Override
  public void replace(ShopId shop, MemberId member, List<String> hashes, Instant seenAt) {
    List<String> kept = hashes.stream().distinct().sorted().toList();
    unit.step("records: replace contacts", sql -> {
      List<Contact> rows = kept.stream().map(hash -> new Contact(member, hash)).toList();
      sql.put(TABLE, values(shop, rows, seenAt));
      List<Object> values = new ArrayList<>(List.of(shop.value(), member.value()));
      values.addAll(kept);
      String others = kept.isEmpty()
          ? ""
          : " AND contact_hash NOT IN (" + MemberTable.places(kept.size()) + ")";
      return sql.update("DELETE FROM membersync_contact" + OF_MEMBER + others, values.toArray());
    });
  }

  @Override
  public void renew(ShopId shop, List<MemberId> members, Instant seenAt) {
    if (members.isEmpty()) {
      return;
    }
    unit.step("records: renew contacts", sql -> {
      for (MemberId member : members) {
        sql.update(
            "UPDATE membersync_contact SET seen_at = ?" + OF_MEMBER,
            seenAt,
            shop.value(),
            member.value());
      }
      return true;
    });
  }

  @Override
  public List<MemberId> find(ShopId shop, List<String> hashes, int limit) {
    List<Object> values = new ArrayList<>(List.of(shop.value()));
    values.addAll(hashes);
    values.add(limit);
    return unit.alone(
        "records: find contacts",
        sql -> sql.findAll(
            row -> new MemberId(row.getString("member_id")),
            "SELECT DISTINCT member_id FROM membersync_contact WHERE shop = ? AND contact_hash IN ("
                + MemberTable.places(hashes.size()) + ") LIMIT ?",
            values.toArray()));
  }

  @Override
  public int removeSeenBefore(ShopId shop, Instant moment, int limit) {
    return unit.step("records: remove old contacts", sql -> {
      List<Contact> old = sql.findAll(
          row ->
              new Contact(new MemberId(row.getString("member_id")), row.getString("contact_hash")),
          """
              SELECT contact_hash, member_id FROM membersync_contact
              WHERE shop = ? AND seen_at < ? LIMIT ?
              """,
          shop.value(),
          moment,
          limit);
      for (Contact row : old) {
        // Asked again: somebody may have seen it meanwhile.
        sql.update("""
            DELETE FROM membersync_contact
            WHERE shop = ? AND contact_hash = ? AND member_id = ? AND seen_at < ?
            """, shop.value(), row.hash(), row.member().value(), moment);
      }
      return old.size();
    });
  }

  @Override
  public Optional<IndexPass> findPass(ShopId shop) {
    return unit.alone(
        "records: find the pass of the contact index",
        sql -> sql.findOne(
            JdbcContacts::pass,
            "SELECT * FROM membersync_index_pass WHERE shop = ?",
            shop.value()));
  }

  @Override
  public boolean putPass(ShopId shop, Optional<IndexPass> before, IndexPass after) {
    return unit.step(
        "records: put the pass of the contact index",
        sql -> before.isEmpty()
            ? sql.insertUnlessThere("""
                INSERT INTO membersync_index_pass (
                  pass, step, covers, complete, begun_at, ended_at, last_member, members, total,
                  unreadable, shop)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, values(after, shop.value()))
            : sql.update(
                    """
                    UPDATE membersync_index_pass
                    SET pass = ?, step = ?, covers = ?, complete = ?, begun_at = ?, ended_at = ?,
                      last_member = ?, members = ?, total = ?, unreadable = ?
                    WHERE shop = ? AND pass = ? AND step = ?
                    """,
                    values(
                        after, shop.value(), before.get().number(), before.get().step()))
                == 1);
  }

  private static Object[] values(IndexPass pass, Object... more) {
    List<Object> values = new ArrayList<>(List.of(
        pass.number(),
        pass.step(),
        pass.covers(),
        pass.complete(),
        pass.begunAt(),
        pass.endedAt(),
        pass.position().map(MemberId::value),
        pass.members(),
        pass.total(),
        pass.unreadable()));
    Collections.addAll(values, more);
    return values.toArray();
  }

  private static IndexPass pass(ResultSet row) throws SQLException {
    long total = row.getLong("total");
    boolean isTotalKnown = !row.wasNull();
    return new IndexPass(
        row.getLong("pass"),
        row.getLong("step"),
        row.getString("covers"),
        Sql.findText(row, "complete"),
        Sql.time(row, "begun_at"),
        Sql.findTime(row, "ended_at"),
        Sql.findText(row, "last_member").map(MemberId::new),
        row.getLong("members"),
        isTotalKnown ? Optional.of(total) : Optional.empty(),
        row.getLong("unreadable"));
  }
}
