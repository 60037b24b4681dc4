package io.membersync.consent;

import io.membersync.profile.Field;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  private final Builder parts;

  private Notice(Builder parts) {
    this.parts = parts;
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

  /** What the notice covers: fields by purpose. */
  public Map<Purpose, Set<Field<?>>> coverage() {
    return parts.coverage;
  }

  /** Tags under which providers ask for the same thing; the notice's own tag is always one. */
  public Set<String> providerTags() {
    return parts.providerTags;
  }

  Notice withText(String language, String title, String body) {
    Builder changed = new Builder(parts);
    changed.texts = new LinkedHashMap<>(parts.texts);
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
    for (Set<Field<?>> fields : parts.coverage.values()) {
      if (fields.contains(field)) {
        return true;
      }
    }
    return false;
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
    private Map<Purpose, Set<Field<?>>> coverage = new LinkedHashMap<>();
    private Set<String> providerTags = new LinkedHashSet<>();

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
      Map<Purpose, Set<Field<?>>> covered = new LinkedHashMap<>();
      other.coverage.forEach((purpose, fields) -> covered.put(purpose, Set.copyOf(fields)));
      this.coverage = Collections.unmodifiableMap(covered);
      this.providerTags = Set.copyOf(other.providerTags);
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
      texts.put(language, new Text(language, title, body));
      return this;
    }

    public Builder covers(Purpose purpose, Field<?>... fields) {
      coverage.computeIfAbsent(purpose, p -> new LinkedHashSet<>()).addAll(List.of(fields));
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
      return new Notice(new Builder(this));
    }
  }

  /** What a notice is in law. */
  public enum Kind {
    /** Terms of service: agreed to, not a privacy consent. */
    TERMS,
    /** Told, not asked: what is processed for the contract, without consent. */
    CONTRACT_INFO,
    COLLECT_USE,
    THIRD_PARTY,
    OUT_OF_PURPOSE,
    SENSITIVE,
    UNIQUE_ID,
    CI,
    OVERSEAS,
    MARKETING_USE,
    AD_RECEIVE,
    AD_NIGHT,
    GUARDIAN,
    /** The privacy policy: published, never agreed to. */
    POLICY;

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

  /**
   * A notice in one language, exactly as shown.
   *
   * @param language BCP 47, such as {@code ko}
   * @param title one line, beside the box
   * @param body the whole text
   */
  public record Text(String language, String title, String body) {
    private static final Pattern BLANK_ENDS = Pattern.compile("[ \\t]+(?=\\n|$)");
    private static final Pattern LAST_LINES = Pattern.compile("\\n+$");

    public Text {
      if (title.isBlank() || body.isBlank()) {
        throw new IllegalArgumentException("a notice needs a title and a text in " + language);
      }
    }

    /**
     * The SHA-256 of the text in lower-case hex: Unicode NFC, line ends as LF, no blanks at line
     * ends, exactly one LF at the end, UTF-8.
     */
    public String sha256() {
      return sha256(title + "\n" + body);
    }

    static String sha256(String text) {
      String lines =
          Normalizer.normalize(text, Normalizer.Form.NFC).replace("\r\n", "\n").replace('\r', '\n');
      String trimmed = BLANK_ENDS.matcher(lines).replaceAll("");
      String normal = LAST_LINES.matcher(trimmed).replaceAll("") + "\n";
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(normal.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java runtime has no SHA-256", e);
      }
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
