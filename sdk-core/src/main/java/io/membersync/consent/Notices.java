package io.membersync.consent;

import io.membersync.profile.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The notices of a shop, in the order in which they are shown. Immutable. */
public final class Notices {
  private final String shopName;
  private final Map<String, Notice> byTag;

  private Notices(String shopName, Map<String, Notice> byTag) {
    this.shopName = shopName;
    this.byTag = byTag;
    Map<String, String> asking = new HashMap<>();
    for (Notice notice : byTag.values()) {
      for (String providerTag : notice.providerTags()) {
        String other = asking.put(providerTag, notice.tag());
        if (other != null) {
          throw new IllegalArgumentException("the provider's tag " + providerTag
              + " can ask for one notice only, not for " + other + " and " + notice.tag());
        }
      }
    }
  }

  /**
   * These notices and no others.
   *
   * @throws IllegalArgumentException if two have the same tag, or are asked by the same tag of a provider
   */
  public static Notices of(String shopName, Notice... notices) {
    Map<String, Notice> byTag = new LinkedHashMap<>();
    for (Notice notice : notices) {
      if (byTag.put(notice.tag(), notice) != null) {
        throw new IllegalArgumentException("two notices have the tag " + notice.tag());
      }
    }
    return new Notices(shopName, byTag);
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

  public String shopName() {
    return shopName;
  }

  /** Adds a notice, or replaces the one of the same tag. */
  public Notices with(Notice notice) {
    Map<String, Notice> more = new LinkedHashMap<>(byTag);
    more.put(notice.tag(), notice);
    return new Notices(shopName, more);
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
    Notices kept = this;
    for (Notice notice : byTag.values()) {
      kept = kept.with(notice.in(List.of(languages)));
    }
    return kept;
  }

  /**
   * Where a gap of the starter set is still to be filled: tag and language of each text, such as {@code
   * tos/ko}.
   */
  public List<String> unfinished() {
    Notices starter = KoreanNotices.starterSet(shopName);
    return byTag.values().stream()
        .flatMap(notice -> starter.find(notice.tag()).stream()
            .flatMap(begun -> notice.languagesWithGapOf(begun).stream())
            .map(language -> notice.tag() + "/" + language))
        .toList();
  }

  private Notice required(String tag) {
    Notice notice = byTag.get(tag);
    if (notice == null) {
      throw new IllegalArgumentException(
          "there is no notice " + tag + "; there are " + byTag.keySet());
    }
    return notice;
  }

  /**
   * Leaves a notice out.
   *
   * @throws IllegalArgumentException if there is none of this tag
   */
  public Notices without(String tag) {
    Map<String, Notice> fewer = new LinkedHashMap<>(byTag);
    fewer.remove(required(tag).tag());
    return new Notices(shopName, fewer);
  }

  public Optional<Notice> find(String tag) {
    return Optional.ofNullable(byTag.get(tag));
  }

  public List<Notice> all() {
    return List.copyOf(byTag.values());
  }

  /** Those a visitor is asked, in order. */
  public List<Notice> asked() {
    return byTag.values().stream().filter(notice -> notice.kind().isAsked()).toList();
  }

  /** The notice that a provider asks under this tag. */
  public Optional<Notice> findByProviderTag(String tag) {
    return byTag.values().stream()
        .filter(notice -> notice.providerTags().contains(tag))
        .findFirst();
  }

  /** Those that cover a field. */
  public List<Notice> covering(Field<?> field) {
    List<Notice> covering = new ArrayList<>();
    byTag.values().stream().filter(notice -> notice.covers(field)).forEach(covering::add);
    return covering;
  }

  @Override
  public String toString() {
    return "Notices" + byTag.values();
  }
}
