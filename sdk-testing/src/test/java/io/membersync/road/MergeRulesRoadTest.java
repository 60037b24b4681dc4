package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Members.Answered;
import io.membersync.Members.Question;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What each rule does when the provider's value and the shop's differ. */
class MergeRulesRoadTest extends RoadFixture {
  private static final String EMAIL = "haneul@shop.example";
  private static final String MINE = "mine@shop.example";
  private static final String NEW = "new@shop.example";

  @ParameterizedTest
  @EnumSource(SyncRule.class)
  void everyRuleGivesANewMemberTheValue(SyncRule rule) {
    use(rule);

    assertThat(values(signUp("haneul"))).containsEntry("email", EMAIL);
  }

  @ParameterizedTest
  @EnumSource(value = SyncRule.class, mode = Mode.EXCLUDE, names = "PROVIDER")
  void anEditStaysWhileTheProvidersValueIsUnchanged(SyncRule rule) {
    use(rule);
    MemberId member = signUp("haneul");
    members.edit(member, "email", Optional.of(MINE));

    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofDays(1));
      signUp("haneul");
      assertThat(values(member)).containsEntry("email", MINE);
    }
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = SyncRule.class, mode = Mode.EXCLUDE, names = "PROVIDER")
  void whatWasDeletedAtTheShopStaysAwayWhileTheProvidersValueIsUnchanged(SyncRule rule) {
    use(rule);
    MemberId member = signUp("haneul");
    members.edit(member, "email", Optional.empty());

    signUp("haneul");

    assertThat(values(member)).doesNotContainKey("email");
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SyncRule.class)
  void anEditStaysAlsoWhereTheValuesWereTheSameWhenAnOldMemberWasLinked(SyncRule rule) {
    use(rule);
    MemberId old = members.add(Map.of("email", EMAIL));
    assertThat(linked(old)).isEqualTo(old);
    members.edit(old, "email", Optional.of(MINE));

    signUp("haneul");

    assertThat(values(old)).containsEntry("email", rule == SyncRule.PROVIDER ? EMAIL : MINE);
  }

  @Test
  void theShopsValueStandsAfterSignUp() {
    use(SyncRule.SHOP);
    MemberId member = signUp("haneul");
    change(person -> person.email(NEW));

    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);

    members.edit(member, "email", Optional.empty());
    signUp("haneul");
    assertThat(values(member)).doesNotContainKey("email");
  }

  @Test
  void aNewerVerifiedValueReplacesAnEditAndKeepsItsTime() {
    use(SyncRule.NEWEST_VERIFIED);
    MemberId member = signUp("haneul");
    members.edit(member, "email", Optional.of(MINE));
    clock.advance(Duration.ofDays(1));
    Instant shown = clock.instant();
    change(person -> person.email(NEW));

    signUp("haneul");

    assertThat(values(member)).containsEntry("email", NEW);
    assertThat(provenance(member).firstSeen()).isEqualTo(shown);

    clock.advance(Duration.ofDays(1));
    signUp("haneul");
    assertThat(provenance(member).firstSeen()).as("shown before").isEqualTo(shown);
  }

  @Test
  void anUnverifiedValueNeverReplacesAVerifiedOneNorAnEdit() {
    use(SyncRule.NEWEST_VERIFIED);
    MemberId member = signUp("haneul");
    change(person -> person.email(NEW, true, false));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);

    members.edit(member, "email", Optional.of(MINE));
    change(person -> person.email("newer@shop.example", true, false));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", MINE);

    change(person -> person.email("newer@shop.example"));
    clock.advance(Duration.ofDays(1));
    signUp("haneul");
    assertThat(values(member)).as("verified by now").containsEntry("email", "newer@shop.example");
  }

  @Test
  void twoWaysInDoNotTakeTurnsUnderNewestVerified() {
    use(SyncRule.NEWEST_VERIFIED);
    MemberId member = signUp("haneul");
    clock.advance(Duration.ofHours(1));
    change(person -> person.email(NEW));
    new TestBrowser().link(sync, OLD, member, kakao.visitor("haneul")::agree);
    assertThat(values(member)).containsEntry("email", NEW);

    change(person -> person.email(EMAIL));
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(1));
      signUp("haneul");
      assertThat(values(member)).as("shown by it before").containsEntry("email", NEW);
    }

    change(person -> person.email("newest@shop.example"));
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", "newest@shop.example");
  }

  @Test
  void aDifferenceBecomesAQuestionAndHoldsNothingUp() {
    use(SyncRule.ASK);
    MemberId member = signUp("haneul");
    change(person -> person.email(NEW));

    signUp("haneul");
    signUp("haneul");

    assertThat(values(member)).containsEntry("email", EMAIL);
    Question question = onlyQuestion(member);
    assertThat(question.attribute()).isEqualTo("email");
    assertThat(question.field()).isEqualTo(Field.EMAIL);
    assertThat(question.provider()).isEqualTo(Kakao.ID);
    assertThat(question.isVerified()).isTrue();
    assertThat(question.since()).isEqualTo(clock.instant());
    assertThat(question.revealOffered()).isEqualTo(NEW);
    assertThat(question.revealHeld()).contains(EMAIL);
    assertThat(question).hasToString("Question[email, kakao]");
  }

  @Test
  void aValueThatTheMemberTakesOverIsWrittenOnce() {
    Question question = asked();
    MemberId member = onlyMember();

    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.TAKEN_OVER);

    assertThat(values(member)).containsEntry("email", NEW);
    assertThat(provenance(member).origin()).isEqualTo("kakao");
    assertThat(provenance(member).verifiedBy()).contains("kakao");
    assertThat(sync.members().questions(member)).isEmpty();
    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.NOT_OPEN);
    signUp("haneul");
    assertThat(values(member)).containsEntry("email", NEW);
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @Test
  void aValueThatTheMemberDoesNotWantIsNeverAskedAboutAgainButANewOneIs() {
    Question question = asked();
    MemberId member = onlyMember();

    assertThat(sync.members().answer(member, question, false)).isEqualTo(Answered.KEPT);

    signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);
    assertThat(sync.members().questions(member)).isEmpty();

    change(person -> person.email("newer@shop.example"));
    signUp("haneul");
    assertThat(onlyQuestion(member).revealOffered()).isEqualTo("newer@shop.example");
  }

  @Test
  void aQuestionWhoseValueHasChangedCannotBeAnswered() {
    Question question = asked();
    MemberId member = onlyMember();
    change(person -> person.email("newer@shop.example"));
    signUp("haneul");

    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.NOT_OPEN);

    assertThat(values(member)).containsEntry("email", EMAIL);
  }

  @Test
  void aQuestionEndsWhenTheValuesAgreeAndWithItsWayIn() {
    asked();
    MemberId member = onlyMember();
    members.edit(member, "email", Optional.of(NEW));
    assertThat(sync.members().questions(member)).isEmpty();

    members.edit(member, "email", Optional.of(EMAIL));
    assertThat(sync.members().questions(member)).hasSize(1);
    sync.members().unlink(member, Kakao.ID);
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @Test
  void anAnswerWritesNothingToAMemberWhoIsNotLetIn() {
    Question question = asked();
    MemberId member = onlyMember();
    members.setStatus(member, MemberRecord.Status.BLOCKED);

    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.NOT_ALLOWED);

    assertThat(values(member)).containsEntry("email", EMAIL);
    members.setStatus(member, MemberRecord.Status.ACTIVE);
    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.TAKEN_OVER);
  }

  @Test
  void anAnswerThatTheShopsStoreRefusesStaysOpen() {
    use(FieldMapping.none().map(Field.EMAIL, "email").unique().rule(SyncRule.ASK));
    MemberId member = signUp("haneul");
    change(person -> person.email(NEW));
    signUp("haneul");
    Question question = onlyQuestion(member);
    members.add(Map.of("email", NEW));

    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.REFUSED);

    assertThat(onlyQuestion(member).revealOffered()).isEqualTo(NEW);
  }

  @Test
  void anAnswerThatMeetsAnotherWriteIsRunAgain() {
    Question question = asked();
    MemberId member = onlyMember();
    watched.afterNext("members.find", () -> members.edit(member, "name", Optional.of("Kim")));

    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.TAKEN_OVER);

    assertThat(values(member)).containsEntry("email", NEW);
  }

  @Tag(RoadShop.WRITES_THE_NAME)
  @Test
  void whatIsForTheFirstSignInOnlyIsFilledWhenAWayInIsAddedAndNotLater() {
    use(FieldMapping.none().map(Field.EMAIL, "email").firstSignInOnly().map(Field.NAME, "name"));
    MemberId member = signUp("haneul");
    assertThat(values(member)).containsEntry("email", EMAIL);

    change(person -> person.email(NEW).name("Kim Haneul Two"));
    signUp("haneul");
    assertThat(values(member))
        .containsEntry("email", EMAIL)
        .containsEntry("name", "Kim Haneul Two");

    members.edit(member, "email", Optional.empty());
    change(person -> person.email("other@shop.example"));
    signUp("haneul");
    assertThat(values(member)).doesNotContainKey("email");

    MemberId old = members.add(Map.of("name", "Old Name"));
    new TestBrowser().link(sync, OLD, old, kakao.visitor("haneul")::agree);
    assertThat(values(old)).containsEntry("email", "other@shop.example");
  }

  @Test
  @Fault("LK-02")
  void aKnownIdentityWhoseEmailChangesAtTheProviderStaysTheSameMember() {
    MemberId victim = members.add(Map.of("email", "victim@shop.example"));
    MemberId old = members.add(Map.of("email", EMAIL));
    assertThat(linked(old)).isEqualTo(old);
    change(person -> person.email("victim@shop.example"));

    assertThat(signUp("haneul")).isEqualTo(old);

    assertThat(values(old)).as("the shop's own value").containsEntry("email", EMAIL);
    assertThat(values(victim)).containsOnlyKeys("email");
    assertThat(members.count()).isEqualTo(2);
  }

  /** A member with a question whether the new address is to be taken over. */
  private Question asked() {
    use(SyncRule.ASK);
    signUp("haneul");
    change(person -> person.email(NEW));
    return onlyQuestion(signUp("haneul"));
  }

  private MemberId onlyMember() {
    return memberOf(signIn("haneul"));
  }

  private Question onlyQuestion(MemberId member) {
    List<Question> questions = sync.members().questions(member);
    assertThat(questions).hasSize(1);
    return questions.get(0);
  }

  private Records.Provenance provenance(MemberId member) {
    return sync.members().find(member).orElseThrow().provenance().stream()
        .filter(row -> row.attribute().equals("email"))
        .findFirst()
        .orElseThrow();
  }

  /** The old member proves to be one by the shop's own sign-in. */
  private MemberId linked(MemberId old) {
    NeedsProof needs = (NeedsProof) signIn("haneul");
    return memberOf(sync.resume(browser, needs.parked(), Answers.none().signedInAs(old)));
  }

  private void use(SyncRule rule) {
    use(FieldMapping.none().map(Field.NAME, "name").map(Field.EMAIL, "email").rule(rule));
  }

  private void use(FieldMapping mapping) {
    useMembers(mapping);
    sync = open(shop().mapping(mapping).provider(oldKakao()));
  }

  private void change(UnaryOperator<KakaoPerson.Builder> change) {
    kakao.put(change.apply(kakao.person("haneul").toBuilder()).build());
  }
}
