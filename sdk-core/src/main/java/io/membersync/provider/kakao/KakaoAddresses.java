package io.membersync.provider.kakao;

import io.membersync.profile.PostalAddress;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shipping addresses, page by page: those changed last come first, ten at a time. The next page is
 * what was changed before the last item of this one. Kakao names neither a total nor an end: a page
 * that is not full is taken for the last.
 *
 * <p>Source: <a href="https://developers.kakao.com/docs/latest/ko/kakaologin/rest-api">Kakao Login,
 * REST API, shipping addresses</a>, read 2026-11-21.
 */
final class KakaoAddresses {
  private static final int PAGE_SIZE = 10;

  private KakaoAddresses() {}

  /** The name of the call for this page, from 1 on. */
  static String call(int page) {
    return page == 1 ? KakaoCalls.ADDRESSES : KakaoCalls.ADDRESSES + "-" + page;
  }

  /** The pages answered so far, in their order. */
  static List<JsonDocument> pages(Provider.Answers answers) {
    List<JsonDocument> pages = new ArrayList<>();
    while (true) {
      Optional<JsonDocument> page = answers.find(call(pages.size() + 1));
      if (page.isEmpty()) {
        return pages;
      }
      pages.add(page.get());
    }
  }

  /**
   * The call for the page after these. The bound leaves out what was changed in that very second, so
   * it is set a second later: addresses that were changed together may stand on both sides of a
   * page's end, and whatever comes twice is read once.
   */
  static Optional<ProviderCall> next(List<JsonDocument> pages) {
    ProviderCall call = KakaoCalls.addresses(pages.size() + 1);
    long bound = Long.MAX_VALUE;
    for (JsonDocument page : pages) {
      List<JsonDocument> items = items(page);
      long last = items.stream()
          .flatMap(item -> item.findWhole("updated_at").stream())
          .reduce((before, after) -> after)
          .orElse(Long.MAX_VALUE);
      if (items.size() < PAGE_SIZE || last >= bound) {
        return Optional.empty(); // the end, or it would come round again
      }
      bound = last + 1 < bound ? last + 1 : last;
    }
    return Optional.of(pages.isEmpty() ? call : call.with("from_updated_at", Long.toString(bound)));
  }

  static List<PostalAddress> read(List<JsonDocument> pages) {
    Map<String, PostalAddress> addresses = new LinkedHashMap<>();
    for (JsonDocument page : pages) {
      for (JsonDocument item : items(page)) {
        item.findText("id").ifPresent(id -> addresses.putIfAbsent(id, address(id, item)));
      }
    }
    return List.copyOf(addresses.values());
  }

  private static List<JsonDocument> items(JsonDocument page) {
    return page.findObjects(KakaoItem.SHIPPING_ADDRESSES.path()).orElse(List.of());
  }

  private static PostalAddress address(String id, JsonDocument item) {
    return new PostalAddress(
        id,
        item.findString("name"),
        item.findString("base_address").orElse(""),
        item.findString("detail_address"),
        item.findString("zone_number")
            .filter(code -> !code.isBlank())
            .or(() -> item.findString("zip_code")),
        item.findString("receiver_name"),
        item.findString("receiver_phone_number1")
            .filter(number -> !number.isBlank())
            .or(() -> item.findString("receiver_phone_number2")),
        item.findFlag("is_default").orElse(false));
  }
}
