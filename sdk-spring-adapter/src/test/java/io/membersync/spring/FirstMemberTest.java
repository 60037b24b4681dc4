package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstMemberTest {
  @Test
  void aNamedTableIsEnoughForAVisitorToBecomeAMember() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class).start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      haneul.signUp();

      assertThat(shop.members()).hasSize(1);
      assertThat(shop.members().get(0))
          .containsEntry("NAME", "Kim Haneul")
          .containsEntry("PHONE", "+821055501234");
      assertThat(shop.count("membersync_identity")).isEqualTo(1);
    }
  }
}
