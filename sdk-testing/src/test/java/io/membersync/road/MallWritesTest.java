package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Members.Answered;
import io.membersync.Members.Event.Kind;
import io.membersync.Members.Question;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.SyncRule;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes to a mall that refuses, forgets and changes its mind. */
class MallWritesTest extends MallFixture {
  private MemberId member = new MemberId("nobody");

  @BeforeEach
  void aMemberWhoGetsValues() {
    member = mall.logIn(signIn("haneul").person(), Map.of("name", "Typed At The Mall"));
    mall.deliver(sync.members()::joined);
    watched.forget();
  }

  @Test
  void aWriteWhoseAnswerIsLostIsAskedForOnceMoreAndHasOneEffect() {
    mall.loseAnswersAfterWriting(2); // the e-mail address and the phone
    assertThat(runDue()).as("not known yet").isZero();
    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(provenance(member)).isEmpty();
    assertThat(writes())
        .singleElement()
        .satisfies(task -> assertThat(task.errorCode()).contains("result-unknown"));
    long written = mall.calls();

    clock.advance(Duration.ofMinutes(1));
    assertThat(runDue()).isOne();

    assertThat(provenance(member)).containsExactlyInAnyOrder("email", "phone");
    assertThat(kinds()).endsWith(Kind.UPDATED);
    assertThat(writes()).isEmpty();
    assertThat(mall.calls() - written).as("a look tells").isOne();
  }

  @Test
  void anAnswerOfWhichTheMallDoesNotTellWhatBecameStaysOpen() {
    runDue();
    sync = open(shop().mapping(FieldMapping.none().map(Field.PHONE, "phone").rule(SyncRule.ASK)));
    change("haneul", person -> person.phoneNumber("+82 10-5550-7070"));
    signIn("haneul");
    runDue();
    Question question = sync.members().questions(member).get(0);
    mall.loseWrites(1);

    assertThatThrownBy(() -> sync.members().answer(member, question, true))
        .isInstanceOf(MemberStoreException.class)
        .hasMessageContaining("answer again");

    assertThat(mall.valuesOf(member)).doesNotContainEntry("phone", "+821055507070");
    assertThat(sync.members().answer(member, question, true)).isEqualTo(Answered.TAKEN_OVER);
    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055507070");
    assertThat(sync.members().questions(member)).isEmpty();
  }

  @Test
  void aWriteThatIsLostOnItsWayIsWrittenByTheSameOperation() {
    mall.loseWrites(2);
    assertThat(runDue()).isZero();
    assertThat(mall.valuesOf(member)).containsOnlyKeys("name");

    clock.advance(Duration.ofMinutes(1));
    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(operations()).hasSize(2);
    assertThat(operations().get(0)).isEqualTo(operations().get(1));
  }

  @Test
  void whatTheMemberEditsAfterALostAnswerStays() {
    mall.loseAnswersAfterWriting(2);
    runDue();
    mall.edit(member, "phone", Optional.of("+821000000000"));
    clock.advance(Duration.ofMinutes(1));

    runDue();

    assertThat(mall.valuesOf(member))
        .containsEntry("phone", "+821000000000")
        .containsEntry("email", "haneul@shop.example");
    assertThat(provenance(member)).containsExactly("email");
  }

  @Test
  void whatIsNeverKnownIsGivenUpAfterSevenDays() {
    for (int day = 0; day < 9 && !writes().isEmpty(); day++) {
      for (int i = 0; i < 4; i++) {
        mall.loseWrites(2);
        runDue();
        clock.advance(Duration.ofHours(6));
      }
    }
    assertThat(writes()).isEmpty();
    assertThat(mall.valuesOf(member)).containsOnlyKeys("name");
    assertThat(operations().stream().distinct()).hasSize(1);
  }

  @Test
  void whoIsToldToComeLaterComesLaterHoweverOften() {
    for (int day = 0; day < 9; day++) {
      mall.refuseNext(1, Duration.ofDays(1));
      assertThat(runDue()).isZero();
      clock.advance(Duration.ofHours(6)); // the longest that a mall's word counts
    }
    clock.advance(Duration.ofDays(7));
    mall.refuseNext(1, Duration.ofSeconds(1));
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofSeconds(1));

    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
  }

  @Test
  void aRefusalInTheMiddleLeavesTheRestForLater() {
    change("haneul", one -> one.email("late@shop.example"));
    watched.beforeNext("members.update", () -> mall.refuseNext(1, Duration.ofSeconds(5)));
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofSeconds(5));

    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member)).containsKeys("email", "phone");
    assertThat(provenance(member)).containsExactlyInAnyOrder("email", "phone");
  }

  @Test
  void whatIsApprovedInvalidOrReadOnlyIsNotTriedAgain() {
    mall.needsApproval("phone");

    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member)).doesNotContainKey("phone").containsKey("email");
    assertThat(writes()).isEmpty();
    assertThat(watched.calls("members.update")).hasSize(1);
  }

  @Test
  void aLaterSignInWaitsForTheOneBefore() {
    change("haneul", one -> one.phoneNumber("+82 10-5550-9999"));
    signIn("haneul");
    mall.refuseNext(1, Duration.ofMinutes(10));
    assertThat(runDue()).isZero();
    assertThat(mall.valuesOf(member)).containsOnlyKeys("name");
    clock.advance(Duration.ofMinutes(10));

    assertThat(runDue()).isEqualTo(2);

    assertThat(mall.valuesOf(member)).containsEntry("phone", "+821055509999");
    assertThat(writes()).isEmpty();
  }

  @Test
  @Fault("MS-05")
  void aMemberWhoIsEditedOnceMeanwhileKeepsTheEditAndGetsTheRest() {
    watched.afterNext("members.find", this::edit);

    assertThat(runDue()).isOne();

    assertThat(mall.valuesOf(member))
        .containsEntry("name", "Edit 1")
        .containsKeys("email", "phone");
  }

  @Test
  @Fault("MS-05")
  void aMemberWhoIsEditedAgainAndAgainIsPutOffAndNoEditIsLost() {
    for (int i = 0; i < 100; i++) {
      watched.afterNext("members.find", this::edit);
    }

    assertThat(runDue()).isZero();

    assertThat(watched.calls("members.update")).as("bounded").hasSize(3);
    assertThat(mall.valuesOf(member)).containsOnly(Map.entry("name", "Edit 3"));
    assertThat(writes())
        .singleElement()
        .satisfies(task -> assertThat(task.errorCode()).contains("member-changed"));
  }

  private int edits;

  private void edit() {
    mall.edit(member, "name", Optional.of("Edit " + ++edits));
  }

  private List<OperationId> operations() {
    List<OperationId> operations = new ArrayList<>();
    watched
        .calls("members.update")
        .forEach(call -> operations.add((OperationId) call.arguments().get(3)));
    return operations;
  }
}
