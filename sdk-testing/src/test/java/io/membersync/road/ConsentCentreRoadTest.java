package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Consents.Agreed;
import io.membersync.Consents.By;
import io.membersync.Consents.Ground;
import io.membersync.Consents.Held;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Jurisdiction.Obstacle;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member looks at what the shop holds, and agrees to something by a button of the shop's page. */
class ConsentCentreRoadTest extends RoadFixture {
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aMemberWhoAgreedToWhatIsRequired() {
    useMembers(WITH_BIRTHDAY);
    sync = open(shop(Notices.korea("Wine Shop")).mapping(WITH_BIRTHDAY));
    NeedsConsent needs = needsConsent(signIn("haneul"));
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), notice.isRequired());
    }
    member = memberOf(sync.resume(browser, needs.parked(), answers));
    runDue();
    clock.advance(Duration.ofMinutes(1));
  }

  private NoticeReference text(String tag) {
    return sync.notices().find(tag).orElseThrow().referenceIn("ko");
  }

  private Agreed agree(String... tags) {
    return sync.consents().agree(member, Stream.of(tags).map(this::text).toList());
  }

  private List<ConsentEvent> recorded() {
    return sync.members().find(member).orElseThrow().consents();
  }

  @Test
  void itCountsFromTheCommitOnAndTheFieldComesWithTheNextSignIn() {
    Use present = Use.of(Purpose.PERSONALISE);
    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, present).allowed())
        .isFalse();

    assertThat(agree("opt_profile")).isEqualTo(Agreed.AGREED);

    assertThat(sync.consents().mayUse(member, Field.BIRTHDAY, present).allowed())
        .isTrue();
    ConsentEvent event = recorded().get(recorded().size() - 1);
    assertThat(event.actor()).isEqualTo(ConsentEvent.Actor.SUBJECT);
    assertThat(event.act()).isEqualTo(ConsentEvent.Act.BUTTON);
    assertThat(event.quality()).isEqualTo(ConsentEvent.Quality.STRONG);
    assertThat(event.presentationId()).isPresent();
    assertThat(held("birthday")).isEmpty();
    signIn("haneul");
    runDue();
    Held birthday = held("birthday").orElseThrow();
    assertThat(birthday.source()).contains("kakao");
    assertThat(birthday.ground()).contains(new Ground("opt_profile", 1));
    assertThat(birthday.edited()).isFalse();
    assertThat(birthday).hasToString("Held[birthday]");
  }

  private Optional<Held> held(String attribute) {
    return sync.consents().held(member).stream()
        .filter(one -> one.attribute().equals(attribute))
        .findFirst();
  }

  @Test
  void oneThatStandsIsNotRecordedTwiceAndOfSeveralOnlyWhatIsNew() {
    assertThat(agree("mkt")).isEqualTo(Agreed.AGREED);
    int before = recorded().size();
    assertThat(agree("mkt")).isEqualTo(Agreed.ALREADY);
    assertThat(recorded()).hasSize(before);

    assertThat(agree("mkt", "ad_sms")).isEqualTo(Agreed.AGREED);
    assertThat(recorded()).hasSize(before + 1);
  }

  @Test
  void whoAgreesAgainIsSentToAgain() {
    agree("mkt", "ad_sms");
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(member, Set.of("ad_sms"), By.MEMBER);
    assertThat(obstacles()).contains("NO_CONSENT", "SUPPRESSED");

    clock.advance(Duration.ofMinutes(1));
    assertThat(agree("ad_sms")).isEqualTo(Agreed.AGREED);

    assertThat(obstacles()).doesNotContain("NO_CONSENT", "SUPPRESSED");
  }

  private List<String> obstacles() {
    return sync
        .consents()
        .findObstacles(member, Medium.SMS, Message.Kind.ADVERTISING, clock.instant())
        .stream()
        .map(Obstacle::code)
        .toList();
  }

  @Test
  void anotherTextThanTheOneInForceIsAgreedToByNobody() {
    int before = recorded().size();
    NoticeReference right = text("mkt");
    for (NoticeReference wrong : List.of(
        new NoticeReference("mkt", 2, right.language(), right.sha256()),
        new NoticeReference("mkt", 1, "en", right.sha256()),
        new NoticeReference("mkt", 1, "ja", right.sha256()),
        new NoticeReference("mkt", 1, right.language(), "0".repeat(64)),
        new NoticeReference("gone", 1, right.language(), right.sha256()))) {
      assertThat(sync.consents().agree(member, List.of(text("ad_sms"), wrong)))
          .as(wrong.toString())
          .isEqualTo(Agreed.TEXT_CHANGED);
    }
    assertThat(recorded()).as("all or none").hasSize(before);
  }

  @Test
  void whatMembersAreNotAskedIsAMistakeOfThePage() {
    assertThatThrownBy(() -> agree("basic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("basic");
    assertThatThrownBy(() -> sync.consents().agree(member, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMemberOfLongAgoCanAgreeAndOneWhoHasLeftCannot() {
    MemberId old = members.add(Map.of("name", "Old Member"));
    assertThat(sync.consents().held(old)).singleElement().satisfies(name -> {
      assertThat(name.value()).contains("Old Member");
      assertThat(name.source()).isEmpty();
      assertThat(name.ground()).contains(new Ground("basic", 1));
    });
    assertThat(sync.consents().export(old).orElseThrow()).contains("Old Member");
    assertThat(sync.consents().agree(old, List.of(text("mkt")))).isEqualTo(Agreed.AGREED);
    assertThat(sync.consents().hasAgreed(old, "mkt")).isTrue();

    assertThat(sync.consents().agree(new MemberId("999999"), List.of(text("mkt"))))
        .isEqualTo(Agreed.NO_MEMBER);
    sync.members().left(member);
    assertThat(agree("mkt")).isEqualTo(Agreed.NO_MEMBER);
  }

  @Test
  void aValueThatTheShopHasChangedIsToldAsChanged() {
    members.edit(member, "email", Optional.of("other@shop.example"));

    Held email = held("email").orElseThrow();
    assertThat(email.edited()).isTrue();
    assertThat(email.source()).contains("kakao");
    assertThat(sync.consents().export(member).orElseThrow()).contains("\"editedSince\":true");
  }
}
