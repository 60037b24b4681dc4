package io.membersync.testing;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the tests of {@link MemberStoreContract} share. */
interface MemberFixture {
  MemberStore store();

  UnitOfWork unitOfWork();

  FieldMapping mapping();

  MemberId addMember(Map<String, String> values);

  void editMember(MemberId member, String attribute, Optional<String> value);

  Set<MemberRecord.Status> statuses();

  void setStatus(MemberId member, MemberRecord.Status status);

  /** Who stands under this test's own exception. */
  final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static ContractGate gate(MemberFixture fixture) {
    return new ContractGate(fixture.mapping());
  }

  static String attribute(MemberFixture fixture, Field<?> field) {
    return gate(fixture).attribute(field);
  }

  /** A member with a name and contacts of its own. */
  static MemberId someone(MemberFixture fixture) {
    return with(fixture, "Mina", ContractGate.email(), ContractGate.phone());
  }

  static MemberId with(MemberFixture fixture, String name, String email, String phone) {
    return fixture.addMember(Map.of(
        attribute(fixture, Field.NAME), name,
        attribute(fixture, Field.EMAIL), email,
        attribute(fixture, Field.PHONE), phone));
  }

  static GatedPatch named(MemberFixture fixture, String name) {
    return gate(fixture).patch(ContractGate.value(Field.NAME, name));
  }

  static OperationId operation() {
    return new OperationId("operation-" + UUID.randomUUID());
  }

  static MemberRecord read(MemberFixture fixture, MemberId member) {
    return fixture
        .store()
        .find(member)
        .orElseThrow(() -> new AssertionError("find(…) does not find a member that is there"));
  }

  static String nameOf(MemberFixture fixture, MemberId member) {
    return read(fixture, member).value(attribute(fixture, Field.NAME)).orElse("");
  }

  static List<MemberId> holders(MemberFixture fixture, ProvenContact contact) {
    return fixture.store().findByContact(contact).stream()
        .map(MemberStore.Match::member)
        .toList();
  }

  /** Updates in a unit of its own, run again after a conflict as MemberSync does. */
  static UpdateReport update(
      MemberFixture fixture,
      MemberId member,
      Version seen,
      GatedPatch patch,
      OperationId operation) {
    return Race.repeating(() ->
        fixture.unitOfWork().execute(() -> fixture.store().update(member, seen, patch, operation)));
  }
}
