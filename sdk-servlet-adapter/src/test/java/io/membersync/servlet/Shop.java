package io.membersync.servlet;

import io.membersync.MemberSync;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A shop in an embedded server, with a browser's cookies to visit it. */
final class Shop implements AutoCloseable {
  static final String MEMBER = "memberId";

  final Script engine;
  final Map<String, String> cookies = new LinkedHashMap<>();

  /** Whether a filter of the shop asks every request for a parameter, before MemberSync sees it. */
  volatile boolean readsParametersFirst;

  private final Server server;
  private final ServerConnector connector;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  private Shop(
      Script script,
      Function<URI, Engine> engines,
      UnaryOperator<MemberSyncServlet.Builder> options,
      UnaryOperator<Handler> front) {
    engine = script;
    server = new Server();
    connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    try {
      connector.open(); // redirect URIs need the port
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    MemberSyncServlet servlet = options
        .apply(MemberSyncServlet.builder(engines.apply(uri("/")), HttpSessions.attribute(MEMBER))
            .withoutWork())
        .build();
    ServletHolder login = new ServletHolder("login", servlet);
    login.setInitOrder(1);
    context.addServlet(login, "/login/*");
    context.addServlet(new ServletHolder(new SessionProbe()), "/session");
    context.addFilter(this::readParameter, "/*", EnumSet.of(DispatcherType.REQUEST));
    server.setHandler(front.apply(context));
    try {
      server.start();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Shop open() {
    return open(UnaryOperator.identity());
  }

  static Shop open(UnaryOperator<MemberSyncServlet.Builder> options) {
    Script script = new Script();
    return new Shop(script, address -> script, options, UnaryOperator.identity());
  }

  /** A shop with something of the server's before every servlet. */
  static Shop behind(UnaryOperator<Handler> front) {
    Script script = new Script();
    return new Shop(script, address -> script, UnaryOperator.identity(), front);
  }

  /** A shop with a real engine. */
  static Shop open(
      Function<URI, MemberSync> engine, UnaryOperator<MemberSyncServlet.Builder> options) {
    return new Shop(
        new Script(),
        address -> Engine.of(engine.apply(address)),
        options,
        UnaryOperator.identity());
  }

  private void readParameter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (readsParametersFirst) {
      request.getParameter("lang");
    }
    chain.doFilter(request, response);
  }

  /** How long the server waits for the next byte of a request. */
  void waitsForBytes(Duration time) {
    connector.setIdleTimeout(time.toMillis());
  }

  int port() {
    return connector.getLocalPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  Answer get(String path, String... headers) {
    return send("GET", path, Optional.empty(), headers);
  }

  Answer json(String path) {
    return get(path, "Accept", "application/json");
  }

  Answer post(String path, String form, String... headers) {
    return send(
        "POST",
        path,
        Optional.of(form),
        concat(
            headers,
            "Content-Type",
            "application/x-www-form-urlencoded",
            "Sec-Fetch-Site",
            "same-origin"));
  }

  Answer send(String method, String path, Optional<String> body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
        .method(
            method,
            body.map(HttpRequest.BodyPublishers::ofString)
                .orElse(HttpRequest.BodyPublishers.noBody()));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response;
    try {
      response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    Answer answer = new Answer(response);
    answer.keepCookies(cookies);
    return answer;
  }

  /** What stands in the shop's session, as {@code id|member|cart}. */
  List<String> session() {
    return List.of(get("/session").body().split("\\|", -1));
  }

  void putIntoCart(String item) {
    get("/session?cart=" + item);
  }

  /** By the shop's own login, which knows nothing of MemberSync. */
  void signInAtShop(String member) {
    get("/session?member=" + member);
  }

  void signOut() {
    cookies.remove("JSESSIONID");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** An answer of the shop. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    List<String> headers(String name) {
      return response.headers().allValues(name);
    }

    /** The address that this answer sends the browser to, as a path. */
    String location() {
      URI target = response.uri().resolve(header("Location"));
      return target.getHost() != null && target.getHost().equals("127.0.0.1")
          ? target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery())
          : target.toString();
    }

    private void keepCookies(Map<String, String> cookies) {
      for (String line : headers("Set-Cookie")) {
        String pair = line.split(";", 2)[0];
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
  }

  /** Shows and changes what is in the session, as a shop's own page would. */
  private static final class SessionProbe extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String cart = request.getParameter("cart");
      String member = request.getParameter("member");
      HttpSession session = request.getSession(cart != null || member != null);
      if (session == null) {
        response.getWriter().print("||");
        return;
      }
      if (cart != null) {
        session.setAttribute("cart", cart);
      }
      if (member != null) {
        session.setAttribute(MEMBER, member);
      }
      response
          .getWriter()
          .print(session.getId()
              + "|"
              + text(session.getAttribute(MEMBER))
              + "|"
              + text(session.getAttribute("cart")));
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
      return value == null ? "" : value.toString();
    }
  }
}
