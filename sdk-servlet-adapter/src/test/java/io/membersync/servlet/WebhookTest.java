package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.member.MemberStoreException;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
  private static final String ADDRESS = "/login/webhooks/kakao";

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void handsOnEveryByteAndAnswersWithTheStatusAlone() {
    Shop.Answer answer = shop.send(
        "POST",
        ADDRESS + "?a=1&a=%FF",
        Optional.of("app_id=1&user_id=9007199254740993 \n"),
        "Authorization",
        "KakaoAK key",
        "Content-Type",
        "application/x-www-form-urlencoded",
        "X-Two",
        "one",
        "X-Two",
        "two");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    Webhook webhook = shop.engine.webhooks.get(0);
    assertThat(webhook.method()).isEqualTo("POST");
    assertThat(webhook.query()).isEqualTo("a=1&a=%FF");
    assertThat(webhook.bodyText()).isEqualTo("app_id=1&user_id=9007199254740993 \n");
    assertThat(webhook.findHeader("authorization")).contains("KakaoAK key");
    assertThat(webhook.findHeader("x-two")).as("a repeated header").isEmpty();
  }

  @Test
  void sendsTheBodyThatAProviderReads() {
    shop.engine.webhookAnswer = new Received(
        200,
        List.of(),
        Optional.of(new Received.Body("application/json", "{\"confirmation_code\":\"한\"}")));

    Shop.Answer answer = shop.send("POST", ADDRESS, Optional.of("x"));

    assertThat(answer.body()).isEqualTo("{\"confirmation_code\":\"한\"}");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
  }

  @Test
  void takesGetToo() {
    shop.engine.webhookAnswer = Received.refused(401);
    assertThat(shop.get(ADDRESS + "?app_id=1&user_id=2").status()).isEqualTo(401);
    assertThat(shop.engine.webhooks.get(0).method()).isEqualTo("GET");
  }

  @Test
  @Fault("WH-13")
  void cutsWhatIsTooLongAndKnowsOnlyItsOwnProviders() {
    assertThat(shop.send("POST", ADDRESS, Optional.of("x".repeat(1024 * 1024 + 1)))
            .status())
        .isEqualTo(413);
    assertThat(shop.send("PUT", ADDRESS, Optional.of("x")).status()).isEqualTo(405);
    assertThat(shop.send("POST", "/login/webhooks/naver", Optional.of("x")).status())
        .isEqualTo(404);
    assertThat(shop.engine.asked()).isEmpty();
    assertThat(shop.send("POST", ADDRESS, Optional.of("x".repeat(1024 * 1024))).status())
        .isEqualTo(200);
  }

  @Test
  void asksToComeAgainWhenItCannotBeKept() {
    shop.engine.failure =
        Optional.of(MemberStoreException.unavailable("records-unavailable", "no connection"));

    Shop.Answer answer = shop.send("POST", ADDRESS, Optional.of("x"));
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
  }

  /** Some providers send it once: the log must tell whose fault it is, and no secret be blamed. */
  @Test
  void asksToComeAgainWhenAFilterHasReadTheBody() {
    shop.readsParametersFirst = true;
    List<Shop.Answer> answers = new ArrayList<>();

    String logged = Logged.during(() -> answers.add(shop.send(
        "POST",
        ADDRESS,
        Optional.of("app_id=1&user_id=9007199254740993"),
        "Content-Type",
        "application/x-www-form-urlencoded")));

    assertThat(answers.get(0).status()).isEqualTo(500);
    assertThat(answers.get(0).body()).isEmpty();
    assertThat(shop.engine.asked()).isEmpty();
    assertThat(logged)
        .contains("filter that calls getParameter()")
        .doesNotContain("9007199254740993");
  }

  @Test
  void aFilterThatReadsParametersHarmsNoOtherWebhook() {
    shop.readsParametersFirst = true;

    shop.send("POST", ADDRESS, Optional.of("{}"), "Content-Type", "application/json");
    shop.get(ADDRESS + "?app_id=1&user_id=2");
    shop.send("POST", ADDRESS + "?clientId=1", Optional.of(""));

    assertThat(shop.engine.webhooks).extracting(Webhook::bodyText).containsExactly("{}", "", "");
  }
}
