package io.membersync.road;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.Capability;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider of a shop's own: a token and a profile address on loopback, whose answers a test sets.
 * It checks nothing, PKCE included.
 */
final class SmallProvider implements AutoCloseable {
  static final ProviderId ID = ProviderId.of("small");

  private final HttpServer server;
  private final List<String> exchanges = new CopyOnWriteArrayList<>();
  volatile int tokenStatus = 200;
  volatile String token =
      "{\"access_token\":\"small-access\",\"token_type\":\"bearer\",\"expires_in\":3600}";
  volatile String profile = "{\"sub\":\"u1\"}";

  SmallProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/token", exchange -> {
      exchanges.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      answer(exchange, tokenStatus, token);
    });
    server.createContext("/me", exchange -> answer(exchange, 200, profile));
    server.start();
  }

  /** The form bodies that came to the token address. */
  List<String> exchanges() {
    return List.copyOf(exchanges);
  }

  Provider provider(Capability... capabilities) {
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    ProviderDescriptor.Builder descriptor = ProviderDescriptor.builder(ID)
        .authorization(base + "/authorize")
        .token(base + "/token", ClientAuth.POST_BODY)
        .profile(base + "/me")
        .field(Field.NAME, "name", Trust.UNPROVEN)
        .field(Field.EMAIL, "email", Trust.provenWhen("email_verified"))
        .field(Field.PHONE, "phone", Trust.UNPROVEN);
    for (Capability capability : capabilities) {
      descriptor.with(capability);
    }
    return Provider.of(
        descriptor.build(), ClientRegistration.of("small-client", Secret.of("small-secret")));
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
