package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The pretend mall keeps the contract of a store, but for the transactions; and has its whims. */
class PretendMallTest {
  abstract static class AsAStore extends MemberStoreContract {
    private final FieldMapping mapping;
    private final PretendMall mall;

    AsAStore(FieldMapping mapping) {
      this.mapping = mapping;
      this.mall = new PretendMall(mapping);
      mall.allowEverything(); // the contract's tests write names
    }

    @Override
    public MemberStore store() {
      return mall;
    }

    @Override
    public UnitOfWork unitOfWork() {
      return Records.inMemory().unitOfWork();
    }

    @Override
    public FieldMapping mapping() {
      return mapping;
    }

    @Override
    public MemberId addMember(Map<String, String> values) {
      return mall.add(values);
    }

    @Override
    public void editMember(MemberId member, String attribute, Optional<String> value) {
      mall.edit(member, attribute, value);
    }

    @Override
    public Set<MemberRecord.Status> statuses() {
      return Set.of(MemberRecord.Status.values());
    }

    @Override
    public void setStatus(MemberId member, MemberRecord.Status status) {
      mall.setStatus(member, status);
    }
  }

  @Nested
  class WithoutUniqueAttributes extends AsAStore {
    WithoutUniqueAttributes() {
      super(InMemoryMemberStoreTest.PLAIN);
    }
  }

  @Nested
  class WithUniqueAttributes extends AsAStore {
    WithUniqueAttributes() {
      super(InMemoryMemberStoreTest.STRICT);
    }
  }

  private final PretendMall mall = new PretendMall(FieldMapping.basic());
  private final ContractGate gate = new ContractGate(FieldMapping.basic());

  @Test
  void aPersonIsOneMemberAndTheEventComesWhenItIsDelivered() {
    PersonId person = new PersonId(UUID.randomUUID());
    MemberId member = mall.logIn(person, Map.of("name", "Mina"));
    assertThat(mall.logIn(person, Map.of("name", "Other"))).isEqualTo(member);
    assertThat(mall.count()).isOne();
    List<String> told = new ArrayList<>();

    assertThat(mall.deliver((who, id) -> told.add(who + " " + id))).isOne();
    assertThat(mall.deliver((who, id) -> told.add("again"))).isZero();
    mall.deliverAgain((who, id) -> told.add(who + " " + id));

    assertThat(told).containsExactly(person + " " + member, person + " " + member);
    assertThat(mall.valuesOf(member)).containsExactly(Map.entry("name", "Mina"));
  }

  @Test
  void theNameIsReadOnlyAndTheOthersAreWrittenOneByOne() {
    MemberId member = mall.add(Map.of("name", "Mina"));
    mall.needsApproval("phone");

    assertThat(update(member, "one"))
        .containsOnly(
            Map.entry("name", Outcome.READ_ONLY),
            Map.entry("email", Outcome.APPLIED),
            Map.entry("phone", Outcome.NEEDS_APPROVAL));
  }

  @Test
  void aLostAnswerIsKnownWhenTheSameOperationAsksAgain() {
    MemberId member = mall.add(Map.of("name", "Minah"));
    mall.loseAnswersAfterWriting(2);
    assertThat(update(member, "one")).containsEntry("email", Outcome.UNKNOWN);
    assertThat(mall.valuesOf(member)).containsKey("email");
    mall.edit(member, "email", Optional.of("other@shop.example"));

    assertThat(update(member, "one")).containsEntry("email", Outcome.APPLIED);

    assertThat(mall.valuesOf(member)).containsEntry("email", "other@shop.example");
  }

  @Test
  void aRefusalSaysWhenToComeAgain() {
    MemberId member = mall.add(Map.of());
    mall.refuseNext(1, Duration.ofSeconds(7));

    assertThatThrownBy(() -> mall.find(member))
        .isInstanceOfSatisfying(
            MemberStoreException.class,
            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
    assertThat(mall.find(member)).isPresent();
    assertThat(mall.calls()).isEqualTo(2);
  }

  private Map<String, Outcome> update(MemberId member, String operation) {
    return mall.update(
            member,
            mall.find(member).orElseThrow().version(),
            gate.patch(
                ContractGate.value(Field.NAME, "Minah"),
                ContractGate.value(Field.EMAIL, "minah@shop.example"),
                ContractGate.value(Field.PHONE, "+821055501234")),
            new OperationId(operation))
        .outcomes();
  }
}
