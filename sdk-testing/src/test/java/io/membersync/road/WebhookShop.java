package io.membersync.road;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.membersync.MemberSync;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A shop's endpoints for what providers tell it, over HTTP. */
final class WebhookShop implements AutoCloseable {
  private static final String PATH = "/webhooks/";

  private final Supplier<MemberSync> sync;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** Asks for the engine at each call: tests open another one. */
  WebhookShop(Supplier<MemberSync> sync) {
    this.sync = sync;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(PATH, this::receive);
    server.setExecutor(threads);
    server.start();
  }

  URI uri(ProviderId provider) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH + provider);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Received received = sync.get()
        .receive(
            ProviderId.of(path.substring(PATH.length())),
            new Webhook(
                exchange.getRequestMethod(),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes()));
    byte[] body = received
        .body()
        .map(answer -> answer.text().getBytes(StandardCharsets.UTF_8))
        .orElse(new byte[0]);
    received
        .body()
        .ifPresent(
            answer -> exchange.getResponseHeaders().set("Content-Type", answer.contentType()));
    exchange.sendResponseHeaders(received.httpStatus(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
