package io.membersync.testing;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a shop's server sends to Kakao, without any client library. */
final class TestCalls {
  static final URI CALLBACK = URI.create("http://127.0.0.1:8080/login/callback/kakao");

  private final FakeKakao kakao;
  private final HttpCaller caller = HttpCaller.toThisMachine(Duration.ofSeconds(30), null);

  TestCalls(FakeKakao kakao) {
    this.kakao = kakao;
    kakao.registerRedirectUri(CALLBACK);
  }

  /** The authorization address for a state, with further parameters as {@code a=b&c=d}. */
  URI authorize(String more) {
    return URI.create(kakao.uri(KakaoEndpoint.AUTHORIZE)
        + "?response_type=code&client_id="
        + kakao.clientId()
        + "&redirect_uri="
        + Parameters.encode(CALLBACK.toString())
        + "&state=s1"
        + (more.isEmpty() ? "" : "&" + more));
  }

  HttpCaller.Reply token(String... form) {
    return post(kakao.uri(KakaoEndpoint.TOKEN), Map.of(), form);
  }

  /** The usual exchange of a code. */
  HttpCaller.Reply exchange(String code, String... more) {
    String[] form = concat(
        new String[] {
          "grant_type",
          "authorization_code",
          "client_id",
          kakao.clientId(),
          "client_secret",
          kakao.clientSecret(),
          "redirect_uri",
          CALLBACK.toString(),
          "code",
          code
        },
        more);
    return token(form);
  }

  HttpCaller.Reply refresh(String refreshToken) {
    return token(
        "grant_type",
        "refresh_token",
        "client_id",
        kakao.clientId(),
        "client_secret",
        kakao.clientSecret(),
        "refresh_token",
        refreshToken);
  }

  /** Signs a person in and gives back the code. */
  String code(KakaoVisitor visitor) {
    return parameter(visitor.agree(authorize("")), "code");
  }

  HttpCaller.Reply get(KakaoEndpoint endpoint, String authorization, String... query) {
    String encoded = encode(query);
    URI uri = URI.create(kakao.uri(endpoint) + (encoded.isEmpty() ? "" : "?" + encoded));
    return caller.send("GET", uri, authorized(authorization), new byte[0]);
  }

  HttpCaller.Reply post(KakaoEndpoint endpoint, String authorization, String... form) {
    return post(kakao.uri(endpoint), authorized(authorization), form);
  }

  HttpCaller.Reply open(URI uri) {
    return caller.send("GET", uri, Map.of(), new byte[0]);
  }

  HttpCaller.Reply open(URI uri, String cookie) {
    return caller.send("GET", uri, Map.of("Cookie", cookie), new byte[0]);
  }

  HttpCaller.Reply post(URI uri, Map<String, String> headers, String... form) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
    return caller.send("POST", uri, all, encode(form).getBytes(StandardCharsets.UTF_8));
  }

  String admin() {
    return "KakaoAK " + kakao.app().adminKey();
  }

  static String bearer(String token) {
    return "Bearer " + token;
  }

  /** A parameter of a callback address. */
  static String parameter(URI uri, String name) {
    return Parameters.parse(uri.getRawQuery()).find(name).orElse("");
  }

  /** A text member of a flat JSON answer. */
  static String member(HttpCaller.Reply reply, String name) {
    String text = reply.text();
    int at = text.indexOf("\"" + name + "\":\"");
    if (at < 0) {
      return "";
    }
    int start = at + name.length() + 4;
    return text.substring(start, text.indexOf('"', start));
  }

  private static Map<String, String> authorized(String authorization) {
    return authorization.isEmpty() ? Map.of() : Map.of("Authorization", authorization);
  }

  private static String encode(String... pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(i == 0 ? "" : "&")
          .append(Parameters.encode(pairs[i]))
          .append('=')
          .append(Parameters.encode(pairs[i + 1]));
    }
    return text.toString();
  }

  private static String[] concat(String[] first, String... second) {
    String[] both = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
