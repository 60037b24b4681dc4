package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Console;
import io.membersync.Members.ImportReport;
import io.membersync.Members.RowFault;
import io.membersync.Members.RowFault.Reason;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.records.Records;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identities of an older login, in and out as a file; and the operator's commands for it. */
class IdentityFileRoadTest extends LinkFixture {
  private final List<RowFault> faults = new ArrayList<>();

  @BeforeEach
  void noFaultsYet() {
    faults.clear();
  }

  @Test
  void aFileOfAnOlderLoginMakesWaysInAndCanBeRunAgain() throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    MemberId two = members.add(Map.of("name", "Two"));
    String file = "\ufeffmember,provider,subject\r\n"
        + one + ",kakao," + subject("haneul") + "\r\n"
        + "\r\n"
        + "{\"member\":\"" + two + "\",\"provider\":\"kakao-old\",\"subject\":\"a\\\"b\"}\r\n"
        + "\"" + two + "\",\"kakao\",\"quoted \"\"subject\"\", with a comma\"\r\n";

    ImportReport report = read(file);

    assertThat(report.linked()).isEqualTo(3);
    assertThat(report.faults()).isZero();
    assertThat(report.stopped()).isEmpty();
    assertThat(events).as("listeners are not told of a file").isEmpty();
    assertThat(memberOf(signIn("haneul"))).isEqualTo(one);
    assertThat(sync.members().find(two).orElseThrow().identities())
        .extracting(Records.Identity::subject)
        .containsExactlyInAnyOrder("a\"b", "quoted \"subject\", with a comma");

    ImportReport again = read(file);
    assertThat(again.linked()).isZero();
    assertThat(again.already()).isEqualTo(3);
    assertThat(faults).isEmpty();
  }

  @Test
  void eachLineThatIsNotImportedIsToldWithItsReason() throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    MemberId owner = signUp("haneul");
    String file = String.join(
        "\n",
        one + ",kakao",
        one + ",naver,1",
        "nobody,kakao,1",
        one + ",kakao," + subject("haneul"),
        one + ",kakao,\"1",
        one + ",kakao,",
        "{\"member\":\"" + one + "\"}",
        one + ",kakao," + "9".repeat(256),
        one + ",kakao,7.0E+09",
        one + " , kakao , 77 ");

    ImportReport report = read(file);

    assertThat(report.linked()).isOne();
    assertThat(report.faults()).isEqualTo(9);
    assertThat(report.nextLine()).isEqualTo(11);
    assertThat(faults)
        .containsExactly(
            new RowFault(1, Reason.MALFORMED),
            new RowFault(2, Reason.NO_PROVIDER),
            new RowFault(3, Reason.NO_MEMBER),
            new RowFault(4, Reason.ANOTHER_MEMBER),
            new RowFault(5, Reason.MALFORMED),
            new RowFault(6, Reason.MALFORMED),
            new RowFault(7, Reason.MALFORMED),
            new RowFault(8, Reason.MALFORMED),
            new RowFault(9, Reason.MALFORMED));
    assertThat(sync.members().find(one).orElseThrow().identities())
        .extracting(Records.Identity::subject)
        .containsExactly("77");
    assertThat(memberOf(signIn("haneul"))).as("nothing is moved").isEqualTo(owner);
  }

  @Test
  void anIdThatLooksLikeASpreadsheetsNumberGoesInAndOutInQuotes() throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    assertThat(read(one + ",kakao,\"7.0E+09\"\n" + one + ",kakao,12E34\n").linked())
        .isEqualTo(2);

    StringWriter out = new StringWriter();
    sync.members().exportIdentities(out, true);

    assertThat(out.toString()).contains(",kakao,\"7.0E+09\"").contains(",kakao,12E34");
    assertThat(read(out.toString()).already()).isEqualTo(2);
  }

  @Test
  void aDryRunSaysWhatWouldHappenAndChangesNothing() throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    watched.forget();

    ImportReport report = sync.members()
        .importIdentities(
            new StringReader(one + ",kakao,1\n" + one + ",kakao,2\n" + one + ",kakao,1\n"),
            1,
            true,
            faults::add);

    assertThat(report.linked()).isEqualTo(2);
    assertThat(faults).containsExactly(new RowFault(3, Reason.TWICE_IN_FILE));
    assertThat(watched.calls("identities.link")).isEmpty();
    assertThat(watched.calls("identities.addPerson")).isEmpty();
  }

  @Test
  void anImportThatADeadDatabaseEndsGoesOnWhereItStopped() throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    String file = one + ",kakao,1\n" + one + ",kakao,2\n" + one + ",kakao,3\n";
    watched.afterNext(
        "identities.link",
        () -> watched.beforeNext("identities.link", () -> {
          throw MemberStoreException.unavailable("store-unavailable", "the database has gone");
        }));

    ImportReport stopped = read(file);

    assertThat(stopped.stopped()).contains("store-unavailable");
    assertThat(stopped.nextLine()).isEqualTo(2);
    assertThat(stopped.linked()).isOne();
    ImportReport rest = sync.members()
        .importIdentities(new StringReader(file), stopped.nextLine(), false, faults::add);
    assertThat(rest.linked()).isEqualTo(2);
    assertThat(sync.members().find(one).orElseThrow().identities()).hasSize(3);
  }

  @Test
  void whatIsExportedCanBeImportedIntoEmptyBooks(@TempDir Path folder) throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    for (int i = 0; i < 1_203; i++) {
      sync.members()
          .knownAs(one, i % 2 == 0 ? OLD : io.membersync.provider.kakao.Kakao.ID, "{\"," + i);
    }
    for (String name : List.of("ways.csv", "ways.jsonl")) {
      Path file = folder.resolve(name);
      assertThat(console("export-identities", file.toString())).isEqualTo("0 exported 1203\n");
      var empty = open(shop().provider(oldKakao()).shop(new ShopId(name.replace(".", "-"))));

      StringWriter printed = new StringWriter();
      int code = Console.run(
          empty, new String[] {"import-identities", file.toString()}, new PrintWriter(printed));

      assertThat(printed.toString()).isEqualTo("linked 1203, there already 0, faults 0\n");
      assertThat(code).isZero();
      assertThat(empty.members().find(one).orElseThrow().identities()).hasSize(1_203);
    }
  }

  @Test
  void theConsoleTellsByItsExitCodeHowItWentAndPrintsNoIdentity(@TempDir Path folder)
      throws IOException {
    MemberId one = members.add(Map.of("name", "One"));
    Path file = folder.resolve("old.csv");
    Files.writeString(file, one + ",kakao,900111\nnobody-7,kakao,900222\n");

    assertThat(console("import-identities", file.toString(), "--dry-run"))
        .isEqualTo("1 line 2: no member\nwould link 1, there already 0, faults 1\n");
    assertThat(console("import-identities", file.toString(), "--from=2"))
        .isEqualTo("1 line 2: no member\nlinked 0, there already 0, faults 1\n");
    assertThat(console("import-identities", file.toString()))
        .startsWith("1 line 2: no member\nlinked 1")
        .doesNotContain("9001", "9002", "nobody-7");
    assertThat(console("import-identities", folder.resolve("none").toString()))
        .isEqualTo("3 there is no such file\n");
    assertThat(console("export-identities", file.toString()))
        .isEqualTo("3 the file is there already; name a new one\n");
    for (String[] wrong : List.of(
        new String[] {},
        new String[] {"help"},
        new String[] {"import-identities"},
        new String[] {"import-identities", file.toString(), "--from=0"},
        new String[] {"export-identities", "--dry-run"})) {
      assertThat(console(wrong)).startsWith("2 ").contains("import-identities FILE");
    }
    watched.beforeNext("identities.find", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "gone");
    });
    assertThat(console("import-identities", file.toString()))
        .startsWith("3 ")
        .contains("stopped by store-unavailable; go on with --from=1");
  }

  @Test
  void aPrinterThatFailsIsTheCallersAffair() {
    signUp("haneul");
    Appendable broken = new StringWriter() {
      @Override
      public StringWriter append(CharSequence text) {
        throw new java.io.UncheckedIOException(new IOException("full"));
      }
    };

    assertThatThrownBy(() -> sync.members().exportIdentities(broken, true))
        .isInstanceOf(java.io.UncheckedIOException.class);
  }

  private ImportReport read(String file) throws IOException {
    return sync.members().importIdentities(new StringReader(file), 1, false, faults::add);
  }

  private String subject(String person) {
    return String.valueOf(kakao.person(person).id());
  }

  private String console(String... args) {
    StringWriter out = new StringWriter();
    int code = Console.run(sync, args, new PrintWriter(out));
    return code + " " + out.toString().replace(System.lineSeparator(), "\n");
  }
}
