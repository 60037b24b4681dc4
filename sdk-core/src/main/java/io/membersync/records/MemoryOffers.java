package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Offer;
import java.util.Comparator;
import java.util.List;

/** What sources last showed, in memory. */
final class MemoryOffers implements Records.Offers {
  private record Owner(ShopId shop, PersonId person) {}

  private record Key(Owner owner, String attribute, String origin) {}

  private record Row(Owner owner, Offer offer) {}

  private final MemoryTable<Key, Row, Owner> rows = new MemoryTable<>(row -> List.of(row.owner()));

  @Override
  public void put(ShopId shop, PersonId person, Offer offer) {
    Owner owner = new Owner(shop, person);
    Row row = new Row(owner, copy(offer));
    MemoryUnit.join(() -> {
      rows.put(new Key(owner, offer.attribute(), offer.origin()), row);
      return true;
    });
  }

  @Override
  public List<Offer> ofPerson(ShopId shop, PersonId person) {
    return MemoryUnit.join(() -> rows.findGroup(new Owner(shop, person)).stream()
        .map(row -> copy(row.offer()))
        .sorted(Comparator.comparing(Offer::attribute).thenComparing(Offer::origin))
        .toList());
  }

  private static Offer copy(Offer offer) {
    return new Offer(
        offer.attribute(),
        offer.origin(),
        offer.valueHash(),
        offer.verified(),
        millis(offer.firstSeen()),
        offer.question().map(byte[]::clone));
  }
}
