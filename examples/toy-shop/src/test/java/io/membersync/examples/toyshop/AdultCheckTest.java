package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Wine is ordered by adults only, and a vendor says who is one. */
class AdultCheckTest {
  private static Shop shop;

  @BeforeAll
  static void open() throws IOException {
    shop = Shop.open(0);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  private static DemoPage order(Visitor visitor) {
    DemoPage home = visitor.open("/");
    return visitor.send(home, home.form("order", "yes"));
  }

  private static DemoPage beVerified(Visitor visitor, DemoPage adult, String age) {
    DemoPage vendor = visitor.open(adult.link("/check?transaction="));
    assertThat(vendor.address().getHost()).isEqualTo("127.0.0.1");
    return visitor.send(vendor, vendor.form("age", age));
  }

  private static MemberId member(Visitor visitor) {
    String body = visitor.open("/me").body();
    return shop.database.memberIds().stream()
        .filter(id -> body.contains("<b>" + id.value() + "</b>"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAdultIsAskedOnceAndTheOrderGoesThrough() {
    Visitor visitor = new Visitor(shop, "haneul");
    visitor.addToCart("muscat");
    visitor.signUp("/login/");
    DemoPage adult = order(visitor);
    assertThat(adult.address().getPath()).isEqualTo("/adult");
    assertThat(adult.body())
        .as("Kakao says 1991, and that is no proof")
        .contains("처음 한 번만 성인 확인이 필요합니다");

    DemoPage checked = beVerified(visitor, adult, "35");
    assertThat(checked.address().getHost()).isEqualTo("localhost");
    assertThat(checked.address().toString()).endsWith("/adult");
    DemoPage done = visitor.send(checked, checked.form("order", "yes"));
    assertThat(done.body()).contains("주문을 받았습니다");
    assertThat(visitor.open("/").body()).contains("아직 비어 있습니다.");

    visitor.addToCart("campbell");
    assertThat(order(visitor).body()).as("not asked again").contains("주문을 받았습니다");
  }

  @Test
  void whoIsEighteenByTheVendorIsRefusedKindly() {
    Visitor visitor = new Visitor(shop, "seoyeon");
    visitor.addToCart("muscat");
    visitor.signUp("/login/");
    DemoPage refused = beVerified(visitor, order(visitor), "18");
    assertThat(refused.body())
        .contains("아직 와인을 주문하실 수 없습니다", "장바구니도 남아 있습니다")
        .doesNotContain("name=\"order\"");
    assertThat(order(visitor).address().getPath()).isEqualTo("/adult");
    assertThat(shop.sync.consents().isAdult(member(visitor))).isFalse();
    assertThat(visitor.open("/adult?lang=en").body()).contains("You cannot order wine yet");
  }

  @Test
  void theBrowsersWordIsNone() {
    Visitor adult = new Visitor(shop, "mover");
    adult.addToCart("muscat");
    adult.signUp("/login/");
    DemoPage passed = beVerified(adult, order(adult), "35");
    URI brought = passed.way().stream()
        .filter(address -> address.toString().contains("/adult?transaction="))
        .findFirst()
        .orElseThrow();

    Visitor other = new Visitor(shop, "abroad");
    other.addToCart("muscat");
    other.signUp("/login/");
    for (String address : List.of(
        "/adult?transaction=madeup", "/adult?passed=true", "/adult?" + brought.getRawQuery())) {
      other.open(address);
      assertThat(shop.sync.consents().isAdult(member(other))).as(address).isFalse();
    }
    assertThat(order(other).address().getPath()).isEqualTo("/adult");
  }

  @Test
  void aGuestIsAskedToSignInFirst() {
    Visitor guest = new Visitor(shop, "edge");
    assertThat(guest.open("/adult").address().getPath()).isEqualTo("/login/");
  }
}
