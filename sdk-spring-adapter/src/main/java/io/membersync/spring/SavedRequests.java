package io.membersync.spring;

import io.membersync.SignIn;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;

/** The page that a visitor wanted when Spring Security asked who it is. */
final class SavedRequests {
  private final RequestCache cache;

  SavedRequests(RequestCache cache) {
    this.cache = cache;
  }

  /** Where that was on this very site, if it was a page at all. */
  Optional<String> findPath(ServletExchange exchange) {
    @Nullable SavedRequest saved = cache.getRequest(exchange.request(), exchange.response());
    if (saved == null || !"GET".equals(saved.getMethod())) {
      return Optional.empty();
    }
    URI uri;
    try {
      uri = new URI(saved.getRedirectUrl());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    if (uri.getHost() != null
        && !uri.getHost().equalsIgnoreCase(exchange.request().getServerName())) {
      return Optional.empty();
    }
    String path = uri.getRawPath();
    String query = uri.getRawQuery();
    if (saved instanceof DefaultSavedRequest asked) {
      path = asked.getRequestURI(); // without the parameter by which the cache knows it again
      query = asked.getQueryString();
    }
    // The engine takes no other than a path of this site, of a length that fits into a cookie.
    return Optional.of(
            SignIn.returningTo(query == null ? path : path + "?" + query).returnPath())
        .filter(safe -> safe.length() > 1);
  }

  void forget(ServletExchange exchange) {
    cache.removeRequest(exchange.request(), exchange.response());
  }

  /** As if the visitor had wanted this page. */
  void save(ServletExchange exchange, String path) {
    cache.saveRequest(new Wanted(exchange.request(), path), exchange.response());
  }

  /** A request for a page with everything that is kept of one. */
  private static final class Wanted extends HttpServletRequestWrapper {
    private final String path;
    private final @Nullable String query;

    Wanted(HttpServletRequest request, String address) {
      super(request);
      int mark = address.indexOf('?');
      this.path = mark < 0 ? address : address.substring(0, mark);
      this.query = mark < 0 ? null : address.substring(mark + 1);
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public StringBuffer getRequestURL() {
      String port =
          getServerPort() == ("https".equals(getScheme()) ? 443 : 80) ? "" : ":" + getServerPort();
      return new StringBuffer(getScheme().toLowerCase(Locale.ROOT))
          .append("://")
          .append(getServerName())
          .append(port)
          .append(path);
    }

    @Override
    public String getServletPath() {
      return path.substring(getContextPath().length());
    }

    @Override
    public @Nullable String getPathInfo() {
      return null;
    }

    @Override
    public @Nullable String getQueryString() {
      return query;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
      return Map.of();
    }

    @Override
    public Enumeration<String> getParameterNames() {
      return Collections.emptyEnumeration();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
      return null;
    }

    @Override
    public @Nullable String getParameter(String name) {
      return null;
    }
  }
}
