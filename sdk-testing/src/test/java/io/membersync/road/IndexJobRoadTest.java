package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Console;
import io.membersync.MemberSync;
import io.membersync.Members.IndexProgress;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.records.Records;
import io.membersync.testsupport.AtOnce;
import io.membersync.testsupport.Logged;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The job that builds the contact index, and the operator's command for it. */
class IndexJobRoadTest extends IndexFixture {
  private static final Duration A_PAGE = Duration.ofNanos(1);

  @Test
  void aPassReadsEverybodyAndTellsHowFarItIs() {
    add(1_203);

    IndexProgress end = build();

    assertThat(told)
        .extracting(IndexProgress::members)
        .containsExactly(500L, 1_000L, 1_203L, 1_203L);
    assertThat(told).extracting(IndexProgress::ended).containsExactly(false, false, false, true);
    assertThat(end.total()).contains(1_203L);
    assertThat(end.unreadable()).isZero();
    assertThat(end.pass()).isOne();
    assertThat(entries()).isEqualTo(1_203);
  }

  @Test
  void aPassThatWasInterruptedGoesOnWhereItWasOnAnyNode() {
    add(1_203);
    old(ODD_PHONE);
    IndexProgress first = sync.members().indexContacts(A_PAGE, told::add);
    assertThat(first.ended()).isFalse();
    assertThat(first.members()).isEqualTo(500);

    MemberSync other = open(shop().contactIndex());
    IndexProgress second = other.members().indexContacts(A_PAGE, told::add);
    assertThat(second.members()).isEqualTo(1_000);
    IndexProgress end = build();

    assertThat(end.pass()).isOne();
    assertThat(end.members()).isEqualTo(1_204);
    assertThat(watched.calls("members.list")).hasSize(4);
    assertFound("haneul");
  }

  @Test
  void aPageThatFailsInItsMiddleIsReadAgain() {
    add(700);
    watched.afterNext("contacts.add", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "the database has gone");
    });

    assertThatThrownBy(this::build).isInstanceOf(MemberStoreException.class);
    assertThat(entries()).as("nothing of the page is there").isZero();
    assertThat(pass().orElseThrow().position()).isEmpty();

    assertThat(build().members()).isEqualTo(700);
    assertThat(entries()).isEqualTo(700);
  }

  @Test
  void twoNodesShareAPass() throws Exception {
    add(3_100);
    MemberSync other = open(shop().contactIndex());

    List<IndexProgress> ends = AtOnce.call(
        () -> sync.members().indexContacts(Duration.ofMinutes(1), progress -> {}),
        () -> other.members().indexContacts(Duration.ofMinutes(1), progress -> {}));

    assertThat(ends).allMatch(IndexProgress::ended);
    // The slower may have come when the faster had ended, and has made a pass of its own then.
    Records.IndexPass last = pass().orElseThrow();
    assertThat(last.members()).as("nobody was counted twice").isEqualTo(3_100);
    assertThat(last.endedAt()).isPresent();
    assertThat(entries()).isEqualTo(3_100);
  }

  @Test
  void membersWhoJoinWhileItRunsAreReadToo() {
    add(600);
    watched.afterNext("members.list", () -> old(ODD_PHONE));

    assertThat(build().members()).isEqualTo(601);

    assertFound("haneul");
  }

  @Test
  void aContactThatIsNoneIsCountedAndNamedByItsMemberAndStopsNothing() {
    MemberId odd = members.add(Map.of("phone", "ask my mother", "email", "haneul@shop.example"));
    members.add(Map.of("phone", " ", "name", "Without"));

    IndexProgress end = build();

    assertThat(end.unreadable()).isOne();
    assertThat(told.get(0).unreadableNow()).containsExactly(odd);
    assertThat(end.unreadableNow()).isEmpty();
    assertFound("haneul"); // by what can be read of the row
  }

  @Test
  void whatCannotBeReadForANightIsNotForgotten() {
    MemberId old = old(ODD_PHONE);
    build();
    members.edit(old, "phone", Optional.of("#*!?"));
    assertThat(nightly().unreadable()).isOne();
    sync.members().changed(old);
    members.edit(old, "phone", Optional.of(ODD_PHONE)); // the shop's cipher works again

    assertFound("haneul");
  }

  @Test
  void aPassEndsWithWhatIsNotHeldAnyMoreBeingDeleted() {
    List<MemberId> all = add(2_500);
    build();
    all.subList(0, 2_100).forEach(members::remove);

    String log = Logged.during(this::nightly);

    assertThat(entries()).isEqualTo(400);
    assertThat(log).contains("pass 2 has read 400 members").doesNotContain("5550");
  }

  @Test
  void whatWasSeenWithinTheHourBeforeAPassIsLeftToTheNextOne() {
    MemberId old = old(ODD_PHONE);
    add(1);
    build();
    members.remove(old);
    clock.advance(Duration.ofMinutes(59));
    build();
    assertThat(entries()).as("clocks of nodes differ").isEqualTo(2);
    clock.advance(Duration.ofMinutes(59));
    build();
    assertThat(entries()).isOne();
  }

  @Test
  void aStoreThatSuddenlyListsNobodyEmptiesNoIndex() {
    MemberId old = old(ODD_PHONE);
    build();
    members.remove(old);

    String log = Logged.during(this::nightly);

    assertThat(entries()).isOne();
    assertThat(pass().orElseThrow().endedAt()).isPresent();
    assertThat(log).contains("has listed 0 members of 0").contains("nothing is deleted");
  }

  @Test
  void deletingIsInterruptedAndGoesOnToo() {
    add(2_500).forEach(members::remove);
    add(1);
    for (int i = 0; i < 2_500; i += 500) {
      books
          .contacts()
          .add(
              SHOP,
              IntStream.range(i, i + 500)
                  .mapToObj(n -> new Records.Contact(new MemberId("gone" + n), "hash" + n))
                  .toList(),
              clock.instant().minus(Duration.ofDays(2)));
    }
    int calls = 0;
    while (!sync.members().indexContacts(A_PAGE, told::add).ended()) {
      assertThat(++calls).isLessThan(10);
    }
    assertThat(calls).isEqualTo(3); // a page, and two thousand rows
    assertThat(entries()).isOne();
    assertThat(pass().orElseThrow().number()).isOne();
  }

  @Test
  void aPassThatHasReadNobodyOrFarTooFewCountsForNothing() {
    String log = Logged.during(() -> assertThat(build().members()).isZero());
    assertThat(log).contains("has listed 0 members of 0");
    assertThat(pass().orElseThrow().complete())
        .as("the store is asked as before")
        .isEmpty();

    List<MemberId> all = add(1_500);
    watched.afterNext("members.list", () -> all.subList(500, 1_500).forEach(members::remove));
    log = Logged.during(() -> assertThat(build().members()).isEqualTo(500));
    assertThat(log).contains("has listed 500 members of 1500");
    assertThat(pass().orElseThrow().complete()).isEmpty();

    assertThat(build().members()).isEqualTo(500);
    assertThat(pass().orElseThrow().complete()).isPresent();
  }

  @Test
  void withoutAnIndexThereIsNothingToBuild() {
    MemberSync without = open(shop());
    assertThatThrownBy(() -> without.members().indexContacts(A_PAGE, told::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("contactIndex()");
    assertThatThrownBy(() -> sync.members().indexContacts(Duration.ZERO, told::add))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            books.unitOfWork().execute(() -> sync.members().indexContacts(A_PAGE, told::add)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open transaction");
  }

  @Test
  void theCommandTellsByItsExitCodeHowItWentAndPrintsNoContact() {
    add(1_203);
    assertThat(console("index-contacts"))
        .isEqualTo("0 indexed all: 1203 of 1203 members, unreadable 0\n");

    MemberId odd = old("ask my mother");
    assertThat(console("index-contacts", "--minutes=5"))
        .isEqualTo("1 member " + odd + ": a contact cannot be read\n"
            + "indexed all: 1204 of 1204 members, unreadable 1\n");

    assertThat(console("index-contacts", "--minutes=0")).startsWith("2 ").contains("--minutes");
    assertThat(console("index-contacts", "now")).startsWith("2 ");
    watched.beforeNext("members.list", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "gone");
    });
    assertThat(console("index-contacts"))
        .isEqualTo("3 the database does not answer: store-unavailable\n");
    sync = open(shop());
    assertThat(console("index-contacts")).startsWith("3 ").contains("contactIndex()");
  }

  private List<MemberId> add(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> members.add(Map.of("phone", String.format("010-9%03d-%04d", i / 100, i))))
        .collect(Collectors.toList());
  }

  /** How many rows the index has: they are deleted, counted, and there again. */
  private int entries() {
    int[] counted = {0};
    assertThatThrownBy(() -> books.unitOfWork().execute(() -> {
          counted[0] = books.contacts().removeSeenBefore(SHOP, Instant.MAX, 1_000_000);
          throw new IllegalStateException("counted");
        }))
        .hasMessage("counted");
    return counted[0];
  }

  /** What it prints, without the lines of progress that come every five seconds. */
  private String console(String... args) {
    StringWriter out = new StringWriter();
    int code = Console.run(sync, args, new PrintWriter(out));
    String text = out.toString().replace(System.lineSeparator(), "\n");
    return code + " " + text.replaceAll("(?m)^indexed \\d.*\n", "");
  }
}
