package io.membersync.examples.toyshop;

import io.membersync.Secret;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A pretend vendor of identity verification, on a server of its own: a shop begins a transaction with
 * its secret, the browser goes there and comes back, and the shop asks what became of it. A real one
 * asks a telephone company, a bank or a card company who the visitor is.
 */
final class SampleVerify implements AutoCloseable {
  static final String NAME = "Sample Verify";

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final Map<String, Transaction> transactions = new ConcurrentHashMap<>();
  private final Secret secret;
  private final URI shop;

  /**
   * A check under way.
   *
   * @param customer the shop's name of whom it checks
   * @param passed empty until the visitor was checked
   */
  private record Transaction(String customer, Optional<Boolean> passed, Instant at) {}

  /**
   * Opens it.
   *
   * @param shop its only customer, to which every browser goes back
   */
  static SampleVerify open(URI shop, Secret secret) {
    SampleVerify vendor = new SampleVerify(shop, secret);
    try {
      vendor.server.start();
    } catch (Exception e) {
      vendor.close();
      throw new IllegalStateException("the pretend vendor's server does not start", e);
    }
    return vendor;
  }

  private SampleVerify(URI shop, Secret secret) {
    this.shop = shop;
    this.secret = secret;
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler pages = new ServletContextHandler("/");
    pages.addServlet(new ServletHolder(new Transactions()), "/transactions");
    pages.addServlet(new ServletHolder(new CheckPage()), "/check");
    server.setHandler(pages);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the pretend vendor's server does not stop", e);
    }
  }

  /** For the shop alone: begins a transaction, and tells what became of one. */
  private final class Transactions extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (isShop(request, response)) {
        String id = Shop.newSecret().reveal().replaceAll("[^A-Za-z0-9]", "");
        String customer = Optional.ofNullable(request.getParameter("customer")).orElse("");
        transactions.put(id, new Transaction(customer, Optional.empty(), Instant.now()));
        send(response, id);
      }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (isShop(request, response)) {
        send(
            response,
            find(request)
                .filter(known -> known.passed().isPresent())
                .map(known -> known.customer() + " " + known.passed().get() + " " + known.at())
                .orElse(""));
      }
    }

    private boolean isShop(HttpServletRequest request, HttpServletResponse response) {
      boolean known = ("Bearer " + secret.reveal()).equals(request.getHeader("Authorization"));
      if (!known) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      }
      return known;
    }

    private static void send(HttpServletResponse response, String text) throws IOException {
      response.setContentType("text/plain; charset=UTF-8");
      response.getWriter().print(text);
    }
  }

  /** For the browser: chooses whom to be. */
  private final class CheckPage extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean known = find(request).isPresent();
      response.setStatus(known ? HttpServletResponse.SC_OK : HttpServletResponse.SC_NOT_FOUND);
      response.setContentType("text/html; charset=UTF-8");
      Language language = Language.of(request, response);
      Html people = Html.of(
          """
          <form method="post" action="/check">
            <input type="hidden" name="transaction" value="{}">
            <p><button name="age" value="35">{}</button></p>
            <p><button name="age" value="18">{}</button></p>
          </form>
          """,
          Optional.ofNullable(request.getParameter("transaction")).orElse(""),
          language.say("35세로 확인받기", "Be verified as somebody of 35"),
          language.say("18세로 확인받기", "Be verified as somebody of 18"));
      Html page = Html.of(
          """
          <!doctype html>
          <html lang="{}">
          <head>
            <meta charset="utf-8">
            <title>{}</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>body {font: 1rem/1.6 sans-serif; margin: 2rem auto; max-width: 28rem; padding: 0 1rem}
            button {font: inherit; min-height: 2.75rem; width: 100%}</style>
          </head>
          <body><main><h1>{}</h1><p>{}</p>{}</main></body>
          </html>
          """,
          language.tag(),
          NAME,
          NAME,
          language.say(
              "연습용 본인 확인입니다. 실제로는 통신사나 카드사가 확인합니다.",
              "A practice check. A real one asks your telephone or card company."),
          known
              ? people
              : Html.of("<p>{}</p>", language.say("알 수 없는 요청입니다.", "This check is unknown.")));
      response.getWriter().print(page.markup());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Optional<Transaction> known = find(request).filter(one -> one.passed().isEmpty());
      String age = Optional.ofNullable(request.getParameter("age")).orElse("");
      if (known.isEmpty() || !age.matches("[0-9]{1,3}")) {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        return;
      }
      String id = request.getParameter("transaction");
      boolean adult = Integer.parseInt(age) >= 19; // Youth Protection Act, article 2
      transactions.put(
          id, new Transaction(known.get().customer(), Optional.of(adult), Instant.now()));
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", shop.resolve("/adult?transaction=" + id).toString());
    }
  }

  private Optional<Transaction> find(HttpServletRequest request) {
    return Optional.ofNullable(request.getParameter("transaction")).map(transactions::get);
  }
}
