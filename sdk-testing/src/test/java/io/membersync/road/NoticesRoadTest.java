package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.provider.facebook.Facebook;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeNotice.Reply;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every provider's notice is kept while the provider waits, and applied when it no longer does. */
class NoticesRoadTest extends RoadFixture {
  private static final String EVENTS = "https://schemas.openid.net/secevent/";

  private final WebhookShop shop = new WebhookShop(() -> sync);
  private final FakeNaver naver = FakeNaver.setup().clock(clock).start();
  private final FakeGoogle google = FakeGoogle.setup().clock(clock).start();
  private final FakeApple apple = FakeApple.setup().clock(clock).start();
  private final FakeFacebook facebook = FakeFacebook.setup().clock(clock).start();
  private final FakeLine line = FakeLine.setup().clock(clock).start();
  private final Map<String, FakeSocialLogin<?>> further =
      Map.of("naver", naver, "google", google, "apple", apple, "facebook", facebook, "line", line);

  @BeforeEach
  void openShop() {
    further.forEach((id, fake) -> fake.registerRedirectUri(CALLBACKS.resolve(id)));
    sync = open(shop()
        .provider(naver.provider())
        .provider(google.provider())
        .provider(apple.provider())
        .provider(
            facebook.provider(Facebook.of(facebook.clientId(), Secret.of(facebook.clientSecret()))
                .withDataDeletion("https://shop.example/privacy/deletion?id={code}")))
        .provider(line.provider()));
  }

  @AfterAll
  void closeProviders() {
    shop.close();
    further.values().forEach(FakeSocialLogin::close);
  }

  /** Within the time that the provider waits, which its fake knows. */
  @ParameterizedTest
  @CsvSource({
    "kakao unlink, LEAVE_PENDING",
    "kakao status, LEAVE_PENDING",
    "kakao channel, CHANNEL_BLOCKED",
    "naver unlink, LEAVE_PENDING",
    "google event, SESSIONS_REVOKED",
    "apple revoked, LEAVE_PENDING",
    "facebook deauthorize, LEAVE_PENDING",
    "facebook deletion, DELETION_REQUESTED",
    "line unfollow, CHANNEL_BLOCKED"
  })
  void theAnswerWaitsForNothingButTheNoteOfIt(String notice, Kind effect) {
    String provider = notice.split(" ", 2)[0];
    MemberId member = signsUp(provider);
    Map<String, String> before = values(member);
    clock.advance(Duration.ofMinutes(1));
    send(notice, "doyun"); // connection and classes
    runDue();
    events.clear();
    watched.forget();

    Reply reply = send(notice, "haneul");

    assertThat(watched.names()).as("no identity, member or consent").containsOnly("tasks.add");
    assertThat(reply.isAccepted()).isTrue();
    assertThat(events).isEmpty();
    assertThat(sync.members().find(member).orElseThrow().identities()).hasSize(1);

    runDue();
    assertThat(events).extracting(Members.Event::kind).contains(effect);
    assertThat(values(member)).isEqualTo(before);
  }

  private MemberId signsUp(String provider) {
    if (provider.equals("kakao")) {
      return signUp("haneul");
    }
    FakeSocialLogin<?> fake = Objects.requireNonNull(further.get(provider));
    browser = new TestBrowser();
    MemberId member =
        memberOf(browser.signIn(sync, ProviderId.of(provider), fake.visitor("haneul")::agree));
    runDue();
    return member;
  }

  private Reply send(String notice, String person) {
    URI address = shop.uri(ProviderId.of(notice.split(" ", 2)[0]));
    if (notice.equals("kakao unlink")) {
      return kakao.unlinkWebhook(address).send(kakao.person(person)).get(0);
    }
    FakeNotice made = switch (notice) {
      case "kakao status" ->
        kakao.accountStatus(
            address, EVENTS + "oauth/event-type/user-unlinked", kakao.person(person));
      case "kakao channel" ->
        kakao.channelWebhook(
            address, kakao.person(person), kakao.app().channels().get(0), false, clock.instant());
      case "naver unlink" -> naver.unlinkCallback(address, naver.person(person));
      case "google event" ->
        google.securityEvent(
            address, EVENTS + "risc/event-type/sessions-revoked", google.person(person));
      case "apple revoked" -> apple.notification(address, "consent-revoked", apple.person(person));
      case "facebook deauthorize" -> facebook.deauthorizeCallback(address, facebook.person(person));
      case "facebook deletion" ->
        facebook.deletionRequest(URI.create(address + "?deletion"), facebook.person(person));
      case "line unfollow" ->
        line.friendWebhook(address, false, clock.instant(), line.person(person));
      default -> throw new AssertionError(notice);
    };
    return made.send().get(0);
  }
}
