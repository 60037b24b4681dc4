package io.membersync.benchmarks.measuring;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** As much of HTTP/1.1 as the contenders speak, on one connection that is kept. */
final class HttpConnection {
  private final InputStream in;
  private final OutputStream out;
  private final StringBuilder line = new StringBuilder();
  private String path = "";
  private String authorization = "";
  private String body = "";

  HttpConnection(Socket socket) throws IOException {
    this.in = new BufferedInputStream(socket.getInputStream(), 8192);
    this.out = socket.getOutputStream();
  }

  String path() {
    return path;
  }

  String authorization() {
    return authorization;
  }

  String body() {
    return body;
  }

  /** False when the other side has ended the connection. */
  boolean readRequest() throws IOException {
    String request = readLine();
    if (request.isEmpty()) {
      return false;
    }
    String target = request.split(" ", 3)[1];
    int query = target.indexOf('?');
    path = query < 0 ? target : target.substring(0, query);
    authorization = "";
    int length = 0;
    for (String header = readLine(); !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      String value = header.substring(colon + 1).strip();
      switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "authorization" -> authorization = value;
        case "transfer-encoding" -> throw new IOException("a body in chunks is not understood");
        default -> {
          // nothing that changes the answer
        }
      }
    }
    byte[] bytes = in.readNBytes(length);
    body = new String(bytes, StandardCharsets.ISO_8859_1);
    return true;
  }

  /** Waits as the way to a provider and back would, and answers. */
  void answerAfter(long nanos, byte[] json) throws IOException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n"
            + "Cache-Control: no-store\r\nContent-Length: "
            + json.length
            + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[head.length + json.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(json, 0, whole, head.length, json.length);
    out.write(whole);
    out.flush();
  }

  private String readLine() throws IOException {
    line.setLength(0);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        if (line.length() == 0) {
          return "";
        }
        throw new EOFException("the request ends in the middle");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
