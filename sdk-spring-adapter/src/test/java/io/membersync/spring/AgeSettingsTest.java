package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Consents;
import io.membersync.Consents.AdultCheck;
import io.membersync.Consents.AdultResult;
import io.membersync.MemberSync;
import io.membersync.member.MemberId;
import java.time.Instant;
import java.time.Year;
import java.time.ZoneId;
import java.util.Optional;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a shop's properties and beans say of children and adults. */
class AgeSettingsTest {
  @Configuration(proxyBeanMethods = false)
  static class Vendor {
    @Bean
    AdultCheck adultCheck() {
      return (member, transaction) ->
          Optional.of(new AdultCheck.Answer(true, "NICE", Instant.now()));
    }
  }

  private static String aChildComes(SpringShop shop) {
    shop.kakao.put(shop.kakao.person("haneul").toBuilder()
        .birthyear(String.valueOf(Year.now(ZoneId.of("Asia/Seoul")).getValue() - 10))
        .birthday("0301")
        .ageRange(null)
        .build());
    try (ShopVisitor haneul = shop.visitor("haneul")) {
      Page page = haneul.signIn("/membersync/start/kakao?lang=en");
      return ((HtmlPage) page).asXml();
    }
  }

  @Test
  void childrenAreRefusedUnlessAPropertySaysOtherwise() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class).start()) {
      assertThat(aChildComes(shop)).contains("You cannot join yet");
      assertThat(shop.members()).isEmpty();
    }
  }

  @Test
  void aGuardianIsWaitedForOnTheShopsOwnPage() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
        .contextPath("/mall")
        .property("membersync.children", "guardian")
        .property("membersync.page.guardian-page", "/guardian")
        .start()) {
      assertThat(shop.kakao).isNotNull();
      try (ShopVisitor haneul = shop.visitor("haneul")) {
        shop.kakao.put(shop.kakao.person("haneul").toBuilder()
            .birthyear(String.valueOf(Year.now(ZoneId.of("Asia/Seoul")).getValue() - 10))
            .build());
        String page = ((HtmlPage) haneul.signIn("/membersync/start/kakao?lang=en")).asXml();
        assertThat(page)
            .contains("Please get your parent or guardian")
            .contains("href=\"/mall/guardian?reference=");
      }
      assertThat(shop.members()).isEmpty();
    }
  }

  @Test
  void everybodyIsAskedForTheBirthDateWhereThePropertySaysSo() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
            .property("membersync.ask-birth-date", "true")
            .start();
        ShopVisitor bare = shop.visitor("doyun")) {
      String page = ((HtmlPage) bare.signIn("/membersync/start/kakao?lang=en")).asXml();
      assertThat(page).contains("field.birth_year", "field.birthday.month");
    }
  }

  @Test
  void aBeanSaysWhoIsAnAdult() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class, Vendor.class)
            .property("membersync.adults-for", "6m")
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();
      Consents consents = shop.context.getBean(MemberSync.class).consents();
      MemberId member = new MemberId(String.valueOf(shop.members().get(0).get("ID")));
      assertThat(consents.isAdult(member)).isFalse();
      assertThat(consents.checkAdult(member, "tx-1")).isEqualTo(AdultResult.PASSED);
      assertThat(consents.isAdult(member)).isTrue();
    }
  }

  @Test
  void aCheckThatHoldsForNoTimeIsRefusedByName() {
    assertThatThrownBy(() -> SpringShop.with(SpringShop.MemberTable.class, Vendor.class)
            .property("membersync.adults-for", "0d")
            .start())
        .hasStackTraceContaining("membersync.adults-for: an adult check must hold for some time");
  }
}
