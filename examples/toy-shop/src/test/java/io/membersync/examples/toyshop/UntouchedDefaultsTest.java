package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample shop sets nothing that protects it: what stands here comes by default. */
@Fault("CF-15")
class UntouchedDefaultsTest {
  @SuppressWarnings("NullAway.Init") // opened before all tests
  private static Shop shop;

  private final Visitor visitor = new Visitor(shop, "neighbour");

  @BeforeAll
  static void open() throws IOException {
    shop = Shop.open(0);
    new Visitor(shop, "neighbour").signUp("/login/");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @Fault("RC-01")
  @ValueSource(strings = {"https://evil.example/", "//evil.example", "/%5Cevil.example", "x:y"})
  void aForeignReturnPathEndsAtHome(String returnTo) {
    DemoPage end = signIn("/login/?returnTo=" + returnTo);

    assertThat(end.address()).isEqualTo(shop.address());
  }

  @Test
  @Fault({"AR-02", "AR-03"})
  void aCallbackWithoutItsStateIsRefusedBeforeAnyCall() {
    URI callback = callback(visitor);
    int calls = tokenCalls();
    String query = callback.getRawQuery();

    for (String changed :
        List.of(query.replaceAll("&?state=[^&]*", ""), query.replaceAll("(state=[^&]*).", "$1~"))) {
      DemoPage end = visitor.open(URI.create(DemoBrowser.plain(callback) + "?" + changed));
      assertThat(end.address().getPath()).isEqualTo("/login/failed");
    }
    assertThat(tokenCalls()).isEqualTo(calls);
    assertThat(visitor.open("/me").address().getPath()).isEqualTo("/login/");
  }

  @Test
  @Fault({"AR-04", "AR-05"})
  void aCallbackInAnotherBrowserSignsNobodyIn() {
    URI callback = callback(visitor);
    int calls = tokenCalls();
    Visitor victim = new Visitor(shop, "nobody");

    DemoPage end = victim.open(callback);

    assertThat(end.address().getPath()).isEqualTo("/login/failed");
    assertThat(tokenCalls()).isEqualTo(calls);
    assertThat(victim.open("/me").address().getPath()).isEqualTo("/login/");
  }

  @Test
  @Fault({"AR-01", "AR-09"})
  void aReloadedCallbackStaysSignedInWithoutASecondExchange() {
    URI callback = callback(visitor);
    int calls = tokenCalls();

    assertThat(visitor.open(callback).status()).isEqualTo(200);
    assertThat(visitor.open(callback).status()).isEqualTo(200);

    assertThat(tokenCalls()).isEqualTo(calls + 1);
    assertThat(visitor.open("/me").address().getPath()).isEqualTo("/me");
  }

  @Test
  @Fault("RC-15")
  void aForgedHostChangesNoAddress() {
    HttpResponse<String> answer = plain(
        "/login/start/kakao", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https");

    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .contains("redirect_uri=http%3A%2F%2Flocalhost%3A" + shop.address().getPort() + "%2Flogin")
        .doesNotContain("evil");
  }

  @Test
  @Fault("RC-16")
  void noPageCanBeFramed() {
    for (String path : List.of("/", "/poster", "/login/", "/login/start/kakao", "/login/failed")) {
      assertThat(plain(path).headers().firstValue("Content-Security-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
    }
  }

  @Test
  void cookiesAreOutOfReachOfScripts() {
    HttpResponse<String> begun = plain("/login/start/kakao");

    assertThat(begun.headers().allValues("Set-Cookie"))
        .isNotEmpty()
        .allSatisfy(cookie -> assertThat(cookie)
            .containsIgnoringCase("HttpOnly")
            .containsIgnoringCase("SameSite=Lax")
            .doesNotContainIgnoringCase("Domain="));
  }

  private DemoPage signIn(String page) {
    DemoPage people = visitor.atKakao(page);
    return visitor.send(people, people.form("person", "neighbour"));
  }

  /** Kakao's answer for a sign-in that this visitor began, not yet delivered. */
  private static URI callback(Visitor visitor) {
    return shop.kakao.visitor("neighbour").agree(visitor.atKakao("/login/").address());
  }

  private static int tokenCalls() {
    return shop.kakao.calls(KakaoEndpoint.TOKEN);
  }

  private static HttpResponse<String> plain(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(shop.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
