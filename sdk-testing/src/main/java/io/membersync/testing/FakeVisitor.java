package io.membersync.testing;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A person in front of a browser, without the browser: walks through a fake provider's pages over HTTP
 * and comes back with the address that the provider would send the browser to. Keeps its cookie, so
 * the second sign-in needs no sign-in page. Not safe for several threads.
 */
public final class FakeVisitor {
  private static final int MOST_PAGES = 4;
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"(hidden|checkbox)\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern ACTION =
      Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");

  private final URI provider;
  private final FakePerson person;
  private final HttpCaller caller;
  private final Set<String> withheld = new LinkedHashSet<>();
  private String userAgent = "Mozilla/5.0 (fake visitor)";
  private Optional<String> cookie = Optional.empty();

  FakeVisitor(URI provider, FakePerson person, @Nullable SSLContext tls) {
    this.provider = provider;
    this.person = person;
    this.caller = HttpCaller.toThisMachine(Duration.ofSeconds(10), tls);
  }

  /** Leaves these unticked on the consent page. Default: ticks everything. */
  public FakeVisitor withholding(String... items) {
    withheld.addAll(List.of(items));
    return this;
  }

  /** Ticks everything again. */
  public FakeVisitor withholdingNothing() {
    withheld.clear();
    return this;
  }

  /** By another browser's name, such as the provider's in-app browser. */
  public FakeVisitor by(String agent) {
    userAgent = agent;
    return this;
  }

  /**
   * Signs in and agrees to all that was not withheld.
   *
   * @param authorizationUri where the shop sends the browser; its path and query count
   * @return where the provider sends the browser back to, with a code or an error; the fields of a
   *     provider that answers by a form stand in the query, as {@link TestBrowser} takes them
   * @throws IllegalStateException if the provider shows its own error page, or the person withheld
   *     what nobody gets in without
   */
  public URI agree(URI authorizationUri) {
    HttpCaller.Reply page = get(authorizationUri);
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      Optional<URI> callback = findCallback(page);
      if (callback.isPresent()) {
        return callback.get();
      }
      page = submit(page, "agree");
    }
    throw new IllegalStateException("the fake shows one page after the other to " + person);
  }

  /**
   * Cancels on the first page that is shown.
   *
   * @return where the provider sends the browser back to, with an error
   * @throws IllegalStateException if there is no page to cancel on
   */
  public URI cancel(URI authorizationUri) {
    HttpCaller.Reply page = get(authorizationUri);
    if (findCallback(page).isPresent()) {
      throw new IllegalStateException("there is no page for " + person + " to cancel on");
    }
    return findCallback(submit(page, "cancel"))
        .orElseThrow(() -> new IllegalStateException("the fake did not take the cancellation"));
  }

  /** Only opens the page: the callback if the browser is sent on at once; empty if there is a page. */
  public Optional<URI> open(URI authorizationUri) {
    return findCallback(get(authorizationUri));
  }

  private HttpCaller.Reply submit(HttpCaller.Reply page, String action) {
    String html = page.text();
    Matcher form = ACTION.matcher(html);
    if (!form.find() || html.contains("role=\"alert\"")) {
      throw new IllegalStateException("status " + page.status()
          + " and an error page, or required items withheld, for " + person);
    }
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(html);
    while (input.find()) {
      String value = unescape(input.group(3));
      if (input.group(1).equals("hidden") || !withheld.contains(value)) {
        fields.add(Parameters.encode(input.group(2)) + "=" + Parameters.encode(value));
      }
    }
    boolean signIn = form.group(1).equals(FakeSocialLogin.SIGN_IN_FORM);
    fields.add(signIn && action.equals("agree") ? "person=" + person.key() : "action=" + action);
    Map<String, String> headers = headers();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    return keepCookie(caller.send(
        "POST",
        URI.create(provider + form.group(1)),
        headers,
        String.join("&", fields).getBytes(StandardCharsets.UTF_8)));
  }

  private HttpCaller.Reply get(URI authorizationUri) {
    String query = Optional.ofNullable(authorizationUri.getRawQuery()).orElse("");
    return keepCookie(caller.send(
        "GET",
        URI.create(provider + authorizationUri.getRawPath() + "?" + query),
        headers(),
        new byte[0]));
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", userAgent);
    cookie.ifPresent(value -> headers.put("Cookie", value));
    return headers;
  }

  private HttpCaller.Reply keepCookie(HttpCaller.Reply reply) {
    reply
        .findHeader("Set-Cookie")
        .filter(header -> header.startsWith(FakeSocialLogin.COOKIE + "="))
        .ifPresent(header -> cookie = Optional.of(header.substring(0, header.indexOf(';'))));
    return reply;
  }

  private static Optional<URI> findCallback(HttpCaller.Reply reply) {
    if (reply.status() / 100 == 3) {
      return reply.findHeader("Location").map(URI::create);
    }
    Matcher form = ACTION.matcher(reply.text());
    if (!form.find() || form.group(1).startsWith("/")) {
      return Optional.empty();
    }
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(reply.text());
    while (input.find()) {
      fields.add(
          Parameters.encode(input.group(2)) + "=" + Parameters.encode(unescape(input.group(3))));
    }
    return Optional.of(URI.create(unescape(form.group(1)) + "?" + String.join("&", fields)));
  }

  static String unescape(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  @Override
  public String toString() {
    return "FakeVisitor[" + person.key() + "]";
  }
}
