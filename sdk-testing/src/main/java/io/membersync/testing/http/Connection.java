package io.membersync.testing.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: requests are answered one after the other until somebody closes. */
final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final byte[] BLANKS = " ".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final Socket raw;
  private final Function<Request, Answer> handler;
  private final CountDownLatch closing;
  private final InputStream in;
  private final OutputStream out;

  /**
   * @param socket what is spoken on, TLS included
   * @param raw the TCP connection below it, which alone can be reset
   * @param closing open until the server closes; waits end with it
   */
  Connection(Socket socket, Socket raw, Function<Request, Answer> handler, CountDownLatch closing)
      throws IOException {
    this.socket = socket;
    this.raw = raw;
    this.handler = handler;
    this.closing = closing;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
  }

  void serve() throws IOException {
    boolean goesOn = true;
    while (goesOn && closing.getCount() > 0) {
      Optional<String> line = HttpWire.findLine(in);
      if (line.isEmpty()) {
        break;
      }
      if (!line.get().isEmpty()) {
        goesOn = answerOne(line.get());
      }
    }
    if (socket != raw) {
      socket.close();
    }
  }

  private boolean answerOne(String requestLine) throws IOException {
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      return send(Answer.text(400, "text/plain", "not an HTTP/1.1 request\n"), false, false);
    }
    Map<String, List<String>> headers;
    byte[] body;
    try {
      headers = HttpWire.readHeaders(in);
      if (HttpWire.findHeader(headers, "Expect").isPresent()) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      body = HttpWire.readBody(in, headers);
    } catch (HttpWire.TooLargeException e) {
      return send(Answer.text(413, "text/plain", e.getMessage() + "\n"), false, false);
    } catch (HttpWire.MalformedException e) {
      return send(Answer.text(400, "text/plain", e.getMessage() + "\n"), false, false);
    }
    boolean keepAlive = parts[2].equals("HTTP/1.1")
        && !HttpWire.findHeader(headers, "Connection")
            .map(value -> value.toLowerCase(Locale.ROOT).contains("close"))
            .orElse(false);
    Request request = new Request(parts[0], parts[1], headers, body);
    return send(answer(request), keepAlive, parts[0].equals("HEAD"));
  }

  private Answer answer(Request request) {
    try {
      return handler.apply(request);
    } catch (RuntimeException e) {
      // The message may quote what should stay unseen; the place is enough to find the bug.
      LOG.error("the fake failed at {}: {} at {}", request, e.getClass(), e.getStackTrace()[0]);
      return Answer.text(500, "text/plain", "the fake failed: " + e.getClass().getName() + "\n");
    }
  }

  /** Sends one answer; true if the connection can carry another one. */
  private boolean send(Answer answer, boolean keepAlive, boolean headOnly) throws IOException {
    Delivery delivery = answer.delivery();
    pause(delivery.delay());
    switch (delivery.end()) {
      case HANG -> {
        waitForCaller();
        return false;
      }
      case RESET -> {
        FakeServer.reset(raw);
        return false;
      }
      case CLOSE -> {
        return false;
      }
      case COMPLETE, HANG_AFTER_HEADERS, HALF_BODY, ENDLESS -> {
        return sendBody(answer, keepAlive, headOnly);
      }
    }
    throw new AssertionError(delivery.end());
  }

  private boolean sendBody(Answer answer, boolean keepAlive, boolean headOnly) throws IOException {
    Delivery delivery = answer.delivery();
    byte[] body = answer.body();
    boolean endless = delivery.end() == Delivery.End.ENDLESS;
    boolean goesOn = keepAlive
        && delivery.end() == Delivery.End.COMPLETE
        && delivery.declaredLength().isEmpty();
    long padding = Math.max(0, delivery.leastBytes() - body.length);
    long length = delivery.declaredLength().orElse(body.length + padding);
    out.write(head(answer, endless, length, goesOn).getBytes(StandardCharsets.ISO_8859_1));
    if (headOnly || delivery.end() == Delivery.End.HANG_AFTER_HEADERS) {
      out.flush();
      if (delivery.end() == Delivery.End.HANG_AFTER_HEADERS) {
        waitForCaller();
      }
      return headOnly && goesOn;
    }
    if (endless) {
      sendWithoutEnd(body);
      return false;
    }
    int end = delivery.end() == Delivery.End.HALF_BODY ? body.length / 2 : body.length;
    if (delivery.pause().isZero()) {
      out.write(body, 0, end);
    } else {
      drip(body, end, delivery.pause());
    }
    for (long left = padding; left > 0; left -= BLANKS.length) {
      out.write(BLANKS, 0, (int) Math.min(left, BLANKS.length));
    }
    out.flush();
    if (delivery.declaredLength().isPresent() && length > end) {
      waitForCaller();
    }
    return goesOn;
  }

  private static String head(Answer answer, boolean chunked, long length, boolean keepAlive) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(answer.status()).append(" \r\n");
    for (Answer.Header header : answer.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length);
    return head.append(keepAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n").toString();
  }

  private void drip(byte[] body, int end, Duration pause) throws IOException {
    out.flush();
    for (int i = 0; i < end; i++) {
      out.write(body[i]);
      out.flush();
      pause(pause);
    }
  }

  private void sendWithoutEnd(byte[] first) throws IOException {
    if (first.length > 0) {
      chunk(first);
    }
    while (closing.getCount() > 0) {
      chunk(BLANKS);
    }
  }

  private void chunk(byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes);
    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Reads until the caller hangs up; the server's end closes the socket and so ends it too. */
  private void waitForCaller() throws IOException {
    while (in.read() >= 0) {
      // What a caller still sends while it waits for an answer is not answered.
    }
  }

  private void pause(Duration time) throws IOException {
    if (time.isZero()) {
      return;
    }
    try {
      if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the server closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server closes");
    }
  }
}
