package io.membersync.jdbc;

import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.Offer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What sources last showed, in SQL. */
final class JdbcOffers implements Records.Offers {
  private final JdbcUnitOfWork unit;

  JdbcOffers(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void put(ShopId shop, PersonId person, Offer offer) {
    unit.step("records: put an offer", sql -> {
      while (!replace(sql, shop, person, offer) && !insert(sql, shop, person, offer)) {
        // Removed and written again by others in between.
      }
      return true;
    });
  }

  private static boolean replace(Sql sql, ShopId shop, PersonId person, Offer offer)
      throws SQLException {
    return sql.update(
            """
            UPDATE membersync_offer
            SET value_hash = ?, verified = ?, first_seen = ?, question = ?
            WHERE shop = ? AND person_id = ? AND attribute = ? AND origin = ?
            """,
            offer.valueHash(),
            offer.verified() ? 1 : 0,
            offer.firstSeen(),
            offer.question(),
            shop.value(),
            person.toString(),
            offer.attribute(),
            offer.origin())
        == 1;
  }

  private static boolean insert(Sql sql, ShopId shop, PersonId person, Offer offer)
      throws SQLException {
    return sql.insertUnlessThere(
        """
        INSERT INTO membersync_offer (
          value_hash, verified, first_seen, question, shop, person_id, attribute, origin)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        offer.valueHash(),
        offer.verified() ? 1 : 0,
        offer.firstSeen(),
        offer.question(),
        shop.value(),
        person.toString(),
        offer.attribute(),
        offer.origin());
  }

  @Override
  public List<Offer> ofPerson(ShopId shop, PersonId person) {
    return unit.step(
        "records: find offers",
        sql -> sql.findAll(JdbcOffers::offer, """
                SELECT * FROM membersync_offer WHERE shop = ? AND person_id = ?
                ORDER BY attribute, origin
                """, shop.value(), person.toString()));
  }

  private static Offer offer(ResultSet row) throws SQLException {
    return new Offer(
        row.getString("attribute"),
        row.getString("origin"),
        row.getString("value_hash"),
        row.getInt("verified") == 1,
        Sql.time(row, "first_seen"),
        Optional.ofNullable(row.getBytes("question")));
  }
}
