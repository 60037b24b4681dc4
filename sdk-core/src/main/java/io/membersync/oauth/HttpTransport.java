package io.membersync.oauth;

import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider.ProviderError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request and reads its answer: total deadline, byte limit, no redirects, no cookies, no
 * cache, verified TLS, and only to public addresses or loopback. A POST is written at most once.
 */
final class HttpTransport implements AutoCloseable {
  static final int MOST_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
  private static final Duration BEFORE_RECONNECT = Duration.ofMillis(250);
  private static final Duration POST_KEEP_ALIVE = Duration.ofSeconds(30);
  private static final long NANOS_WITHOUT_DOUBT = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int MOST_STALE = 3;
  private static final int MOST_URLS = 64;

  private final OkHttpClient reading;
  private final OkHttpClient writing;
  private final boolean ownPool;
  private final BoundedDns dns;
  private final Duration perAttempt;
  private final Map<URI, HttpUrl> urls = new ConcurrentHashMap<>();

  // When each connection was last used for a POST.
  private final Map<Connection, Long> lastUse = Collections.synchronizedMap(new WeakHashMap<>());

  HttpTransport(HttpOptions options, Clock clock, WorkerPool dnsPool) {
    OkHttpClient base = options.client().orElseGet(OkHttpClient::new);
    this.ownPool = options.client().isEmpty();
    this.perAttempt = options.perAttempt();
    this.dns = new BoundedDns(ownPool ? Dns.SYSTEM : base.dns(), dnsPool, clock);
    OkHttpClient.Builder builder = base.newBuilder()
        .dns(dns)
        .followRedirects(false)
        .followSslRedirects(false)
        .cookieJar(CookieJar.NO_COOKIES)
        .cache(null)
        .authenticator(Authenticator.NONE)
        .hostnameVerifier((ownPool ? base : new OkHttpClient()).hostnameVerifier())
        .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS, ConnectionSpec.CLEARTEXT))
        .callTimeout(perAttempt)
        .connectTimeout(perAttempt)
        .readTimeout(perAttempt)
        .writeTimeout(perAttempt)
        .retryOnConnectionFailure(true)
        .addNetworkInterceptor(this::onTheWire);
    options.proxies().ifPresent(builder::proxySelector);
    if (options.socketFactory().isPresent() && options.trustManager().isPresent()) {
      builder.sslSocketFactory(
          options.socketFactory().orElseThrow(), options.trustManager().orElseThrow());
    }
    this.reading = builder.build();
    this.writing = reading
        .newBuilder()
        .retryOnConnectionFailure(false)
        .connectionPool(new ConnectionPool(16, POST_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS))
        .build();
  }

  /**
   * Sends the request and waits for the whole answer, at most one attempt's time.
   *
   * @throws ProviderFailure if there is no whole answer; what the provider answers is no failure
   *     here
   */
  HttpAnswer send(HttpAsk ask, Deadline whole, CallGroup group) throws ProviderFailure {
    HttpUrl url = url(ask);
    Duration time = Duration.ofNanos(whole.nanosLeft(perAttempt));
    Deadline deadline = Deadline.in(time);
    Flight flight = new Flight(ask.body().map(bytes -> new OneShotBody(bytes, ask.json())));
    Request.Builder builder = new Request.Builder()
        .url(url)
        .tag(Flight.class, flight)
        .header("Accept", "application/json")
        .header("User-Agent", UserAgent.VALUE);
    flight.body.ifPresent(builder::post);
    if (ask.deletes()) {
      builder.delete();
    }
    if (ask.authorization().isPresent()) {
      builder.header("Authorization", headerText(ask, ask.authorization().get()));
    }
    Request request = builder.build();
    int stale = 0;
    boolean refused = false;
    while (true) {
      try {
        return attempt(ask, request, flight, deadline, group);
      } catch (StaleConnectionException e) {
        writing.connectionPool().evictAll();
        if (++stale == MOST_STALE) {
          throw failure(ask, e, deadline);
        }
      } catch (ConnectException e) {
        boolean again = !refused && !flight.onTheWire && !group.isOver();
        if (!again || deadline.nanosLeft() <= BEFORE_RECONNECT.toNanos()) {
          throw failure(ask, e, deadline);
        }
        refused = true;
        LockSupport.parkNanos(BEFORE_RECONNECT.toNanos());
      } catch (IOException e) {
        throw failure(ask, e, deadline);
      }
    }
  }

  private HttpAnswer attempt(
      HttpAsk ask, Request request, Flight flight, Deadline deadline, CallGroup group)
      throws IOException, ProviderFailure {
    long left = deadline.nanosLeft();
    if (left == 0) {
      throw new InterruptedIOException("timeout");
    }
    Call call = (flight.body.isPresent() ? writing : reading).newCall(request);
    call.timeout().timeout(left, TimeUnit.NANOSECONDS);
    if (!group.start(call)) {
      throw cancelled(ask);
    }
    dns.enter(request.url().host(), deadline);
    long started = System.nanoTime();
    try (Response response = call.execute()) {
      byte[] body = read(response.body().source(), call);
      LOG.debug(
          "provider {}, step {}: HTTP {} in {} ms",
          ask.provider(),
          ask.step(),
          response.code(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
      return new HttpAnswer(response.code(), headers(response), body);
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ClientBrokenException(e); // an interceptor of the shop's own client
    } catch (Exception e) {
      // OkHttp is Kotlin: an InterruptedException comes through undeclared.
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      dns.leave();
      group.end(call);
    }
  }

  private static byte[] read(BufferedSource source, Call call) throws IOException {
    if (source.request(MOST_BYTES + 1L)) {
      call.cancel(); // else closing would go on reading for a while
      throw new TooLargeException();
    }
    Buffer read = source.getBuffer();
    return read.readByteArray();
  }

  /** Runs once a connection stands, just before the request is written to it. */
  private Response onTheWire(Interceptor.Chain chain) throws IOException {
    Flight flight = chain.request().tag(Flight.class);
    if (flight != null && flight.body.isPresent()) {
      if (flight.onTheWire) {
        throw new IOException("the request was sent once already and is never sent again");
      }
      refuseStale(chain.connection());
    }
    if (flight != null) {
      flight.onTheWire = true;
    }
    Response response = chain.proceed(chain.request());
    String retryAfter = response.header("Retry-After");
    if (flight == null || retryAfter == null) {
      return response;
    }
    // OkHttp would repeat the request by itself at "Retry-After: 0".
    flight.retryAfter = retryAfter;
    return response.newBuilder().removeHeader("Retry-After").build();
  }

  /**
   * Finds a connection that the provider has closed meanwhile before a POST is written to it: later
   * that could not be told from a lost answer, and the code would be gone.
   */
  private void refuseStale(@Nullable Connection connection) throws StaleConnectionException {
    if (connection == null || connection.protocol() == Protocol.HTTP_2) {
      return; // HTTP/2 reads all the time and knows by itself
    }
    Long usedAt = lastUse.put(connection, System.nanoTime());
    if (usedAt == null || System.nanoTime() - usedAt < NANOS_WITHOUT_DOUBT) {
      return;
    }
    Socket socket = connection.socket();
    try {
      int timeout = socket.getSoTimeout();
      socket.setSoTimeout(1);
      try {
        socket.getInputStream().read(); // its end, or bytes that nobody asked for
        throw new StaleConnectionException();
      } finally {
        socket.setSoTimeout(timeout);
      }
    } catch (SocketTimeoutException e) {
      // nothing to read, as it should be
    } catch (IOException e) {
      throw new StaleConnectionException();
    }
  }

  private static okhttp3.Headers headers(Response response) {
    Flight flight = response.request().tag(Flight.class);
    String retryAfter = flight == null ? null : flight.retryAfter;
    return retryAfter == null
        ? response.headers()
        : response.headers().newBuilder().set("Retry-After", retryAfter).build();
  }

  /** Reading an address costs as much as a tenth of a call, and a provider has few of them. */
  private HttpUrl url(HttpAsk ask) throws ProviderFailure {
    HttpUrl known = urls.get(ask.address());
    if (known != null) {
      return known;
    }
    HttpUrl read = checked(ask);
    if (urls.size() < MOST_URLS) {
      urls.put(ask.address(), read);
    }
    return read;
  }

  private static HttpUrl checked(HttpAsk ask) throws ProviderFailure {
    Optional<String> fault = AddressGuard.fault(ask.address());
    HttpUrl url = fault.isPresent() ? null : HttpUrl.parse(ask.address().toString());
    if (url == null) {
      throw ProviderFailure.of(
          ask.provider(),
          ask.step(),
          ErrorKind.CONFIGURATION,
          "address_refused",
          "The address of this step is refused: "
              + fault.orElse("it is not a plain one")
              + ". Correct it in the provider's descriptor or metadata.");
    }
    return url;
  }

  private static String headerText(HttpAsk ask, String value) throws ProviderFailure {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c > '~') {
        throw ProviderFailure.of(
            ask.provider(),
            ask.step(),
            ErrorKind.CONFIGURATION,
            "credential_unfit",
            "The credential of this step holds characters that no header can carry; copy it again"
                + " from the provider's console.");
      }
    }
    return value;
  }

  private static ProviderFailure cancelled(HttpAsk ask) {
    return ProviderFailure.of(
        ask.provider(), ask.step(), ErrorKind.PROVIDER_DOWN, "cancelled", "Another step failed.");
  }

  private ProviderFailure failure(HttpAsk ask, IOException e, Deadline deadline) {
    ErrorKind kind = ErrorKind.PROVIDER_DOWN;
    String code;
    String fix = "Offer another way in; try again later.";
    Throwable cause = null; // a message that may quote what was received is not passed on
    if (e instanceof TooLargeException) {
      kind = ErrorKind.SHAPE;
      code = "body_too_large";
      fix = "The answer is larger than 1 MiB; check the address of this step.";
    } else if (e instanceof ClientBrokenException broken) {
      kind = ErrorKind.CONFIGURATION;
      code = "http_client";
      fix = "The shop's OkHttpClient threw " + broken.thrown + "; mend its interceptors.";
    } else if (e instanceof BoundedDns.InternalAddressException) {
      kind = ErrorKind.CONFIGURATION;
      code = "address_refused";
      fix = "The host resolves to internal addresses only, which are refused.";
      cause = e;
    } else if (e instanceof UnknownHostException) {
      code = deadline.isOver() ? "timeout" : "dns";
      fix = "Check name resolution on this machine, or offer another way in.";
      cause = e;
    } else if (e instanceof SSLException) {
      code = "tls";
      fix =
          "The provider's certificate or handshake is refused; check the trust store, never skip it.";
      cause = e;
      LOG.warn(
          "provider {}, step {}: TLS refused ({})",
          ask.provider(),
          ask.step(),
          e.getClass().getSimpleName());
    } else if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      code = "connection_refused";
      fix = "Check outgoing connections of this machine, or offer another way in.";
      cause = e;
    } else if (e instanceof InterruptedIOException || deadline.isOver()) {
      code = Thread.currentThread().isInterrupted() ? "interrupted" : "timeout";
      fix = "No whole answer within " + perAttempt.toMillis() + " ms; offer another way in.";
    } else {
      code = "connection_lost";
    }
    LOG.debug("provider {}, step {}: {}", ask.provider(), ask.step(), code);
    return new ProviderFailure(
        ask.provider(),
        ask.step(),
        ProviderError.of(kind, code, 0, fix),
        Optional.empty(),
        Optional.empty(),
        cause);
  }

  @Override
  public void close() {
    writing.connectionPool().evictAll();
    if (ownPool) {
      reading.connectionPool().evictAll();
    }
  }

  /** What became of one request, across OkHttp's layers. */
  private static final class Flight {
    private final Optional<OneShotBody> body;
    private volatile boolean onTheWire;
    private volatile @Nullable String retryAfter;

    Flight(Optional<OneShotBody> body) {
      this.body = body;
    }
  }

  private static final class StaleConnectionException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Only the class of what was thrown is kept: its message may quote the request. */
  private static final class ClientBrokenException extends IOException {
    private static final long serialVersionUID = 1L;
    private final String thrown;

    ClientBrokenException(RuntimeException e) {
      this.thrown = e.getClass().getName();
      setStackTrace(e.getStackTrace());
    }
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
