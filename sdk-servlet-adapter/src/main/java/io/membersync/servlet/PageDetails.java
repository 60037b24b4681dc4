package io.membersync.servlet;

import java.util.List;
import java.util.Locale;

/** What every page needs beside its own subject. Immutable. */
public final class PageDetails {
  private final Locale language;
  private final int status;
  private final String shopName;
  private final String home;
  private final String base;
  private final List<LanguageLink> languages;

  PageDetails(
      Locale language,
      int status,
      String shopName,
      String home,
      String base,
      List<LanguageLink> languages) {
    this.language = language;
    this.status = status;
    this.shopName = shopName;
    this.home = home;
    this.base = base;
    this.languages = List.copyOf(languages);
  }

  /** The language to write the page in: Korean or English. */
  public Locale language() {
    return language;
  }

  /** The HTTP status; the response has it already. */
  public int status() {
    return status;
  }

  /** From the notices. */
  public String shopName() {
    return shopName;
  }

  /** The shop's first page. */
  public String home() {
    return home;
  }

  /** From this page to the servlet's own root: {@code ./} or {@code ../}. */
  public String base() {
    return base;
  }

  /** This page in other languages; empty where changing it is not offered. */
  public List<LanguageLink> languages() {
    return languages;
  }

  @Override
  public String toString() {
    return "PageDetails[" + language + ", " + status + "]";
  }

  /**
   * The same page in another language.
   *
   * @param name in that language
   * @param href relative to the page
   */
  public record LanguageLink(Locale language, String name, String href) {}
}
