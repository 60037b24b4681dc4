package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents;
import io.membersync.Consents.By;
import io.membersync.Consents.State;
import io.membersync.Members.Question;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Gate.Verdict;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.records.Records.NoticeText;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is answered about a member who has left, has become another one, or is a child by the row. */
class ConsentAnswersRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);
  private static final Use ORDER = Use.of(Purpose.ORDER_FULFIL);

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aMemberWhoAgreedToAll() {
    useMembers(WITH_BIRTHDAY);
    sync = open(korea().mapping(WITH_BIRTHDAY));
    member = joins("haneul");
    events.clear();
  }

  private State state(String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .map(Consents.Entry::state)
        .findFirst()
        .orElseThrow();
  }

  private List<String> obstacles(MemberId of) {
    return sync
        .consents()
        .findObstacles(of, Medium.SMS, Message.Kind.ADVERTISING, clock.instant())
        .stream()
        .map(Obstacle::code)
        .toList();
  }

  @Test
  @Fault("T17")
  void ofWhoHasLeftNothingIsProvenAndNothingHasAGround() {
    clock.advance(Duration.ofMinutes(1));
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    sync.members().left(member);
    clock.advance(Duration.ofMinutes(1));

    Instant now = clock.instant();
    assertThat(sync.consents()
            .proof(member, Field.NAME, ORDER, now, now)
            .orElseThrow()
            .verdict())
        .isEqualTo(new Verdict(false, "NO_BASIS"));
    assertThat(sync.consents()
            .proof(member, Field.NAME, ORDER, before, now)
            .orElseThrow()
            .verdict())
        .extracting(Verdict::allowed)
        .isEqualTo(true);
    assertThat(sync.consents().withoutGround(member)).contains("email", "phone");
    assertThat(sync.consents().hasAgreed(member, "ad_sms")).isFalse();
    assertThat(sync.consents().held(member)).allMatch(held -> held.ground().isEmpty());
  }

  @Test
  @Fault("T69")
  void whoBecameAnotherMemberIsSentNothingByTheOldNumber() {
    MemberId into = joins("doyun");
    clock.advance(Duration.ofMinutes(1));
    assertThat(obstacles(member)).doesNotContain("NO_CONSENT");

    sync.members().merged(member, into);
    clock.advance(Duration.ofMinutes(1));

    assertThat(obstacles(member)).contains("NO_CONSENT");
    assertThat(sync.consents().hasAgreed(member, "ad_sms")).isFalse();
  }

  @Test
  void anAgreementToAnOlderTextCanBeEndedToo() {
    Notice now = sync.notices().find("opt_profile").orElseThrow();
    sync = open(shop(Notices.korea("Wine Shop")
            .without("opt_profile")
            .with(Notice.consent("opt_profile", now.kind())
                .version(now.version() + 1)
                .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
                .text("ko", "\uc0dd\uc77c", "\uc0dd\uc77c\uacfc \uc131\ubcc4")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(state("opt_profile")).isEqualTo(State.SUPERSEDED);
    assertThat(sync.consents().of(member))
        .filteredOn(entry -> entry.tag().equals("opt_profile"))
        .allMatch(Consents.Entry::withdrawable)
        .allMatch(Consents.Entry::agreeable);

    assertThat(sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER))
        .isNotEmpty();

    assertThat(state("opt_profile")).isEqualTo(State.WITHDRAWN);
  }

  @Test
  @Fault("T48")
  void aChildByTheShopsRowAloneIsAChildInEveryAnswer() {
    FieldMapping withYear = WITH_BIRTHDAY.map(Field.BIRTH_YEAR, "birth_year");
    freshShop();
    useMembers(withYear);
    sync = open(korea().mapping(withYear));
    MemberId child = joins("seoyeon");
    members.edit(child, "birth_year", Optional.of("2016"));
    members.edit(child, "birthday", Optional.of("--01-01"));
    clock.advance(Duration.ofMinutes(1));

    Verdict no = new Verdict(false, "GUARDIAN_MISSING");
    assertThat(sync.consents().mayUse(child, Field.BIRTHDAY, PRESENT)).isEqualTo(no);
    Instant now = clock.instant();
    assertThat(sync.consents()
            .proof(child, Field.BIRTHDAY, PRESENT, now, now)
            .orElseThrow()
            .verdict())
        .isEqualTo(no);
    assertThat(sync.consents().withoutGround(child)).contains("birthday");
  }

  private String export() {
    return sync.consents().export(member).orElseThrow();
  }

  @Test
  @Fault("T63")
  void theExportHasWhatIsKeptForAQuestion() {
    FieldMapping asking = WITH_BIRTHDAY.rule(SyncRule.ASK);
    sync = open(korea().mapping(asking));
    assertThat(export()).contains("\"questions\":[]");
    kakao.put(kakao.person("haneul").toBuilder().birthday("1225").build());
    signedIn(signIn("haneul"));
    runDue();
    Question question = sync.members().questions(member).get(0);

    assertThat(export())
        .contains("\"questions\":[{\"attribute\":\"birthday\",\"provider\":\"kakao\",\"since\":\""
            + question.since() + "\",\"value\":\"--12-25\"}]");

    sync.members().answer(member, question, true);
    assertThat(export()).contains("\"questions\":[]");
  }

  @Test
  @Fault("T63")
  void theExportHasTheTextOfAContractAsItWasShown() {
    assertThat(export()).contains("\"notice\":\"basic\",\"version\":1");
    assertThat(export())
        .containsOnlyOnce("\"tag\":\"basic\"")
        .contains("\"tag\":\"basic\",\"state\":\"PRESENTED\",\"at\":\"2026-", told("basic"));

    Notice shown = sync.notices().find("basic").orElseThrow();
    sync = open(shop(Notices.korea("Wine Shop")
            .with(Notice.contract("basic")
                .version(2)
                .covers(Purpose.ORDER_FULFIL, Field.NAME, Field.EMAIL, Field.PHONE)
                .text("ko", "계약", "둘째 글")
                .build()))
        .mapping(WITH_BIRTHDAY));
    assertThat(export()).contains("\"notice\":\"basic\",\"version\":2");
    assertThat(export())
        .as("nobody has shown the member the text by which it is used now")
        .contains("\"sha256\":\"" + shown.textIn("ko").sha256())
        .contains("\"tag\":\"basic\",\"state\":\"IN_FORCE\",\"version\":2", told("basic"));
  }

  private String told(String tag) {
    return "\"sha256\":\"" + sync.notices().find(tag).orElseThrow().textIn("ko").sha256() + "\"}";
  }

  @Test
  void theTextOfAContractIsProvenAsItWasShown() {
    Instant now = clock.instant();
    NoticeText text = sync.consents()
        .proof(member, Field.NAME, ORDER, now, now)
        .flatMap(Consents.Proof::text)
        .orElseThrow();
    assertThat(text.sha256())
        .isEqualTo(sync.notices().find("basic").orElseThrow().textIn("ko").sha256());
    Instant before = now.minus(Duration.ofDays(1));
    assertThat(sync.consents()
            .proof(member, Field.NAME, ORDER, now, before)
            .orElseThrow()
            .text())
        .as("not known to have been shown then")
        .isEmpty();
  }
}
