package io.membersync.records;

import static io.membersync.records.InMemoryRecords.millis;

import io.membersync.internal.MemoryTable;
import io.membersync.internal.MemoryUnit;
import io.membersync.member.MemberId;
import io.membersync.member.ShopId;
import io.membersync.records.Records.Contact;
import io.membersync.records.Records.IndexPass;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The contact index in memory. */
final class MemoryContacts implements Records.Contacts {
  private record Key(ShopId shop, String hash, MemberId member) {}

  private record Row(Key key, Instant seenAt) {}

  private record Holders(ShopId shop, String hash) {}

  private record Held(ShopId shop, MemberId member) {}

  private final MemoryTable<Key, Row, Record> contacts = new MemoryTable<>(row -> List.of(
      new Holders(row.key().shop(), row.key().hash()),
      new Held(row.key().shop(), row.key().member()),
      row.key().shop()));
  private final MemoryTable<ShopId, IndexPass, ShopId> passes = new MemoryTable<>(row -> List.of());

  @Override
  public void add(ShopId shop, List<Contact> added, Instant seenAt) {
    MemoryUnit.join(() -> {
      for (Contact contact : added) {
        put(new Key(shop, contact.hash(), contact.member()), seenAt);
      }
      return true;
    });
  }

  private void put(Key key, Instant seenAt) {
    contacts.put(key, new Row(key, millis(seenAt)));
  }

  @Override
  public void replace(ShopId shop, MemberId member, List<String> hashes, Instant seenAt) {
    Set<String> kept = Set.copyOf(hashes);
    MemoryUnit.join(() -> {
      kept.forEach(hash -> put(new Key(shop, hash, member), seenAt));
      for (Row row : contacts.findGroup(new Held(shop, member))) {
        if (!kept.contains(row.key().hash())) {
          contacts.remove(row.key(), same -> true);
        }
      }
      return true;
    });
  }

  @Override
  public void renew(ShopId shop, List<MemberId> members, Instant seenAt) {
    MemoryUnit.join(() -> {
      for (MemberId member : members) {
        contacts.findGroup(new Held(shop, member)).forEach(row -> put(row.key(), seenAt));
      }
      return true;
    });
  }

  @Override
  public List<MemberId> find(ShopId shop, List<String> hashes, int limit) {
    return MemoryUnit.join(() -> hashes.stream()
        .flatMap(hash -> contacts.findGroup(new Holders(shop, hash)).stream())
        .map(row -> row.key().member())
        .distinct()
        .limit(limit)
        .toList());
  }

  @Override
  public int removeSeenBefore(ShopId shop, Instant moment, int limit) {
    return MemoryUnit.join(() -> {
      List<Row> old = contacts.findGroup(shop).stream()
          .filter(row -> row.seenAt().isBefore(moment))
          .limit(limit)
          .toList();
      old.forEach(row -> contacts.remove(row.key(), same -> same.seenAt().isBefore(moment)));
      return old.size();
    });
  }

  @Override
  public Optional<IndexPass> findPass(ShopId shop) {
    return MemoryUnit.join(() -> passes.find(shop));
  }

  @Override
  public boolean putPass(ShopId shop, Optional<IndexPass> before, IndexPass after) {
    IndexPass kept = inMillis(after);
    return MemoryUnit.join(() -> before.isEmpty()
        ? passes.insert(shop, kept)
        : passes.replace(
            shop,
            row -> row.number() == before.get().number()
                && row.step() == before.get().step(),
            row -> kept));
  }

  private static IndexPass inMillis(IndexPass pass) {
    return new IndexPass(
        pass.number(),
        pass.step(),
        pass.covers(),
        pass.complete(),
        millis(pass.begunAt()),
        pass.endedAt().map(InMemoryRecords::millis),
        pass.position(),
        pass.members(),
        pass.total(),
        pass.unreadable());
  }
}
