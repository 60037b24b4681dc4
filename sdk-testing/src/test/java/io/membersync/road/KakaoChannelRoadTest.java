package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.member.MemberId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.KakaoChannel;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Kakao's word that a member has added the shop's channel or blocked it, over HTTP. */
class KakaoChannelRoadTest extends RoadFixture {
  private final WebhookShop shop = new WebhookShop(() -> sync);

  @AfterAll
  void stopListening() {
    shop.close();
  }

  @Test
  @Fault("WH-03")
  void listenersAreToldOnceAndNoColumnIsTouched() {
    MemberId member = signUp("haneul");
    var before = values(member);
    Instant at = inAMinute();

    assertThat(channel("haneul", false, at).times(3).send()).allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(news()).containsExactly(new News(Members.Event.Kind.CHANNEL_BLOCKED, at));
    assertThat(events.get(1).member()).contains(member);
    assertThat(events.get(1).entry()).contains(theChannel().publicId());
    assertThat(identity("haneul")).isPresent();
    assertThat(values(member)).isEqualTo(before);
  }

  @Test
  void theNewestWordStandsWhateverCameLater() {
    signUp("haneul");
    Instant blocked = inAMinute();
    Instant added = inAMinute();

    assertThat(status(channel("haneul", true, added))).isEqualTo(200);
    runDue();
    assertThat(status(channel("haneul", false, blocked))).isEqualTo(200);
    runDue();
    assertThat(news()).containsExactly(new News(Members.Event.Kind.CHANNEL_ADDED, added));

    Instant again = inAMinute();
    assertThat(status(channel("haneul", false, again))).isEqualTo(200);
    runDue();
    assertThat(news())
        .containsExactly(
            new News(Members.Event.Kind.CHANNEL_ADDED, added),
            new News(Members.Event.Kind.CHANNEL_BLOCKED, again));
  }

  @Test
  void ofTwoNodesAtOnceTheNewerWordIsRemembered() throws InterruptedException {
    signUp("haneul");
    Instant added = inAMinute();
    Instant blocked = inAMinute();
    Thread node = new Thread(() -> {
      status(channel("haneul", false, blocked));
      runDue();
    });
    status(channel("haneul", true, added));
    watched.beforeNext(
        "attempts.claim",
        () -> { // the first node has found that it is news
          node.start();
          try {
            node.join(1_000);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    runDue();
    node.join();
    status(channel("haneul", true, added.plusSeconds(1))); // before the block still
    runDue();

    assertThat(news())
        .as("each node tells its own, after its commit")
        .containsExactlyInAnyOrder(
            new News(Members.Event.Kind.CHANNEL_ADDED, added),
            new News(Members.Event.Kind.CHANNEL_BLOCKED, blocked));
  }

  @Test
  void theNewestWordIsRememberedFromTheLastOneOn() {
    signUp("haneul");
    status(channel("haneul", true, inAMinute()));
    runDue();
    clock.advance(Duration.ofDays(30).minusMinutes(30));
    Instant older = inAMinute();
    Instant newer = inAMinute();
    status(channel("haneul", false, newer));
    runDue();
    clock.advance(Duration.ofHours(1));
    runDue();

    status(channel("haneul", true, older));
    runDue();

    assertThat(news())
        .hasSize(2)
        .last()
        .isEqualTo(new News(Members.Event.Kind.CHANNEL_BLOCKED, newer));
  }

  @Test
  void anotherChannelHasANewestWordOfItsOwn() {
    signUp("haneul");
    Instant earlier = inAMinute();
    KakaoChannel other = kakao.app().channels().get(1);
    status(channel("haneul", false, inAMinute()));
    runDue();

    status(kakao.channelWebhook(shop.uri(Kakao.ID), kakao.person("haneul"), other, false, earlier));
    runDue();

    assertThat(events.stream().skip(1).map(event -> event.entry().orElseThrow()))
        .containsExactly(theChannel().publicId(), other.publicId());
  }

  @Test
  void whatIsOlderThanTheLinkOrThanAMonthIsNoNews() {
    Instant before = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    clock.advance(Duration.ofMinutes(1));
    signUp("haneul");
    Instant since = inAMinute();
    assertThat(status(channel("haneul", false, before))).isEqualTo(200);
    runDue();
    clock.advance(Duration.ofDays(31));
    assertThat(status(channel("haneul", false, since))).isEqualTo(200);
    runDue();

    assertThat(news()).isEmpty();
  }

  @Test
  @Fault("WH-06")
  void somebodyUnknownAndSomebodyWhoIsNotNamedAreAnsweredAlike() {
    signUp("haneul");
    memberOf(signIn("doyun", visitor -> visitor.withholding("plusfriends")));
    Instant at = inAMinute();
    int before = events.size();

    assertThat(status(channel("doyun", false, at))).as("by an open id").isEqualTo(200);
    kakao.link(kakao.person("edge"));
    assertThat(status(channel("edge", false, at))).as("not here").isEqualTo(200);
    runDue();

    assertThat(events).hasSize(before);
  }

  @Test
  @Fault("WH-01")
  void withoutTheAdminKeyNothingIsTold() {
    signUp("haneul");
    Instant at = inAMinute();
    for (Optional<String> header : List.of(
        Optional.<String>empty(),
        Optional.of("KakaoAK wrong"),
        Optional.of(kakao.app().adminKey()))) {
      FakeNotice notice = channel("haneul", false, at).withoutHeader("Authorization");
      header.ifPresent(text -> notice.header("Authorization", text));
      assertThat(status(notice)).isEqualTo(401);
    }

    assertThat(runDue()).isZero();
    assertThat(news()).isEmpty();
  }

  private record News(Members.Event.Kind kind, Instant at) {}

  private List<News> news() {
    return events.stream()
        .skip(1)
        .map(event -> new News(event.kind(), event.at()))
        .toList();
  }

  private Instant inAMinute() {
    clock.advance(Duration.ofMinutes(1));
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private KakaoChannel theChannel() {
    return kakao.app().channels().get(0);
  }

  private FakeNotice channel(String person, boolean added, Instant at) {
    return kakao
        .channelWebhook(shop.uri(Kakao.ID), kakao.person(person), theChannel(), added, at)
        .timeout(Duration.ofSeconds(20)); // a busy machine is no fault of the shop
  }

  private static int status(FakeNotice notice) {
    return notice.send().get(0).status().orElseThrow();
  }
}
