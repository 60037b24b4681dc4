package io.membersync.jdbc.nodes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.membersync.Begun;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberStore;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.FakeEndpoints;
import io.membersync.testsupport.servers.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;

/** One process of a shop: an engine behind a small web server, on a database that others share. */
public final class Node {
  static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  private final MemberSync sync;
  private final String name;

  private Node(MemberSync sync, String name) {
    this.sync = sync;
    this.name = name;
  }

  /**
   * Serves until its input ends.
   *
   * @param arguments the node's name, the database, the fake's address, client id, client secret
   */
  public static void main(String[] arguments) throws IOException {
    HikariDataSource pool = Server.pool(arguments[1], 10);
    JdbcUnitOfWork unit = new JdbcUnitOfWork(pool);
    URI fake = URI.create(arguments[2]);
    try (MemberSync sync = engine(unit, members(unit), fake, arguments[3], arguments[4])) {
      Node node = new Node(sync, arguments[0]);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
      server.setExecutor(Executors.newFixedThreadPool(64, task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
      }));
      server.createContext("/begin", node::begin);
      server.createContext("/login/callback/kakao", node::complete);
      server.start();
      System.out.println("listening " + server.getAddress().getPort());
      System.out.flush();
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
      server.stop(0);
    }
  }

  static JdbcMemberStore members(JdbcUnitOfWork unit) {
    FieldMapping mapping = FieldMapping.none()
        .map(Field.NAME, "name")
        .map(Field.EMAIL, "email")
        .unique()
        .map(Field.PHONE, "phone");
    return JdbcMemberStore.builder(unit, "member", mapping).build();
  }

  static MemberSync engine(
      JdbcUnitOfWork unit, MemberStore members, URI fake, String clientId, String clientSecret) {
    return MemberSync.builder(members, notices())
        .provider(FakeEndpoints.lead(
            Kakao.of(clientId, Secret.of(clientSecret)).withOpenIdConnect(),
            fake,
            "https://kauth.kakao.com",
            "https://kapi.kakao.com"))
        .callbacks(CALLBACKS)
        .records(new JdbcRecords(unit))
        .keys(KeyRing.of(Secret.of("one secret for all nodes of this shop")))
        .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build())
        .build();
  }

  /** Told beforehand, so that one callback makes a member. */
  private static Notices notices() {
    return Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build());
  }

  private void begin(HttpExchange exchange) throws IOException {
    Begun begun = sync.begin(Kakao.ID, new Cookies(exchange), SignIn.returningTo("/"));
    if (begun instanceof Begun.RedirectTo redirect) {
      exchange.getResponseHeaders().set("Location", redirect.uri().toString());
      answer(exchange, 302, "");
    } else {
      answer(exchange, 503, "not started");
    }
  }

  private void complete(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    String text;
    try {
      SignInResult result = sync.complete(
          new Cookies(exchange), Callback.query(Kakao.ID, query == null ? "" : query));
      text = result instanceof SignInResult.SignedIn signedIn
          ? "signed " + signedIn.member().orElseThrow()
          : result.toString();
    } catch (RuntimeException e) {
      text = e.toString();
    }
    answer(exchange, 200, text);
  }

  private void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("X-Node", name);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The cookies of one exchange. */
  private record Cookies(HttpExchange exchange) implements Browser {
    @Override
    public Optional<String> findCookie(String name) {
      for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
        for (String pair : header.split("; ?", -1)) {
          if (pair.startsWith(name + "=")) {
            return Optional.of(pair.substring(name.length() + 1));
          }
        }
      }
      return Optional.empty();
    }

    @Override
    public void add(Cookie cookie) {
      exchange.getResponseHeaders().add("Set-Cookie", cookie.header());
    }
  }
}
