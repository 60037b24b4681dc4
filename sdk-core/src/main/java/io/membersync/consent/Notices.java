package io.membersync.consent;

import io.membersync.profile.Field;
import java.util.ArrayList;
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
  }

  /**
   * These notices and no others.
   *
   * @throws IllegalArgumentException if two have the same tag
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
    Notice notice = byTag.get(tag);
    if (notice == null) {
      throw new IllegalArgumentException(
          "there is no notice " + tag + "; there are " + byTag.keySet());
    }
    return with(notice.withText(language, title, body));
  }

  /** Tags of notices in which a gap of the starter set is still to be filled. */
  public List<String> unfinished() {
    Notices starter = KoreanNotices.starterSet(shopName);
    return byTag.values().stream()
        .filter(notice -> starter.find(notice.tag()).filter(notice::hasGapOf).isPresent())
        .map(Notice::tag)
        .toList();
  }

  /**
   * Leaves a notice out.
   *
   * @throws IllegalArgumentException if there is none of this tag
   */
  public Notices without(String tag) {
    Map<String, Notice> fewer = new LinkedHashMap<>(byTag);
    if (fewer.remove(tag) == null) {
      throw new IllegalArgumentException(
          "there is no notice " + tag + "; there are " + byTag.keySet());
    }
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
