package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a privacy officer asks at the console. Prints no value of a member's, only names and times. */
final class ConsentConsole {
  static final String USAGE = """
      consents MEMBER
        How each notice stands with a member: state, since when, through whom, version.
      consent-proof MEMBER FIELD PURPOSE [--recipient=NAME] [--at=TIME] [--known-at=TIME]
        Whether a field might be used so at a time, on what ground and by which text, and what was
        looked at.
        A time is like 2026-11-21T10:05:00+09:00; without one it is now.
      to-ask-again [--ending-before=TIME]
        Which members must be asked for an agreement, why, and from when on it may be asked unbidden.
      withdrawal-preview MEMBER TAG... | --leaving
        What would be blanked if the member withdrew these, or left. Changes nothing.
      withdrawal-steps [MEMBER | --limit=NUMBER]
        What withdrawals still have to reach, the most urgent first; or every step of one member, done
        or not, with its receipt.
      give-up STEP REASON
        Ends a step that will never succeed; the reason is kept and names nobody.
      without-ground [MEMBER]
        Fields that were written and that nothing gives a ground for any more; of all, or of one member.
      export-member MEMBER FILE
        Writes everything that is held of a member to a new file, as JSON.
      A command ends with 0; with 1 where the answer is no, or something is open; with 2 where it is not
      understood; with 3 where it could not be done.
      """;
  private static final int MOST_STEPS = 1000;

  private final MemberSync sync;
  private final PrintWriter out;

  private ConsentConsole(MemberSync sync, PrintWriter out) {
    this.sync = sync;
    this.out = out;
  }

  /** The exit code; empty when the command is another's. */
  static Optional<Integer> run(MemberSync sync, String[] args, PrintWriter out) throws IOException {
    ConsentConsole console = new ConsentConsole(sync, out);
    List<String> given = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
    List<String> words = given.stream().filter(word -> !word.startsWith("--")).toList();
    Map<String, String> options = new TreeMap<>();
    for (String word : given) {
      if (word.startsWith("--")) {
        int is = word.indexOf('=');
        options.put(is < 0 ? word : word.substring(0, is), is < 0 ? "" : word.substring(is + 1));
      }
    }
    try {
      return switch (args.length == 0 ? "" : args[0]) {
        case "consents" -> Optional.of(console.consents(words, options));
        case "consent-proof" -> Optional.of(console.proof(words, options));
        case "to-ask-again" -> Optional.of(console.toAskAgain(words, options));
        case "withdrawal-preview" -> Optional.of(console.preview(words, options));
        case "withdrawal-steps" -> Optional.of(console.steps(words, options));
        case "give-up" -> Optional.of(console.giveUp(words, options));
        case "without-ground" -> Optional.of(console.withoutGround(words, options));
        case "export-member" -> Optional.of(console.export(words, options));
        default -> Optional.empty();
      };
    } catch (NotUnderstood e) {
      out.println(e.getMessage());
      return Optional.of(2);
    }
  }

  private static final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
      super(message, null, false, false);
    }
  }

  private static void require(
      List<String> words, int least, int most, Map<String, String> options, String... known) {
    if (words.size() < least || words.size() > most) {
      throw new NotUnderstood("the command wants " + bounds(least, most) + " words after it, not "
          + words.size() + "; without any command all are explained");
    }
    for (String option : options.keySet()) {
      if (!List.of(known).contains(option)) {
        throw new NotUnderstood("there is no option " + option + " here"
            + (known.length == 0 ? "" : "; there are " + String.join(", ", known)));
      }
    }
  }

  private static String bounds(int least, int most) {
    if (least == most) {
      return String.valueOf(least);
    }
    return most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
  }

  private int consents(List<String> words, Map<String, String> options) {
    require(words, 1, 1, options);
    Optional<MemberId> member = member(words);
    if (member.isEmpty()) {
      return 1;
    }
    for (Consents.Entry entry : sync.consents().of(member.get())) {
      out.println(entry.tag() + " " + entry.state().name().toLowerCase(Locale.ROOT)
          + entry.at().map(at -> " since " + at).orElse("")
          + entry
              .via()
              .filter(via -> !via.equals("NONE"))
              .map(via -> " through " + via)
              .orElse("")
          + entry
              .text()
              .map(text -> ", version " + text.version() + "/" + text.language() + ", sha256 "
                  + text.sha256())
              .orElse(""));
    }
    return 0;
  }

  private int proof(List<String> words, Map<String, String> options) {
    require(words, 3, 3, options, "--recipient", "--at", "--known-at");
    Optional<MemberId> member = member(words);
    if (member.isEmpty()) {
      return 1;
    }
    Field<?> field = field(words.get(1));
    Purpose purpose = purpose(words.get(2));
    Gate.Use use = Optional.ofNullable(options.get("--recipient"))
        .map(recipient -> Gate.Use.by(recipient, purpose))
        .orElse(Gate.Use.of(purpose));
    Instant now = sync.now();
    Consents.Proof proof = sync.consents()
        .proof(
            member.get(), field, use, time(options, "--at", now), time(options, "--known-at", now))
        .orElseThrow();
    out.println(
        (proof.verdict().allowed() ? "yes, by " : "no: ") + proof.verdict().reason());
    proof.event().ifPresent(event -> out.println("  " + told(event)));
    proof
        .text()
        .ifPresentOrElse(
            text -> print(
                "text shown, sha256 " + text.sha256() + ", kept since " + text.keptAt(),
                text.title(),
                text.body()),
            () -> contract(proof)
                .ifPresent(text -> print(
                    "text in force, which no page is known to have shown, sha256 " + text.sha256(),
                    text.title(),
                    text.body())));
    out.println("looked at:");
    proof.considered().forEach(event -> out.println("  " + told(event)));
    return proof.verdict().allowed() ? 0 : 1;
  }

  private void print(String what, String title, String body) {
    out.println("  " + what + ":");
    out.println("  " + title);
    body.lines().forEach(line -> out.println("    " + line));
  }

  /** The first text of the contract on which a use rests. */
  private Optional<Notice.Text> contract(Consents.Proof proof) {
    String reason = proof.verdict().reason();
    return proof.verdict().allowed() && proof.event().isEmpty()
        ? sync.notices().at(Instant.MAX).all().stream()
            .flatMap(newest -> sync.notices().versions(newest.tag()).stream())
            .filter(one -> reason.equals(one.tag() + "/" + one.version()))
            .map(one -> one.texts().values().iterator().next())
            .findFirst()
        : Optional.empty();
  }

  private static String told(ConsentEvent event) {
    return event.occurredAt() + " " + event.type()
        + event
            .notice()
            .map(one -> " " + one.tag() + "/" + one.version() + "/" + one.language())
            .orElse("")
        + " by " + event.actor() + " on " + event.channel()
        + (event.via().equals("NONE") ? "" : " through " + event.via())
        + ", " + event.act() + ", evidence " + event.quality()
        + event.reason().map(reason -> ", " + reason).orElse("")
        + ", recorded " + event.recordedAt() + ", id " + event.id();
  }

  private int preview(List<String> words, Map<String, String> options) {
    require(words, 1, Integer.MAX_VALUE, options, "--leaving");
    boolean leaving = options.containsKey("--leaving");
    List<String> tags = words.subList(1, words.size());
    if (leaving != tags.isEmpty()) {
      throw new NotUnderstood("say which notices are withdrawn, or --leaving");
    }
    Optional<MemberId> member = member(words);
    if (member.isEmpty()) {
      return 1;
    }
    List<Erasure> plan;
    try {
      plan = leaving
          ? sync.consents().previewLeaving(member.get())
          : sync.consents().preview(member.get(), Set.copyOf(tags));
    } catch (IllegalArgumentException e) {
      throw new NotUnderstood(String.valueOf(e.getMessage()));
    }
    if (plan.isEmpty()) {
      out.println("nothing would be blanked: nothing loses its ground that the shop has marked");
    }
    plan.forEach(one -> out.println(one.attribute() + " at " + one.place() + " becomes "
        + one.becomes() + (one.hasValue() ? "" : ", and is empty now")));
    return 0;
  }

  private int steps(List<String> words, Map<String, String> options) {
    if (!words.isEmpty()) {
      return stepsOf(words, options);
    }
    require(words, 0, 0, options, "--limit");
    String limit = options.getOrDefault("--limit", "100");
    if (!limit.matches("[1-9][0-9]{0,3}") || Integer.parseInt(limit) > MOST_STEPS) {
      throw new NotUnderstood("a limit is a number from 1 to " + MOST_STEPS);
    }
    List<Step> open = sync.consents().openSteps(Integer.parseInt(limit));
    open.forEach(step -> out.println(step.id() + " " + step.target() + " of person " + step.person()
        + ", " + String.join(" ", step.tags()) + tries(step)));
    out.println(open.size() + " open");
    return open.isEmpty() ? 0 : 1;
  }

  private static String tries(Step step) {
    return ", until " + step.deadline() + ", tried " + step.attempts()
        + step.errorCode().map(code -> ", last " + code).orElse("");
  }

  private int stepsOf(List<String> words, Map<String, String> options) {
    require(words, 1, 1, options);
    Optional<MemberId> member = member(words);
    if (member.isEmpty()) {
      return 1;
    }
    int open = 0;
    for (Step step : sync.consents().steps(member.get())) {
      boolean isOpen = step.state() == StepState.OPEN;
      out.println(step.id() + " " + step.target() + ", " + String.join(" ", step.tags()) + ", "
          + step.state().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " since "
          + (isOpen ? step.createdAt() + tries(step) : step.changedAt())
          + step.receipt().map(receipt -> ", receipt " + receipt).orElse("")
          + step.reason().map(reason -> ", " + reason).orElse(""));
      open += isOpen ? 1 : 0;
    }
    out.println(open + " open");
    return open == 0 ? 0 : 1;
  }

  private int toAskAgain(List<String> words, Map<String, String> options) {
    require(words, 0, 0, options, "--ending-before");
    Instant before = time(options, "--ending-before", sync.now());
    int count = 0;
    Set<MemberId> members = new HashSet<>();
    Optional<String> next = Optional.empty();
    do {
      Consents.MembersToAsk page = sync.consents().toAskAgain(before, next, MOST_STEPS);
      page.members().forEach(one -> {
        members.add(one.member());
        out.println(one.member() + " " + one.tag() + " "
            + one.reason().name().toLowerCase(Locale.ROOT)
            + one.notBefore().map(from -> ", not before " + from).orElse(""));
      });
      count += page.members().size();
      next = page.next();
    } while (next.isPresent());
    out.println(count + " questions to " + members.size() + " members");
    return count == 0 ? 0 : 1;
  }

  private int giveUp(List<String> words, Map<String, String> options) {
    require(words, 2, Integer.MAX_VALUE, options);
    try {
      if (!sync.consents().giveUp(words.get(0), String.join(" ", words.subList(1, words.size())))) {
        out.println("there is no open step of that id");
        return 1;
      }
    } catch (IllegalArgumentException e) {
      throw new NotUnderstood(String.valueOf(e.getMessage()));
    }
    out.println("given up");
    return 0;
  }

  private int withoutGround(List<String> words, Map<String, String> options) {
    require(words, 0, 1, options);
    if (words.isEmpty()) {
      AtomicInteger members = new AtomicInteger();
      sync.consents().withoutGround((one, attributes) -> {
        out.println(one + " " + String.join(" ", attributes));
        members.incrementAndGet();
      });
      out.println("members with fields without a ground: " + members);
      return members.get() == 0 ? 0 : 1;
    }
    Optional<MemberId> member = member(words);
    if (member.isEmpty()) {
      return 1;
    }
    List<String> attributes = sync.consents().withoutGround(member.get());
    attributes.forEach(out::println);
    out.println("fields without a ground: " + attributes.size());
    return attributes.isEmpty() ? 0 : 1;
  }

  private int export(List<String> words, Map<String, String> options) throws IOException {
    require(words, 2, 2, options);
    Path file;
    try {
      file = Path.of(words.get(1));
    } catch (InvalidPathException e) {
      throw new NotUnderstood("that is no path of a file");
    }
    Optional<String> json = member(words).flatMap(sync.consents()::export);
    if (json.isEmpty()) {
      return 1;
    }
    Files.writeString(file, json.get(), StandardOpenOption.CREATE_NEW);
    out.println("written; it is full of personal data");
    return 0;
  }

  private Optional<MemberId> member(List<String> words) {
    MemberId member;
    try {
      member = new MemberId(words.get(0));
    } catch (IllegalArgumentException e) {
      throw new NotUnderstood("that is no member's id");
    }
    if (sync.members().find(member).isEmpty()) {
      out.println("MemberSync knows no such member");
      return Optional.empty();
    }
    return Optional.of(member);
  }

  private Field<?> field(String name) {
    Set<String> known = sync.fieldNames();
    if (!known.contains(name)) {
      throw new NotUnderstood(
          "there is no field " + name + "; there are " + String.join(", ", known));
    }
    return Field.named(name);
  }

  private static Purpose purpose(String code) {
    try {
      return new Purpose(code);
    } catch (IllegalArgumentException e) {
      throw new NotUnderstood(String.valueOf(e.getMessage()));
    }
  }

  private static Instant time(Map<String, String> options, String name, Instant now) {
    String text = options.get(name);
    if (text == null) {
      return now;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new NotUnderstood("a time is like 2026-11-21T10:05:00+09:00");
    }
  }
}
