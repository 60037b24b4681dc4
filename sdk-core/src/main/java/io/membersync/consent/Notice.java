package io.membersync.consent;

import io.membersync.profile.Field;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Something the shop tells or asks its visitors: terms, information, or a consent of its own.
 * Immutable.
 *
 * <pre>{@code
 * Notice.consent("opt_profile", Kind.COLLECT_USE)
 *     .text("ko", "맞춤 추천을 위한 정보 수집 (선택)", "수집 항목: 생일, 성별 …")
 *     .text("en", "Details for recommendations (optional)", "Items: birthday, gender …")
 *     .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
 *     .build();
 * }</pre>
 */
public final class Notice {
  private static final Pattern GAP = Pattern.compile("\\[[^\\[\\]\\n]+\\]");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");

  private final Builder parts;
  private final String content;

  private Notice(Builder parts) {
    this.parts = parts;
    this.content = NoticeContent.of(
        parts.kind, parts.basis, parts.medium, parts.required, parts.retention, parts.coverage);
  }

  /** A notice that each visitor answers by a box of its own. Basis: consent. */
  public static Builder consent(String tag, Kind kind) {
    return new Builder(tag, kind, Basis.CONSENT);
  }

  /** Terms that a visitor must agree to. Basis: contract; required. */
  public static Builder terms(String tag) {
    return new Builder(tag, Kind.TERMS, Basis.CONTRACT).required();
  }

  /** What is processed for the contract without consent: shown, not asked. Basis: contract. */
  public static Builder contract(String tag) {
    return new Builder(tag, Kind.CONTRACT_INFO, Basis.CONTRACT);
  }

  /**
   * Receiving advertising by one medium. Basis: consent; never required. It needs a consent of the kind
   * {@link Kind#MARKETING_USE} beside it, which covers the contact that is used: phone or e-mail; of a
   * messenger phone or channels; of push none.
   */
  public static Builder advertising(String tag, Medium medium) {
    return consent(tag, Kind.AD_RECEIVE).medium(medium);
  }

  /**
   * Receiving advertising by this medium at night, from nine in the evening to eight in the morning in
   * Korea, beside {@link #advertising} by the same.
   *
   * @throws IllegalArgumentException for e-mail, for which there is no night
   */
  public static Builder advertisingAtNight(String tag, Medium medium) {
    return consent(tag, Kind.AD_NIGHT).medium(medium);
  }

  /** The shop's tag; the provider's term of the same tag asks for the same thing. */
  public String tag() {
    return parts.tag;
  }

  public Kind kind() {
    return parts.kind;
  }

  public Basis basis() {
    return parts.basis;
  }

  /** Rises with each change of content. Default: 1. */
  public int version() {
    return parts.version;
  }

  /** From when on this version is the one in force. Empty: always. */
  public Optional<Instant> effectiveFrom() {
    return parts.effectiveFrom;
  }

  /**
   * Whether this version says the same as the one before in other words, so that nobody has to agree
   * anew.
   */
  public boolean isEditorial() {
    return parts.editorial;
  }

  /** By what advertising comes; empty for other notices. */
  public Optional<Medium> medium() {
    return parts.medium;
  }

  /** How long what it covers is kept after its purpose has ended. Empty: not said. */
  public Optional<Period> retention() {
    return parts.retention;
  }

  /** Whether there is no membership without it. */
  public boolean isRequired() {
    return parts.required;
  }

  /** By language, in the order they were given; the first is the default. */
  public Map<String, Text> texts() {
    return parts.texts;
  }

  /** The text in this language, or in the first one given. */
  public Text textIn(String language) {
    Text text = parts.texts.get(language);
    return text == null ? parts.texts.values().iterator().next() : text;
  }

  /** Names the very text that {@link #textIn} gives, for example to say that it was agreed to. */
  public ConsentEvent.NoticeReference referenceIn(String language) {
    Text text = textIn(language);
    return new ConsentEvent.NoticeReference(tag(), version(), text.language(), text.sha256());
  }

  /** What the notice covers, in the order it was given. */
  public List<Coverage> coverage() {
    return parts.coverage;
  }

  /** Tags under which providers ask for the same thing; the notice's own tag is always one. */
  public Set<String> providerTags() {
    return parts.providerTags;
  }

  Notice withText(String language, String title, String body) {
    Builder changed = new Builder(parts);
    changed.texts = new LinkedHashMap<>(parts.texts);
    Text before = changed.texts.get(language);
    if (before != null && !before.told().isEmpty()) {
      changed.told.put(language, before.told());
    }
    return changed.text(language, title, body).build();
  }

  Notice askedBy(String providerTag) {
    Builder changed = new Builder(parts);
    changed.providerTags = new LinkedHashSet<>(parts.providerTags);
    return changed.askedBy(providerTag).build();
  }

  Notice in(List<String> languages) {
    Builder changed = new Builder(parts);
    changed.texts = new LinkedHashMap<>(parts.texts);
    if (Collections.disjoint(changed.texts.keySet(), languages)) {
      throw new IllegalArgumentException("notice " + tag() + " has no text in any of " + languages
          + "; it has " + changed.texts.keySet());
    }
    changed.texts.keySet().retainAll(languages);
    return changed.build();
  }

  /** In which languages a gap of the starter notice still stands. */
  List<String> languagesWithGapOf(Notice starter) {
    List<String> gaps = starter.parts.texts.values().stream()
        .flatMap(text -> GAP.matcher(text.body()).results())
        .map(MatchResult::group)
        .toList();
    return parts.texts.values().stream()
        .filter(text -> gaps.stream().anyMatch(gap -> text.body().contains(gap)))
        .map(Text::language)
        .toList();
  }

  boolean covers(Field<?> field) {
    return parts.coverage.stream().anyMatch(one -> one.fields().contains(field));
  }

  /**
   * Whether advertising by this medium may stand on it: it is about the medium, or lets a contact be
   * used by which the medium reaches the member.
   */
  boolean isFor(Medium medium) {
    Set<Field<?>> contacts = medium.contacts();
    return kind().isAdvertising()
        ? medium().equals(Optional.of(medium))
        : contacts.isEmpty()
            || parts.coverage.stream()
                .filter(one -> one.processing() == Processing.USE)
                .anyMatch(one -> !Collections.disjoint(one.fields(), contacts));
  }

  /**
   * What the notice says whatever its words, a line each: kind, ground, medium, need, retention and
   * what is done with which field. Equal where only words differ.
   */
  public String content() {
    return content;
  }

  /** Without what was added since this was its content; empty where it was about something else. */
  Optional<Notice> within(String before) {
    if (before.equals(content)) {
      return Optional.of(this);
    }
    if (!NoticeContent.isAboutTheSame(this, before)) {
      return Optional.empty();
    }
    Builder changed = new Builder(parts);
    changed.coverage = NoticeContent.within(this, before);
    return Optional.of(changed.build());
  }

  @Override
  public String toString() {
    return "Notice[" + parts.tag + " v" + parts.version + "]";
  }

  /** Builds a {@link Notice}. */
  public static final class Builder {
    private final String tag;
    private final Kind kind;
    private final Basis basis;
    private int version = 1;
    private boolean required;
    private Map<String, Text> texts = new LinkedHashMap<>();
    private Map<String, Map<Item, String>> told = new LinkedHashMap<>();
    private List<Coverage> coverage = new ArrayList<>();
    private Set<String> providerTags = new LinkedHashSet<>();
    private Optional<Instant> effectiveFrom = Optional.empty();
    private Optional<Period> retention = Optional.empty();
    private Optional<Medium> medium = Optional.empty();
    private boolean editorial;

    private Builder(String tag, Kind kind, Basis basis) {
      if (!tag.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
        throw new IllegalArgumentException(
            "notice tag must be 1 to 64 letters, digits, dots, hyphens and underscores: " + tag);
      }
      this.tag = tag;
      this.kind = kind;
      this.basis = basis;
      this.providerTags.add(tag);
    }

    private Builder(Builder other) {
      this.tag = other.tag;
      this.kind = other.kind;
      this.basis = other.basis;
      this.version = other.version;
      this.required = other.required;
      this.texts = Collections.unmodifiableMap(new LinkedHashMap<>(other.texts));
      this.coverage = List.copyOf(other.coverage);
      this.providerTags = Set.copyOf(other.providerTags);
      this.effectiveFrom = other.effectiveFrom;
      this.retention = other.retention;
      this.medium = other.medium;
      this.editorial = other.editorial;
    }

    /** Default: 1. */
    public Builder version(int number) {
      if (number < 1) {
        throw new IllegalArgumentException("notice " + tag + ": versions start at 1: " + number);
      }
      this.version = number;
      return this;
    }

    /**
     * Makes membership depend on it.
     *
     * @throws IllegalArgumentException for marketing, advertising, third-party and out-of-purpose
     *     consents, which Korean law (PIPA 22(5)) does not allow to be a condition
     */
    public Builder required() {
      if (!kind.mayBeRequired()) {
        throw new IllegalArgumentException(
            "notice " + tag + ": a consent of kind " + kind + " must not be required (PIPA 22(5))");
      }
      this.required = true;
      return this;
    }

    public Builder text(String language, String title, String body) {
      texts.put(language, new Text(language, title, body, Map.of()));
      return this;
    }

    /**
     * One of the things that the law wants a visitor to be told, in this language; it is shown below the
     * text.
     */
    public Builder told(String language, Item item, String words) {
      if (words.isBlank()) {
        throw new IllegalArgumentException(
            "notice " + tag + ": " + item + " says nothing in " + language);
      }
      told.computeIfAbsent(language, one -> new EnumMap<>(Item.class)).put(item, words.strip());
      return this;
    }

    /** Fields that the shop itself collects, stores and uses for this purpose. */
    public Builder covers(Purpose purpose, Field<?>... fields) {
      return add(new Coverage(purpose, fields(fields), Processing.USE, Optional.empty()));
    }

    /**
     * Fields that are given to somebody else for this purpose.
     *
     * @param recipient who gets them, the same in every language, such as a company's registered name
     * @throws IllegalArgumentException for a notice that is no consent, as a contract with the shop is
     *     no ground for giving data to others (PIPA 17), and for a recipient who is not named (PIPA
     *     17(2)1)
     */
    public Builder provides(String recipient, Purpose purpose, Field<?>... fields) {
      if (basis == Basis.CONTRACT) {
        throw new IllegalArgumentException("notice " + tag
            + ": a contract is no ground for giving data to others (PIPA 17): make it a consent");
      }
      if (recipient.isBlank() || NoticeContent.isVague(recipient)) {
        throw new IllegalArgumentException("notice " + tag
            + ": who gets the data must be named, each one (PIPA 17(2)1): " + recipient);
      }
      return add(new Coverage(
          purpose, fields(fields), Processing.PROVIDE, Optional.of(recipient.strip())));
    }

    private Builder add(Coverage entry) {
      if (entry.fields().isEmpty()) {
        throw new IllegalArgumentException(
            "notice " + tag + " names no field for " + entry.purpose());
      }
      coverage.add(entry);
      return this;
    }

    private static Set<Field<?>> fields(Field<?>... fields) {
      return Collections.unmodifiableSet(new LinkedHashSet<>(List.of(fields)));
    }

    /** How long what it covers is kept after its purpose has ended; zero: it goes then. */
    public Builder retention(Period period) {
      if (period.isNegative()) {
        throw new IllegalArgumentException(
            "notice " + tag + ": nothing is kept for less than no time: " + period);
      }
      this.retention = Optional.of(period);
      return this;
    }

    /**
     * From when on this version is in force; the one before is until then. Agreements to that one give
     * no ground from then on, unless this one is {@link #editorial}.
     */
    public Builder effectiveFrom(Instant moment) {
      this.effectiveFrom = Optional.of(moment);
      return this;
    }

    /**
     * Other words for what the version before says; agreements to that one count for this. {@link
     * Notices} refuses it where the content differs.
     */
    public Builder editorial() {
      this.editorial = true;
      return this;
    }

    private Builder medium(Medium by) {
      if (kind == Kind.AD_NIGHT && by == Medium.EMAIL) {
        throw new IllegalArgumentException(
            "notice " + tag + ": e-mail needs no consent for the night (Network Act 50(3))");
      }
      this.medium = Optional.of(by);
      return this;
    }

    /** A provider asks for the same under this tag too, for example one with a date in it. */
    public Builder askedBy(String providerTag) {
      providerTags.add(providerTag);
      return this;
    }

    /**
     * Makes the notice.
     *
     * @throws IllegalStateException if there is no text
     */
    public Notice build() {
      if (texts.isEmpty()) {
        throw new IllegalStateException("notice " + tag + " has no text; call text(language, …)");
      }
      if (kind.isAdvertising() && medium.isEmpty()) {
        throw new IllegalStateException("notice " + tag
            + " must say by what advertising comes; begin with Notice.advertising(tag, medium)");
      }
      if (editorial && version == 1) {
        throw new IllegalStateException(
            "notice " + tag + ": version 1 has none before it that it could say in other words");
      }
      Builder made = new Builder(this);
      Map<String, Text> whole = new LinkedHashMap<>(texts);
      told.forEach((language, items) -> {
        Text text = whole.get(language);
        if (text == null) {
          throw new IllegalStateException(
              "notice " + tag + " tells something in " + language + " but has no text in it");
        }
        String body = text.body() + "\n" + String.join("\n", items.values());
        whole.put(language, new Text(language, text.title(), body, items));
      });
      made.texts = Collections.unmodifiableMap(whole);
      return new Notice(made);
    }
  }

  /** What a notice is in law. */
  public enum Kind {
    /** Terms of service: agreed to, not a privacy consent. */
    TERMS,
    /** Told, not asked: what is processed for the contract, without consent. */
    CONTRACT_INFO,
    /** A consent to collect and use (PIPA 15). */
    COLLECT_USE,
    /** A consent to give to somebody else (PIPA 17). */
    THIRD_PARTY,
    /** A consent to another use, or to giving for one (PIPA 18). */
    OUT_OF_PURPOSE,
    /** A consent to sensitive data, such as health (PIPA 23). */
    SENSITIVE,
    /** A consent to numbers that identify everywhere, such as a passport's (PIPA 24). */
    UNIQUE_ID,
    /** A consent to the connecting information of an identity agency. */
    CI,
    /** A consent to sending abroad (PIPA 28-8). */
    OVERSEAS,
    /** A consent to use contacts for marketing (PIPA 22(1)7). */
    MARKETING_USE,
    /** A consent to get advertising by a medium (Network Act 50(1)). */
    AD_RECEIVE,
    /** The same for the night, 21:00 to 08:00 (Network Act 50(3)). */
    AD_NIGHT,
    /** What a guardian agrees to for a child (PIPA 22-2). */
    GUARDIAN,
    /** The privacy policy: published, never agreed to. */
    POLICY;

    boolean isAdvertising() {
      return this == AD_RECEIVE || this == AD_NIGHT;
    }

    /** Whether a visitor is asked for it; otherwise they are only told. */
    public boolean isAsked() {
      return this != CONTRACT_INFO && this != POLICY;
    }

    /** Whether the law allows a shop to make it a condition of membership. */
    boolean mayBeRequired() {
      return switch (this) {
        case MARKETING_USE, AD_RECEIVE, AD_NIGHT, OUT_OF_PURPOSE, THIRD_PARTY -> false;
        default -> true;
      };
    }
  }

  /** What is done with a field. */
  public enum Processing {
    /** The shop collects, stores and uses it. */
    USE,
    /** It is given to somebody else. */
    PROVIDE
  }

  /**
   * Fields, and what is done with them.
   *
   * @param recipient who gets them, where they are given away
   */
  public record Coverage(
      Purpose purpose, Set<Field<?>> fields, Processing processing, Optional<String> recipient) {}

  /** By what advertising comes; each needs a consent of its own. */
  public enum Medium {
    /** Text messages of any length. */
    SMS,
    EMAIL,
    PUSH,
    /** A message in a messenger such as KakaoTalk. */
    MESSENGER,
    CALL;

    /** One of these must be covered to be used; none: it reaches a device, not a contact. */
    Set<Field<?>> contacts() {
      return switch (this) {
        case SMS, CALL -> Set.of(Field.PHONE);
        case EMAIL -> Set.of(Field.EMAIL);
        case MESSENGER -> Set.of(Field.PHONE, Field.CHANNELS);
        case PUSH -> Set.of();
      };
    }
  }

  /** What the law wants a visitor to be told (PIPA 15(2), 17(2), 28-8(2)). */
  public enum Item {
    PURPOSE,
    FIELDS,
    RETENTION,
    RECIPIENT,
    RECIPIENT_PURPOSE,
    RECIPIENT_RETENTION,
    COUNTRY,
    /** That one may refuse, and what follows from it. */
    REFUSAL
  }

  /**
   * A notice in one language, exactly as shown.
   *
   * @param language BCP 47, such as {@code ko}; at most 35 characters
   * @param title one line, beside the box; at most 1,000 characters
   * @param body the whole text, of any length; neither has a U+0000 in it
   * @param told what of it is there because the law wants it told
   */
  public record Text(String language, String title, String body, Map<Item, String> told) {
    public Text {
      requireLanguage(language);
      if (title.isBlank() || body.isBlank()) {
        throw new IllegalArgumentException("a notice needs a title and a text in " + language);
      }
      if (title.length() > 1_000) {
        throw new IllegalArgumentException("a title has at most 1,000 characters: the one in "
            + language + " has " + title.length());
      }
      if ((title + body).indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "no database keeps a U+0000: there is one in the title or text in " + language);
      }
      Map<Item, String> items = new EnumMap<>(Item.class);
      items.putAll(told);
      told = Collections.unmodifiableMap(items);
    }

    static void requireLanguage(String language) {
      if (language.length() > 35 || !LANGUAGE.matcher(language).matches()) {
        throw new IllegalArgumentException(
            "a language is like ko or en-US, at most 35 characters (BCP 47): '" + language + "'");
      }
    }

    /**
     * The SHA-256 of the text in lower-case hex: Unicode NFC, line ends as LF, no blanks at line
     * ends, exactly one LF at the end, UTF-8.
     */
    public String sha256() {
      return NoticeContent.textSha256(title + "\n" + body);
    }
  }

  /** The ground on which a field is processed. */
  public enum Basis {
    CONSENT,
    CONTRACT,
    LEGAL,
    LEGIT_INTEREST,
    VITAL,
    PUBLIC
  }
}
