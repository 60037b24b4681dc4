package io.membersync.examples.toyshop;

import io.membersync.member.MemberId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Somebody with a browser of their own in front of the shop. */
final class Visitor {
  static final Set<String> REQUIRED = Set.of("age19");

  final DemoBrowser browser = new DemoBrowser("ko");
  private final Shop shop;
  private final String person;

  Visitor(Shop shop, String person) {
    this.shop = shop;
    this.person = person;
  }

  DemoPage open(String path) {
    return open(shop.address().resolve(path));
  }

  DemoPage open(URI address) {
    try {
      return browser.open(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DemoPage send(DemoPage page, DemoForm form) {
    try {
      return browser.send(page, form);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void addToCart(String wine) {
    DemoPage home = open("/");
    send(home, home.form("wine", wine));
  }

  /** Kakao's sign-in page, come to from the shop's. */
  DemoPage atKakao(String signInPage) {
    return open(open(signInPage).link("start/kakao"));
  }

  /** Kakao's consent page. */
  DemoPage atConsentItems(String signInPage) {
    DemoPage people = atKakao(signInPage);
    return send(people, people.form("person", person));
  }

  /** The page that asks for a proof. */
  DemoPage atProof(String signInPage) {
    return atShopNotices(signInPage);
  }

  /** The shop's consent page, everything agreed at Kakao but these items. */
  DemoPage atShopNotices(String signInPage, String... withheld) {
    DemoPage items = atConsentItems(signInPage);
    DemoForm form = items
        .form("action")
        .ticking("item", item -> !List.of(withheld).contains(item))
        .ticking("term", term -> true);
    return send(items, form.with("action", "agree"));
  }

  /** Answers the shop's notices. */
  DemoPage answer(DemoPage notices, Predicate<String> agreed) {
    DemoForm form = notices.form("agree").ticking("agree", agreed);
    return send(notices, form.with("action", "continue"));
  }

  /** A whole sign-up. */
  DemoPage signUp(String signInPage, String... withheld) {
    return answer(atShopNotices(signInPage, withheld), REQUIRED::contains);
  }

  /** The member who is signed in here now, read from the member's own page. */
  Map<String, Optional<String>> row() {
    String body = open("/me").body();
    return shop.database.memberIds().stream()
        .map(MemberId::value)
        .filter(number -> body.contains("<b>" + number + "</b>"))
        .map(number -> shop.database.findRow(new MemberId(number)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody is signed in"));
  }

  /** By the shop's own sign-in page. */
  DemoPage signInByPassword(DemoPage page, String userId, String password) {
    DemoForm form = page.form("password").typing("user", userId).typing("password", password);
    return send(page, form);
  }

  Optional<String> sessionId() {
    return browser.cookie("localhost", "JSESSIONID");
  }
}
