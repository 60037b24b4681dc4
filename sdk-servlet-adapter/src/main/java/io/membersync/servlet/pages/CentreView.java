package io.membersync.servlet.pages;

import io.membersync.Consents;
import io.membersync.Consents.State;
import io.membersync.consent.Notice;
import io.membersync.profile.Field;
import io.membersync.records.Records.Step;
import io.membersync.records.Records.StepState;
import io.membersync.servlet.Page.Centre;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The words of the consent centre. */
public final class CentreView {
  private static final ZoneId KOREA = ZoneId.of("Asia/Seoul");
  private static final String VISITOR = "visitor";
  private static final String NO_PROVIDER = "NONE";
  private static final String STORE = "store";

  private final Centre page;
  private final Texts texts;
  private final FieldWords fields;

  CentreView(Centre page, Texts texts, Map<String, String> fieldLabels) {
    this.page = page;
    this.texts = texts;
    this.fields = new FieldWords(texts, fieldLabels);
  }

  public String label(Field<?> field) {
    return fields.label(field);
  }

  /** A value as people write it, in one or more lines. */
  public List<String> lines(Field<?> field, String text) {
    return fields.lines(field, text);
  }

  /** Where a value came from, and when. */
  public String origin(Consents.Held held) {
    if (held.source().isEmpty()) {
      return texts.text("centre.from.shop");
    }
    String since = held.since().map(this::day).orElse("");
    String origin = held.source().get().equals(VISITOR)
        ? texts.text("centre.from.you", since)
        : texts.text("centre.from.provider", provider(held.source().get()), since);
    return held.edited() ? origin + " " + texts.text("centre.edited") : origin;
  }

  /** The title of the notice that gives a ground for a value. */
  public Optional<String> ground(Consents.Held held) {
    return held.ground()
        .map(ground -> texts.text("centre.ground", title(ground.tag()), ground.version()));
  }

  private String title(String tag) {
    return page.notices().stream()
        .filter(one -> one.entry().tag().equals(tag))
        .map(Centre.Standing::title)
        .findFirst()
        .or(() -> page.told().stream()
            .filter(one -> one.notice().tag().equals(tag))
            .map(one -> one.text().title())
            .findFirst())
        .orElse(tag);
  }

  /** By the name that the shop gives it, also when it is no way in any more. */
  private String provider(String id) {
    return page.waysIn().stream()
        .filter(way -> way.provider().value().equals(id))
        .map(Centre.WayIn::name)
        .findFirst()
        .orElseGet(() -> texts.brandName(id.toUpperCase(Locale.ROOT)));
  }

  public String state(Centre.Standing standing) {
    return standing.entry().kind().isEmpty()
        ? texts.text("centre.state.gone")
        : texts.text("centre.state." + lower(standing.entry().state()));
  }

  /** What the badge looks like. */
  public String stateStyle(Centre.Standing standing) {
    return switch (standing.entry().state()) {
      case GRANTED -> "ms-badge-on";
      case SUPERSEDED, EXPIRED, SUSPENDED -> "ms-badge-look";
      default -> "";
    };
  }

  /** When the member said so, and where. */
  public Optional<String> said(Consents.Entry entry) {
    return entry.at().filter(at -> entry.state() != State.NOT_ASKED).map(at -> {
      String via = entry.via().orElse(NO_PROVIDER);
      return via.equals(NO_PROVIDER)
          ? texts.text("centre.said.shop", time(at))
          : texts.text("centre.said.provider", time(at), texts.brandName(via));
    });
  }

  /** What a withdrawal would mean, or why there is no button for it; empty where it ends nothing else. */
  public Optional<String> meaning(Consents.Entry entry) {
    if (entry.kind().equals(Optional.of(Notice.Kind.TERMS)) && entry.state() == State.GRANTED) {
      return Optional.of(texts.text("centre.terms"));
    }
    return entry.withdrawable() && entry.required()
        ? Optional.of(texts.text("centre.required"))
        : Optional.empty();
  }

  /** Whether the text that is offered is another than the one the member has seen. */
  public boolean isNew(Centre.Standing standing) {
    return standing
        .offered()
        .filter(offered -> standing
            .entry()
            .text()
            .filter(seen -> !seen.sha256().equals(offered.text().sha256())
                && seen.language().equals(offered.text().language()))
            .isPresent())
        .isPresent();
  }

  /** Whether the text that the member has seen stands there anyway, as the one that is offered. */
  public boolean isOffered(Centre.Standing standing) {
    return standing
        .offered()
        .filter(offered -> standing
            .entry()
            .text()
            .filter(seen -> seen.sha256().equals(offered.text().sha256()))
            .isPresent())
        .isPresent();
  }

  /** Whether something that follows from a withdrawal has not been done. */
  public boolean isUnderWay(Centre.Standing standing) {
    return standing.following().stream().anyMatch(step -> step.state() != StepState.DONE);
  }

  /** What each step does and how far it is; those that are the same to the member stand once. */
  public List<String> steps(Centre.Standing standing) {
    return standing.following().stream()
        .map(step ->
            what(step, standing) + ": " + texts.text("centre.step.is." + lower(step.state())))
        .distinct()
        .toList();
  }

  private String what(Step step, Centre.Standing standing) {
    String[] target = step.target().split(":", 3);
    if (target.length > 1) {
      return texts
          .find("centre.step." + target[0], provider(target[1]))
          .orElseGet(() -> texts.text("centre.step.other"));
    }
    if (target[0].equals(STORE) && step.state() == StepState.OPEN) {
      return standing.toBlank().isEmpty()
          ? texts.text("centre.step.store.open")
          : texts.text("centre.step.store.fields", labels(standing.toBlank()));
    }
    return texts.find("centre.step." + target[0]).orElseGet(() -> texts.text("centre.step.other"));
  }

  private String labels(List<String> attributes) {
    return String.join(
        ", ",
        page.held().stream()
            .filter(held -> attributes.contains(held.attribute()))
            .map(held -> label(held.field()))
            .toList());
  }

  /** What was decided just now, in one sentence. */
  public Optional<String> done() {
    return page.done()
        .map(done -> texts.text(
            "centre.done." + lower(done.action()),
            decided().map(Centre.Standing::title).orElse("")));
  }

  /** The notice that was decided about just now. */
  public Optional<Centre.Standing> decided() {
    return page.done()
        .flatMap(Centre.Done::tag)
        .flatMap(tag ->
            page.notices().stream().filter(one -> one.entry().tag().equals(tag)).findFirst());
  }

  /** Whether what was decided is a withdrawal, whose steps are to be told. */
  public boolean isWithdrawn() {
    return page.done().filter(done -> done.action() == Centre.Action.WITHDRAWN).isPresent();
  }

  public String day(Instant at) {
    return format("centre.day", at);
  }

  public String time(Instant at) {
    return format("centre.time", at);
  }

  private String format(String key, Instant at) {
    return DateTimeFormatter.ofPattern(texts.text(key), texts.language())
        .withZone(KOREA)
        .format(at);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
