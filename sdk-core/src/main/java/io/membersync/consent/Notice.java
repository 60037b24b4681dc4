package io.membersync.consent;

import io.membersync.profile.Field;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Something the shop tells or asks its visitors: terms, information, or a consent of its own.
 * Immutable.
 *
 * <pre>{@code
 * Notice.consent("opt_profile", NoticeKind.COLLECT_USE)
 *     .text("ko", "맞춤 추천을 위한 정보 수집 (선택)", "수집 항목: 생일, 성별 …")
 *     .text("en", "Details for recommendations (optional)", "Items: birthday, gender …")
 *     .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.GENDER)
 *     .build();
 * }</pre>
 */
public final class Notice {
  private final Builder parts;

  private Notice(Builder parts) {
    this.parts = parts;
  }

  /** A notice that each visitor answers by a box of its own. Basis: consent. */
  public static Builder consent(String tag, NoticeKind kind) {
    return new Builder(tag, kind, LegalBasis.CONSENT);
  }

  /** Terms that a visitor must agree to. Basis: contract; required. */
  public static Builder terms(String tag) {
    return new Builder(tag, NoticeKind.TERMS, LegalBasis.CONTRACT).required();
  }

  /** What is processed for the contract without consent: shown, not asked. Basis: contract. */
  public static Builder contract(String tag) {
    return new Builder(tag, NoticeKind.CONTRACT_INFO, LegalBasis.CONTRACT);
  }

  /** The shop's tag; the provider's term of the same tag asks for the same thing. */
  public String tag() {
    return parts.tag;
  }

  public NoticeKind kind() {
    return parts.kind;
  }

  public LegalBasis basis() {
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
  public Map<String, NoticeText> texts() {
    return parts.texts;
  }

  /** The text in this language, or in the first one given. */
  public NoticeText textIn(String language) {
    NoticeText text = parts.texts.get(language);
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

  boolean covers(Field<?> field) {
    return parts.coverage.values().stream().anyMatch(fields -> fields.contains(field));
  }

  @Override
  public String toString() {
    return "Notice[" + parts.tag + " v" + parts.version + "]";
  }

  /** Builds a {@link Notice}. */
  public static final class Builder {
    private final String tag;
    private final NoticeKind kind;
    private final LegalBasis basis;
    private int version = 1;
    private boolean required;
    private Map<String, NoticeText> texts = new LinkedHashMap<>();
    private Map<Purpose, Set<Field<?>>> coverage = new LinkedHashMap<>();
    private Set<String> providerTags = new LinkedHashSet<>();

    private Builder(String tag, NoticeKind kind, LegalBasis basis) {
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
      this.texts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(other.texts));
      Map<Purpose, Set<Field<?>>> covered = new LinkedHashMap<>();
      other.coverage.forEach((purpose, fields) -> covered.put(purpose, Set.copyOf(fields)));
      this.coverage = java.util.Collections.unmodifiableMap(covered);
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
      texts.put(language, new NoticeText(language, title, body));
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
}
