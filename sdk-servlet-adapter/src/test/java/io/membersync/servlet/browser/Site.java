package io.membersync.servlet.browser;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A web server behind a host name of its own, over TLS. Its port is known before it starts. */
final class Site implements AutoCloseable {
  private final String host;
  private final Server server;
  private final ServerConnector connector;
  private final ServletContextHandler context =
      new ServletContextHandler("/", ServletContextHandler.SESSIONS);

  Site(String host) {
    this.host = host;
    QueuedThreadPool threads = new QueuedThreadPool(16, 4);
    threads.setName(host);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(Certificates.BOTH_ENDS.sslContext());
    connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    context.getSessionHandler().setSecureCookies(true);
    context.getSessionHandler().setHttpOnly(true);
    context.getSessionHandler().setSameSite(HttpCookie.SameSite.LAX);
    server.setHandler(context);
    try {
      connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(String mapping, HttpServlet servlet) {
    ServletHolder holder = new ServletHolder(mapping, servlet);
    holder.setInitOrder(1);
    context.addServlet(holder, mapping);
  }

  void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new AssertionError("the site " + host + " did not start", e);
    }
  }

  /** As browsers know it. */
  URI uri(String path) {
    return URI.create("https://" + host + ":" + connector.getLocalPort() + path);
  }

  /** As this machine knows it. */
  URI onLoopback() {
    return URI.create("https://127.0.0.1:" + connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new AssertionError("the site " + host + " did not stop", e);
    }
  }
}
