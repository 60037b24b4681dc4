package io.membersync.testsupport;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Any number of OpenID Connect issuers on loopback: they publish their metadata, or are dead. */
public final class ManyIssuers implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer answering;
  private final ServerSocket silent;
  private final String refusing;

  private ManyIssuers() throws IOException {
    answering = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 100);
    answering.setExecutor(threads);
    answering.createContext("/", exchange -> {
      String path = exchange.getRequestURI().getPath();
      String issuer = address(answering.getAddress().getPort())
          + path.substring(0, path.indexOf("/.well-known"));
      byte[] metadata = """
          {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
           "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/keys",
           "userinfo_endpoint": "%1$s/me"}""".formatted(issuer).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, metadata.length);
      exchange.getResponseBody().write(metadata);
      exchange.close();
    });
    answering.start();
    // Takes as many connections as come and never says a word.
    silent = new ServerSocket(0, 1_000, LOOPBACK);
    try (ServerSocket closed = new ServerSocket(0, 1, LOOPBACK)) {
      refusing = address(closed.getLocalPort());
    }
  }

  public static ManyIssuers open() {
    try {
      return new ManyIssuers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that answers. */
  public String alive(int number) {
    return address(answering.getAddress().getPort()) + "/" + number;
  }

  /** One that takes connections and does not answer. */
  public String silent(int number) {
    return address(silent.getLocalPort()) + "/" + number;
  }

  /** One that refuses connections, does not answer, or has no address, by turns. */
  public String dead(int number) {
    return switch (number % 3) {
      case 0 -> refusing + "/" + number;
      case 1 -> silent(number);
      default -> "https://issuer" + number + ".invalid";
    };
  }

  @Override
  public void close() throws IOException {
    answering.stop(0);
    silent.close();
    threads.shutdownNow();
  }

  private static String address(int port) {
    return "http://127.0.0.1:" + port;
  }
}
