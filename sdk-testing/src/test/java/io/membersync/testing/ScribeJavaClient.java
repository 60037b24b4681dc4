package io.membersync.testing;

import com.github.scribejava.core.builder.ServiceBuilder;
import com.github.scribejava.core.builder.api.DefaultApi20;
import com.github.scribejava.core.httpclient.jdk.JDKHttpClientConfig;
import com.github.scribejava.core.model.OAuth2AccessToken;
import com.github.scribejava.core.model.OAuthRequest;
import com.github.scribejava.core.model.Response;
import com.github.scribejava.core.model.Verb;
import com.github.scribejava.core.oauth.OAuth20Service;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * ScribeJava as it comes, with a provider's real addresses in it: a proxy leads them to a fake, whose
 * certificates it trusts until it is closed.
 */
final class ScribeJavaClient implements AutoCloseable {
  static final URI CALLBACK = URI.create("https://shop.example/callback");

  private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
  private final TunnelProxy proxy;
  private final OAuth20Service service;

  ScribeJavaClient(
      DefaultApi20 api, ServiceBuilder client, URI fake, HandshakeCertificates certificates)
      throws IOException {
    proxy = new TunnelProxy(fake.getPort());
    JDKHttpClientConfig http = JDKHttpClientConfig.defaultConfig();
    http.setProxy(proxy.proxy());
    service = client.callback(CALLBACK.toString()).httpClientConfig(http).build(api);
    HttpsURLConnection.setDefaultSSLSocketFactory(certificates.sslSocketFactory());
  }

  /** For a fake that stands for these hosts, and trusted by whoever calls it. */
  static HandshakeCertificates certificates(String... hosts) {
    HeldCertificate root = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate.Builder leaf = new HeldCertificate.Builder().signedBy(root);
    for (String host : hosts) {
      leaf.addSubjectAlternativeName(host);
    }
    return new HandshakeCertificates.Builder()
        .heldCertificate(leaf.build(), root.certificate())
        .addTrustedCertificate(root.certificate())
        .build();
  }

  OAuth20Service service() {
    return service;
  }

  /** The hosts that were called, with their ports. */
  List<String> called() {
    return proxy.tunnels();
  }

  /** What a provider's address answers with this token, which it has to take. */
  String read(OAuth2AccessToken token, String address)
      throws IOException, InterruptedException, ExecutionException {
    OAuthRequest request = new OAuthRequest(Verb.GET, address);
    service.signRequest(token, request);
    return read(request);
  }

  /** The same for a request that has its token already. */
  String read(OAuthRequest request) throws IOException, InterruptedException, ExecutionException {
    try (Response reply = service.execute(request)) {
      if (reply.getCode() != 200) {
        throw new AssertionError("status " + reply.getCode());
      }
      return reply.getBody();
    }
  }

  @Override
  public void close() throws IOException {
    HttpsURLConnection.setDefaultSSLSocketFactory(before);
    service.close();
    proxy.close();
  }
}
