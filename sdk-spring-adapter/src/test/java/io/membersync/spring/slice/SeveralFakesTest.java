package io.membersync.spring.slice;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.ProviderId;
import io.membersync.spring.test.MemberSyncTest;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several providers by properties alone, each led to a fake of its kind. */
@MemberSyncTest(
    properties = {
      "spring.jpa.hibernate.ddl-auto=none",
      "spring.datasource.url=jdbc:h2:mem:several",
      "spring.sql.init.schema-locations=classpath:member-table.sql",
      "membersync.shop-name=Wine Shop",
      "membersync.members.table=member",
      "membersync.providers.naver.fields=name,email,phone",
      "membersync.providers.work.type=google",
      "membersync.providers.apple.fields=name",
      "membersync.providers.facebook.fields=name",
      "membersync.providers.line.fields=email"
    })
class SeveralFakesTest {
  @Autowired
  FakeNaver naver;

  @Autowired
  FakeGoogle google;

  @Autowired
  FakeApple apple;

  @Autowired
  FakeFacebook facebook;

  @Autowired
  FakeLine line;

  @Autowired
  MemberSync sync;

  @Autowired
  JdbcClient jdbc;

  @Test
  void eachLetsSomebodyBecomeAMember() {
    signsUp("naver", naver.visitor("haneul")::agree);
    signsUp("work", google.visitor("doyun")::agree);
    signsUp("apple", apple.visitor("doyun")::agree);
    signsUp("facebook", facebook.visitor("haneul")::agree);
    signsUp("line", line.visitor("haneul")::agree);

    assertThat(jdbc.sql("SELECT COUNT(*) FROM member").query(Integer.class).single())
        .isEqualTo(5);
  }

  private void signsUp(String provider, UnaryOperator<URI> visitor) {
    TestBrowser browser = new TestBrowser();
    SignInResult result = browser.signIn(sync, ProviderId.of(provider), visitor);
    assertThat(result).as(provider).isInstanceOf(NeedsConsent.class);
    NeedsConsent asked = (NeedsConsent) result;
    Answers answers = Answers.none();
    for (var notice : asked.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    assertThat(sync.resume(browser, asked.parked(), answers))
        .as(provider)
        .isInstanceOf(SignedIn.class);
  }
}
