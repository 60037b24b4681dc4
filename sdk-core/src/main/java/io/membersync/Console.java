package io.membersync;

import io.membersync.MemberSync.Switches.Position;
import io.membersync.Members.ImportReport;
import io.membersync.Members.IndexProgress;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Commands for an operator, to be called from the shop's own {@code main}. They print no identity, no
 * contact and no secret; faults are told by line number, or by the member's id.
 */
public final class Console {
  private static final String USAGE = """
      import-identities FILE [--dry-run] [--from=LINE]
        Links identities that the shop knows from an older login: lines of CSV
        (member,provider,subject) or of JSON with these three members. A line that
        was imported before is left as it is, so the file can be run again.
      export-identities FILE
        Writes the ways in of all members to a new file: CSV if it ends in .csv,
        otherwise lines of JSON.
      index-contacts [--minutes=NUMBER]
        Reads all members into the contact index, or goes on with a reading that
        was interrupted. Each reading ends with a line that says so; without
        a number of minutes this one is not interrupted.
      switch [PROVIDER on|hidden|off]
        Switches a provider: in use; not offered, while everything under way goes on;
        or not used for signing in. Then, or alone, prints how all of them stand.
      reconcile PROVIDER [--after=PLACE]
        Asks the provider about the shop's links and prints those that it knows no more, as a
        lost notice would have told. Changes nothing; where it stops early, it says where to go on.
      confirm-unlinked PROVIDER MEMBER...
        Ends these links, as that notice would have, if the provider still does not know them;
        person=ID in place of a member who is not made yet.
      doctor [--probe]
        Tells what is wrong or doubtful in the set-up, one finding a line, and what must be
        set in the providers' consoles. Calls nobody; with --probe it then calls every
        provider, within ten seconds, and tells whether sign-ins can begin there.
      """;
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final String AFTER = "--after=";
  private static final String PERSON = "person=";
  private static final int PAGE = 1_000;
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private Console() {}

  /**
   * Runs a command.
   *
   * @param args the command and what it needs; see what it prints without any
   * @return the exit code: 0 all done; 1 some lines or members have faults, the
   *     doctor finds more than advice, the answer is no, or something is open; 2 the command is not
   *     understood; 3 it could not be done, or not to its end
   */
  public static int run(MemberSync sync, String[] args, PrintWriter out) {
    int code;
    try {
      code = switch (args.length == 0 ? "" : args[0]) {
        case "import-identities" -> importIdentities(sync, args, out);
        case "export-identities" -> exportIdentities(sync, args, out);
        case "index-contacts" -> indexContacts(sync, args, out);
        case "switch" -> switchProvider(sync, args, out);
        case "reconcile", "confirm-unlinked" -> links(sync, args, out);
        case "doctor" -> doctor(sync, args, out);
        default -> ConsentConsole.run(sync, args, out).orElseGet(() -> usage(out));
      };
    } catch (NoSuchFileException e) {
      out.println("there is no such file");
      code = 3;
    } catch (FileAlreadyExistsException e) {
      out.println("the file is there already; name a new one");
      code = 3;
    } catch (IOException e) {
      out.println("the file cannot be read or written: " + e.getClass().getName());
      code = 3;
    } catch (MemberStoreException e) {
      out.println("the database does not answer: " + e.code());
      code = 3;
    }
    out.flush();
    return code;
  }

  private static int usage(PrintWriter out) {
    out.print(USAGE + ConsentConsole.USAGE);
    return 2;
  }

  private static Optional<Path> path(String[] args) {
    try {
      return args.length > 1 && !args[1].startsWith("--")
          ? Optional.of(Path.of(args[1]))
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static int importIdentities(MemberSync sync, String[] args, PrintWriter out)
      throws IOException {
    boolean dryRun = false;
    long from = 1;
    for (int i = 2; i < args.length; i++) {
      if (args[i].equals("--dry-run")) {
        dryRun = true;
      } else if (args[i].matches("--from=[1-9][0-9]{0,17}")) {
        from = Long.parseLong(args[i].substring("--from=".length()));
      } else {
        return usage(out);
      }
    }
    Optional<Path> path = path(args);
    if (path.isEmpty()) {
      return usage(out);
    }
    ImportReport report;
    try (Reader file = Files.newBufferedReader(path.get())) {
      report = sync.members()
          .importIdentities(
              file,
              from,
              dryRun,
              fault -> out.println("line " + fault.line() + ": "
                  + fault.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
    out.println((dryRun ? "would link " : "linked ") + report.linked() + ", there already "
        + report.already() + ", faults " + report.faults());
    if (report.stopped().isPresent()) {
      out.println(
          "stopped by " + report.stopped().get() + "; go on with --from=" + report.nextLine());
      return 3;
    }
    return report.faults() > 0 ? 1 : 0;
  }

  private static int exportIdentities(MemberSync sync, String[] args, PrintWriter out)
      throws IOException {
    Optional<Path> path = path(args);
    if (path.isEmpty() || args.length > 2) {
      return usage(out);
    }
    boolean csv = path.get().toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    long written;
    try (Writer file = Files.newBufferedWriter(path.get(), StandardOpenOption.CREATE_NEW)) {
      written = sync.members().exportIdentities(file, csv);
    }
    out.println("exported " + written);
    return 0;
  }

  private static int indexContacts(MemberSync sync, String[] args, PrintWriter out) {
    Duration budget = NO_LIMIT;
    if (args.length == 2 && args[1].matches("--minutes=[1-9][0-9]{0,4}")) {
      budget = Duration.ofMinutes(Long.parseLong(args[1].substring("--minutes=".length())));
    } else if (args.length > 1) {
      return usage(out);
    }
    long[] next = {System.nanoTime() + BETWEEN_LINES.toNanos()};
    IndexProgress end;
    try {
      end = sync.members().indexContacts(budget, progress -> {
        progress
            .unreadableNow()
            .forEach(member -> out.println("member " + member + ": a contact cannot be read"));
        if (!progress.ended() && System.nanoTime() >= next[0]) {
          out.println("indexed " + soFar(progress));
          out.flush();
          next[0] = System.nanoTime() + BETWEEN_LINES.toNanos();
        }
      });
    } catch (IllegalStateException e) {
      out.println(e.getMessage());
      return 3;
    }
    if (!end.ended()) {
      out.println("interrupted after " + soFar(end) + "; go on with the same command");
      return 3;
    }
    out.println("indexed all: " + soFar(end));
    return end.unreadable() > 0 ? 1 : 0;
  }

  private static int switchProvider(MemberSync sync, String[] args, PrintWriter out) {
    if (args.length == 3) {
      Optional<Position> position = Arrays.stream(Position.values())
          .filter(one -> one != Position.MISCONFIGURED && word(one).equals(args[2]))
          .findFirst();
      if (position.isEmpty()) {
        out.println("a provider is switched on, hidden or off, not '" + args[2] + "'");
        return 2;
      }
      try {
        sync.switches().set(ProviderId.of(args[1]), position.get());
      } catch (IllegalArgumentException e) {
        out.println(e.getMessage());
        return 2;
      }
    } else if (args.length != 1) {
      return usage(out);
    }
    sync.switches()
        .all()
        .forEach((provider, state) -> out.println(provider
            + " "
            + word(state.position())
            + state.since().map(since -> " since " + since).orElse("")));
    return 0;
  }

  private static int links(MemberSync sync, String[] args, PrintWriter out) {
    try {
      return args[0].equals("reconcile")
          ? reconcile(sync, args, out)
          : confirmUnlinked(sync, args, out);
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      return 2;
    }
  }

  private static int reconcile(MemberSync sync, String[] args, PrintWriter out) {
    Optional<String> place = Optional.empty();
    if (args.length == 3 && args[2].startsWith(AFTER)) {
      place = Optional.of(args[2].substring(AFTER.length()));
    } else if (args.length != 2) {
      return usage(out);
    }
    int code = 0;
    do {
      Members.Reconciled page = sync.members().reconcile(ProviderId.of(args[1]), place, PAGE);
      for (Members.Missing one : page.missing()) {
        out.println(missing(one));
        code = 1;
      }
      out.println(page.looked());
      if (page.doubtful()) {
        out.println(
            "doubtful: so many are missing that the registration may be of another app, or its"
                + " key may be; look there before you confirm any");
      }
      place = page.next();
      if (page.stopped().isPresent()) {
        out.println(
            page.stopped().get() + place.map(at -> "; go on with " + AFTER + at).orElse(""));
        return 3;
      }
      out.flush();
    } while (place.isPresent());
    return code;
  }

  private static String missing(Members.Missing one) {
    return one.member().map(MemberId::toString).orElse(PERSON + one.person())
        + " linked since " + one.linkedAt() + ", unknown there at " + one.askedAt()
        + one.tokenFrom().map(from -> " by a token of " + from).orElse("");
  }

  private static int confirmUnlinked(MemberSync sync, String[] args, PrintWriter out) {
    if (args.length < 3) {
      return usage(out);
    }
    Map<PersonId, String> words = new LinkedHashMap<>();
    int code = 0;
    for (String word : List.of(args).subList(2, args.length)) {
      Optional<Members.Report> member =
          word.startsWith(PERSON) ? Optional.empty() : sync.members().find(new MemberId(word));
      if (word.startsWith(PERSON)) {
        words.put(PersonId.parse(word.substring(PERSON.length())), word);
      } else if (member.isPresent()) {
        words.put(member.get().person(), word);
      } else {
        out.println(word + " unknown");
        code = 1;
      }
    }
    Map<PersonId, Members.Confirmed> results =
        sync.members().confirmUnlinked(ProviderId.of(args[1]), List.copyOf(words.keySet()));
    for (Map.Entry<PersonId, Members.Confirmed> one : results.entrySet()) {
      out.println(words.get(one.getKey()) + " " + word(one.getValue()));
      code = one.getValue() == Members.Confirmed.ENDED ? code : 1;
    }
    return code;
  }

  private static int doctor(MemberSync sync, String[] args, PrintWriter out) {
    boolean probes = args.length == 2 && args[1].equals("--probe");
    if (args.length != 1 && !probes) {
      return usage(out);
    }
    List<Finding> findings = new ArrayList<>(sync.doctor().findings());
    findings.addAll(sync.doctor().findingsInRecords());
    if (probes) {
      findings.addAll(sync.doctor().probe());
    }
    findings.forEach(out::println);
    return findings.stream().allMatch(found -> found.severity() == Finding.Severity.ADVICE) ? 0 : 1;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String soFar(IndexProgress progress) {
    return progress.members()
        + progress.total().map(total -> " of " + total).orElse("")
        + " members, unreadable "
        + progress.unreadable();
  }
}
