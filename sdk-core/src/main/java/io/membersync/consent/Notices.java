package io.membersync.consent;

import io.membersync.Finding;
import io.membersync.profile.Field;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notices of a shop, in the order in which they are shown, each in all its versions. What is asked
 * here about a notice is answered by the version in force: of {@link #at a moment}, or else by the
 * newest one. Immutable; safe for many threads.
 *
 * <p>A shop keeps a version here for as long as members have agreed to it and not to a later one. An
 * older one that is here no more counts for nothing.
 */
public final class Notices {
  private final String shopName;
  private final Map<String, NavigableMap<Integer, Notice>> versions;
  private final Instant moment;

  /** In force from {@link #moment} until the next version is. */
  private final Map<String, Notice> inForce = new LinkedHashMap<>();

  private Instant until = Instant.MAX;
  private volatile @Nullable Notices lastAsked;

  private Notices(
      String shopName, Map<String, NavigableMap<Integer, Notice>> versions, Instant moment) {
    this.shopName = shopName;
    this.versions = versions;
    this.moment = moment;
    versions.forEach((tag, ofTag) -> {
      for (Notice notice : ofTag.descendingMap().values()) {
        Instant from = notice.effectiveFrom().orElse(Instant.MIN);
        if (!from.isAfter(moment)) {
          inForce.put(tag, notice);
          return;
        }
        until = from.isBefore(until) ? from : until;
      }
    });
  }

  private static Notices checked(
      String shopName, Map<String, NavigableMap<Integer, Notice>> versions) {
    versions.values().forEach(VersionCheck::require);
    Notices made = new Notices(shopName, versions, Instant.MAX);
    Map<String, String> asking = new HashMap<>();
    for (Notice notice : made.all()) {
      for (String providerTag : notice.providerTags()) {
        String other = asking.put(providerTag, notice.tag());
        if (other != null) {
          throw new IllegalArgumentException("the provider's tag " + providerTag
              + " can ask for one notice only, not for " + other + " and " + notice.tag());
        }
      }
    }
    return made;
  }

  /**
   * These notices and no others.
   *
   * @throws IllegalArgumentException if two have the same tag and version, a later version of one is
   *     another kind of notice or in force before an earlier one, or is called editorial and is not, or
   *     two are asked by the same tag of a provider
   */
  public static Notices of(String shopName, Notice... notices) {
    Map<String, NavigableMap<Integer, Notice>> versions = new LinkedHashMap<>();
    for (Notice notice : notices) {
      Notice other = versions
          .computeIfAbsent(notice.tag(), tag -> new TreeMap<>())
          .put(notice.version(), notice);
      if (other != null) {
        throw new IllegalArgumentException(
            "two notices have the tag " + notice.tag() + " and the version " + notice.version());
      }
    }
    return checked(shopName, versions);
  }

  /**
   * A starter set for a shop in Korea, in Korean and English: terms, age declaration, contract
   * information, optional profile, marketing use, and advertising by SMS, e-mail and KakaoTalk
   * message. Its texts have visible gaps in square brackets that the shop must fill; it is not
   * legal advice.
   */
  public static Notices korea(String shopName) {
    return KoreanNotices.starterSet(shopName);
  }

  /**
   * Reads notices from JSON in UTF-8, as docs/consent.md shows them: an object with {@code shopName} and
   * {@code notices}.
   *
   * @throws IllegalArgumentException if something is missing, misspelt or not allowed; the message names
   *     the place, the notice and what would be right
   * @throws IOException if it cannot be read
   */
  public static Notices read(InputStream json) throws IOException {
    return NoticesFile.read(json.readAllBytes());
  }

  public String shopName() {
    return shopName;
  }

  /** The notices as they are at this moment. */
  public Notices at(Instant when) {
    if (!when.isBefore(moment) && when.isBefore(until)) {
      return this;
    }
    Notices last = lastAsked;
    if (last == null || when.isBefore(last.moment) || !when.isBefore(last.until)) {
      last = new Notices(shopName, versions, when);
      lastAsked = last;
    }
    return last;
  }

  /**
   * Adds a notice, or a version to one that is there; or replaces the one of the same tag and version.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public Notices with(Notice notice) {
    Map<String, NavigableMap<Integer, Notice>> more = copy();
    more.computeIfAbsent(notice.tag(), tag -> new TreeMap<>()).put(notice.version(), notice);
    return checked(shopName, more);
  }

  private Map<String, NavigableMap<Integer, Notice>> copy() {
    Map<String, NavigableMap<Integer, Notice>> copy = new LinkedHashMap<>();
    versions.forEach((tag, ofTag) -> copy.put(tag, new TreeMap<>(ofTag)));
    return copy;
  }

  /**
   * Replaces the text of a notice in one language and leaves everything else of it as it is: so the
   * gaps of {@link #korea} are filled.
   *
   * @throws IllegalArgumentException if there is no notice of this tag
   */
  public Notices withText(String tag, String language, String title, String body) {
    return with(required(tag).withText(language, title, body));
  }

  /**
   * Says under which tag a provider's console asks for the same as a notice, such as {@code
   * tos_20260101} for {@code tos}: the visitor's answer there is then the answer to the notice.
   * Without it only a provider's term of the notice's own tag is.
   *
   * @throws IllegalArgumentException if there is no notice of this tag, or another one is asked by that
   *     tag of the provider's
   */
  public Notices askedBy(String tag, String providerTag) {
    return with(required(tag).askedBy(providerTag));
  }

  /**
   * Keeps the texts in these languages only, for a shop that shows no other.
   *
   * @throws IllegalArgumentException if a notice has a text in none of them
   */
  public Notices in(String... languages) {
    Map<String, NavigableMap<Integer, Notice>> kept = copy();
    kept.values().forEach(ofTag -> ofTag.replaceAll((version, one) -> one.in(List.of(languages))));
    return checked(shopName, kept);
  }

  /**
   * Where a gap of the starter set is still to be filled: tag and language of each text, such as {@code
   * tos/ko}.
   */
  public List<String> unfinished() {
    Notices starter = KoreanNotices.starterSet(shopName);
    return all().stream()
        .flatMap(notice -> starter.find(notice.tag()).stream()
            .flatMap(begun -> notice.languagesWithGapOf(begun).stream())
            .map(language -> notice.tag() + "/" + language))
        .toList();
  }

  /** The versions that will be in force later than now, or than the moment asked for. */
  List<Notice> toCome() {
    List<Notice> later = new ArrayList<>();
    for (NavigableMap<Integer, Notice> ofTag : versions.values()) {
      for (Notice notice : ofTag.values()) {
        if (notice.effectiveFrom().orElse(Instant.MIN).isAfter(moment)) {
          later.add(notice);
        }
      }
    }
    return later;
  }

  /**
   * What is missing or doubtful in these notices and, of a {@link #at moment}, in the versions to come,
   * by what Korean law wants of them. A text in the shop's own words cannot be checked; what is said by
   * {@link Notice.Builder#told} is.
   */
  public List<Finding> findings() {
    return NoticeLint.of(this);
  }

  private Notice required(String tag) {
    NavigableMap<Integer, Notice> ofTag = versions.get(tag);
    if (ofTag == null) {
      throw new IllegalArgumentException(
          "there is no notice " + tag + "; there are " + versions.keySet());
    }
    return ofTag.lastEntry().getValue();
  }

  /**
   * Leaves a notice out, in all its versions.
   *
   * @throws IllegalArgumentException if there is none of this tag
   */
  public Notices without(String tag) {
    Map<String, NavigableMap<Integer, Notice>> fewer = copy();
    fewer.remove(required(tag).tag());
    return checked(shopName, fewer);
  }

  public Optional<Notice> find(String tag) {
    return Optional.ofNullable(inForce.get(tag));
  }

  /** This version of it, in force or not. */
  public Optional<Notice> find(String tag, int version) {
    return Optional.ofNullable(versions.get(tag)).map(ofTag -> ofTag.get(version));
  }

  /** All versions of it, the first one first. */
  public List<Notice> versions(String tag) {
    NavigableMap<Integer, Notice> ofTag = versions.get(tag);
    return ofTag == null ? List.of() : List.copyOf(ofTag.values());
  }

  /**
   * Whether an agreement to this version counts for the one in force: it is that one, or each one since
   * says the same in other words, or it is a later one.
   */
  boolean counts(Notice inForce, int agreedTo) {
    for (int version = agreedTo + 1; version <= inForce.version(); version++) {
      if (!find(inForce.tag(), version).map(Notice::isEditorial).orElse(false)) {
        return false;
      }
    }
    return agreedTo <= inForce.version() || find(inForce.tag(), agreedTo).isPresent();
  }

  public List<Notice> all() {
    return List.copyOf(inForce.values());
  }

  /** Those a visitor is asked, in order. */
  public List<Notice> asked() {
    return inForce.values().stream().filter(notice -> notice.kind().isAsked()).toList();
  }

  /** The notice that a provider asks under this tag. */
  public Optional<Notice> findByProviderTag(String tag) {
    return inForce.values().stream()
        .filter(notice -> notice.providerTags().contains(tag))
        .findFirst();
  }

  /** Those that cover a field. */
  public List<Notice> covering(Field<?> field) {
    List<Notice> covering = new ArrayList<>();
    inForce.values().stream().filter(notice -> notice.covers(field)).forEach(covering::add);
    return covering;
  }

  @Override
  public String toString() {
    return "Notices" + inForce.values();
  }
}
