package io.membersync.testing;

import static io.membersync.testing.ContractGate.contact;
import static io.membersync.testing.ContractGate.read;
import static io.membersync.testing.ContractGate.value;
import static io.membersync.testing.MemberFixture.attribute;
import static io.membersync.testing.MemberFixture.gate;
import static io.membersync.testing.MemberFixture.holders;
import static io.membersync.testing.MemberFixture.nameOf;
import static io.membersync.testing.MemberFixture.named;
import static io.membersync.testing.MemberFixture.operation;
import static io.membersync.testing.MemberFixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.consent.GatedMember;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.profile.Field;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What MemberSync relies on in a member store that makes members: everything of {@link
 * MemberStoreContract}, and the making.
 */
public abstract class MemberCreatorContract extends MemberStoreContract {

  /** For subclasses. */
  protected MemberCreatorContract() {}

  private MemberCreator creator() {
    return assertInstanceOf(
        MemberCreator.class, store(), "a store that makes no members extends MemberStoreContract");
  }

  private Creation create(GatedMember member, OperationId operation) {
    return Race.repeating(() -> unitOfWork().execute(() -> creator().create(member, operation)));
  }

  private MemberId created(GatedMember member, OperationId operation) {
    return assertInstanceOf(Creation.Created.class, create(member, operation)).member();
  }

  private GatedMember mina(String email, String phone) {
    return gate(this)
        .member(value(Field.NAME, "Mina"), read(Field.EMAIL, email), read(Field.PHONE, phone));
  }

  @Test
  void aMadeMemberHasItsValues() {
    String email = ContractGate.email();
    GatedMember wanted = mina(email, ContractGate.phone());
    MemberId member = created(wanted, operation());
    MemberRecord found = read(this, member);
    assertEquals(ContractGate.texts(wanted.values()), new java.util.TreeMap<>(found.values()));
    assertEquals(MemberRecord.Status.ACTIVE, found.status());
    assertEquals(List.of(member), holders(this, contact(Field.EMAIL, email)));
  }

  @Test
  void aMadeMemberMayLackAContact() {
    MemberId member = created(gate(this).member(value(Field.NAME, "Mina")), operation());
    assertEquals("Mina", nameOf(this, member));
    assertTrue(read(this, member).value(attribute(this, Field.PHONE)).isEmpty());
  }

  @Test
  void aMadeMemberCanBeUpdated() {
    MemberId member = created(mina(ContractGate.email(), ContractGate.phone()), operation());
    MemberRecord before = read(this, member);
    assertTrue(
        MemberFixture.update(this, member, before.version(), named(this, "Minah"), operation())
            .versionFits());
    assertEquals("Minah", nameOf(this, member));
  }

  @Test
  void oneOperationMakesOneMember() {
    String phone = ContractGate.phone();
    GatedMember wanted = mina(ContractGate.email(), phone);
    OperationId operation = operation();
    MemberId member = created(wanted, operation);
    assertEquals(
        member,
        created(wanted, operation),
        "an answer that was lost on its way is given again; nobody is made twice");
    assertEquals(List.of(member), holders(this, contact(Field.PHONE, phone)));
  }

  @Test
  void twoOperationsMakeTwoMembers() {
    MemberId one = created(mina(ContractGate.email(), ContractGate.phone()), operation());
    MemberId two = created(mina(ContractGate.email(), ContractGate.phone()), operation());
    assertNotEquals(one, two);
  }

  @Test
  void aUniqueValueOfAnotherMemberIsTaken() {
    for (Field<String> field : List.of(Field.EMAIL, Field.PHONE)) {
      String email = ContractGate.email();
      String phone = ContractGate.phone();
      MemberId holder = created(mina(email, phone), operation());
      boolean isEmail = field.equals(Field.EMAIL);
      GatedMember wanted =
          mina(isEmail ? email : ContractGate.email(), isEmail ? ContractGate.phone() : phone);
      OperationId operation = operation();
      Creation creation = create(wanted, operation);
      if (!gate(this).isUnique(field)) {
        assertInstanceOf(Creation.Created.class, creation, field + " is not unique");
        continue;
      }
      assertEquals(new Creation.Taken(attribute(this, field)), creation);
      assertEquals(List.of(holder), holders(this, contact(field, isEmail ? email : phone)));
      MemberId other = created(wanted.without(attribute(this, field)), operation);
      assertNotEquals(holder, other);
      assertTrue(read(this, other).value(attribute(this, field)).isEmpty());
    }
  }

  @Test
  void aTakenValueDoesNotEndTheUnit() {
    String email = ContractGate.email();
    created(mina(email, ContractGate.phone()), operation());
    GatedMember wanted = mina(email, ContractGate.phone());
    MemberId member = Race.repeating(() -> unitOfWork().execute(() -> {
      Creation first = creator().create(wanted, operation());
      return assertInstanceOf(
              Creation.Created.class,
              first instanceof Creation.Taken taken
                  ? creator().create(wanted.without(taken.attribute()), operation())
                  : first)
          .member();
    }));
    assertEquals("Mina", nameOf(this, member));
  }

  @Test
  void aMadeMemberRollsBackWithItsUnit() {
    String phone = ContractGate.phone();
    GatedMember wanted = mina(ContractGate.email(), phone);
    OperationId operation = operation();
    assertThrows(
        Interrupted.class,
        () -> unitOfWork().execute(() -> {
          Creation creation = creator().create(wanted, operation);
          MemberId made = assertInstanceOf(Creation.Created.class, creation).member();
          assertEquals("Mina", nameOf(this, made), "seen by the unit itself");
          throw new Interrupted();
        }));
    assertEquals(
        List.of(),
        holders(this, contact(Field.PHONE, phone)),
        "the store does not take part in the unit");
    MemberId member = created(wanted, operation);
    assertEquals(List.of(member), holders(this, contact(Field.PHONE, phone)));
  }

  @Test
  void of64TimesOneOperationOneMemberIsMade() {
    String phone = ContractGate.phone();
    GatedMember wanted = mina(ContractGate.email(), phone);
    OperationId operation = operation();
    List<MemberId> members = Race.run(i -> created(wanted, operation));
    assertEquals(1, new HashSet<>(members).size(), "all callers are told the same member");
    assertEquals(
        List.of(members.get(0)),
        holders(this, contact(Field.PHONE, phone)),
        "and there is no other");
  }

  @Test
  void of16MembersOneIsMadeWithAUniqueValue() {
    for (Field<String> field : List.of(Field.EMAIL, Field.PHONE)) {
      boolean isEmail = field.equals(Field.EMAIL);
      String email = ContractGate.email();
      String phone = ContractGate.phone();
      List<Creation> creations = Race.run(
          16,
          i -> create(
              mina(isEmail ? email : ContractGate.email(), isEmail ? ContractGate.phone() : phone),
              operation()));
      long made = creations.stream().filter(Creation.Created.class::isInstance).count();
      assertEquals(gate(this).isUnique(field) ? 1 : 16, made, "of " + field);
      assertEquals(
          Math.min(made, 10),
          holders(this, contact(field, isEmail ? email : phone)).size());
      if (gate(this).isUnique(field)) {
        assertEquals(
            15,
            creations.stream()
                .filter(new Creation.Taken(attribute(this, field))::equals)
                .count());
      }
    }
  }
}
