package io.membersync;

import io.membersync.Members.ImportReport;
import io.membersync.Members.KnownAs;
import io.membersync.Members.RowFault;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Identities as a file of lines: CSV (RFC 4180, without line breaks in a value) or JSON, each with
 * member, provider and subject.
 */
final class IdentityFile {
  static final String HEADER = "member,provider,subject";
  private static final int PAGE = 500;

  /** What a spreadsheet makes of a long id, without quotes; whose it was is lost. */
  private static final Pattern SPREADSHEET_NUMBER =
      Pattern.compile("[0-9]+(?:[.,][0-9]+)?E\\+[0-9]+");

  private static final int LONGEST_LINE = 4_000;

  private final Engine engine;
  private final ShopWord shopWord;

  IdentityFile(Engine engine, ShopWord shopWord) {
    this.engine = engine;
    this.shopWord = shopWord;
  }

  private record Row(String member, String provider, String subject) {}

  ImportReport read(Reader file, long fromLine, boolean dryRun, Consumer<RowFault> faults)
      throws IOException {
    BufferedReader lines = new BufferedReader(file);
    Set<String> seen = new HashSet<>();
    long number = 0;
    long linked = 0;
    long already = 0;
    long wrong = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String text = number == 1 && line.startsWith("\ufeff") ? line.substring(1) : line;
      if (number < fromLine || text.isBlank() || (number == 1 && text.strip().equals(HEADER))) {
        continue;
      }
      Optional<RowFault.Reason> fault;
      try {
        KnownAs known = KnownAs.ALREADY;
        Optional<Row> row = row(text);
        fault = row.flatMap(this::fault)
            .or(() -> row.isEmpty() ? Optional.of(RowFault.Reason.MALFORMED) : Optional.empty());
        if (fault.isEmpty()) {
          Row one = row.orElseThrow();
          known = shopWord.knownAs(
              new MemberId(one.member()),
              ProviderId.of(one.provider()),
              one.subject(),
              true,
              dryRun);
          fault = faultOf(known);
          boolean twice =
              dryRun && known == KnownAs.LINKED && !seen.add(one.provider() + "\n" + one.subject());
          fault = twice ? Optional.of(RowFault.Reason.TWICE_IN_FILE) : fault;
        }
        linked += fault.isEmpty() && known == KnownAs.LINKED ? 1 : 0;
        already += fault.isEmpty() && known == KnownAs.ALREADY ? 1 : 0;
      } catch (MemberStoreException e) {
        return new ImportReport(number, linked, already, wrong, Optional.of(e.code()));
      }
      if (fault.isPresent()) {
        wrong++;
        faults.accept(new RowFault(number, fault.get()));
      }
    }
    return new ImportReport(number + 1, linked, already, wrong, Optional.empty());
  }

  private Optional<RowFault.Reason> fault(Row row) {
    if (engine.providers().keySet().stream().noneMatch(id -> id.value().equals(row.provider()))) {
      return Optional.of(RowFault.Reason.NO_PROVIDER);
    }
    boolean fits = !row.member().isBlank()
        && row.member().length() <= 255
        && !row.subject().isBlank()
        && row.subject().length() <= 255;
    return fits ? Optional.empty() : Optional.of(RowFault.Reason.MALFORMED);
  }

  private static Optional<RowFault.Reason> faultOf(KnownAs known) {
    return switch (known) {
      case LINKED, ALREADY -> Optional.empty();
      case ANOTHER_MEMBER -> Optional.of(RowFault.Reason.ANOTHER_MEMBER);
      case NO_MEMBER -> Optional.of(RowFault.Reason.NO_MEMBER);
    };
  }

  private static Optional<Row> row(String line) {
    if (line.length() > LONGEST_LINE) {
      return Optional.empty();
    }
    if (line.stripLeading().startsWith("{")) {
      return JsonText.read(line.getBytes(StandardCharsets.UTF_8))
          .flatMap(json -> JsonText.understood(() -> new Row(
              json.findString("member").orElseThrow(),
              json.findString("provider").orElseThrow(),
              json.findString("subject").orElseThrow())));
    }
    return cells(line)
        .filter(cells -> cells.size() == 3)
        .map(cells -> new Row(cells.get(0), cells.get(1), cells.get(2)));
  }

  /** The values of a line; empty where its quotes do not fit. */
  private static Optional<List<String>> cells(String line) {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      StringBuilder cell = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        int end = line.indexOf('"', at + 1);
        while (end >= 0 && end + 1 < line.length() && line.charAt(end + 1) == '"') {
          cell.append(line, at + 1, end + 1);
          at = end + 1;
          end = line.indexOf('"', at + 1);
        }
        if (end < 0 || (end + 1 < line.length() && line.charAt(end + 1) != ',')) {
          return Optional.empty();
        }
        cell.append(line, at + 1, end);
        at = end + 2;
      } else {
        int comma = line.indexOf(',', at);
        int end = comma < 0 ? line.length() : comma;
        cell.append(line.substring(at, end).strip());
        if (cell.indexOf("\"") >= 0 || SPREADSHEET_NUMBER.matcher(cell).matches()) {
          return Optional.empty();
        }
        at = end + 1;
      }
      cells.add(cell.toString());
    }
    return Optional.of(cells);
  }

  long write(Appendable out, boolean csv) throws IOException {
    if (csv) {
      out.append(HEADER).append('\n');
    }
    long written = 0;
    for (ProviderId provider : engine.providers().keySet()) {
      Records.Identities identities = engine.records().identities();
      List<Records.Identity> page;
      String after = "";
      do {
        page = identities.page(engine.shop(), provider.value(), after, PAGE);
        for (Records.Identity identity : page) {
          after = identity.subject();
          Optional<MemberId> member = engine.memberOf(identity.person());
          if (member.isPresent()) {
            Row row = new Row(member.get().value(), provider.value(), identity.subject());
            out.append(csv ? csv(row) : json(row)).append('\n');
            written++;
          }
        }
      } while (page.size() == PAGE);
    }
    return written;
  }

  private static String csv(Row row) {
    return quoted(row.member()) + "," + quoted(row.provider()) + "," + quoted(row.subject());
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '{' || c <= ' ')
        && !SPREADSHEET_NUMBER.matcher(value).matches();
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static String json(Row row) {
    byte[] json = JsonText.object(writer -> {
      writer.name("member").value(row.member());
      writer.name("provider").value(row.provider());
      writer.name("subject").value(row.subject());
    });
    return new String(json, StandardCharsets.UTF_8);
  }
}
