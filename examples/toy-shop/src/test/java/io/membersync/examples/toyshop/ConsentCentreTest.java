package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The link on a member's page, and what a withdrawal there does to the old table. */
class ConsentCentreTest {
  @Test
  void onePressBlanksTheColumnsOfThatConsentAndNoOthers() throws IOException {
    try (Shop shop = Shop.open(0)) {
      Visitor visitor = new Visitor(shop, "haneul");
      visitor.answer(visitor.atShopNotices("/login/"), tag -> true);
      assertThat(visitor.row()).containsEntry("SEX", Optional.of("F"));

      DemoPage centre = visitor.open(visitor.open("/me").link("/login/consents"));
      assertThat(centre.status()).isEqualTo(200);
      DemoForm withdraw = DemoForm.allOf(centre.body()).stream()
          .filter(form -> form.offered().contains(new DemoForm.Entry("notice", "opt_profile")))
          .findFirst()
          .orElseThrow();
      DemoPage done = visitor.send(centre, withdraw);

      assertThat(done.body())
          .contains("동의를 철회했습니다: 생일 혜택과 추천을 위한 개인정보 수집·이용")
          // The servlet's own thread may have done it by now.
          .containsAnyOf("회원 정보에서 지우기(출생 연도, 생일, 성별): 처리 중", "회원 정보에서 지우기: 완료");
      while (!shop.sync.consents().openSteps(1).isEmpty()) {
        shop.sync.work().runDue(Duration.ofSeconds(1));
      }
      Map<String, Optional<String>> row = visitor.row();
      assertThat(row)
          .containsEntry("SEX", Optional.empty())
          .containsEntry("BIRTH", Optional.empty())
          .containsEntry("MB_NAME", Optional.of("Kim Haneul"));
      assertThat(visitor.open("/login/consents").body())
          .contains("철회함")
          .doesNotContain("처리 중", "여성");
    }
  }
}
