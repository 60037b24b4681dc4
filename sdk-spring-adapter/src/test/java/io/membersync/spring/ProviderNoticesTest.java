package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.spring.test.AutoConfigureFakeProviders;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Eventually;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/**
 * Notices as the providers send them themselves, through Spring Security and every filter of Spring Boot to
 * the starter's servlet; the starter's own worker applies them.
 */
@SpringBootTest(
    classes = ProviderNoticesTest.Application.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.jpa.hibernate.ddl-auto=none",
      "spring.datasource.url=jdbc:h2:mem:notices",
      "spring.sql.init.schema-locations=classpath:member-table.sql",
      "membersync.shop-name=Wine Shop",
      "membersync.members.table=member",
      "membersync.providers.google.fields=name",
      "membersync.providers.facebook.deletion-page=https://shop.example/d?id={code}",
      "membersync.providers.line.fields=email"
    })
@AutoConfigureFakeProviders
@SuppressWarnings("NullAway.Init") // by Spring
class ProviderNoticesTest {
  private static final String SESSIONS_REVOKED =
      "https://schemas.openid.net/secevent/risc/event-type/sessions-revoked";

  @Autowired
  FakeGoogle google;

  @Autowired
  FakeFacebook facebook;

  @Autowired
  FakeLine line;

  @Autowired
  MemberSync sync;

  @Autowired
  Heard heard;

  @Value("${local.server.port}")
  int port;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Heard.class)
  static class Application {}

  static class Heard {
    final List<Members.Event> events = new CopyOnWriteArrayList<>();

    @EventListener
    void hear(Members.Event event) {
      events.add(event);
    }
  }

  @Test
  void googleIsAnswered202AndTheSessionsEnd() {
    MemberId member = signsUp("google", google);
    long at = later().getEpochSecond();
    FakeNotice notice = google.securityEvent(
        address("google"),
        SESSIONS_REVOKED,
        google.person("haneul"),
        draft -> draft.claim("iat", at));

    assertAnswered(notice, 202, "");
    assertHeard(member, Kind.SESSIONS_REVOKED);
    assertAnswered(
        notice.body(text -> text.replaceAll("[^.]+$", "AAAA")), 400, ".*\"invalid_key\".*");
  }

  @Test
  void facebookReadsTheCodeOfADeletion() {
    MemberId member = signsUp("facebook", facebook);
    FakeNotice notice = facebook.notice(
        URI.create(address("facebook") + "?deletion"),
        facebook.subject(facebook.person("haneul")),
        later(),
        facebook.clientSecret());

    assertAnswered(
        notice,
        200,
        "\\{\"url\":\"https://shop\\.example/d\\?id=([0-9a-f]{24})\",\"confirmation_code\":\"\\1\"\\}");
    assertHeard(member, Kind.DELETION_REQUESTED);
    assertThat(sync.members().find(member).orElseThrow().identities()).isEmpty();
    assertAnswered(
        notice.body(text -> text.replace("signed_request=", "signed_request=A")), 403, "");
  }

  @Test
  void lineIsAnswered200ForTheBytesAsItSentThem() {
    MemberId member = signsUp("line", line);
    FakeNotice notice = line.friendWebhook(address("line"), false, later(), line.person("haneul"));

    assertAnswered(notice, 200, "");
    assertHeard(member, Kind.CHANNEL_BLOCKED);
    assertAnswered(notice.body(text -> text + " "), 403, "");
  }

  private static void assertAnswered(FakeNotice notice, int status, String pattern) {
    FakeNotice.Reply reply = notice.timeout(Duration.ofSeconds(20)).send().get(0);
    assertThat(reply.status()).hasValue(status);
    assertThat(reply.text()).matches(pattern);
  }

  private void assertHeard(MemberId member, Kind kind) {
    Eventually.isTrue(() -> heard.events.stream()
        .anyMatch(event ->
            event.kind() == kind && event.member().filter(member::equals).isPresent()));
  }

  private URI address(String provider) {
    return URI.create("http://127.0.0.1:" + port + "/membersync/webhooks/" + provider);
  }

  /** Notices tell whole seconds, and one of before the link is not about it. */
  private static Instant later() {
    return Instant.now().plusSeconds(2);
  }

  private MemberId signsUp(String provider, FakeSocialLogin<?> fake) {
    TestBrowser browser = new TestBrowser();
    var result = browser.signIn(sync, ProviderId.of(provider), fake.visitor("haneul")::agree);
    if (result instanceof NeedsConsent asked) {
      Answers answers = Answers.none();
      for (var notice : asked.missing().asked()) {
        answers = answers.consent(notice.tag(), true);
      }
      result = sync.resume(browser, asked.parked(), answers);
    }
    assertThat(result).isNotInstanceOf(NeedsFields.class).isInstanceOf(SignedIn.class);
    return ((SignedIn) result).member().orElseThrow();
  }
}
