package io.membersync.testing;

import static io.membersync.testing.Samples.assertLike;
import static io.membersync.testing.Samples.assertSameParameters;
import static io.membersync.testing.Samples.decoded;
import static io.membersync.testing.Samples.lines;
import static io.membersync.testing.Samples.member;
import static io.membersync.testing.Samples.text;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the fake Naver serves is like the samples, in {@code samples/naver}. */
class NaverSamplesTest {
  /** The members that are another each time, in all answers. */
  private static final String[] TOKENS = {"access_token", "refresh_token"};

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00.123Z"));
  private final FakeNaver naver = FakeNaver.setup().clock(clock).start();
  private final PlainClient client = new PlainClient(naver);
  private final FakePerson demo = FakePerson.of("demo")
      .with("sub", "Zx9_demoNaverUser-0001")
      .with("name", "홍데모")
      .with("nickname", "데모닉")
      .with("picture", "https://phinf.example/demo.png")
      .with("gender", "female")
      .with("birthdate", "1990-01-31")
      .with("email", "demo.user@example.com")
      .with("phone_number", "+821012345678")
      .with("postal_code", "06000")
      .with("street_address", "서울특별시 데모구 데모로 1")
      .with("address_detail", "101호");

  NaverSamplesTest() {
    naver.put(demo);
  }

  @AfterEach
  void close() {
    naver.close();
  }

  private URI asked(String... more) {
    return client.authorization(naver.uri(NaverEndpoint.AUTHORIZE), more);
  }

  private HttpCaller.Reply exchange(String code) {
    return client.authenticated(
        naver.uri(NaverEndpoint.TOKEN),
        "grant_type",
        "authorization_code",
        "code",
        code,
        "state",
        "st4teDemo1");
  }

  private String accessToken(String... withheld) {
    URI callback = naver.visitor("demo").withholding(withheld).agree(asked());
    return member(exchange(parameter(callback, "code")).text(), "access_token");
  }

  @Test
  void callbacks() {
    FakeVisitor visitor = naver.visitor("demo");
    assertSameParameters(
        visitor.cancel(asked()),
        "state=st4teDemo1&error=access_denied&error_description=Canceled+By+User");
    assertSameParameters(visitor.agree(asked()), "code=NvDemoCode0001&state=st4teDemo1", "code");
    naver.unlink(demo);
    assertThat(
            visitor.by("Mozilla/5.0 NAVER(inapp; search; 1)").open(asked("auth_type", "autologin")))
        .hasValueSatisfying(callback -> assertSameParameters(
            callback, "state=st4teDemo1&error=access_denied&error_description=need+user+consent."));
  }

  @Test
  void tokensOfTheOlderFamily() {
    String code = parameter(naver.visitor("demo").agree(asked()), "code");
    String token = exchange(code).text();
    assertLike(token, text("naver/token.json"), TOKENS);

    String[] refresh = {
      "grant_type", "refresh_token", "refresh_token", member(token, "refresh_token")
    };
    assertLike(
        client.authenticated(naver.uri(NaverEndpoint.TOKEN), refresh).text(),
        text("naver/refreshed.json"),
        "access_token");

    refresh[3] = "another";
    assertRefused(exchange(code), 200, "naver/errors-token.jsonl", 0);
    assertRefused(
        client.authenticated(naver.uri(NaverEndpoint.TOKEN), refresh),
        200,
        "naver/errors-token.jsonl",
        1);
    naver.changeClientSecret("renewed");
    assertRefused(
        client.post(naver.uri(NaverEndpoint.TOKEN), "client_secret", "msyncSecret"),
        200,
        "naver/errors-token.jsonl",
        3);
  }

  private static void assertRefused(
      HttpCaller.Reply reply, int status, String file, int line, String... changing) {
    assertThat(reply.status()).isEqualTo(status);
    assertLike(reply.text(), lines(file).get(line), changing);
  }

  @Test
  void tokensOfTheOpenIdConnectFamily() {
    URI asked = client.challenged(
        naver.uri(NaverEndpoint.OPENID_AUTHORIZE), "scope", "openid", "nonce", "n0nceDemo1");
    FakeVisitor visitor = naver.visitor("demo");
    String token =
        openId(parameter(visitor.agree(asked), "code"), PlainClient.VERIFIER).text();

    assertLike(token, text("naver/token-openid.json"), "access_token", "refresh_token", "id_token");
    String idToken = member(token, "id_token");
    assertLike(decoded(idToken), text("naver/id-token.json"), "header.kid");
    client.assertSignedByPublishedKey(idToken, naver.uri(NaverEndpoint.KEYS));

    assertRefused(
        openId(parameter(visitor.agree(asked), "code"), "another-" + PlainClient.VERIFIER),
        200,
        "naver/errors-token.jsonl",
        0);
    naver.changeClientSecret("renewed");
    assertRefused(
        client.post(naver.uri(NaverEndpoint.OPENID_TOKEN), "client_secret", "msyncSecret"),
        401,
        "naver/errors-token.jsonl",
        2);
  }

  private HttpCaller.Reply openId(String code, String verifier) {
    return client.authenticated(
        naver.uri(NaverEndpoint.OPENID_TOKEN),
        "grant_type",
        "authorization_code",
        "code",
        code,
        "code_verifier",
        verifier);
  }

  /** The addresses are the fake's own. */
  @Test
  void discovery() {
    String served = client.get(naver.uri(NaverEndpoint.DISCOVERY), "").text();

    assertLike(
        served
            .replace(naver.baseUri() + "/v1/", "https://openapi.naver.com/v1/")
            .replace(naver.baseUri().toString(), "https://nid.naver.com"),
        text("naver/discovery.json"));
  }

  @Test
  void profileOfSomebodyWhoAgreedToEverything() {
    assertLike(
        client.get(naver.uri(NaverEndpoint.PROFILE), accessToken()).text(),
        text("naver/me-agreed.json"));
  }

  @Test
  void profileOfSomebodyWhoRefusedEverythingAndHasNoNickname() {
    naver.requireItems();
    naver.offerItems("nickname", "email", "mobile", "birthday");
    naver.put(demo.without("nickname"));

    assertLike(
        client
            .get(naver.uri(NaverEndpoint.PROFILE), accessToken("email", "mobile", "birthday"))
            .text(),
        text("naver/me-minimum.json"));
  }

  @Test
  void checkOfAToken() {
    naver.offerItems("email", "mobile");
    String token = accessToken();
    URI verify = naver.uri(NaverEndpoint.VERIFY);

    assertLike(client.get(verify, token).text(), text("naver/verify.json"));
    String told = client.get(verify, token, "info", "true").text();
    assertLike(told, text("naver/verify-info.json"), "response.token");
    assertThat(told).contains("\"token\":\"" + token + "\"");
    assertThat(client.send("POST", verify, token, "", "info", "true").text()).isEqualTo(told);
  }

  @Test
  void termsAndAddress() {
    naver.delegateTerms(List.of("service_terms"), List.of("marketing_optional"));
    naver.offerItems(FakeNaver.PAY_ADDRESS);
    String token = accessToken();

    assertLike(
        client.get(naver.uri(NaverEndpoint.AGREEMENT), token).text(),
        text("naver/agreement.json"),
        "accessToken");
    assertLike(
        client.get(naver.uri(NaverEndpoint.PAY_ADDRESS), token).text(),
        text("naver/payaddress.json"));
  }

  @Test
  void errorsOfTheOpenApi() {
    String file = "naver/errors-openapi.jsonl";
    URI address = naver.uri(NaverEndpoint.PAY_ADDRESS);

    assertRefused(client.get(address, "another"), 401, file, 0, "errorMessage");
    assertRefused(client.get(naver.uri(NaverEndpoint.PROFILE), "another"), 401, file, 1);
    assertRefused(client.get(address, accessToken()), 403, file, 2, "errorMessage");
  }

  @Test
  void revocation() {
    URI revoke = naver.uri(NaverEndpoint.REVOKE);
    String token = accessToken();
    assertRefused(
        client.post(revoke, "token", token),
        401,
        "naver/errors-revoke.jsonl",
        0,
        "error_description");
    assertRefused(
        client.authenticated(revoke, "token_type_hint", "access_token"),
        400,
        "naver/errors-revoke.jsonl",
        1,
        "error_description");

    HttpCaller.Reply revoked = client.authenticated(revoke, "token", token);
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.text()).isEmpty();
    assertThat(naver.isLinked(demo)).isFalse();
  }

  /** By the vector of the sample first, so that what checks is right. */
  @Test
  void unlinkCallback() throws GeneralSecurityException {
    String sample = text("naver/unlink-callback.http").lines().findFirst().orElseThrow();
    Parameters theirs = Parameters.parse(sample.replaceAll("^POST [^?]*\\?|\\s.*$", ""));
    assertThat(signature(theirs)).isEqualTo(theirs.find("signature").orElseThrow());
    assertThat(person(theirs)).isEqualTo("Zx9_demoNaverUser-0001");

    try (ListeningShop shop = new ListeningShop(204)) {
      Request request = shop.receive(naver.unlinkCallback(shop.uri(), demo));
      assertThat(request.findHeader("Content-Type")).contains("application/x-www-form-urlencoded");
      assertThat(request.body()).isEmpty();
      Parameters ours = request.query();
      assertThat(ours.names()).containsExactlyElementsOf(theirs.names());
      assertThat(ours.find("clientId")).isEqualTo(theirs.find("clientId"));
      assertThat(ours.find("timestamp")).isEqualTo(theirs.find("timestamp"));
      assertThat(signature(ours)).isEqualTo(ours.find("signature").orElseThrow());
      assertThat(person(ours)).isEqualTo("Zx9_demoNaverUser-0001");
    }
  }

  private static byte[] key() throws GeneralSecurityException {
    return MessageDigest.getInstance("MD5").digest("msyncSecret".getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(Parameters callback) throws GeneralSecurityException {
    String signed = "clientId=" + callback.find("clientId").orElseThrow() + "&encryptUniqueId="
        + callback.find("encryptUniqueId").orElseThrow() + "&timestamp="
        + callback.find("timestamp").orElseThrow();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key(), "HmacSHA256"));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String person(Parameters callback) throws GeneralSecurityException {
    byte[] sealed =
        Base64.getUrlDecoder().decode(callback.find("encryptUniqueId").orElseThrow());
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key(), "AES"),
        new IvParameterSpec(Arrays.copyOf(sealed, 16)));
    return new String(cipher.doFinal(sealed, 16, sealed.length - 16), StandardCharsets.UTF_8);
  }
}
