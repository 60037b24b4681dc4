package io.membersync.testing;

import static io.membersync.testing.ContractGate.read;
import static io.membersync.testing.MemberFixture.attribute;
import static io.membersync.testing.MemberFixture.gate;
import static io.membersync.testing.MemberFixture.nameOf;
import static io.membersync.testing.MemberFixture.named;
import static io.membersync.testing.MemberFixture.operation;
import static io.membersync.testing.MemberFixture.read;
import static io.membersync.testing.MemberFixture.someone;
import static io.membersync.testing.MemberFixture.update;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.profile.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link MemberStoreContract} asks of callers at once. */
interface MemberRaceContract extends MemberFixture {

  @Test
  default void of64UpdatesOfOneReadOneFits() {
    MemberRecord before = read(this, someone(this));
    List<UpdateReport> reports = Race.run(
        i -> update(this, before.id(), before.version(), named(this, "Mina-" + i), operation()));
    List<UpdateReport> fitting =
        reports.stream().filter(UpdateReport::versionFits).toList();
    assertEquals(1, fitting.size(), "whoever came second must be told: an edit was lost");
    assertEquals("Mina-" + reports.indexOf(fitting.get(0)), nameOf(this, before.id()));
  }

  @Test
  default void of64TimesOneOperationOneWrites() {
    MemberRecord before = read(this, someone(this));
    OperationId operation = operation();
    List<UpdateReport> reports =
        Race.run(i -> update(this, before.id(), before.version(), named(this, "Minah"), operation));
    assertEquals(1, new HashSet<>(reports).size(), "the same operation, the same answer");
    assertTrue(reports.get(0).versionFits());
    assertEquals("Minah", nameOf(this, before.id()));
  }

  @Test
  default void of16MembersOneGetsAUniqueValue() {
    for (Field<String> field : List.of(Field.EMAIL, Field.PHONE)) {
      String wanted = field.equals(Field.EMAIL) ? ContractGate.email() : ContractGate.phone();
      List<MemberId> members = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        members.add(someone(this));
      }
      List<UpdateReport> reports = Race.run(
          members.size(),
          i -> update(
              this,
              members.get(i),
              read(this, members.get(i)).version(),
              gate(this).patch(read(field, wanted)),
              operation()));
      String attribute = attribute(this, field);
      long applied = reports.stream()
          .filter(report -> report.outcomes().get(attribute) == Outcome.APPLIED)
          .count();
      long holders = members.stream()
          .filter(member -> read(this, member).value(attribute).equals(Optional.of(wanted)))
          .count();
      assertEquals(gate(this).isUnique(field) ? 1 : 16, applied, "of " + field);
      assertEquals(applied, holders, "and the members hold what the reports say");
    }
  }

  @Test
  default void editsOfManyAreNotLost() {
    MemberId member = someone(this);
    int writers = 8;
    Race.run(writers, i -> {
      while (true) {
        MemberRecord now = read(this, member);
        String name = now.value(attribute(this, Field.NAME)).orElse("") + (char) ('a' + i);
        if (update(this, member, now.version(), named(this, name), operation()).versionFits()) {
          return true;
        }
      }
    });
    String name = nameOf(this, member);
    assertEquals("Mina".length() + writers, name.length(), "every writer's letter is there");
    for (int i = 0; i < writers; i++) {
      assertTrue(name.indexOf((char) ('a' + i), 4) >= 4, "the letter of writer " + i);
    }
  }
}
