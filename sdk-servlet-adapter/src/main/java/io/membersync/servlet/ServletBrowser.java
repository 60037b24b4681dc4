package io.membersync.servlet;

import io.membersync.Browser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/** The cookies of a servlet's request and response. */
final class ServletBrowser implements Browser {
  private final HttpServletRequest request;
  private final HttpServletResponse response;

  ServletBrowser(HttpServletRequest request, HttpServletResponse response) {
    this.request = request;
    this.response = response;
  }

  @Override
  public Optional<String> findCookie(String name) {
    if (request.getCookies() == null) {
      return Optional.empty();
    }
    for (jakarta.servlet.http.Cookie cookie : request.getCookies()) {
      if (cookie.getName().equals(name)) {
        return Optional.ofNullable(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** As a raw header: a container's cookie class may drop or add attributes. */
  @Override
  public void add(Browser.Cookie cookie) {
    response.addHeader("Set-Cookie", cookie.header());
  }
}
