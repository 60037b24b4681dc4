package io.membersync.consent;

import io.membersync.Finding;
import io.membersync.Finding.Severity;
import io.membersync.consent.Notice.Basis;
import io.membersync.consent.Notice.Item;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notice.Processing;
import io.membersync.consent.Notice.Text;
import io.membersync.profile.Field;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is missing or doubtful in a shop's notices, by what Korean law wants of them. */
final class NoticeLint {
  /** What the law wants told for a consent to collect and use (PIPA 15(2)). */
  private static final Set<Item> COLLECT_USE =
      EnumSet.of(Item.PURPOSE, Item.FIELDS, Item.RETENTION, Item.REFUSAL);

  /** For giving data to others (PIPA 17(2)). */
  private static final Set<Item> THIRD_PARTY = EnumSet.of(
      Item.RECIPIENT, Item.RECIPIENT_PURPOSE, Item.FIELDS, Item.RECIPIENT_RETENTION, Item.REFUSAL);

  /** What no contract with a shop needs. */
  private static final Set<Field<?>> BEYOND_A_CONTRACT = Set.of(
      Field.GENDER, Field.BIRTHDAY, Field.BIRTH_YEAR, Field.AGE_RANGE, Field.CI, Field.PICTURE);

  private final List<Finding> findings = new ArrayList<>();

  private NoticeLint() {}

  static List<Finding> of(Notices notices) {
    NoticeLint lint = new NoticeLint();
    Notices starter = KoreanNotices.starterSet(notices.shopName());
    notices.all().forEach(notice -> lint.gaps(notice, notice.tag(), starter));
    notices.all().forEach(notice -> lint.check(notice, notice.tag()));
    lint.beside(notices);
    for (Notice notice : notices.toCome()) {
      String name = notice.tag() + " v" + notice.version();
      lint.gaps(notice, name, starter);
      lint.check(notice, name);
    }
    if (!notices.toCome().isEmpty()) {
      NoticeLint inTheEnd = new NoticeLint();
      inTheEnd.beside(notices.at(Instant.MAX));
      inTheEnd.findings.removeAll(new HashSet<>(lint.findings));
      lint.findings.addAll(inTheEnd.findings);
    }
    return List.copyOf(lint.findings);
  }

  private void gaps(Notice notice, String name, Notices starter) {
    starter
        .find(notice.tag())
        .map(notice::languagesWithGapOf)
        .orElse(List.of())
        .forEach(
            language -> add(
                "notice-gap",
                Severity.ERROR,
                name + "/" + language,
                "a gap in square brackets that visitors would see is to be filled: Notices.withText(…)"));
  }

  /** What can be told of one notice without the others. */
  private void check(Notice notice, String name) {
    beyondAContract(notice, name);
    told(notice, name);
    retention(notice, name);
    languages(notice, name);
    recipient(notice, name);
  }

  /** What notices need beside each other. */
  private void beside(Notices notices) {
    Set<String> spoken = new LinkedHashSet<>();
    Set<Optional<Medium>> byDay = new HashSet<>();
    List<Notice> uses = new ArrayList<>();
    for (Notice notice : notices.all()) {
      if (notice.kind() == Kind.MARKETING_USE) {
        uses.add(notice);
      }
      if (notice.kind() == Kind.AD_RECEIVE) {
        byDay.add(notice.medium());
      }
      if (notice.kind().isAsked()) {
        spoken.addAll(notice.texts().keySet());
      }
    }
    for (Notice notice : notices.all()) {
      spokenByAll(notice, spoken);
      advertising(notice, uses, byDay);
    }
  }

  private void beyondAContract(Notice notice, String name) {
    if (notice.basis() == Basis.CONSENT) {
      return;
    }
    notice.coverage().forEach(covered -> {
      Set<String> beyond = covered.fields().stream()
          .filter(BEYOND_A_CONTRACT::contains)
          .map(Field::name)
          .collect(Collectors.toCollection(LinkedHashSet::new));
      if (!beyond.isEmpty() || covered.purpose().equals(Purpose.MARKETING)) {
        add(
            "notice-contract",
            Severity.ERROR,
            name,
            "a contract is no ground for " + (beyond.isEmpty() ? covered.purpose() : beyond)
                + " (PIPA 15(1)4): cover it by a consent of its own");
      }
    });
  }

  private void told(Notice notice, String name) {
    Set<Item> wanted = switch (notice.kind()) {
      case THIRD_PARTY -> THIRD_PARTY;
      case COLLECT_USE, MARKETING_USE -> COLLECT_USE;
      default -> Set.of();
    };
    boolean structured =
        notice.texts().values().stream().anyMatch(text -> !text.told().isEmpty());
    if (wanted.isEmpty() || (!structured && notice.kind() != Kind.THIRD_PARTY)) {
      return; // a text of the shop's own words, which nobody can check
    }
    for (Text text : notice.texts().values()) {
      List<Item> missing =
          wanted.stream().filter(item -> !text.told().containsKey(item)).toList();
      if (!missing.isEmpty()) {
        add(
            "notice-items",
            notice.kind() == Kind.THIRD_PARTY ? Severity.ERROR : Severity.WARNING,
            name + "/" + text.language(),
            "the law wants " + missing + " told ("
                + (notice.kind() == Kind.THIRD_PARTY ? "PIPA 17(2)" : "PIPA 15(2)")
                + "): told(\"" + text.language() + "\", Item." + missing.get(0) + ", …)");
      }
    }
  }

  private void retention(Notice notice, String name) {
    boolean said = notice.retention().isPresent()
        || notice.texts().values().stream()
            .allMatch(text -> text.told().containsKey(Item.RETENTION)
                || text.told().containsKey(Item.RECIPIENT_RETENTION));
    if (!notice.coverage().isEmpty() && !said) {
      add(
          "notice-retention",
          Severity.WARNING,
          name,
          "how long the fields are kept is not said: retention(Period), zero for until the member"
              + " leaves or withdraws");
    }
  }

  private void languages(Notice notice, String name) {
    Set<Item> all = EnumSet.noneOf(Item.class);
    notice.texts().values().forEach(text -> all.addAll(text.told().keySet()));
    for (Map.Entry<String, Text> one : notice.texts().entrySet()) {
      Set<Item> missing = new LinkedHashSet<>(all);
      missing.removeAll(one.getValue().told().keySet());
      if (!missing.isEmpty()) {
        add(
            "notice-languages",
            Severity.ERROR,
            name + "/" + one.getKey(),
            "it does not tell " + missing
                + ", which another language does: they must say the same");
      }
    }
  }

  private void recipient(Notice notice, String name) {
    if (notice.kind() == Kind.THIRD_PARTY
        && notice.coverage().stream()
            .noneMatch(covered -> covered.processing() == Processing.PROVIDE)) {
      add(
          "notice-recipient",
          Severity.ERROR,
          name,
          "it gives nothing to anybody: provides(recipient, purpose, fields)");
    }
  }

  private void spokenByAll(Notice notice, Set<String> spoken) {
    if (!notice.kind().isAsked() || notice.texts().keySet().containsAll(spoken)) {
      return;
    }
    Set<String> missing = new LinkedHashSet<>(spoken);
    missing.removeAll(notice.texts().keySet());
    add(
        "notice-language-missing",
        Severity.WARNING,
        notice.tag(),
        "it has no text in " + missing + ", which other notices have: visitors get the first one");
  }

  private void advertising(Notice notice, List<Notice> uses, Set<Optional<Medium>> byDay) {
    boolean usable = notice.medium().stream()
        .anyMatch(medium -> uses.stream().anyMatch(use -> use.isFor(medium)));
    if (notice.kind() == Kind.AD_RECEIVE && !usable) {
      add(
          "notice-marketing-use",
          Severity.ERROR,
          notice.tag(),
          "receiving advertising needs a notice of kind MARKETING_USE beside it, which covers the"
              + " contact that is used (PIPA 22(1)7)");
    }
    if (notice.kind() == Kind.AD_NIGHT && !byDay.contains(notice.medium())) {
      add(
          "notice-night",
          Severity.ERROR,
          notice.tag(),
          "a consent for the night is useless without Notice.advertising(tag, "
              + notice.medium().map(Enum::name).orElse("…") + ")");
    }
  }

  private void add(String code, Severity severity, String place, String mend) {
    findings.add(new Finding(code, severity, "notice " + place, mend));
  }
}
