package io.membersync.testing;

import java.time.Clock;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a fake provider is to be. Not safe for several threads.
 *
 * @param <F> the fake that it makes
 */
public final class FakeSetup<F> {
  private final Function<FakeSetup<F>, F> make;
  Clock clock = Clock.systemUTC();
  String host = "127.0.0.1";
  int port;

  @Nullable
  SSLContext tls;

  @Nullable
  SSLContext webhookTrust;

  FakeSetup(Function<FakeSetup<F>, F> make) {
    this.make = make;
  }

  /** By which codes and tokens age. Default: the system's clock. */
  public FakeSetup<F> clock(Clock value) {
    clock = value;
    return this;
  }

  /**
   * The host name in {@link FakeProvider#baseUri()}. The server listens on 127.0.0.1 all the same, so
   * the name has to lead there. Default: {@code 127.0.0.1}. With {@code localhost} for one side and
   * {@code 127.0.0.1} for the other, a shop and its fake share no cookies.
   */
  public FakeSetup<F> host(String value) {
    if (!value.matches("[A-Za-z0-9.-]+")) {
      throw new IllegalArgumentException("not a host name: " + value);
    }
    host = value;
    return this;
  }

  /** The port. Default: any free one. */
  public FakeSetup<F> port(int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException("not a port: " + value);
    }
    port = value;
    return this;
  }

  /**
   * Serves HTTPS. Default: plain HTTP.
   *
   * @param value with a certificate for the host name, and trusting it; {@code
   *     HandshakeCertificates.sslContext()} of okhttp-tls makes one
   */
  public FakeSetup<F> tls(SSLContext value) {
    tls = value;
    return this;
  }

  /** Whom webhooks trust when the shop's address is https. Default: as for {@link #tls}. */
  public FakeSetup<F> webhookTrust(SSLContext value) {
    webhookTrust = value;
    return this;
  }

  @Nullable
  SSLContext trustOfShop() {
    return webhookTrust == null ? tls : webhookTrust;
  }

  /**
   * Starts the server.
   *
   * @throws java.io.UncheckedIOException if the port is taken
   */
  public F start() {
    return make.apply(this);
  }
}
