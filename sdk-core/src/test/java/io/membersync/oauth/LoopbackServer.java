package io.membersync.oauth;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server on raw sockets, so that a test may answer with any bytes, late, half or never. */
final class LoopbackServer implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ServerSocket listener;
  private final String scheme;
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  /** One request as it came. */
  record Seen(String method, String path, Map<String, String> headers, String body) {
    /** The value of this header, lower-case name; the empty text without one. */
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Answers a request; the connection stays open when it returns true. */
  interface Handler {
    boolean answer(Seen request, OutputStream out) throws IOException, InterruptedException;
  }

  private LoopbackServer(ServerSocket listener, String scheme) {
    this.listener = listener;
    this.scheme = scheme;
  }

  static LoopbackServer start() {
    try {
      return start(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoopbackServer startAt(int port) throws IOException {
    return start(new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress()), "http");
  }

  static LoopbackServer startTls(SSLContext context) throws IOException {
    return start(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 1_000, InetAddress.getLoopbackAddress()),
        "https");
  }

  private static LoopbackServer start(ServerSocket listener, String scheme) {
    LoopbackServer server = new LoopbackServer(listener, scheme);
    server.thread(server::accept);
    return server;
  }

  private void thread(Runnable work) {
    Thread thread = new Thread(work, "loopback-server-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  LoopbackServer on(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  /** Answers this path with JSON and status 200. */
  LoopbackServer json(String path, String body) {
    return on(path, (request, out) -> send(out, 200, "application/json", body));
  }

  LoopbackServer status(String path, int status, String body) {
    return on(path, (request, out) -> send(out, status, "application/json", body));
  }

  static boolean send(OutputStream out, int status, String type, String body, String... headers)
      throws IOException {
    return send(out, status, type, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  static boolean send(OutputStream out, int status, String type, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Any\r\n");
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    return true;
  }

  URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  int port() {
    return listener.getLocalPort();
  }

  List<Seen> seen() {
    return new ArrayList<>(seen);
  }

  List<Seen> seen(String path) {
    return seen.stream().filter(request -> request.path().equals(path)).toList();
  }

  int connections() {
    return connections.get();
  }

  /** Connections that this side has ended. */
  int closed() {
    return closed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        thread(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      boolean open = true;
      while (open) {
        Seen request = read(in);
        if (request == null) {
          break;
        }
        seen.add(request);
        String path = request.path();
        int query = path.indexOf('?');
        Handler handler = handlers.get(query < 0 ? path : path.substring(0, query));
        open = handler == null
            ? send(out, 404, "text/plain", "nothing here")
            : handler.answer(request, out);
      }
    } catch (IOException e) {
      // the client has gone, as many tests want it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closed.incrementAndGet();
  }

  private static @Nullable Seen read(InputStream in) throws IOException {
    String first = line(in);
    if (first == null) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException();
    }
    String[] parts = first.split(" ", -1);
    return new Seen(parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
