package io.membersync;

import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import io.membersync.records.Records.NoticeText;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What a notice said when a text of it was first shown, by the books. It never changes there. */
final class KeptContents implements Function<NoticeReference, Optional<String>> {
  private final Records records;
  private final ShopId shop;
  private final Map<NoticeReference, String> known = new ConcurrentHashMap<>();

  KeptContents(Records records, ShopId shop) {
    this.records = records;
    this.shop = shop;
  }

  @Override
  public Optional<String> apply(NoticeReference shown) {
    Optional<String> before = Optional.ofNullable(known.get(shown));
    if (before.isPresent()) {
      return before;
    }
    Optional<String> kept = records.consents().textsOf(shop, shown.tag(), shown.version()).stream()
        .filter(text -> text.language().equals(shown.language()))
        .filter(text -> text.sha256().equals(shown.sha256()))
        .map(NoticeText::content)
        .findFirst();
    kept.ifPresent(content -> known.put(shown, content));
    return kept;
  }
}
