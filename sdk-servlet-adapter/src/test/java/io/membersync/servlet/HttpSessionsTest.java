package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testsupport.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSessionsTest {
  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  @Fault("RC-10")
  void anIdThatSomebodyElseKnowsIsWorthNothingAfterwards() {
    shop.putIntoCart("pinot");
    String known = shop.cookies.get("JSESSIONID");

    signIn("mina");

    assertThat(shop.cookies.get("JSESSIONID")).isNotEqualTo(known);
    shop.cookies.put("JSESSIONID", known);
    assertThat(shop.session()).containsExactly("", "", "");
  }

  @Test
  void theGuestsCartGoesWithThem() {
    shop.putIntoCart("pinot");
    signIn("mina");
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  void anotherMembersThingsDoNot() {
    signIn("mina");
    shop.putIntoCart("minas-secret");
    signIn("minho");
    assertThat(shop.session().subList(1, 3)).containsExactly("minho", "");
  }

  @Test
  void signingInAgainKeepsEverythingUnderANewId() {
    signIn("mina");
    shop.putIntoCart("pinot");
    String before = shop.session().get(0);
    signIn("mina");
    assertThat(shop.session().get(0)).isNotEqualTo(before);
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  @Fault("AR-01")
  void ofTwoCallbacksEachGetsASessionWithTheCartWhicheverAnswerTheBrowserKeeps() {
    shop.putIntoCart("pinot");
    String guest = shop.cookies.get("JSESSIONID");
    signIn("mina");
    String first = shop.cookies.get("JSESSIONID");
    shop.cookies.put("JSESSIONID", guest);
    signIn("mina");

    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
    shop.cookies.put("JSESSIONID", first);
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  void aGuestsOldIdGivesItsCartToNobodyElse() {
    shop.putIntoCart("pinot");
    String guest = shop.cookies.get("JSESSIONID");
    signIn("mina");
    shop.cookies.put("JSESSIONID", guest);
    signIn("minho");
    assertThat(shop.session().subList(1, 3)).containsExactly("minho", "");
  }

  @Test
  void aVisitorWithoutASessionGetsOne() {
    signIn("mina");
    assertThat(shop.session().get(1)).isEqualTo("mina");
  }

  private void signIn(String member) {
    shop.engine.result = Made.signedIn(member, "/");
    assertThat(shop.get("/login/callback/kakao?code=c&state=s").status()).isEqualTo(303);
  }
}
