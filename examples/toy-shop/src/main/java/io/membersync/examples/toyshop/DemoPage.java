package io.membersync.examples.toyshop;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that a {@link DemoBrowser} has loaded.
 *
 * @param way the addresses that led to it, its own last
 */
record DemoPage(URI address, int status, String body, List<URI> way) {
  private static final Pattern LINK = Pattern.compile("<a\\b[^>]*\\bhref=\"([^\"]*)\"");

  /**
   * The target of the first link whose address contains this.
   *
   * @throws DemoFailure if there is none
   */
  URI link(String part) {
    Matcher matcher = LINK.matcher(body);
    while (matcher.find()) {
      String href = DemoForm.unescape(matcher.group(1));
      if (href.contains(part)) {
        return address.resolve(href);
      }
    }
    throw new DemoFailure(where() + " has no link to " + part);
  }

  /**
   * The first form that has a field or button of this name.
   *
   * @throws DemoFailure if there is none
   */
  DemoForm form(String name) {
    return DemoForm.allOf(body).stream()
        .filter(form -> form.names().contains(name))
        .findFirst()
        .orElseThrow(() -> new DemoFailure(where() + " has no form with " + name));
  }

  /**
   * The first form in which this was filled in beforehand.
   *
   * @throws DemoFailure if there is none
   */
  DemoForm form(String name, Predicate<String> value) {
    return DemoForm.allOf(body).stream()
        .filter(form -> form.filled().stream()
            .anyMatch(entry -> entry.name().equals(name) && value.test(entry.value())))
        .findFirst()
        .orElseThrow(() -> new DemoFailure(where() + " has no such form with " + name));
  }

  /**
   * The first form that offers this, with it pressed or ticked.
   *
   * @throws DemoFailure if there is none
   */
  DemoForm form(String name, String value) {
    DemoForm.Entry entry = new DemoForm.Entry(name, value);
    return DemoForm.allOf(body).stream()
        .filter(form -> form.offered().contains(entry))
        .findFirst()
        .map(form -> form.with(name, value))
        .orElseThrow(() -> new DemoFailure(where() + " offers no " + name + "=" + value));
  }

  /** For messages: the address without its query, and the status. */
  String where() {
    return DemoBrowser.plain(address) + " (HTTP " + status + ")";
  }

  @Override
  public String toString() {
    return "DemoPage[" + where() + "]";
  }
}
