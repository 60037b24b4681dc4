package io.membersync.servlet;

import io.membersync.provider.ProviderId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which endpoint a request is for. Only the exact spelling of an address is one: what a proxy in
 * front and the container might read differently (escapes, dots, empty segments, parameters in the
 * middle) is nowhere.
 *
 * @param root the servlet's own path, with the context's
 * @param id the provider or the parked sign-in; empty for other endpoints
 */
record Route(Endpoint endpoint, String root, String id) {
  enum Endpoint {
    SIGN_IN("GET, HEAD"),
    START("GET, POST"),
    LINK("POST"),
    CALLBACK("GET, POST"),
    APP("POST"),
    RESUME("GET, POST"),
    WEBHOOK("GET, POST"),
    CONSENTS("GET, HEAD"),
    WITHDRAW("POST"),
    AGREE("POST"),
    ANSWER("POST"),
    DISCONNECT("POST"),
    DOWNLOAD("GET, HEAD"),
    DOWNLOAD_JSON("GET, HEAD"),
    CANCELLED("GET, HEAD"),
    UNAVAILABLE("GET, HEAD"),
    FAILED("GET, HEAD"),
    STYLESHEET("GET, HEAD");

    private final String allow;

    Endpoint(String allow) {
      this.allow = allow;
    }

    boolean takes(String method) {
      return List.of(allow.split(", ")).contains(method);
    }

    String allow() {
      return allow;
    }
  }

  private static final Pattern ROOT = Pattern.compile("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~%+@-]+)*");
  private static final Pattern WITH_ID = Pattern.compile(
      "/(start|link|callback|app|webhooks)/([a-z][a-z0-9-]{0,31})|/resume/([A-Za-z0-9_-]{16,64})");

  static Route of(HttpServletRequest request) throws Refusal {
    String uri = request.getRequestURI();
    // A container without a cookie yet writes ;jsessionid=… behind the last segment of a link.
    int parameters = uri.indexOf(';');
    if (parameters >= 0) {
      if (uri.indexOf('/', parameters) >= 0) {
        throw new Refusal(Failure.NOT_FOUND);
      }
      uri = uri.substring(0, parameters);
    }
    String path = request.getPathInfo();
    if (path == null || !uri.endsWith(path)) {
      throw new Refusal(Failure.NOT_FOUND);
    }
    String root = uri.substring(0, uri.length() - path.length());
    if (!ROOT.matcher(root).matches()) {
      throw new Refusal(Failure.NOT_FOUND);
    }
    return switch (path) {
      case "/" -> new Route(Endpoint.SIGN_IN, root, "");
      case "/cancelled" -> new Route(Endpoint.CANCELLED, root, "");
      case "/unavailable" -> new Route(Endpoint.UNAVAILABLE, root, "");
      case "/failed" -> new Route(Endpoint.FAILED, root, "");
      case "/consents" -> new Route(Endpoint.CONSENTS, root, "");
      case "/consents/withdraw" -> new Route(Endpoint.WITHDRAW, root, "");
      case "/consents/agree" -> new Route(Endpoint.AGREE, root, "");
      case "/consents/answer" -> new Route(Endpoint.ANSWER, root, "");
      case "/consents/disconnect" -> new Route(Endpoint.DISCONNECT, root, "");
      case "/consents/download" -> new Route(Endpoint.DOWNLOAD, root, "");
      case "/consents/download.json" -> new Route(Endpoint.DOWNLOAD_JSON, root, "");
      case "/style.css" -> new Route(Endpoint.STYLESHEET, root, "");
      default -> withId(path, root);
    };
  }

  private static Route withId(String path, String root) throws Refusal {
    Matcher matcher = WITH_ID.matcher(path);
    if (!matcher.matches()) {
      throw new Refusal(Failure.NOT_FOUND);
    }
    if (matcher.group(3) != null) {
      return new Route(Endpoint.RESUME, root, matcher.group(3));
    }
    Endpoint endpoint = switch (matcher.group(1)) {
      case "start" -> Endpoint.START;
      case "link" -> Endpoint.LINK;
      case "callback" -> Endpoint.CALLBACK;
      case "app" -> Endpoint.APP;
      default -> Endpoint.WEBHOOK;
    };
    return new Route(endpoint, root, matcher.group(2));
  }

  ProviderId provider() {
    return ProviderId.of(id);
  }
}
