package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider;
import io.membersync.provider.line.Line;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNotice;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LINE's word that members have added the official account or blocked it, over HTTP. */
class LineChannelRoadTest extends SocialFixture<FakeLine> {
  LineChannelRoadTest() {
    super(Line.ID);
  }

  @Override
  FakeLine start() {
    return FakeLine.setup().clock(clock).start();
  }

  @Override
  Provider registered() {
    return fake.provider(ours().withMessagingChannel(Secret.of(fake.messagingSecret())));
  }

  private Line ours() {
    return Line.of(fake.clientId(), Secret.of(fake.clientSecret())).withOfficialAccount("@shop");
  }

  @Test
  @Fault("WH-03")
  void eachEventOfABodyIsToldOnceAlsoWhenItIsSentAgain() {
    MemberId haneul = comesAndIsMember("haneul");
    MemberId doyun = comesAndIsMember("doyun");
    Instant at = inAMinute();
    events.clear();

    assertThat(
            fake.friendWebhook(shop.uri(id), false, at, fake.person("haneul"), fake.person("doyun"))
                .times(3)
                .send())
        .allMatch(FakeNotice.Reply::isAccepted);
    runDue();

    assertThat(events).hasSize(2).allSatisfy(event -> {
      assertThat(event.kind()).isEqualTo(Members.Event.Kind.CHANNEL_BLOCKED);
      assertThat(event.entry()).contains("@shop");
      assertThat(event.at()).isEqualTo(at);
    });
    assertThat(events)
        .extracting(event -> event.member().orElseThrow())
        .containsExactlyInAnyOrder(haneul, doyun);
    assertThat(wayIn("haneul")).as("the link stays").isPresent();
  }

  @ParameterizedTest
  @CsvSource({"true, CHANNEL_ADDED", "false, CHANNEL_BLOCKED"})
  void theNewestWordStandsWhateverCameLater(boolean added, Members.Event.Kind kind) {
    comesAndIsMember("haneul");
    Instant older = inAMinute();
    Instant newer = inAMinute();
    events.clear();

    assertThat(status(friend(added, newer))).isEqualTo(200);
    runDue();
    assertThat(status(friend(!added, older))).isEqualTo(200);
    runDue();

    assertThat(kinds()).containsExactly(kind);
  }

  @Test
  @Fault("WH-06")
  void whatIsOlderThanTheLinkAndWhoIsUnknownAreAnsweredAlike() {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    comesAndIsMember("haneul");
    events.clear();

    assertThat(status(friend(false, before))).isEqualTo(200);
    assertThat(status(fake.friendWebhook(shop.uri(id), false, inAMinute(), fake.person("doyun"))))
        .isEqualTo(200);
    runDue();

    assertThat(events).isEmpty();
  }

  @Test
  void aTestOfTheAddressIsAnswered() {
    String test = "{\"destination\":\"U00000000000000000000000000000001\",\"events\":[]}";

    assertThat(status(fake.channelWebhook(shop.uri(id), test))).isEqualTo(200);
    assertThat(runDue()).isZero();
  }

  @Test
  @Fault({"WH-01", "WH-02"})
  void whatTheAccountsChannelDidNotSignIsRefused() {
    comesAndIsMember("haneul");
    Instant at = inAMinute();
    events.clear();

    assertThat(status(friend(false, at).withoutHeader("x-line-signature"))).isEqualTo(403);
    assertThat(status(friend(false, at).header("x-line-signature", "AAAA"))).isEqualTo(403);
    assertThat(status(friend(false, at).body(text -> text + " "))).isEqualTo(403);
    assertThat(status(friend(false, at).body(text -> text.replace("unfollow", "follow"))))
        .isEqualTo(403);
    sync = open(with(told(), fake.provider(ours().withMessagingChannel(Secret.of("another")))));
    assertThat(status(friend(false, at))).as("another account's").isEqualTo(403);
    sync = open(with(told(), fake.provider(ours())));
    assertThat(status(friend(false, at))).as("no such channel").isEqualTo(404);

    assertThat(runDue()).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void theLogTellsWhatToSetAndWhichSecretDoesNotFit() {
    sync = open(with(told(), fake.provider(ours())));
    assertThat(Logged.during(() -> status(friend(false, inAMinute()))))
        .contains("webhook of line refused with 404: provider line takes no webhooks:"
            + " Line.withMessagingChannel(…)");

    sync = open(with(told(), fake.provider(ours().withMessagingChannel(Secret.of("another")))));
    assertThat(Logged.during(() -> status(friend(false, inAMinute()))))
        .contains("refused with 403: its signature does not fit the messaging secret")
        .doesNotContain("another");
  }

  @Test
  void theFakesOwnRegistrationTakesItsWebhooks() {
    sync = open(with(told(), fake.provider()));

    assertThat(status(friend(true, inAMinute()))).isEqualTo(200);
  }

  private List<Members.Event.Kind> kinds() {
    return events.stream().map(Members.Event::kind).toList();
  }

  private Instant inAMinute() {
    clock.advance(Duration.ofMinutes(1));
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private FakeNotice friend(boolean added, Instant at) {
    return fake.friendWebhook(shop.uri(id), added, at, fake.person("haneul"))
        .timeout(Duration.ofSeconds(20)); // a busy machine is no fault of the shop
  }
}
