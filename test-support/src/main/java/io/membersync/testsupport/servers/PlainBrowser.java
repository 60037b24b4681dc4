package io.membersync.testsupport.servers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A browser that keeps cookies, whichever node it meets, and follows nothing. A connection for each
 * request, so that a proxy leads each to the next node. Safe for many threads.
 */
public final class PlainBrowser {
  private final Map<String, String> cookies = new ConcurrentSkipListMap<>();

  /** What a node answered. */
  public record Page(int status, Map<String, List<String>> headers, String text) {
    public Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> name.equalsIgnoreCase(header.getKey()))
          .flatMap(header -> header.getValue().stream())
          .findFirst();
    }

    public String location() {
      return header("Location").orElse("null");
    }
  }

  public Page get(int port, String path) throws IOException {
    HttpURLConnection connection = (HttpURLConnection)
        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setRequestProperty("Connection", "close");
    connection.setReadTimeout(60_000);
    if (!cookies.isEmpty()) {
      connection.setRequestProperty(
          "Cookie",
          String.join(
              "; ",
              cookies.entrySet().stream()
                  .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                  .toList()));
    }
    int status = connection.getResponseCode();
    for (String header : setCookies(connection)) {
      String[] pair = header.split(";", 2)[0].split("=", 2);
      if (pair[1].isEmpty() || header.contains("Max-Age=0")) {
        cookies.remove(pair[0]);
      } else {
        cookies.put(pair[0], pair[1]);
      }
    }
    String text = status == 200
        ? new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        : "";
    return new Page(status, connection.getHeaderFields(), text);
  }

  public Optional<String> cookie(String name) {
    return Optional.ofNullable(cookies.get(name));
  }

  /** The JDK's server writes names of headers in its own letter case. */
  private static List<String> setCookies(HttpURLConnection connection) {
    return connection.getHeaderFields().entrySet().stream()
        .filter(header -> "Set-Cookie".equalsIgnoreCase(header.getKey()))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }
}
