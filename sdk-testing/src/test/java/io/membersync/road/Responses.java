package io.membersync.road;

import io.membersync.Browser;
import io.membersync.testing.TestBrowser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A browser that also keeps each cookie as its response carried it. */
final class Responses implements Browser {
  private final TestBrowser held;
  private final List<Cookie> cookies = new ArrayList<>();

  Responses(TestBrowser held) {
    this.held = held;
  }

  /** The cookie that was set since the start or {@link #forget}; there must be just one. */
  Cookie only() {
    if (cookies.size() != 1) {
      throw new AssertionError(cookies.size() + " cookies were set");
    }
    return last();
  }

  Cookie last() {
    return cookies.get(cookies.size() - 1);
  }

  void forget() {
    cookies.clear();
  }

  @Override
  public Optional<String> findCookie(String name) {
    return held.findCookie(name);
  }

  @Override
  public void add(Cookie cookie) {
    cookies.add(cookie);
    held.add(cookie);
  }
}
