package io.membersync.testing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What connects one person with the shop's app: since when, and what was agreed to. An immutable
 * picture of one moment; {@link FakeKakao#findLink} takes it, {@link FakeKakao#link} makes one.
 */
public final class KakaoLink {
  private final Builder from;

  /**
   * A term that was accepted.
   *
   * @param agreedAt in whole seconds
   * @param agreedBy {@code KAUTH} on Kakao's page, {@code KAPI} by the shop's call
   */
  public record AgreedTerm(Instant agreedAt, String agreedBy) {}

  private KakaoLink(Builder from) {
    this.from = from;
  }

  static Builder at(Instant now) {
    return new Builder(now);
  }

  Builder toBuilder() {
    return new Builder(from);
  }

  /** Scope ids of the consent items that the person agreed to. */
  public Set<String> agreedItems() {
    return from.items;
  }

  /** Accepted terms by tag. */
  public Map<String, AgreedTerm> agreedTerms() {
    return from.terms;
  }

  public Instant connectedAt() {
    return from.connectedAt;
  }

  /** When the person went through Kakao Sync's simple sign-up; empty if never. */
  public Optional<Instant> synchedAt() {
    return Optional.ofNullable(from.synchedAt);
  }

  /** True while an app without auto-link has not yet called {@code /v1/user/signup}. */
  public boolean isWaiting() {
    return from.waiting;
  }

  /** True once the app got user data, so that the daily job leaves the link alone. */
  public boolean isSignUpComplete() {
    return from.dataRead;
  }

  Map<String, String> properties() {
    return from.properties;
  }

  @Override
  public String toString() {
    return "KakaoLink[items=" + from.items + ", terms=" + from.terms.keySet() + "]";
  }

  /** A link to be arranged. Not safe for several threads. */
  public static final class Builder {
    private Instant connectedAt;
    private @Nullable Instant synchedAt;
    private Set<String> items = new LinkedHashSet<>();
    private Map<String, AgreedTerm> terms = new LinkedHashMap<>();
    private Map<String, String> properties = new LinkedHashMap<>();
    private boolean waiting;
    private boolean dataRead;

    private Builder(Instant now) {
      connectedAt = now.truncatedTo(ChronoUnit.SECONDS);
    }

    private Builder(Builder other) {
      connectedAt = other.connectedAt;
      synchedAt = other.synchedAt;
      items = new LinkedHashSet<>(other.items);
      terms = new LinkedHashMap<>(other.terms);
      properties = new LinkedHashMap<>(other.properties);
      waiting = other.waiting;
      dataRead = other.dataRead;
    }

    /** When the link was made. Default: now. */
    public Builder connectedAt(Instant value) {
      connectedAt = value.truncatedTo(ChronoUnit.SECONDS);
      return this;
    }

    /** When the person went through simple sign-up. Default: now, if the app has it. */
    public Builder synchedAt(Instant value) {
      synchedAt = value.truncatedTo(ChronoUnit.SECONDS);
      return this;
    }

    /** A person of the time before Kakao Sync. */
    public Builder neverSynched() {
      synchedAt = null;
      return this;
    }

    /**
     * The person has not agreed to these items. Default: agreed to all that are offered.
     *
     * @throws IllegalArgumentException if there is no such consent to withhold
     */
    public Builder withholding(String... itemIds) {
      for (String id : itemIds) {
        if (!items.remove(id)) {
          throw new IllegalArgumentException("no consent " + id + " to withhold among " + items);
        }
      }
      return this;
    }

    /** The person has agreed to exactly these items. */
    public Builder agreeingOnlyTo(String... itemIds) {
      items = new LinkedHashSet<>(Arrays.asList(itemIds));
      return this;
    }

    /**
     * The person has not accepted these terms. Default: accepted all.
     *
     * @throws IllegalArgumentException if there is no such term to decline
     */
    public Builder declining(String... tags) {
      for (String tag : tags) {
        if (terms.remove(tag) == null) {
          throw new IllegalArgumentException(
              "no term " + tag + " to decline among " + terms.keySet());
        }
      }
      return this;
    }

    /**
     * The person has accepted this term.
     *
     * @param agreedBy {@code KAUTH} on Kakao's page, {@code KAPI} by the shop's call
     */
    public Builder accepting(String tag, Instant agreedAt, String agreedBy) {
      terms.put(tag, new AgreedTerm(agreedAt.truncatedTo(ChronoUnit.SECONDS), agreedBy));
      return this;
    }

    /** The link waits for {@code /v1/user/signup}. Default: it does when auto-link is off. */
    public Builder waiting(boolean value) {
      waiting = value;
      return this;
    }

    /** Whether the app has got user data since. Default: it has. */
    public Builder signUpComplete(boolean value) {
      dataRead = value;
      return this;
    }

    Builder agreeing(Collection<String> itemIds) {
      items.addAll(itemIds);
      return this;
    }

    Builder properties(Map<String, String> values) {
      properties.putAll(values);
      return this;
    }

    KakaoLink build() {
      Builder copy = new Builder(this);
      copy.items = java.util.Collections.unmodifiableSet(copy.items);
      copy.terms = java.util.Collections.unmodifiableMap(copy.terms);
      copy.properties = java.util.Collections.unmodifiableMap(copy.properties);
      return new KakaoLink(copy);
    }
  }
}
