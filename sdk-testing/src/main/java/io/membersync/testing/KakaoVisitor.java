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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A person in front of a browser, without the browser: walks through {@link FakeKakao}'s pages over
 * HTTP and comes back with the address that Kakao would send the browser to. Keeps its Kakao
 * Account cookie, so the second sign-in needs no page. Not safe for several threads.
 */
public final class KakaoVisitor {
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"(hidden|checkbox)\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern ACTION =
      Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");

  private final URI kakao;
  private final Supplier<KakaoApp> app;
  private final HttpCaller caller;
  private final KakaoPerson person;
  private final Set<String> withheld = new LinkedHashSet<>();
  private final Set<String> declined = new LinkedHashSet<>();
  private boolean addsChannels = true;
  private String userAgent = "Mozilla/5.0 (FakeKakao visitor)";
  private Optional<String> cookie = Optional.empty();

  KakaoVisitor(URI baseUri, Supplier<KakaoApp> app, KakaoPerson person, @Nullable SSLContext tls) {
    this.kakao = baseUri;
    this.app = app;
    this.caller = HttpCaller.toThisMachine(Duration.ofSeconds(10), tls);
    this.person = person;
  }

  /**
   * Leaves these consent items unticked on the consent page. Default: ticks everything.
   *
   * @throws IllegalArgumentException if the app has no such item
   */
  public KakaoVisitor withholding(String... itemIds) {
    for (String id : itemIds) {
      if (!app.get().hasItem(id)) {
        throw new IllegalArgumentException(
            "no consent item " + id + " among " + app.get().itemIds(item -> true));
      }
      withheld.add(id);
    }
    return this;
  }

  /**
   * Leaves these service terms unticked on the consent page. Default: ticks everything.
   *
   * @throws IllegalArgumentException if the app has no such term
   */
  public KakaoVisitor declining(String... tags) {
    for (String tag : tags) {
      if (app.get().findTerm(tag).isEmpty()) {
        throw new IllegalArgumentException("the app has no service term " + tag);
      }
      declined.add(tag);
    }
    return this;
  }

  /** Leaves the channels unticked on the consent page. Default: adds them all. */
  public KakaoVisitor withoutChannels() {
    addsChannels = false;
    return this;
  }

  /** Browses inside KakaoTalk, where the person is signed in to the Kakao Account already. */
  public KakaoVisitor inKakaoTalk() {
    userAgent = "Mozilla/5.0 (Linux; Android 16) Mobile KAKAOTALK 26.1.0";
    return this;
  }

  /** Forgets the Kakao Account cookie, as another browser would not have it. */
  public KakaoVisitor inAnotherBrowser() {
    cookie = Optional.empty();
    return this;
  }

  public KakaoPerson person() {
    return person;
  }

  /**
   * Signs in and agrees to all that was not withheld or declined.
   *
   * @param authorizationUri where the shop sends the browser; only its query counts, so an address
   *     of the real Kakao does as well
   * @return where Kakao sends the browser back to, with a code, or with an error if Kakao gave one
   * @throws KakaoErrorPageException if Kakao shows its own error page instead
   * @throws IllegalStateException if the person left out what nobody gets in without
   */
  public URI agree(URI authorizationUri) {
    HttpCaller.Reply page = get(authorizationUri);
    for (int pages = 0; pages < 4; pages++) {
      Optional<URI> callback = findCallback(page);
      if (callback.isPresent()) {
        return callback.get();
      }
      if (page.text().contains("role=\"alert\"")) {
        throw new IllegalStateException(
            person + " withheld or declined what Kakao lets nobody in without");
      }
      page = submit(page, "agree");
    }
    throw new IllegalStateException("FakeKakao shows one page after the other to " + person);
  }

  /**
   * Cancels on the first page that Kakao shows.
   *
   * @return where Kakao sends the browser back to, with {@code error=access_denied}
   * @throws KakaoErrorPageException if Kakao shows its own error page instead
   * @throws IllegalStateException if Kakao sends the browser on without a page
   */
  public URI cancel(URI authorizationUri) {
    HttpCaller.Reply page = get(authorizationUri);
    if (findCallback(page).isPresent()) {
      throw new IllegalStateException("Kakao shows " + person + " no page to cancel on");
    }
    return findCallback(submit(page, "cancel"))
        .orElseThrow(() -> new IllegalStateException("FakeKakao did not take the cancellation"));
  }

  /**
   * Only opens the page: the callback if Kakao sends the browser on at once, as it does for {@code
   * prompt=none} and for a person with nothing left to agree to; empty if it shows a page.
   *
   * @throws KakaoErrorPageException if Kakao shows its own error page instead
   */
  public Optional<URI> open(URI authorizationUri) {
    if (userAgent.contains("KAKAOTALK") && cookie.isEmpty()) {
      signInByHand(authorizationUri);
    }
    return findCallback(get(authorizationUri));
  }

  private HttpCaller.Reply submit(HttpCaller.Reply page, String action) {
    String html = page.text();
    Matcher form = ACTION.matcher(html);
    if (!form.find()) {
      throw new IllegalStateException("status " + page.status() + " and no form for " + person);
    }
    boolean signIn = form.group(1).equals(KakaoEndpoint.SIGN_IN_FORM.path());
    List<String> fields = new ArrayList<>();
    Matcher input = INPUT.matcher(html);
    while (input.find()) {
      String name = FakeVisitor.unescape(input.group(2));
      String value = FakeVisitor.unescape(input.group(3));
      if (input.group(1).equals("hidden") || ticks(name, value)) {
        fields.add(Parameters.encode(name) + "=" + Parameters.encode(value));
      }
    }
    fields.add(
        signIn && action.equals("agree")
            ? "person=" + Parameters.encode(person.key())
            : "action=" + action);
    return post(form.group(1), String.join("&", fields));
  }

  private boolean ticks(String name, String value) {
    return switch (name) {
      case "item" -> !withheld.contains(value);
      case "term" -> !declined.contains(value);
      case "channel" -> addsChannels;
      default -> false;
    };
  }

  /** KakaoTalk knows who it belongs to: its browser has the cookie before any page is opened. */
  private void signInByHand(URI authorizationUri) {
    String query = Optional.ofNullable(authorizationUri.getRawQuery()).orElse("");
    post(
        KakaoEndpoint.SIGN_IN_FORM.path(),
        "request=" + Parameters.encode(query) + "&person=" + Parameters.encode(person.key()));
  }

  private HttpCaller.Reply get(URI authorizationUri) {
    String query = Optional.ofNullable(authorizationUri.getRawQuery()).orElse("");
    return keepCookie(caller.send(
        "GET",
        URI.create(kakao + KakaoEndpoint.AUTHORIZE.path() + "?" + query),
        headers(),
        new byte[0]));
  }

  private HttpCaller.Reply post(String path, String form) {
    Map<String, String> headers = headers();
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    return keepCookie(caller.send(
        "POST", URI.create(kakao + path), headers, form.getBytes(StandardCharsets.UTF_8)));
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
        .filter(header -> header.startsWith(AuthorizeEndpoint.COOKIE + "="))
        .ifPresent(header -> cookie = Optional.of(header.substring(0, header.indexOf(';'))));
    return reply;
  }

  private static Optional<URI> findCallback(HttpCaller.Reply reply) {
    if (reply.status() / 100 == 3) {
      return reply.findHeader("Location").map(URI::create);
    }
    Optional<String> error = reply.findHeader(KakaoError.HEADER);
    if (error.isPresent()) {
      throw new KakaoErrorPageException(error.get(), reply.status());
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "KakaoVisitor[" + person.key() + "]";
  }
}
