package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.provider.ClientAuth;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are verified, whoever brings the client. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir
  Path folder;

  /** A key and a self-signed certificate, made by the JDK's own tool. */
  private KeyStore selfSigned(String name, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-alias",
        "server",
        "-dname",
        "CN=" + name,
        "-storetype",
        "PKCS12"));
    arguments.addAll(List.of(more));
    keytool(name, arguments);
    return load(name);
  }

  /** A key and a certificate that the authority {@code ca} has signed. */
  private KeyStore signed(String name, String... more) throws Exception {
    selfSigned(name);
    String request = folder.resolve(name + ".csr").toString();
    String certificate = folder.resolve(name + ".crt").toString();
    String authority = folder.resolve("ca.crt").toString();
    keytool(name, List.of("-certreq", "-alias", "server", "-file", request));
    List<String> sign = new ArrayList<>(
        List.of("-gencert", "-alias", "server", "-infile", request, "-outfile", certificate));
    sign.addAll(List.of(more));
    keytool("ca", sign);
    keytool("ca", List.of("-exportcert", "-alias", "server", "-file", authority));
    keytool(name, List.of("-importcert", "-noprompt", "-alias", "ca", "-file", authority));
    keytool(name, List.of("-importcert", "-noprompt", "-alias", "server", "-file", certificate));
    return load(name);
  }

  private void keytool(String store, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", folder.resolve(store + ".p12").toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output;
    try (InputStream in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor()).as(output).isZero();
  }

  private KeyStore load(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext serving(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static X509TrustManager trusting(KeyStore store) throws GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      trusted.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static SSLContext client(X509TrustManager trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trust}, null);
    return context;
  }

  private static HttpOptions trust(KeyStore store) throws GeneralSecurityException {
    X509TrustManager trust = trusting(store);
    return HttpOptions.builder()
        .perAttempt(GatewayFixture.ATTEMPT)
        .tls(client(trust).getSocketFactory(), trust)
        .build();
  }

  private static Provider provider(GatewayFixture it, int port) {
    return Provider.of(
        it.descriptor()
            .token("https://127.0.0.1:" + port + GatewayFixture.TOKEN, ClientAuth.POST_BODY)
            .build(),
        GatewayFixture.client());
  }

  private static LoopbackServer serve(KeyStore store) throws Exception {
    return LoopbackServer.startTls(serving(store))
        .json(GatewayFixture.TOKEN, "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"}");
  }

  private static void assertRefused(HttpOptions options, KeyStore served) throws Exception {
    try (LoopbackServer server = serve(served);
        GatewayFixture it = new GatewayFixture(options)) {
      ProviderFailure failure = it.refusal(provider(it, server.port()));
      assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
      assertThat(failure.error().code()).isEqualTo("tls");
      assertThat(server.seen()).isEmpty();
    }
  }

  @Test
  @Fault({"JD-15", "PO-14"})
  void onlyAValidCertificateOfTheRightHostFromATrustedIssuerIsAccepted() throws Exception {
    KeyStore authority = selfSigned("ca", "-ext", "bc:c");
    KeyStore good = signed("good", "-ext", "san=ip:127.0.0.1,dns:localhost");

    try (LoopbackServer server = serve(good);
        GatewayFixture it = new GatewayFixture(trust(authority))) {
      assertThat(it.signIn(provider(it, server.port())).calls()).isEqualTo(2);
    }
    assertRefused(HttpOptions.defaults(), good);
    assertRefused(trust(authority), selfSigned("self", "-ext", "san=ip:127.0.0.1"));
    assertRefused(trust(authority), signed("other", "-ext", "san=dns:other.example"));
    assertRefused(
        trust(authority),
        signed("expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "2"));
  }

  @Test
  @Fault("JD-15")
  void aShopsClientCannotSwitchTheHostCheckOff() throws Exception {
    KeyStore otherHost = selfSigned("other", "-ext", "san=dns:other.example");
    X509TrustManager trust = trusting(otherHost);
    OkHttpClient careless = new OkHttpClient.Builder()
        .sslSocketFactory(client(trust).getSocketFactory(), trust)
        .hostnameVerifier((host, session) -> true)
        .build();

    assertRefused(HttpOptions.builder().client(careless).build(), otherHost);
  }

  @Test
  @Fault("JD-15")
  void anOldProtocolIsRefused() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        GatewayFixture it = new GatewayFixture()) {
      Thread server = new Thread(() -> {
        while (!listener.isClosed()) {
          try (Socket socket = listener.accept()) {
            socket.getInputStream().read(new byte[2_048]);
            socket.getOutputStream().write(helloOfTls10());
            socket.getOutputStream().flush();
            socket.getInputStream().read();
          } catch (IOException e) {
            // the client has hung up, as it should
          }
        }
      });
      server.setDaemon(true);
      server.start();

      assertThat(it.refusal(provider(it, listener.getLocalPort())).error().code())
          .isEqualTo("tls");
    }
  }

  /** A ServerHello that chooses TLS 1.0 with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA. */
  private static byte[] helloOfTls10() {
    byte[] hello = new byte[5 + 4 + 38];
    byte[] start = {0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1};
    System.arraycopy(start, 0, hello, 0, start.length);
    hello[hello.length - 3] = (byte) 0xc0;
    hello[hello.length - 2] = 0x13;
    return hello;
  }

  @Test
  void aProxyOfTheShopIsUsedForTheTunnel() throws Exception {
    try (LoopbackServer proxy = LoopbackServer.start()) {
      HttpOptions options = HttpOptions.builder()
          .proxies(java.net.ProxySelector.of(
              new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))
          .build();
      try (GatewayFixture it = new GatewayFixture(options)) {
        Provider provider = Provider.of(
            it.descriptor()
                .token("https://kauth.example/oauth/token", ClientAuth.POST_BODY)
                .build(),
            GatewayFixture.client());
        ProviderFailure failure = it.refusal(provider);

        assertThat(failure.kind()).isEqualTo(ErrorKind.PROVIDER_DOWN);
        assertThat(proxy.seen()).allSatisfy(request -> {
          assertThat(request.method()).isEqualTo("CONNECT");
          assertThat(request.path()).isEqualTo("kauth.example:443");
          assertThat(request.headers()).doesNotContainKey("authorization");
        });
        assertThat(proxy.seen()).isNotEmpty();
      }
    }
  }
}
