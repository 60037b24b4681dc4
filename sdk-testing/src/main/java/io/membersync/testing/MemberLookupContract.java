package io.membersync.testing;

import static io.membersync.testing.ContractGate.contact;
import static io.membersync.testing.MemberFixture.attribute;
import static io.membersync.testing.MemberFixture.gate;
import static io.membersync.testing.MemberFixture.holders;
import static io.membersync.testing.MemberFixture.read;
import static io.membersync.testing.MemberFixture.someone;
import static io.membersync.testing.MemberFixture.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@link MemberStoreContract} asks of finding members. */
interface MemberLookupContract extends MemberFixture {

  @Test
  default void aMemberIsFoundByItsId() {
    String email = ContractGate.email();
    String phone = ContractGate.phone();
    MemberId member = with(this, "\ubbf8\ub098", email, phone);
    MemberRecord found = read(this, member);
    assertEquals(member, found.id());
    assertEquals(MemberRecord.Status.ACTIVE, found.status());
    assertEquals(Optional.of("\ubbf8\ub098"), found.value(attribute(this, Field.NAME)));
    assertEquals(Optional.of(email), found.value(attribute(this, Field.EMAIL)));
    assertEquals(Optional.of(phone), found.value(attribute(this, Field.PHONE)));
    assertEquals(found.version(), read(this, member).version(), "reading changes no version");
  }

  @Test
  default void onlyTheExactIdFindsAMember() {
    MemberId member = someone(this);
    String id = member.value();
    Set<String> others = new HashSet<>(List.of(
        id + " ",
        " " + id,
        "0" + id,
        "+" + id,
        id + ".0",
        id + "\u0000",
        "x" + id,
        "no-such-member",
        id + "' OR '1'='1",
        "9007199254740993"));
    others.add(id.toUpperCase(Locale.ROOT) + "A");
    others.remove(id);
    for (String other : others) {
      assertEquals(
          Optional.empty(),
          store().find(new MemberId(other)).map(MemberRecord::id).filter(member::equals),
          "the member " + id + " must not be found as '" + other + "'");
      store()
          .find(new MemberId(other))
          .ifPresent(found ->
              assertEquals(other, found.id().value(), "a member is found by its own id only"));
    }
  }

  @Test
  default void aMissingValueIsMissing() {
    MemberId member = addMember(Map.of(attribute(this, Field.NAME), "Mina"));
    MemberRecord found = read(this, member);
    assertEquals(Optional.empty(), found.value(attribute(this, Field.EMAIL)));
    assertEquals(Optional.empty(), found.value(attribute(this, Field.PHONE)));
    assertEquals(Set.of(attribute(this, Field.NAME)), found.values().keySet());
  }

  @Test
  default void twoMembersOfOneNameAreTwo() {
    MemberId one = someone(this);
    MemberId two = someone(this);
    assertNotEquals(one, two);
    assertNotEquals(
        read(this, one).value(attribute(this, Field.EMAIL)),
        read(this, two).value(attribute(this, Field.EMAIL)));
  }

  @Test
  default void anEditChangesTheVersion() {
    MemberId member = someone(this);
    MemberRecord before = read(this, member);
    editMember(member, attribute(this, Field.NAME), Optional.of("Minah"));
    MemberRecord after = read(this, member);
    assertNotEquals(before.version(), after.version(), "the shop changed the member");
    assertEquals(Optional.of("Minah"), after.value(attribute(this, Field.NAME)));
    editMember(member, attribute(this, Field.PHONE), Optional.empty());
    assertNotEquals(after.version(), read(this, member).version());
    assertEquals(Optional.empty(), read(this, member).value(attribute(this, Field.PHONE)));
  }

  @Test
  default void everyStateIsTold() {
    for (MemberRecord.Status status : statuses()) {
      MemberId member = someone(this);
      setStatus(member, status);
      assertEquals(status, read(this, member).status());
    }
  }

  @Test
  default void aMemberIsFoundByEmail() {
    String email = ContractGate.email();
    MemberId member = with(this, "Mina", email, ContractGate.phone());
    assertEquals(List.of(member), holders(this, contact(Field.EMAIL, email)));
    assertEquals(List.of(), holders(this, contact(Field.EMAIL, ContractGate.email())), "of nobody");
  }

  @Test
  default void aMemberIsFoundByEmailInAnyLetterCase() {
    String email = ContractGate.email();
    String name = email.substring(0, email.indexOf('@'));
    String shouted = name.toUpperCase(Locale.ROOT) + email.substring(name.length());
    MemberId quiet = with(this, "Mina", email, ContractGate.phone());
    assertEquals(
        List.of(quiet),
        holders(this, contact(Field.EMAIL, shouted)),
        "a member whose address is written in another letter case becomes a second member");
    String other = ContractGate.email();
    MemberId loud = with(this, "Mina", other.toUpperCase(Locale.ROOT), ContractGate.phone());
    assertEquals(
        List.of(loud), holders(this, contact(Field.EMAIL, other)), "as the shop's own pages wrote");
  }

  @Test
  default void aMemberIsFoundByPhone() {
    String phone = ContractGate.phone();
    MemberId member = with(this, "Mina", ContractGate.email(), phone);
    assertEquals(
        List.of(member),
        holders(this, contact(Field.PHONE, phone)),
        "a store that looks up by e-mail only misses members");
    assertEquals(List.of(), holders(this, contact(Field.PHONE, ContractGate.phone())), "of nobody");
  }

  @Test
  default void aMemberWithoutEmailIsFoundByPhone() {
    String phone = ContractGate.phone();
    MemberId member =
        addMember(Map.of(attribute(this, Field.NAME), "Mina", attribute(this, Field.PHONE), phone));
    assertEquals(List.of(member), holders(this, contact(Field.PHONE, phone)));
  }

  @Test
  default void aContactIsSoughtInItsOwnAttribute() {
    String email = ContractGate.email();
    with(this, email, ContractGate.email(), ContractGate.phone());
    assertEquals(List.of(), holders(this, contact(Field.EMAIL, email)), "it is this member's name");
  }

  @Test
  default void everyHolderOfAContactIsFoundUpToTen() {
    for (Field<String> field : List.of(Field.EMAIL, Field.PHONE)) {
      boolean email = field.equals(Field.EMAIL);
      String shared = email ? ContractGate.email() : ContractGate.phone();
      ProvenContact contact = contact(field, shared);
      int most = gate(this).isUnique(field) ? 1 : 12;
      List<MemberId> holders = new ArrayList<>();
      for (int i = 1; i <= most; i++) {
        holders.add(with(
            this,
            "Mina",
            email ? shared : ContractGate.email(),
            email ? ContractGate.phone() : shared));
        List<MemberId> found = holders(this, contact);
        assertEquals(Math.min(i, 10), found.size(), i + " members hold this " + field);
        assertTrue(holders.containsAll(found), "and nobody else is named");
        assertEquals(found.size(), new HashSet<>(found).size(), "each of them once");
      }
    }
  }

  @Test
  default void aHintHidesTheContact() {
    String email = ContractGate.email();
    String phone = ContractGate.phone();
    with(this, "Mina", email, phone);
    for (ProvenContact contact :
        List.of(contact(Field.EMAIL, email), contact(Field.PHONE, phone))) {
      MemberStore.Match match = store().findByContact(contact).get(0);
      assertFalse(match.hint().isBlank(), "its owner should recognise it");
      assertFalse(match.hint().contains(contact.value()), "a hint is masked: use contact.masked()");
      assertFalse(match.hint().contains("Mina"), "a hint shows nothing else of the member");
      assertFalse(
          match.hint().contains(contact.field().equals(Field.EMAIL) ? phone : email),
          "a hint shows nothing else of the member");
    }
  }

  @Test
  default void aValueThatLooksLikeSqlFindsNobody() {
    someone(this);
    for (String email : List.of("%@example.com", "_@example.com", "o'or'1'='1@example.com")) {
      Field.EMAIL
          .fromText(email)
          .flatMap(text -> ProvenContact.of(ContractGate.value(Field.EMAIL, text)))
          .ifPresent(contact -> assertEquals(List.of(), holders(this, contact)));
    }
  }
}
