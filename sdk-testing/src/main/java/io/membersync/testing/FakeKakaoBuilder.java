package io.membersync.testing;

import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a {@link FakeKakao} is to be. Not safe for several threads. */
public final class FakeKakaoBuilder {
  KakaoApp app = KakaoApp.sample();
  List<KakaoPerson> people = KakaoPeople.all();
  final FakeSetup<FakeKakao> setup = new FakeSetup<>(any -> new FakeKakao(this));

  @Nullable
  String issuer = "https://kauth.kakao.com";

  boolean enforcePkce = true;
  boolean enforceQuotas;
  boolean countedTokens;

  FakeKakaoBuilder() {}

  /** The shop's app. Default: {@link KakaoApp#sample()}. */
  public FakeKakaoBuilder app(KakaoApp value) {
    app = value;
    return this;
  }

  /** Who has a Kakao Account. Default: {@link KakaoPeople#all()}. */
  public FakeKakaoBuilder people(KakaoPerson... values) {
    people = List.of(values);
    return this;
  }

  /** By which codes and tokens age. Default: the system's clock. */
  public FakeKakaoBuilder clock(Clock value) {
    setup.clock(value);
    return this;
  }

  /**
   * The host name in {@link FakeKakao#baseUri()}. The server listens on 127.0.0.1 all the same, so the
   * name has to lead there. Default: {@code 127.0.0.1}. With {@code localhost} for one side and
   * {@code 127.0.0.1} for the other, a shop and its fake share no cookies.
   */
  public FakeKakaoBuilder host(String value) {
    setup.host(value);
    return this;
  }

  /** The port. Default: any free one. */
  public FakeKakaoBuilder port(int value) {
    setup.port(value);
    return this;
  }

  /**
   * Serves HTTPS. Default: plain HTTP.
   *
   * @param value with a certificate for the host name, and trusting it, so that {@link
   *     FakeKakao#visitor(String)} gets in; {@code HandshakeCertificates.sslContext()} of
   *     okhttp-tls makes one
   */
  public FakeKakaoBuilder tls(SSLContext value) {
    setup.tls(value);
    return this;
  }

  /** Whom webhooks trust when the shop's address is https. Default: as for {@link #tls}. */
  public FakeKakaoBuilder webhookTrust(SSLContext value) {
    setup.webhookTrust(value);
    return this;
  }

  /** {@code iss} of ID tokens and discovery. Default: {@code https://kauth.kakao.com}. */
  public FakeKakaoBuilder issuer(String value) {
    issuer = value;
    return this;
  }

  /** {@code iss} is the fake's own address, as a client that discovers its provider wants. */
  public FakeKakaoBuilder ownIssuer() {
    issuer = null;
    return this;
  }

  /**
   * Whether a code verifier has to fit the challenge. Default: it has to. Whether the real Kakao
   * enforces it for a REST API key is not documented.
   */
  public FakeKakaoBuilder enforcePkce(boolean value) {
    enforcePkce = value;
    return this;
  }

  /**
   * Whether Kakao's limits hold: 20 token answers in ten minutes and 30 refresh tokens in an hour
   * for one person, 100 listings of ids in a minute. Default: they do not, so that tests can sign
   * one person in as often as they like. Source:
   * https://developers.kakao.com/docs/latest/en/getting-started/quota, read 2026-11-21.
   */
  public FakeKakaoBuilder enforceQuotas(boolean value) {
    enforceQuotas = value;
    return this;
  }

  /**
   * Counts codes and tokens, {@code ms-at-001}, instead of making random ones, so that an answer
   * can be compared byte for byte.
   */
  public FakeKakaoBuilder countedTokens() {
    countedTokens = true;
    return this;
  }

  /**
   * Starts the server.
   *
   * @throws java.io.UncheckedIOException if the port is taken
   */
  public FakeKakao start() {
    return setup.start();
  }
}
