package io.membersync.testing.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request on a connection of its own and follows no redirect. Host names that nobody
 * resolves, and those under {@code .test} and {@code .localhost}, mean this machine.
 */
public final class HttpCaller {
  static final InetAddress THIS_MACHINE = thisMachine();

  private final Duration timeout;
  private final @Nullable SSLContext tls;
  private final boolean local;

  /** What came back. */
  public record Reply(int status, Map<String, List<String>> headers, String text) {
    public Optional<String> findHeader(String name) {
      return HttpWire.findHeader(headers, name);
    }
  }

  private HttpCaller(Duration timeout, @Nullable SSLContext tls, boolean local) {
    this.timeout = timeout;
    this.tls = tls;
    this.local = local;
  }

  /**
   * A caller that connects to the host of each address.
   *
   * @param timeout for connecting, and for each wait for bytes
   * @param tls whom to trust; null for the Java platform's own choice
   */
  public static HttpCaller toAnywhere(Duration timeout, @Nullable SSLContext tls) {
    return new HttpCaller(timeout, tls, false);
  }

  /** A caller that connects to this machine, whatever the host's name: also kauth.kakao.com. */
  public static HttpCaller toThisMachine(Duration timeout, @Nullable SSLContext tls) {
    return new HttpCaller(timeout, tls, true);
  }

  /**
   * Sends the request to the host that its address names.
   *
   * @throws UncheckedIOException if there is no whole answer in time
   */
  public Reply send(String method, URI uri, Map<String, String> headers, byte[] body) {
    String host = uri.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the address has no host");
    }
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    String authority = uri.getPort() >= 0 ? host + ":" + port : host;
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(authority);
    head.append("\r\nConnection: close\r\n");
    headers.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    try (Socket socket = connect(host, port, secure)) {
      byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
      byte[] whole = new byte[start.length + body.length];
      System.arraycopy(start, 0, whole, 0, start.length);
      System.arraycopy(body, 0, whole, start.length, body.length);
      socket.getOutputStream().write(whole);
      socket.getOutputStream().flush();
      return read(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no whole answer from " + host + ":" + port + " (" + e.getClass().getSimpleName() + ")",
          e);
    }
  }

  private Socket connect(String host, int port, boolean secure) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(resolve(host), port), millis);
      socket.setSoTimeout(millis);
      if (!secure) {
        return socket;
      }
      SSLContext context = tls == null ? SSLContext.getDefault() : tls;
      SSLSocket layered =
          (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, true);
      SSLParameters parameters = layered.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      layered.setSSLParameters(parameters);
      layered.startHandshake();
      return layered;
    } catch (IOException e) {
      socket.close();
      throw e;
    } catch (java.security.NoSuchAlgorithmException e) {
      socket.close();
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private InetAddress resolve(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (local
        || name.endsWith(".test")
        || name.endsWith(".localhost")
        || name.equals("localhost")) {
      return THIS_MACHINE;
    }
    try {
      return InetAddress.getByName(
          host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    } catch (UnknownHostException nobody) {
      return THIS_MACHINE;
    }
  }

  /** Not the platform's loopback address, which may be that of IPv6. */
  private static InetAddress thisMachine() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static Reply read(InputStream in) throws IOException {
    String line = HttpWire.findLine(in).orElseThrow(() -> new IOException("connection closed"));
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/") || !parts[1].matches("\\d{3}")) {
      throw new IOException("not an HTTP answer");
    }
    Map<String, List<String>> headers = HttpWire.readHeaders(in);
    boolean sized = HttpWire.isChunked(headers)
        || HttpWire.findHeader(headers, "Content-Length").isPresent();
    byte[] body = sized ? HttpWire.readBody(in, headers) : in.readNBytes(HttpWire.MAX_BODY);
    return new Reply(Integer.parseInt(parts[1]), headers, new String(body, StandardCharsets.UTF_8));
  }
}
