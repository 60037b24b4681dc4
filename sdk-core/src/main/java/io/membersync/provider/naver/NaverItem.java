package io.membersync.provider.naver;

import io.membersync.Finding;
import io.membersync.profile.Field;
import io.membersync.provider.Provider.ConsoleNeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One item that Naver can give; none of them counts as verified.
 *
 * <p>Source: <a href="https://developers.naver.com/docs/login/profile/profile.md">member profile</a>,
 * read 2026-11-21.
 *
 * @param name of the member in the profile answer
 */
record NaverItem(Field<?> field, String name) {
  private static final String APPLICATION = "NAVER Developers > Application > your application > ";

  static final List<NaverItem> ALL = List.of(
      new NaverItem(Field.NAME, "name"),
      new NaverItem(Field.NICKNAME, "nickname"),
      new NaverItem(Field.EMAIL, "email"),
      new NaverItem(Field.PHONE, "mobile"),
      new NaverItem(Field.GENDER, "gender"),
      new NaverItem(Field.AGE_RANGE, "age"),
      new NaverItem(Field.BIRTHDAY, "birthday"),
      new NaverItem(Field.BIRTH_YEAR, "birthyear"),
      new NaverItem(Field.PICTURE, "profile_image"));

  static Optional<NaverItem> find(Field<?> field) {
    return ALL.stream().filter(item -> item.field().equals(field)).findFirst();
  }

  String path() {
    return "response." + name;
  }

  /** Of the redirect URI Naver documents nothing beyond that it is registered. */
  static List<Finding> findings(NaverSettings shop, ConsoleNeeds needs) {
    return ALL.stream()
        .filter(item -> shop.items.contains(item.field()))
        .flatMap(item -> needs
            .unusedScope(
                "membersync.providers." + shop.id + ".fields",
                item.name(),
                List.of(item.field()),
                "leave it out of Naver.withItems(…) and of " + APPLICATION
                    + "API settings > items to be given")
            .stream())
        .toList();
  }

  /** Naver has no call that tells what its console is set to. */
  static List<String> consoleSettings(NaverSettings shop, ConsoleNeeds needs) {
    List<String> settings = new ArrayList<>();
    settings.add(APPLICATION + "API settings > Callback URL: " + needs.redirectUri());
    List<String> items = needs.fields().stream()
        .flatMap(field -> find(field).stream())
        .map(NaverItem::name)
        .toList();
    if (!items.isEmpty()) {
      settings.add(APPLICATION + "API settings > items to be given: " + String.join(", ", items)
          + "; anybody but test ids needs Naver's review of their use");
    }
    if (shop.readsServiceTerms
        && !(needs.requiredTerms().isEmpty() && needs.optionalTerms().isEmpty())) {
      List<String> terms = new ArrayList<>();
      needs.requiredTerms().forEach(tag -> terms.add(tag + " (required)"));
      needs.optionalTerms().forEach(tag -> terms.add(tag + " (optional)"));
      settings.add(APPLICATION + "terms delegation, under these codes where Naver is to ask them: "
          + String.join(", ", terms));
    }
    settings.add(APPLICATION + "unlink callback URL: the https address at which the shop hands"
        + " requests to MemberSync.receive; of the servlet, …/webhooks/" + shop.id);
    return settings;
  }
}
