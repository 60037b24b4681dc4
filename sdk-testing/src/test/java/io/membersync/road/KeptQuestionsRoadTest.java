package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.By;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testsupport.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that are kept because the member is asked about them: no longer than they may be. */
class KeptQuestionsRoadTest extends RoadFixture {
  private static final FieldMapping ASKING =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday").rule(SyncRule.ASK);

  private MemberId member = new MemberId("none yet");

  @BeforeEach
  void aShop() {
    clock.set(TestClock.START);
    useMembers(ASKING);
    store = erasing(store);
  }

  private void aQuestion() {
    sync = open(shop(Notices.korea("Wine Shop")).mapping(ASKING));
    member = joins("haneul");
    runDue();
    clock.advance(Duration.ofHours(1));
    kakao.put(kakao.person("haneul").toBuilder().birthday("1225").build());
    signedIn(signIn("haneul"));
    runDue();
    assertThat(sync.members().questions(member)).hasSize(1);
  }

  private List<Records.Offer> kept() {
    return books
        .offers()
        .ofPerson(
            SHOP, books.identities().findPersonOf(SHOP, member).orElseThrow().id());
  }

  @Test
  void aValueThatIsKeptForAQuestionGoesWithTheConsent() {
    aQuestion();
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofDays(1));
    runDue();

    assertThat(values(member)).doesNotContainKey("birthday");
    assertThat(sync.members().questions(member)).isEmpty();
    assertThat(kept()).noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void aValueThatIsKeptForAQuestionGoesWithTheMember() {
    aQuestion();
    sync.members().left(member);
    runDue();
    clock.advance(Duration.ofDays(40));
    runDue();

    assertThat(kept()).noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void whoMergesHasNothingLeftOfQuestionsOfBefore() {
    aQuestion();
    MemberId other = joins("seoyeon");
    runDue();
    clock.advance(Duration.ofMinutes(1));
    sync.consents().withdraw(other, Set.of("opt_profile"), By.MEMBER);
    runDue();
    clock.advance(Duration.ofMinutes(1));

    sync.members().merged(member, other);
    clock.advance(Duration.ofMinutes(1));
    runDue();

    assertThat(kept()).noneMatch(offer -> offer.question().isPresent());
  }

  @Test
  void aValueThatIsKeptForAQuestionGoesWithTheWayIn() {
    aQuestion();
    sync.members().unlink(member, Kakao.ID);
    runDue();

    assertThat(kept()).isNotEmpty().noneMatch(offer -> offer.question().isPresent());
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @Test
  void whoAgreesAnewIsAskedAboutTheSameValueWhereTheShopHasAnother() {
    aQuestion();
    Set<String> items =
        Set.copyOf(kakao.findLink(kakao.person("haneul")).orElseThrow().agreedItems());
    sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
    runDue();
    kakao.link(kakao.person("haneul"), link -> link.agreeingOnlyTo(items.toArray(String[]::new)));
    members.edit(member, "birthday", Optional.of("--04-15"));
    clock.advance(Duration.ofDays(1));
    sync.consents()
        .agree(member, List.of(sync.notices().find("opt_profile").orElseThrow().referenceIn("ko")));
    clock.advance(Duration.ofDays(1));
    signedIn(signIn("haneul"));
    runDue();

    assertThat(sync.members().questions(member)).hasSize(1);
  }
}
