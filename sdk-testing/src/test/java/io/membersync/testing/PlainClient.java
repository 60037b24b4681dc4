package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jwt.SignedJWT;
import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A shop's server that signs visitors in by plain requests, with nothing of this library in it. */
final class PlainClient {
  static final URI CALLBACK = URI.create("https://shop.example/auth/callback");

  /** The verifier of the samples; {@link #CHALLENGE} is what it becomes by S256. */
  static final String VERIFIER = "msync-verifier-0123456789-abcdefghijklmnopqrstuv";

  static final String CHALLENGE = "svJTCDtrBT0H7RykEKAifAHyTXLAyELqY5hc4xHKIRk";

  private final FakeSocialLogin<?> provider;
  private final HttpCaller caller = HttpCaller.toThisMachine(Duration.ofSeconds(30), null);

  PlainClient(FakeSocialLogin<?> provider) {
    this.provider = provider;
    provider.registerRedirectUri(CALLBACK);
  }

  /** Where to send a browser, with further parameters by turns of name and value. */
  URI authorization(URI endpoint, String... more) {
    String usual = encoded(
        "response_type",
        "code",
        "client_id",
        provider.clientId(),
        "redirect_uri",
        CALLBACK.toString(),
        "state",
        "st4teDemo1");
    String query = more.length == 0 ? usual : usual + "&" + encoded(more);
    return URI.create(endpoint + "?" + query);
  }

  /** Names and values: these, and then more. */
  static String[] with(String[] more, String... these) {
    return Stream.of(these, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  /** An authorization with the challenge of the samples. */
  URI challenged(URI endpoint, String... more) {
    return URI.create(authorization(endpoint, more) + "&code_challenge=" + CHALLENGE
        + "&code_challenge_method=S256");
  }

  HttpCaller.Reply post(URI endpoint, String... form) {
    return caller.send(
        "POST",
        endpoint,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        encoded(form).getBytes(StandardCharsets.UTF_8));
  }

  /** With the client's id and secret in the form. */
  HttpCaller.Reply authenticated(URI endpoint, String... form) {
    String client =
        encoded("client_id", provider.clientId(), "client_secret", provider.clientSecret());
    return caller.send(
        "POST",
        endpoint,
        Map.of("Content-Type", "application/x-www-form-urlencoded"),
        (client + "&" + encoded(form)).getBytes(StandardCharsets.UTF_8));
  }

  HttpCaller.Reply get(URI endpoint, String accessToken, String... query) {
    return send("GET", endpoint, accessToken, "", query);
  }

  /** A request with a token in its header and any body. */
  HttpCaller.Reply send(
      String method, URI endpoint, String accessToken, String body, String... query) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!accessToken.isEmpty()) {
      headers.put("Authorization", "Bearer " + accessToken);
    }
    URI address = query.length == 0 ? endpoint : URI.create(endpoint + "?" + encoded(query));
    return caller.send(method, address, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Asserts that one of the published keys has signed the token. */
  void assertSignedByPublishedKey(String token, URI keys) {
    try {
      SignedJWT signed = SignedJWT.parse(token);
      JWK key =
          JWKSet.parse(get(keys, "").text()).getKeyByKeyId(signed.getHeader().getKeyID());
      assertThat(key).as("the key of the token's header").isNotNull();
      assertThat(signed.verify(
              key.getKeyType().equals(KeyType.RSA)
                  ? new RSASSAVerifier(key.toRSAKey())
                  : new ECDSAVerifier(key.toECKey())))
          .isTrue();
    } catch (ParseException | JOSEException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String encoded(String... pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(i == 0 ? "" : "&").append(pairs[i]).append('=');
      text.append(Parameters.encode(pairs[i + 1]));
    }
    return text.toString();
  }
}
