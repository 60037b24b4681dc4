package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.consent.ConsentEvent.Actor;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
import io.membersync.profile.Field;
import io.membersync.testsupport.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the shop may do with a field that it holds. */
class GateUseTest {
  private static final Purpose POINTS = new Purpose("POINTS");
  private static final Purpose ANALYTICS = new Purpose("ANALYTICS");
  private static final Instant NOW = Instant.parse("2026-11-21T01:05:00Z");

  private static final Notice BASIC = Notice.contract("basic")
      .covers(Purpose.ORDER_FULFIL, Field.NAME, Field.PHONE)
      .text("ko", "안내", "이름과 전화번호")
      .build();
  private static final Notice POINTS_V1 = points(1).build();

  private static Notice.Builder points(int version) {
    return Notice.consent("third_points", Notice.Kind.THIRD_PARTY)
        .version(version)
        .provides("PointCo", POINTS, Field.PHONE)
        .text("ko", "포인트 적립을 위한 제공", "받는 자: PointCo");
  }

  private static final Gate GATE = new Gate(Notices.of("Shop", BASIC, POINTS_V1));

  private static Verdict may(Gate gate, Field<?> field, Use use, ConsentEvent... events) {
    return gate.decide(field, use, List.of(events), NOW);
  }

  @Test
  @Fault("T11")
  void aRecipientWhoWasAgreedToMayGetIt() {
    ConsentEvent granted = new Event(POINTS_V1, NOW).of(ConsentEvent.Type.GRANTED);
    assertThat(may(GATE, Field.PHONE, Use.by("PointCo", POINTS), granted))
        .isEqualTo(new Verdict(true, granted.id()));
  }

  @Test
  @Fault("T12")
  void nobodyElseMay() {
    ConsentEvent granted = new Event(POINTS_V1, NOW).of(ConsentEvent.Type.GRANTED);
    assertThat(may(GATE, Field.PHONE, Use.by("OtherCo", POINTS), granted))
        .isEqualTo(new Verdict(false, "RECIPIENT_MISMATCH"));
  }

  @Test
  @Fault("T13")
  void aContractIsForItsPurposesOnly() {
    assertThat(may(GATE, Field.PHONE, Use.of(ANALYTICS)))
        .isEqualTo(new Verdict(false, "PURPOSE_MISMATCH"));
    assertThat(may(GATE, Field.PHONE, Use.of(Purpose.ORDER_FULFIL)))
        .isEqualTo(new Verdict(true, "basic/1"));
    assertThat(may(GATE, Field.CI, Use.of(Purpose.ORDER_FULFIL)))
        .isEqualTo(new Verdict(false, "NO_BASIS"));
  }

  @Test
  @Fault("T14")
  void aContractIsNoGroundForGivingDataAway() {
    Gate contractOnly = new Gate(Notices.of("Shop", BASIC));
    assertThat(may(contractOnly, Field.PHONE, Use.by("PointCo", POINTS)))
        .isEqualTo(new Verdict(false, "NO_BASIS"));
  }

  @Test
  void theReasonNearestToAYesIsTold() {
    assertThat(may(GATE, Field.PHONE, Use.by("PointCo", POINTS)))
        .isEqualTo(new Verdict(false, "NO_CONSENT"));
    ConsentEvent withdrawn = new Event(POINTS_V1, NOW).of(ConsentEvent.Type.WITHDRAWN);
    assertThat(may(GATE, Field.PHONE, Use.by("PointCo", POINTS), withdrawn))
        .isEqualTo(new Verdict(false, "WITHDRAWN"));
  }

  @Test
  @Fault("T64")
  void aWithdrawalOfTheSameMomentWins() {
    ConsentEvent granted =
        Event.to(POINTS_V1, "2026-11-21T01:05:00Z").of(ConsentEvent.Type.GRANTED);
    ConsentEvent withdrawn =
        Event.to(POINTS_V1, "2026-11-21T01:06:00Z").of(ConsentEvent.Type.WITHDRAWN);
    List<ConsentEvent> events = List.of(withdrawn, granted);
    Use use = Use.by("PointCo", POINTS);
    assertThat(GATE.decide(Field.PHONE, use, events, Instant.parse("2026-11-21T01:05:30Z")))
        .isEqualTo(new Verdict(true, granted.id()));
    assertThat(GATE.decide(Field.PHONE, use, events, Instant.parse("2026-11-21T01:06:00Z")))
        .isEqualTo(new Verdict(false, "WITHDRAWN"));
    ConsentEvent again = Event.to(POINTS_V1, "2026-11-21T01:06:00Z").of(ConsentEvent.Type.GRANTED);
    assertThat(GATE.decide(
                Field.PHONE,
                use,
                List.of(granted, withdrawn, again),
                Instant.parse("2026-11-21T01:06:00Z"))
            .allowed())
        .isFalse();
  }

  @Test
  @Fault("T53")
  void whatAVersionAddsNeedsAnAgreementOfItsOwn() {
    Instant change = Instant.parse("2026-12-01T00:00:00Z");
    Notice second =
        points(2).provides("PointCo", POINTS, Field.EMAIL).effectiveFrom(change).build();
    Gate gate = new Gate(Notices.of("Shop", POINTS_V1, second));
    List<ConsentEvent> events = List.of(new Event(POINTS_V1, NOW).of(ConsentEvent.Type.GRANTED));
    Use use = Use.by("PointCo", POINTS);

    Instant before = change.minusMillis(1);
    assertThat(gate.decide(Field.PHONE, use, events, before).allowed()).isTrue();
    assertThat(gate.decide(Field.EMAIL, use, events, before))
        .isEqualTo(new Verdict(false, "NO_BASIS"));
    assertThat(gate.unanswered(events, before)).isEmpty();
    assertThat(gate.decide(Field.PHONE, use, events, change))
        .isEqualTo(new Verdict(false, "SUPERSEDED"));
    assertThat(gate.unanswered(events, change)).containsExactly(second);

    ConsentEvent anew = new Event(second, change).of(ConsentEvent.Type.GRANTED);
    List<ConsentEvent> both = List.of(events.get(0), anew);
    assertThat(gate.decide(Field.EMAIL, use, both, change)).isEqualTo(new Verdict(true, anew.id()));
  }

  @Test
  @Fault("T54")
  void otherWordsForTheSameAskNobodyAgain() {
    Notice second =
        points(2).editorial().text("ko", "포인트 적립을 위한 제3자 제공", "제공받는 자: PointCo").build();
    Notices notices = Notices.of("Shop", POINTS_V1, second);
    Gate gate = new Gate(notices);
    ConsentEvent granted = new Event(POINTS_V1, NOW).of(ConsentEvent.Type.GRANTED);

    assertThat(gate.unanswered(List.of(granted), NOW)).isEmpty();
    assertThat(may(gate, Field.PHONE, Use.by("PointCo", POINTS), granted))
        .isEqualTo(new Verdict(true, granted.id()));
    assertThat(notices.versions("third_points")).containsExactly(POINTS_V1, second);
    assertThat(notices.find("third_points")).contains(second);
  }

  @Test
  void aVersionThatIsHereNoMoreCountsForNothing() {
    Gate gate = new Gate(Notices.of("Shop", points(3).editorial().build()));
    ConsentEvent granted = new Event(POINTS_V1, NOW).of(ConsentEvent.Type.GRANTED);
    assertThat(may(gate, Field.PHONE, Use.by("PointCo", POINTS), granted))
        .isEqualTo(new Verdict(false, "SUPERSEDED"));
  }

  private static final Instant GROWN = NOW.plusSeconds(60);

  private static Gate ofChild(boolean guardian) {
    return GATE.withMinority(new Gate.Minority(GROWN, guardian, Set.of("third_points")));
  }

  private static ConsentEvent agreed(Actor actor, Instant at) {
    ConsentEvent own = new Event(POINTS_V1, at).of(ConsentEvent.Type.GRANTED);
    return new ConsentEvent(
        own.id() + actor,
        own.tenant(),
        own.subject(),
        own.type(),
        own.notice(),
        own.occurredAt(),
        own.recordedAt(),
        actor,
        own.channel(),
        own.via(),
        own.act(),
        own.presentationId(),
        own.evidence(),
        own.validUntil(),
        own.causes(),
        own.quality(),
        own.reason());
  }

  @Test
  @Fault("T48")
  void ofAChildNothingCountsWithoutAGuardian() {
    Use use = Use.by("PointCo", POINTS);
    Verdict missing = new Verdict(false, "GUARDIAN_MISSING");
    ConsentEvent own = agreed(Actor.SUBJECT, NOW);
    ConsentEvent guardians = agreed(Actor.GUARDIAN, NOW);
    assertThat(may(ofChild(false), Field.PHONE, use)).isEqualTo(missing);
    assertThat(may(ofChild(false), Field.PHONE, use, own)).isEqualTo(missing);
    assertThat(may(ofChild(false), Field.PHONE, use, guardians))
        .as("who is known to be no guardian")
        .isEqualTo(missing);
    assertThat(may(ofChild(false), Field.PHONE, Use.of(Purpose.ORDER_FULFIL)).allowed())
        .as("a contract needs no consent")
        .isTrue();
    assertThat(may(ofChild(true), Field.PHONE, use)).isEqualTo(new Verdict(false, "NO_CONSENT"));
    assertThat(may(ofChild(true), Field.PHONE, use, own)).isEqualTo(missing);
    assertThat(may(ofChild(true), Field.PHONE, use, guardians))
        .isEqualTo(new Verdict(true, guardians.id()));
    assertThat(ofChild(true).isGranted(POINTS_V1, List.of(own), NOW)).isFalse();
    assertThat(ofChild(true).unanswered(List.of(), NOW))
        .as("says to be no child")
        .isEmpty();
  }

  @Test
  @Fault("T51")
  void whatAGuardianAgreedToIsAskedAgainAndCountsMeanwhile() {
    Gate gate = ofChild(true);
    Use use = Use.by("PointCo", POINTS);
    ConsentEvent guardians = agreed(Actor.GUARDIAN, NOW);
    assertThat(gate.isOutgrown(POINTS_V1, List.of(guardians), GROWN.minusMillis(1)))
        .isFalse();
    assertThat(gate.isOutgrown(POINTS_V1, List.of(guardians), GROWN)).isTrue();
    assertThat(gate.unanswered(List.of(guardians), GROWN)).containsExactly(POINTS_V1);
    assertThat(gate.decide(Field.PHONE, use, List.of(guardians), GROWN).allowed())
        .isTrue();

    ConsentEvent own = agreed(Actor.SUBJECT, GROWN);
    assertThat(gate.unanswered(List.of(guardians, own), GROWN)).isEmpty();
    assertThat(gate.decide(Field.PHONE, use, List.of(guardians, own), GROWN))
        .isEqualTo(new Verdict(true, own.id()));
    ConsentEvent child = agreed(Actor.SUBJECT, NOW);
    assertThat(gate.unanswered(List.of(child), GROWN)).containsExactly(POINTS_V1);
    assertThat(gate.decide(Field.PHONE, use, List.of(child), GROWN))
        .as("a child's own word stays none")
        .isEqualTo(new Verdict(false, "GUARDIAN_MISSING"));
  }

  @Test
  @Fault("T62")
  void theLinkageIdentifierServesWhatItWasGivenForAndNoCampaign() {
    Notice ci = Notice.consent("ci", Notice.Kind.CI)
        .covers(Purpose.MEMBER_IDENTIFY, Field.CI)
        .text("ko", "연계정보", "중복 가입 확인")
        .build();
    Gate gate = new Gate(Notices.of("Shop", BASIC, ci));
    ConsentEvent granted = new Event(ci, NOW).of(ConsentEvent.Type.GRANTED);

    assertThat(may(gate, Field.CI, Use.of(Purpose.MEMBER_IDENTIFY), granted))
        .isEqualTo(new Verdict(true, granted.id()));
    assertThat(may(gate, Field.CI, Use.of(Purpose.MARKETING), granted))
        .isEqualTo(new Verdict(false, "PURPOSE_MISMATCH"));
    assertThat(may(gate, Field.CI, Use.of(Purpose.MEMBER_IDENTIFY)))
        .isEqualTo(new Verdict(false, "NO_CONSENT"));
  }
}
