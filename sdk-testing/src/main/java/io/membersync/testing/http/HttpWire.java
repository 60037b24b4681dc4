package io.membersync.testing.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the parts of an HTTP/1.1 message, with limits. */
final class HttpWire {
  static final int MAX_LINE = 256 * 1024;
  static final int MAX_BODY = 16 * 1024 * 1024;

  private HttpWire() {}

  /** A line without its end; empty at the end of the stream. */
  static Optional<String> findLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    while (true) {
      int next = in.read();
      if (next < 0) {
        if (line.size() == 0) {
          return Optional.empty();
        }
        throw new EOFException("connection ended inside a line");
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
      }
      if (line.size() == MAX_LINE) {
        throw new TooLargeException("a line is longer than " + MAX_LINE + " bytes");
      }
      line.write(next);
    }
  }

  /** Header lines up to the blank one, under names without case. */
  static Map<String, List<String>> readHeaders(InputStream in) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    int size = 0;
    while (true) {
      String line = findLine(in).orElseThrow(() -> new EOFException("connection ended in headers"));
      if (line.isEmpty()) {
        return headers;
      }
      size += line.length();
      if (size > MAX_LINE) {
        throw new TooLargeException("the headers are longer than " + MAX_LINE + " bytes");
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new MalformedException("a header line has no name");
      }
      headers
          .computeIfAbsent(line.substring(0, colon).strip(), any -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
  }

  static Optional<String> findHeader(Map<String, List<String>> headers, String name) {
    List<String> all = headers.get(name);
    return all == null ? Optional.empty() : Optional.of(all.get(0));
  }

  static boolean isChunked(Map<String, List<String>> headers) {
    return findHeader(headers, "Transfer-Encoding")
        .filter(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"))
        .isPresent();
  }

  /** The body that the headers announce; none without a length. */
  static byte[] readBody(InputStream in, Map<String, List<String>> headers) throws IOException {
    if (isChunked(headers)) {
      return readChunks(in);
    }
    Optional<String> length = findHeader(headers, "Content-Length");
    return length.isPresent() ? readBytes(in, parseLength(length.get(), 10)) : new byte[0];
  }

  private static byte[] readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = findLine(in).orElseThrow(() -> new EOFException("connection ended in chunks"));
      int semicolon = line.indexOf(';');
      String size = semicolon < 0 ? line : line.substring(0, semicolon);
      byte[] chunk = readBytes(in, parseLength(size.strip(), 16));
      if (chunk.length == 0) {
        readHeaders(in);
        return body.toByteArray();
      }
      if (body.size() + chunk.length > MAX_BODY) {
        throw new TooLargeException("the body is longer than " + MAX_BODY + " bytes");
      }
      body.write(chunk, 0, chunk.length);
      if (findLine(in).isEmpty()) {
        throw new EOFException("connection ended in chunks");
      }
    }
  }

  private static byte[] readBytes(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("connection ended in the body");
    }
    return bytes;
  }

  private static int parseLength(String text, int radix) throws IOException {
    long length;
    try {
      length = Long.parseLong(text, radix);
    } catch (NumberFormatException notNumber) {
      throw new MalformedException("a length is not a number");
    }
    if (length < 0) {
      throw new MalformedException("a length is negative");
    }
    if (length > MAX_BODY) {
      throw new TooLargeException("the body is longer than " + MAX_BODY + " bytes");
    }
    return (int) length;
  }

  /** The message is over a limit. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  /** The message is not HTTP/1.1. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }
}
