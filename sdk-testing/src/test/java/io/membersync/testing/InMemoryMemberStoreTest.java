package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InMemoryMemberStoreTest {
  static final FieldMapping PLAIN = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .map(Field.PHONE, "phone")
      .map(Field.BIRTH_YEAR, "birth_year")
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.GENDER, "gender");
  static final FieldMapping STRICT = FieldMapping.none()
      .map(Field.NAME, "mb_name")
      .map(Field.EMAIL, "mb_email")
      .unique()
      .map(Field.PHONE, "mb_hp")
      .unique();

  abstract static class InMemory extends MemberCreatorContract implements MemberListingContract {
    private final FieldMapping mapping;
    private final InMemoryMemberStore store;

    InMemory(FieldMapping mapping) {
      this.mapping = mapping;
      this.store = new InMemoryMemberStore(mapping);
    }

    @Override
    public MemberStore store() {
      return store;
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
      return store.add(values);
    }

    @Override
    public void editMember(MemberId member, String attribute, Optional<String> value) {
      store.edit(member, attribute, value);
    }

    @Override
    public Set<MemberRecord.Status> statuses() {
      return Set.of(MemberRecord.Status.values());
    }

    @Override
    public void setStatus(MemberId member, MemberRecord.Status status) {
      store.setStatus(member, status);
    }
  }

  @Nested
  class WithoutUniqueAttributes extends InMemory {
    WithoutUniqueAttributes() {
      super(PLAIN);
    }
  }

  @Nested
  class WithUniqueAttributes extends InMemory {
    WithUniqueAttributes() {
      super(STRICT);
    }
  }

  @Test
  void theEntryReachesTheMember() {
    InMemoryMemberStore store = new InMemoryMemberStore();
    Creation creation = store.create(
        new ContractGate(FieldMapping.basic()).member(ContractGate.value(Field.NAME, "Mina")),
        new OperationId("one"));
    MemberId member = ((Creation.Created) creation).member();
    assertThat(store.entryOf(member)).contains("store12");
    assertThat(store.valuesOf(member)).containsExactly(Map.entry("name", "Mina"));
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void aShopMakesNoTwoMembersWithOneUniqueValue() {
    InMemoryMemberStore store = new InMemoryMemberStore(STRICT);
    MemberId one = store.add(Map.of("mb_email", "one@example.com"));
    MemberId two = store.add(Map.of("mb_email", "two@example.com"));
    assertThatThrownBy(() -> store.add(Map.of("mb_email", "one@example.com")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mb_email")
        .hasMessageNotContaining("one@example.com");
    assertThatThrownBy(() -> store.edit(two, "mb_email", Optional.of("one@example.com")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.valuesOf(two)).containsEntry("mb_email", "two@example.com");
    store.edit(one, "mb_email", Optional.of("one@example.com"));
    store.edit(one, "mb_email", Optional.empty());
    store.edit(two, "mb_email", Optional.of("one@example.com"));
    assertThat(store.count()).isEqualTo(2);
  }

  @Test
  void whatTheStoreDoesRollsBackWithTheRecords() {
    InMemoryMemberStore store = new InMemoryMemberStore();
    Records records = Records.inMemory();
    assertThatThrownBy(() -> records.unitOfWork().execute(() -> {
          store.add(Map.of("name", "Mina"));
          assertThat(store.count()).isEqualTo(1);
          throw new IllegalStateException("stop");
        }))
        .hasMessage("stop");
    assertThat(store.count()).isZero();
  }
}
