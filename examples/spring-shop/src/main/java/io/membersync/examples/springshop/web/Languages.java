package io.membersync.examples.springshop.web;

import java.util.List;
import java.util.Locale;

/** Links to a page in the other language. */
final class Languages {
  private Languages() {}

  /** A link, relative to the page. */
  record Link(String tag, String name, String href) {}

  static List<Link> links(Locale now) {
    return now.getLanguage().equals("ko")
        ? List.of(new Link("en", "English", "?lang=en"))
        : List.of(new Link("ko", "한국어", "?lang=ko"));
  }
}
