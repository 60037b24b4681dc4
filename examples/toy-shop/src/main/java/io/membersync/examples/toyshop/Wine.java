package io.membersync.examples.toyshop;

import java.util.List;
import java.util.Optional;

/**
 * What the shop sells.
 *
 * @param won price of a bottle in Korean won
 * @param colour of its picture, as CSS class
 */
record Wine(
    String id,
    String korean,
    String english,
    String koreanTaste,
    String englishTaste,
    int won,
    String colour) {

  static final List<Wine> ALL = List.of(
      new Wine(
          "campbell",
          "영천 캠벨 레드 2024",
          "Yeongcheon Campbell Red 2024",
          "딸기와 자두 향, 가볍고 산뜻합니다",
          "Strawberry and plum, light and fresh",
          24_000,
          "red"),
      new Wine(
          "cheongsoo",
          "안산 청수 화이트 2025",
          "Ansan Cheongsoo White 2025",
          "청사과와 풀 향, 차게 드세요",
          "Green apple and cut grass, serve cold",
          32_000,
          "white"),
      new Wine(
          "muscat",
          "영동 머스캣 로제 2025",
          "Yeongdong Muscat Rosé 2025",
          "복숭아 향, 달지 않은 로제",
          "Peach on the nose, a dry rosé",
          28_000,
          "rose"));

  static Optional<Wine> find(String id) {
    return ALL.stream().filter(wine -> wine.id.equals(id)).findFirst();
  }

  String name(Language language) {
    return language.say(korean, english);
  }
}
