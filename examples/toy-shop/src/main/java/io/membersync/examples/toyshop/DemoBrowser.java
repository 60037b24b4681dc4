package io.membersync.examples.toyshop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A visitor's browser without a screen: cookies host by host, redirects, links and forms. */
final class DemoBrowser {
  private static final int MOST_REDIRECTS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();
  private final HttpClient client = HttpClient.newBuilder()
      .followRedirects(HttpClient.Redirect.NEVER)
      .connectTimeout(PATIENCE)
      .build();
  private final String language;

  /** A browser that wants pages in this language. */
  DemoBrowser(String language) {
    this.language = language;
  }

  /** Opens an address, and follows redirects to a page. */
  DemoPage open(URI address) throws IOException {
    return follow(request(address).GET());
  }

  /** Sends a form of a page. */
  DemoPage send(DemoPage page, DemoForm form) throws IOException {
    URI target = page.address().resolve(form.action());
    return follow(request(target)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", target.getScheme() + "://" + target.getRawAuthority())
        .header("Sec-Fetch-Site", "same-origin")
        .POST(HttpRequest.BodyPublishers.ofString(form.encoded())));
  }

  /** A cookie of this host; the port does not matter, as in any browser. */
  Optional<String> cookie(String host, String name) {
    return Optional.ofNullable(cookies.getOrDefault(host, Map.of()).get(name));
  }

  /** Gives a host a cookie of one's own. */
  void setCookie(String host, String name, String value) {
    cookies.computeIfAbsent(host, h -> new LinkedHashMap<>()).put(name, value);
  }

  private HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address)
        .timeout(PATIENCE)
        .header("Accept", "text/html")
        .header("Accept-Language", language);
  }

  private DemoPage follow(HttpRequest.Builder first) throws IOException {
    List<URI> way = new ArrayList<>();
    HttpRequest.Builder next = first;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<String> response = call(next);
      way.add(response.uri());
      Optional<String> location = response.headers().firstValue("Location");
      if (response.statusCode() / 100 != 3 || location.isEmpty()) {
        return new DemoPage(response.uri(), response.statusCode(), response.body(), way);
      }
      next = request(response.uri().resolve(location.get())).GET();
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + plain(way.get(0)));
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws IOException {
    HttpRequest plain = request.copy().build();
    String host = plain.uri().getHost();
    Map<String, String> held = cookies.computeIfAbsent(host, h -> new LinkedHashMap<>());
    if (!held.isEmpty()) {
      request.setHeader(
          "Cookie",
          held.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      response.headers().allValues("Set-Cookie").forEach(line -> keep(held, line));
      return response;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + plain(plain.uri()), e);
    }
  }

  private static void keep(Map<String, String> held, String line) {
    String pair = line.split(";", 2)[0];
    int equals = pair.indexOf('=');
    String value = pair.substring(equals + 1);
    if (value.isEmpty() || line.contains("Max-Age=0")) {
      held.remove(pair.substring(0, equals));
    } else {
      held.put(pair.substring(0, equals), value);
    }
  }

  /** An address without its query, which may hold a code. */
  static String plain(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
  }
}
