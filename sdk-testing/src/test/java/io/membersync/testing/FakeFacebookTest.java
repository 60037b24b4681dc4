package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The fake answers as Facebook is described to, on 2026-11-21, at
 * https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow. All values are invented.
 */
class FakeFacebookTest {
  private static final String CALLBACK = "https://shop.example/auth/facebook/callback";
  private static final String FIELDS =
      "id,name,first_name,last_name,email,picture,birthday,gender,age_range";

  private final FakeFacebook facebook = FakeFacebook.onLoopback();
  private final HttpCaller caller = HttpCaller.toThisMachine(Duration.ofSeconds(10), null);

  @BeforeEach
  void register() {
    facebook.registerRedirectUri(URI.create(CALLBACK));
    facebook.put(FakePerson.of("demo")
        .with("sub", "10220000000000001")
        .with("name", "Demo User")
        .with("given_name", "Demo")
        .with("family_name", "User")
        .with("email", "demo.user@example.com")
        .with("picture", "https://platform-lookaside.example/p")
        .with("birthdate", "1990-01-31")
        .with("gender", "female"));
  }

  @AfterEach
  void close() {
    facebook.close();
  }

  private HttpCaller.Reply call(String method, String path, String... parameters) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      query.append(Parameters.encode(parameters[i + 1]));
    }
    return caller.send(
        method, URI.create(facebook.baseUri() + path + query), Map.of(), new byte[0]);
  }

  private URI dialog(String more) {
    return URI.create(facebook.uri(FacebookEndpoint.AUTHORIZE) + "?client_id="
        + facebook.clientId() + "&redirect_uri=" + Parameters.encode(CALLBACK)
        + "&state=st4teDemo1&response_type=code&" + more);
  }

  private String token(FakeVisitor visitor, String scope) {
    URI callback = visitor.agree(dialog("scope=" + scope));
    assertThat(callback.toString()).endsWith("&state=st4teDemo1#_=_");
    HttpCaller.Reply reply = exchange("code", TestCalls.parameter(callback, "code"));
    assertThat(reply.text())
        .matches("\\{\"access_token\":\"[^\"]+\",\"token_type\":\"bearer\",\"expires_in\":5400}");
    return accessToken(reply);
  }

  private HttpCaller.Reply exchange(String... parameters) {
    String[] all = {
      "client_id",
      facebook.clientId(),
      "client_secret",
      facebook.clientSecret(),
      "redirect_uri",
      CALLBACK,
      parameters[0],
      parameters[1],
      "grant_type",
      parameters.length > 2 ? parameters[2] : "authorization_code"
    };
    return call("GET", "/v25.0/oauth/access_token", all);
  }

  private static String accessToken(HttpCaller.Reply reply) {
    return reply.text().replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1");
  }

  private String proof(String token) {
    return HexFormat.of().formatHex(FacebookGraph.hmac(facebook.clientSecret(), token));
  }

  private HttpCaller.Reply graph(String method, String path, String token, String... more) {
    String[] all = new String[4 + more.length];
    all[0] = "access_token";
    all[1] = token;
    all[2] = "appsecret_proof";
    all[3] = proof(token);
    System.arraycopy(more, 0, all, 4, more.length);
    return call(method, path, all);
  }

  @Test
  void theProfileIsThatOfTheSamples() {
    String token = token(
        facebook.visitor("demo"), "public_profile,email,user_birthday,user_gender,user_age_range");

    assertThat(graph("GET", "/v25.0/me", token, "fields", FIELDS).text())
        .isEqualTo("{\"id\":\"10220000000000001\",\"name\":\"Demo User\",\"first_name\":\"Demo\","
            + "\"last_name\":\"User\",\"email\":\"demo.user@example.com\",\"picture\":{\"data\":"
            + "{\"height\":50,\"is_silhouette\":false,\"url\":"
            + "\"https://platform-lookaside.example/p\",\"width\":50}},\"birthday\":\"01/31/1990\","
            + "\"gender\":\"female\",\"age_range\":{\"min\":21}}");
  }

  @Test
  void aDeclinedPermissionIsNamedAndItsFieldsAreLeftOut() {
    String token = token(facebook.visitor("demo").withholding("email"), "email,public_profile");

    assertThat(graph("GET", "/v25.0/me", token, "fields", "id,email").text())
        .isEqualTo("{\"id\":\"10220000000000001\"}");
    assertThat(graph("GET", "/v25.0/me/permissions", token).text())
        .isEqualTo("{\"data\":[{\"permission\":\"email\",\"status\":\"declined\"},"
            + "{\"permission\":\"public_profile\",\"status\":\"granted\"}]}");
  }

  @Test
  void aDeclinedPermissionIsAskedAgainForRerequestOnly() {
    FakeVisitor visitor = facebook.visitor("demo");
    token(visitor.withholding("email"), "public_profile,email");

    assertThat(visitor.open(dialog("scope=email"))).as("no page").isPresent();
    assertThat(visitor.open(dialog("scope=email&auth_type=rerequest"))).isEmpty();
  }

  @Test
  void aTokenIsExchangedForALongLivedOne() {
    String token = token(facebook.visitor("demo"), "public_profile");

    HttpCaller.Reply exchanged = exchange("fb_exchange_token", token, "fb_exchange_token");

    assertThat(exchanged.text()).endsWith("\"token_type\":\"bearer\",\"expires_in\":5183944}");
    assertThat(graph("GET", "/v25.0/me", accessToken(exchanged)).status()).isEqualTo(200);
  }

  @Test
  void aCallIsRefusedWithoutTheProofOrWithAWrongOne() {
    String token = token(facebook.visitor("demo"), "public_profile");

    assertThat(call("GET", "/v25.0/me", "access_token", token).text())
        .contains("\"type\":\"GraphMethodException\",\"code\":100,\"fbtrace_id\":");
    facebook.requireAppSecret(false);
    assertThat(call("GET", "/v25.0/me", "access_token", token).status()).isEqualTo(200);
    assertThat(call("GET", "/v25.0/me", "access_token", token, "appsecret_proof", proof("another"))
            .status())
        .isEqualTo(400);
  }

  @Test
  void theAppEndsOnePermissionOrAllByItsOwnToken() {
    String token = token(facebook.visitor("demo"), "public_profile,email");
    String app = facebook.clientId() + "|" + facebook.clientSecret();
    String path = "/v25.0/10220000000000001/permissions";

    assertThat(graph("DELETE", path + "/email", app).text()).isEqualTo("true");
    assertThat(graph("GET", path, app).text())
        .contains("{\"permission\":\"email\",\"status\":\"declined\"}");
    assertThat(graph("DELETE", path, app).text()).isEqualTo("true");
    assertThat(facebook.isLinked(facebook.person("demo"))).isFalse();
    assertThat(graph("GET", "/v25.0/me", token).text())
        .contains("\"code\":190,\"error_subcode\":458");
    assertThat(graph("DELETE", path, facebook.clientId() + "|wrong").text())
        .contains("\"code\":190,\"fbtrace_id\"");
  }

  @Test
  void aUsedCodeAndAWrongSecretAreRefusedAsObjects() {
    assertThat(exchange("code", "used").text())
        .startsWith("{\"error\":{\"message\":\"fake: ")
        .contains("\"code\":100,\"error_subcode\":36009,\"fbtrace_id\":");
    facebook.changeClientSecret("another");
    assertThat(call(
                "GET",
                "/v25.0/oauth/access_token",
                "client_id",
                facebook.clientId(),
                "client_secret",
                "wrong",
                "code",
                "any")
            .text())
        .contains("\"code\":1,");
  }
}
