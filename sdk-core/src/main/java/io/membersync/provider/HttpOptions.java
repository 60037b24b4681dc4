package io.membersync.provider;

import java.net.ProxySelector;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/**
 * How providers are reached. Deadlines, the byte limit, the refusal of redirects and the refusal of
 * internal addresses hold whatever is set here. Immutable.
 */
public final class HttpOptions {
  private final Builder parts;

  private HttpOptions(Builder parts) {
    this.parts = parts;
  }

  /**
   * 3 seconds an attempt, 10 seconds a sign-in, the platform's trust store, and the proxies of the
   * JVM's own settings ({@code https.proxyHost} and its kin).
   */
  public static HttpOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  public Duration perAttempt() {
    return parts.perAttempt;
  }

  public Duration perSignIn() {
    return parts.perSignIn;
  }

  public Optional<OkHttpClient> client() {
    return parts.client;
  }

  public Optional<ProxySelector> proxies() {
    return parts.proxies;
  }

  public Optional<SSLSocketFactory> socketFactory() {
    return parts.socketFactory;
  }

  public Optional<X509TrustManager> trustManager() {
    return parts.trustManager;
  }

  /** Builds {@link HttpOptions}. */
  public static final class Builder {
    private Duration perAttempt = Duration.ofSeconds(3);
    private Duration perSignIn = Duration.ofSeconds(10);
    private Optional<OkHttpClient> client = Optional.empty();
    private Optional<ProxySelector> proxies = Optional.empty();
    private Optional<SSLSocketFactory> socketFactory = Optional.empty();
    private Optional<X509TrustManager> trustManager = Optional.empty();

    private Builder() {}

    private Builder(Builder other) {
      this.perAttempt = other.perAttempt;
      this.perSignIn = other.perSignIn;
      this.client = other.client;
      this.proxies = other.proxies;
      this.socketFactory = other.socketFactory;
      this.trustManager = other.trustManager;
    }

    /**
     * Sets how long one HTTP attempt may take, name resolution and connecting included. Default: 3
     * seconds.
     *
     * @param limit more than zero, at most 10 seconds
     * @throws IllegalArgumentException if it is outside that range
     */
    public Builder perAttempt(Duration limit) {
      this.perAttempt = within("perAttempt", limit);
      return this;
    }

    /**
     * Sets how long all provider calls of one sign-in may take together. Default: 10 seconds.
     *
     * @param limit more than zero, at most 10 seconds
     * @throws IllegalArgumentException if it is outside that range
     */
    public Builder perSignIn(Duration limit) {
      this.perSignIn = within("perSignIn", limit);
      return this;
    }

    /**
     * Starts from the shop's own client: its interceptors, name resolution, proxy and trust are
     * kept, and its connections for calls that only read. What must hold for every provider call is
     * put on again: deadlines, host names checked, no redirects, no cookies, no cache, no
     * authenticator, only public addresses.
     */
    public Builder client(OkHttpClient shopsClient) {
      this.client = Optional.of(shopsClient);
      return this;
    }

    /**
     * Default: the JVM's own settings. Behind an HTTP proxy the proxy resolves names, so that only
     * addresses that stand in a URL are checked here.
     */
    public Builder proxies(ProxySelector selector) {
      this.proxies = Optional.of(selector);
      return this;
    }

    /** Trusts what this trust manager trusts, and shows the socket factory's client certificate. */
    public Builder tls(SSLSocketFactory factory, X509TrustManager manager) {
      this.socketFactory = Optional.of(factory);
      this.trustManager = Optional.of(manager);
      return this;
    }

    public HttpOptions build() {
      if (perAttempt.compareTo(perSignIn) > 0) {
        throw new IllegalArgumentException(
            "perAttempt " + perAttempt + " is longer than perSignIn " + perSignIn);
      }
      return new HttpOptions(new Builder(this));
    }

    private static Duration within(String name, Duration limit) {
      if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofSeconds(10)) > 0) {
        throw new IllegalArgumentException(
            name + " must be more than zero and at most 10 seconds: " + limit);
      }
      return limit;
    }
  }
}
