package io.membersync.consent;

import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notice.Medium;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The Network Act and the Personal Information Protection Act, by rules that are data. */
final class Korea implements Jurisdiction {
  private static final Set<String> OBSTACLES = Set.of(
      "NO_CONSENT",
      "NO_MARKETING_USE",
      "NIGHT",
      "CONFIRMATION_OVERDUE",
      "SUPPRESSED",
      "GUARDIAN_MISSING",
      "EVIDENCE_TOO_WEAK");

  static final Korea BUILT_IN = builtIn(); // after what it is checked by

  private final String version;
  private final ZoneId zone;
  private final LocalTime nightFrom;
  private final LocalTime nightTo;
  private final Set<Medium> nightExempt;
  private final int confirmationYears;
  private final int childUnder;
  private final Map<String, Rule> rules;

  private record Rule(String article, String source, String certainty, LocalDate from) {}

  private Korea(JsonDocument json) {
    this.version = text(json, "version");
    if (!text(json, "jurisdiction").equals("KR")) {
      throw new IllegalArgumentException("the rules are not those of KR");
    }
    this.zone = ZoneId.of(text(json, "zone"));
    this.nightFrom = LocalTime.parse(text(json, "night.from"));
    this.nightTo = LocalTime.parse(text(json, "night.to"));
    this.nightExempt = EnumSet.noneOf(Medium.class);
    json.findStrings("night.exempt").orElse(List.of()).stream()
        .map(Medium::valueOf)
        .forEach(nightExempt::add);
    this.confirmationYears = number(json, "confirmationYears");
    this.childUnder = number(json, "childUnder");
    this.rules = new LinkedHashMap<>();
    List<JsonDocument> all = json.findObjectsOnly("rules")
        .orElseThrow(() -> new IllegalArgumentException("the rules lack rules, a list of objects"));
    for (JsonDocument rule : all) {
      String obstacle = text(rule, "obstacle");
      if (!OBSTACLES.contains(obstacle)) {
        throw new IllegalArgumentException(
            "there is no obstacle " + obstacle + "; there are " + OBSTACLES);
      }
      if (rules.put(obstacle, rule(rule, " of " + obstacle)) != null) {
        throw new IllegalArgumentException("the list rules says twice what " + obstacle + " is");
      }
    }
    Set<String> missing = new TreeSet<>(OBSTACLES);
    missing.removeAll(rules.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the list rules says nothing of " + missing
          + ", which would never be found then: give each an object with that obstacle");
    }
  }

  private static Rule rule(JsonDocument json, String place) {
    return new Rule(
        text(json, "article", place),
        text(json, "source", place),
        text(json, "certainty", place),
        LocalDate.parse(text(json, "from", place)));
  }

  static Korea of(byte[] json) {
    try {
      return new Korea(JsonDocument.parse(json));
    } catch (ProfileException e) {
      throw new IllegalArgumentException("the rules are no JSON object that can be read");
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a date, time or zone of the rules is none");
    }
  }

  private static Korea builtIn() {
    try (InputStream file = Korea.class.getResourceAsStream("rules/kr.json")) {
      if (file == null) {
        throw new IllegalStateException("the jar of the core has no rules/kr.json");
      }
      return of(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonDocument json, String name) {
    return text(json, name, "");
  }

  private static String text(JsonDocument json, String name, String place) {
    return json.findString(name)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> new IllegalArgumentException("the rules lack the text " + name + place));
  }

  private static int number(JsonDocument json, String name) {
    return json.findWhole(name)
        .filter(number -> number >= 1 && number <= 100)
        .map(Long::intValue)
        .orElseThrow(
            () -> new IllegalArgumentException("the rules lack the number " + name + ", 1 to 100"));
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public List<Obstacle> findObstacles(Message message, Addressee addressee, Gate gate) {
    Found found = new Found(message.at());
    if (addressee.suppressed().contains(message.medium())) {
      found.add("SUPPRESSED", Optional.empty());
    }
    if (message.kind() == Message.Kind.ADVERTISING) {
      advertising(message, addressee, gate, found);
    }
    return found.inOrder();
  }

  private void advertising(Message message, Addressee addressee, Gate gate, Found found) {
    Instant at = message.at();
    List<ConsentEvent> agreed = live(Kind.AD_RECEIVE, message, addressee, gate);
    List<ConsentEvent> proven = proven(agreed, addressee);
    List<ConsentEvent> use = live(Kind.MARKETING_USE, message, addressee, gate);
    if (agreed.isEmpty()) {
      found.add("NO_CONSENT", Optional.empty());
    }
    if (use.isEmpty()) {
      found.add("NO_MARKETING_USE", Optional.empty());
    }
    if ((proven.isEmpty() && !agreed.isEmpty())
        || (proven(use, addressee).isEmpty() && !use.isEmpty())) {
      found.add("EVIDENCE_TOO_WEAK", Optional.empty());
    }
    List<ConsentEvent> toConfirm = proven.isEmpty() ? agreed : proven;
    if (!toConfirm.isEmpty()
        && toConfirm.stream().allMatch(event -> isOverdue(event, addressee, at))) {
      found.add("CONFIRMATION_OVERDUE", Optional.empty());
    }
    ZonedDateTime local = at.atZone(zone);
    if (isNight(local.toLocalTime())
        && !nightExempt.contains(message.medium())
        && proven(live(Kind.AD_NIGHT, message, addressee, gate), addressee).isEmpty()) {
      found.add("NIGHT", Optional.of(nextMorning(local)));
    }
    if (addressee.needsGuardian()) {
      found.add("GUARDIAN_MISSING", Optional.empty());
    }
  }

  /** Those of the evidence that the shop sends by. */
  private static List<ConsentEvent> proven(List<ConsentEvent> agreed, Addressee addressee) {
    return agreed.stream()
        .filter(event -> event.quality().compareTo(addressee.weakest()) <= 0)
        .toList();
  }

  /** The agreements to notices of this kind that are for the message's medium. */
  private static List<ConsentEvent> live(
      Kind kind, Message message, Addressee addressee, Gate gate) {
    Instant at = Gate.now(addressee.events(), message.at());
    return gate.granted(kind, addressee.events(), at).stream()
        .filter(one -> one.notice().isFor(message.medium()))
        .map(Gate.Granted::event)
        .toList();
  }

  private boolean isNight(LocalTime time) {
    return !time.isBefore(nightFrom) || time.isBefore(nightTo);
  }

  private Instant nextMorning(ZonedDateTime local) {
    LocalDate day = local.toLocalTime().isBefore(nightTo)
        ? local.toLocalDate()
        : local.toLocalDate().plusDays(1);
    return day.atTime(nightTo).atZone(zone).toInstant();
  }

  /**
   * Whether the check of every second year, counted from the day of consent, was missed: nobody was
   * told since the check before was due.
   */
  private boolean isOverdue(ConsentEvent agreed, Addressee addressee, Instant at) {
    Instant base = addressee.events().stream()
        .filter(event -> isOfSameTag(event, agreed))
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED
            || event.type() == ConsentEvent.Type.RECONFIRMED)
        .map(ConsentEvent::occurredAt)
        .filter(moment -> !moment.isAfter(at))
        .max(Comparator.naturalOrder())
        .orElse(agreed.occurredAt());
    LocalDate day = base.atZone(zone).toLocalDate();
    Instant missed = base;
    for (int years = confirmationYears; ; years += confirmationYears) {
      Instant due = day.plusYears(years).atStartOfDay(zone).toInstant();
      if (due.isAfter(at)) {
        break;
      }
      Instant since = missed;
      if (addressee.events().stream()
          .filter(event -> event.type() == ConsentEvent.Type.RECONFIRM_NOTIFIED)
          .filter(event -> isOfSameTag(event, agreed))
          .noneMatch(
              event -> event.occurredAt().isAfter(since) && !event.occurredAt().isAfter(at))) {
        return true;
      }
      missed = due;
    }
    return false;
  }

  private static boolean isOfSameTag(ConsentEvent event, ConsentEvent other) {
    return event
        .notice()
        .map(NoticeReference::tag)
        .equals(other.notice().map(NoticeReference::tag));
  }

  @Override
  public boolean isChild(LocalDate birth, Instant at) {
    return childhoodEnds(birth).isAfter(at.atZone(zone).toLocalDate());
  }

  /** Whoever was born on a 29 February is older from 1 March on (Civil Act, articles 158 and 160(3)). */
  private LocalDate childhoodEnds(LocalDate birth) {
    LocalDate day = birth.plusYears(childUnder);
    return day.getDayOfMonth() == birth.getDayOfMonth() ? day : day.plusDays(1);
  }

  @Override
  public Childhood childhood(Profile profile, Instant at) {
    LocalDate today = at.atZone(zone).toLocalDate();
    return BirthSpan.of(profile, today)
        .map(span -> isChild(span.earliest(), at)
            ? Childhood.CHILD
            : isChild(span.latest(), at) ? Childhood.UNCERTAIN : Childhood.OVER)
        .orElse(Childhood.UNKNOWN);
  }

  @Override
  public Optional<Instant> childhoodEnds(Profile profile, Instant at) {
    return BirthSpan.of(profile, at.atZone(zone).toLocalDate())
        .map(span -> childhoodEnds(span.latest()).atStartOfDay(zone).toInstant());
  }

  @Override
  public boolean mayBeChild(Year birth, Instant at) {
    return Year.from(at.atZone(zone)).getValue() - birth.getValue() <= childUnder;
  }

  /** What was found, by the rules that were in force. */
  private final class Found {
    private final LocalDate day;
    private final Map<String, Optional<Instant>> codes = new LinkedHashMap<>();

    Found(Instant at) {
      this.day = at.atZone(zone).toLocalDate();
    }

    void add(String code, Optional<Instant> until) {
      codes.put(code, until);
    }

    List<Obstacle> inOrder() {
      List<Obstacle> obstacles = new ArrayList<>();
      rules.forEach((code, rule) -> {
        Optional<Instant> until = codes.get(code);
        if (codes.containsKey(code) && !day.isBefore(rule.from())) {
          obstacles.add(new Obstacle(
              code,
              rule.article(),
              rule.source(),
              rule.certainty(),
              until == null ? Optional.empty() : until));
        }
      });
      return List.copyOf(obstacles);
    }
  }
}
