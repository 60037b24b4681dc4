package io.membersync.provider.kakao;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kakao's lists: items joined by commas. An item with a comma, quote or blank would be two. */
final class KakaoList {
  private static final Pattern ITEM = Pattern.compile("[^,\"\\\\\\s\\p{Cntrl}]{1,200}");

  private KakaoList() {}

  /**
   * These items.
   *
   * @throws IllegalArgumentException if one cannot stand in a list
   */
  static List<String> of(String what, String... items) {
    List<String> list = List.of(items);
    check(what, list);
    return list;
  }

  /** The items as one text; empty when there are none, for an empty list is never sent. */
  static Optional<String> join(String what, Collection<String> items) {
    check(what, items);
    return items.isEmpty() ? Optional.empty() : Optional.of(String.join(",", items));
  }

  /**
   * The items as one text.
   *
   * @throws IllegalArgumentException if there are none
   */
  static String joinSome(String what, Collection<String> items) {
    return join(what, items)
        .orElseThrow(() ->
            new IllegalArgumentException("Kakao: name at least one " + what + " for this call"));
  }

  /**
   * The items as a JSON array of texts, as the calls about consent items take it.
   *
   * @throws IllegalArgumentException if there are none
   */
  static String jsonOfSome(String what, Collection<String> items) {
    return "[\"" + joinSome(what, items).replace(",", "\",\"") + "\"]";
  }

  private static void check(String what, Collection<String> items) {
    for (String item : items) {
      if (!ITEM.matcher(item).matches()) {
        throw new IllegalArgumentException("Kakao: a " + what
            + " must have 1 to 200 characters without comma, quote, backslash or blank: " + item);
      }
    }
  }
}
