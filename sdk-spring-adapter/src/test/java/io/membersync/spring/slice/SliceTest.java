package io.membersync.spring.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.SignInResult;
import io.membersync.lifecycle.Webhook;
import io.membersync.provider.kakao.Kakao;
import io.membersync.spring.test.MemberSyncTest;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.TestBrowser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@MemberSyncTest(
    properties = {
      "spring.jpa.hibernate.ddl-auto=none",
      "spring.sql.init.schema-locations=classpath:member-table.sql",
      "membersync.shop-name=Wine Shop",
      "membersync.members.table=member",
      "membersync.providers.kakao.client-id=the-real-one",
      "membersync.providers.kakao-old.type=kakao"
    })
class SliceTest {
  @Autowired
  FakeKakao kakao;

  @Autowired
  MemberSync sync;

  @Autowired
  JdbcClient jdbc;

  @Autowired
  ApplicationContext context;

  @Test
  void aVisitorBecomesAMemberWithoutTheRestOfTheApplication() {
    TestBrowser browser = new TestBrowser();
    SignInResult result = browser.signIn(sync, Kakao.ID, kakao.visitor("haneul")::agree);
    assertThat(result).isInstanceOf(SignInResult.NeedsConsent.class);
    SignInResult.NeedsConsent asked = (SignInResult.NeedsConsent) result;
    Answers answers = Answers.none();
    for (var notice : asked.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    assertThat(sync.resume(browser, asked.parked(), answers))
        .isInstanceOf(SignInResult.SignedIn.class);
    assertThat(jdbc.sql("SELECT name FROM member").query(String.class).list())
        .containsExactly("Kim Haneul");
    assertThat(context.getBeansOfType(Orders.class)).isEmpty();
    assertThat(context.getBeansOfType(Coupons.class)).isEmpty();
    assertThat(context.containsBean("shopTable")).as("a part of MemberSync").isTrue();
    assertThat(sync.addedProviders()).hasSize(2);
    assertThat(kakao.calls()).as("the fake was asked, not Kakao").isPositive();
  }

  @Test
  void whatTheFakeTellsOfAnUnlinkIsBelieved() {
    Webhook told = new Webhook(
        "POST",
        "",
        Map.of(
            "Authorization", List.of("KakaoAK " + kakao.app().adminKey()),
            "Content-Type", List.of("application/x-www-form-urlencoded")),
        ("app_id=" + kakao.app().appId() + "&user_id=1&referrer_type=UNLINK_FROM_APPS")
            .getBytes(StandardCharsets.UTF_8));
    assertThat(sync.receive(Kakao.ID, told).httpStatus()).isEqualTo(200);
  }
}
