package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.membersync.MemberSync;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator reads and does over HTTP, in a shop with the Actuator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ActuatorTest {
  private final SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
      .property("management.endpoints.web.exposure.include", "health,metrics,membersync")
      .property("management.endpoint.health.show-details", "always")
      .property("management.endpoint.health.probes.enabled", "true")
      .start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterAll
  void close() {
    shop.close();
  }

  @BeforeEach
  void allIsWell() {
    shop.kakao.clearFailures();
    shop.bean(MemberSync.class).switches().set(Kakao.ID, MemberSync.Switches.Position.ON);
  }

  // ---- reading

  @Test
  void aSignInIsSeenInHealthEndpointAndMetrics() throws Exception {
    signUp("haneul");

    HttpResponse<String> health = get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    Map<String, Object> kakao =
        JsonPath.read(health.body(), "$.components.membersync.details.kakao");
    assertThat(kakao).containsEntry("position", "on").containsEntry("failing", false);

    String all = get("/actuator/membersync").body();
    assertThat(JsonPath.<String>read(all, "$.providers.kakao.position")).isEqualTo("on");
    assertThat(JsonPath.<Integer>read(all, "$.providers.kakao.last15Minutes.redirected"))
        .isPositive();
    assertThat(JsonPath.<Integer>read(all, "$.providers.kakao.last15Minutes.signed-up"))
        .isPositive();
    assertThat(JsonPath.<String>read(all, "$.providers.kakao.lastAnswer")).endsWith("Z");
    assertThat(
            JsonPath.<Map<String, Object>>read(get("/actuator/membersync/kakao").body(), "$"))
        .isEqualTo(JsonPath.<Map<String, Object>>read(all, "$.providers.kakao"));

    assertThat(count("membersync.sign.in", "outcome:signed-up")).isPositive();
    assertThat(count("membersync.provider.call", "call:token", "outcome:ok", "provider:kakao"))
        .isPositive();
    assertThat(count("membersync.store", "method:create", "outcome:ok")).isPositive();
    assertThat(count("membersync.provider.visit", "provider:kakao")).isPositive();
    for (String body :
        new String[] {health.body(), all, get("/actuator/metrics").body()}) {
      assertThat(body).doesNotContainIgnoringCase("haneul").doesNotContain("5550");
    }
  }

  @Test
  void aProviderThatIsDownIsADetailAndTheShopStaysUp() throws Exception {
    shop.kakao.failUntilCleared(KakaoEndpoint.TOKEN, Failure.raw(503, Map.of(), ""));
    try (ShopVisitor visitor = shop.visitor("seoyeon")) {
      visitor.signIn("/membersync/start/kakao");
    }

    HttpResponse<String> health = get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(JsonPath.<String>read(health.body(), "$.components.membersync.status"))
        .isEqualTo("UP");
    assertThat(JsonPath.<Map<String, Object>>read(
            health.body(), "$.components.membersync.details.kakao"))
        .containsEntry("failing", true)
        .containsEntry("lastError", "provider-down");
    assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    Map<String, Object> failure =
        JsonPath.read(get("/actuator/membersync/kakao").body(), "$.lastFailure");
    assertThat(failure).containsEntry("call", "token").containsEntry("error", "provider-down");
    assertThat(count("membersync.provider.call", "outcome:provider-down")).isPositive();

    shop.kakao.clearFailures();
    signUp("seoyeon");
    assertThat(JsonPath.<Boolean>read(get("/actuator/membersync/kakao").body(), "$.failing"))
        .isFalse();
  }

  // ---- switching

  @Test
  void anOperatorSwitchesAProvider() throws Exception {
    HttpResponse<String> hidden = post("/actuator/membersync/kakao", "{\"position\":\"hidden\"}");

    assertThat(hidden.statusCode()).isEqualTo(200);
    assertThat(JsonPath.<String>read(hidden.body(), "$.position")).isEqualTo("hidden");
    assertThat(JsonPath.<String>read(hidden.body(), "$.since")).endsWith("Z");
    assertThat(shop.bean(MemberSync.class).providers())
        .extracting(ProviderDescriptor::id)
        .doesNotContain(ProviderId.of("kakao"));
    HttpResponse<String> health = get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(
            JsonPath.<String>read(health.body(), "$.components.membersync.details.kakao.position"))
        .isEqualTo("hidden");

    assertThat(post("/actuator/membersync/kakao", "{\"position\":\"off\"}").statusCode())
        .isEqualTo(200);
    assertThat(post("/actuator/membersync/kakao", "{\"position\":\"on\"}").body())
        .contains("\"position\":\"on\"");
    assertThat(shop.bean(MemberSync.class).providers()).hasSize(1);
  }

  @Test
  void wrongWordsAreRefusedWithTheRightOnes() throws Exception {
    for (String body : new String[] {"{\"position\":\"sideways\"}", "{\"position\":\"\"}", "{}"}) {
      HttpResponse<String> answer = post("/actuator/membersync/kakao", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(JsonPath.<String>read(answer.body(), "$.message"))
          .contains("position", "on", "hidden", "off")
          .doesNotContain("sideways");
    }
    HttpResponse<String> unknown = post("/actuator/membersync/nobody", "{\"position\":\"off\"}");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(JsonPath.<String>read(unknown.body(), "$.message")).contains("[kakao]");
    assertThat(get("/actuator/membersync/nobody").statusCode()).isEqualTo(404);
    assertThat(shop.bean(MemberSync.class).switches().all().values())
        .extracting(MemberSync.Switches.State::position)
        .containsExactly(MemberSync.Switches.Position.ON);
  }

  @Test
  void onlyBooksThatCannotBeReadAreDown() throws Exception {
    JdbcClient jdbc = shop.bean(JdbcClient.class);
    jdbc.sql("ALTER TABLE membersync_provider_switch RENAME TO away").update();
    try {
      HttpResponse<String> health = get("/actuator/health/membersync");

      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(JsonPath.<String>read(health.body(), "$.details.records"))
          .isEqualTo("store-table-missing");
      assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
      HttpResponse<String> endpoint = get("/actuator/membersync");
      assertThat(endpoint.statusCode()).isEqualTo(503);
      assertThat(endpoint.body()).contains("records do not answer: store-table-missing");
    } finally {
      jdbc.sql("ALTER TABLE away RENAME TO membersync_provider_switch").update();
    }
    assertThat(get("/actuator/health/membersync").statusCode()).isEqualTo(200);
  }

  private void signUp(String person) {
    try (ShopVisitor visitor = shop.visitor(person)) {
      visitor.signUp();
    }
  }

  private int count(String meter, String... tags) throws IOException, InterruptedException {
    StringBuilder path = new StringBuilder("/actuator/metrics/" + meter + "?");
    for (String tag : tags) {
      path.append("tag=").append(tag).append('&');
    }
    HttpResponse<String> answer = get(path.toString());
    assertThat(answer.statusCode()).as("%s", path).isEqualTo(200);
    return JsonPath.<Double>read(answer.body(), "$.measurements[0].value").intValue();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(shop.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(shop.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
