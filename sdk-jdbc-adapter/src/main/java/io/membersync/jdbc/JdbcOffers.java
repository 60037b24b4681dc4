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
  private static final Upsert TABLE = new Upsert(
      "membersync_offer",
      List.of("shop", "person_id", "attribute", "origin"),
      List.of("value_hash", "verified", "first_seen", "question"));

  private final JdbcUnitOfWork unit;

  JdbcOffers(JdbcUnitOfWork unit) {
    this.unit = unit;
  }

  @Override
  public void put(ShopId shop, PersonId person, Offer offer) {
    Object[] values = {
      shop.value(),
      person.toString(),
      offer.attribute(),
      offer.origin(),
      offer.valueHash(),
      offer.verified() ? 1 : 0,
      offer.firstSeen(),
      offer.question()
    };
    unit.run("records: put an offer", sql -> sql.put(TABLE, List.<Object[]>of(values)));
  }

  @Override
  public List<Offer> ofPerson(ShopId shop, PersonId person) {
    return unit.alone(
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
