package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.Delivery;
import io.membersync.testing.http.FakeServer;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The webhook as a shop's server receives it. */
class UnlinkWebhookTest {
  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final FakeServer shop = FakeServer.bind("shop", 0, null);
  private final List<Request> received = new CopyOnWriteArrayList<>();
  private volatile Answer answer = Answer.empty(200);

  @BeforeEach
  void open() {
    shop.start(request -> {
      received.add(request);
      return answer;
    });
  }

  @AfterEach
  void close() {
    shop.close();
    kakao.close();
  }

  @Test
  void postIsTheSampleToTheByte() {
    List<FakeNotice.Reply> replies = webhook().byPost().send(kakao.person("haneul"));

    Request request = received.get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/hooks/kakao/unlink");
    assertThat(request.findHeader("Authorization"))
        .contains("KakaoAK 11112222333344445555666677778888");
    assertThat(request.findHeader("Content-Type"))
        .contains("application/x-www-form-urlencoded;charset=utf-8");
    assertThat(request.bodyText())
        .isEqualTo("app_id=700123&user_id=4021987766&referrer_type=UNLINK_FROM_APPS");
    assertThat(replies).hasSize(1).allMatch(FakeNotice.Reply::isAccepted);
  }

  @Test
  void getCarriesTheSameInTheQuery() {
    webhook().byGet().referrer("ACCOUNT_DELETE").send(kakao.person("neighbour"));

    assertThat(received.get(0).method()).isEqualTo("GET");
    assertThat(received.get(0).rawQuery())
        .isEqualTo("app_id=700123&user_id=9007199254740993&referrer_type=ACCOUNT_DELETE");
    assertThat(received.get(0).body()).isEmpty();
  }

  @Test
  void everyPartCanBeWrong() {
    webhook()
        .authorization("KakaoAK other")
        .appId("1")
        .parameter("group_user_token", "g 1")
        .withoutParameter("referrer_type")
        .repeating("user_id", "2")
        .send("not a number");
    webhook().withoutAuthorization().send("1");

    assertThat(received.get(0).findHeader("Authorization")).contains("KakaoAK other");
    assertThat(received.get(0).bodyText())
        .isEqualTo("app_id=1&user_id=not%20a%20number&group_user_token=g%201&user_id=2");
    assertThat(received.get(1).findHeader("Authorization")).isEmpty();
  }

  @Test
  void theSameEventSeveralTimes() {
    assertThat(webhook().times(3).send("7")).hasSize(3);
    assertThat(webhook().times(5).inParallel().send("7"))
        .hasSize(5)
        .allMatch(FakeNotice.Reply::isAccepted);
    assertThat(received)
        .hasSize(8)
        .extracting(Request::bodyText)
        .containsOnly("app_id=700123&user_id=7&referrer_type=UNLINK_FROM_APPS");
  }

  @Test
  void aShopThatDoesNotAnswerIsNoAcceptance() {
    answer = Answer.empty(200).withDelivery(Delivery.NORMAL.withEnd(Delivery.End.HANG));
    FakeNotice.Reply silent =
        webhook().timeout(Duration.ofMillis(200)).send("7").get(0);
    assertThat(silent.status()).isEmpty();
    assertThat(silent.isAccepted()).isFalse();
    assertThat(silent.took()).isGreaterThanOrEqualTo(Duration.ofMillis(190));

    answer = Answer.redirect(302, "http://127.0.0.1:1/");
    assertThat(webhook().send("7").get(0).isAccepted()).isFalse();
    answer = Answer.empty(401);
    assertThat(webhook().send("7").get(0).status()).hasValue(401);
  }

  @Test
  void testHostNamesMeanThisMachine() {
    URI shopTest = URI.create("http://shop.test:" + shop.port() + "/hooks");

    assertThat(kakao.unlinkWebhook(shopTest).send("7").get(0).isAccepted()).isTrue();
    assertThat(received.get(0).findHeader("Host"))
        .isEqualTo(Optional.of("shop.test:" + shop.port()));
  }

  @Test
  void aShopBehindTlsIsTrustedOnlyByItsOwnAuthority() {
    HeldCertificate authority =
        new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate leaf = new HeldCertificate.Builder()
        .signedBy(authority)
        .addSubjectAlternativeName("shop.test")
        .build();
    HandshakeCertificates certificates = new HandshakeCertificates.Builder()
        .heldCertificate(leaf, authority.certificate())
        .addTrustedCertificate(authority.certificate())
        .build();
    try (FakeServer secure = FakeServer.bind("shop", 0, certificates.sslContext());
        FakeKakao trusting =
            FakeKakao.builder().webhookTrust(certificates.sslContext()).start()) {
      secure.start(request -> Answer.empty(200));
      URI hook = URI.create("https://shop.test:" + secure.port() + "/hooks");
      URI otherName = URI.create("https://other.test:" + secure.port() + "/hooks");

      assertThat(trusting.unlinkWebhook(hook).send("7").get(0).isAccepted()).isTrue();
      assertThat(trusting.unlinkWebhook(otherName).send("7").get(0).status()).isEmpty();
      assertThat(kakao.unlinkWebhook(hook).send("7").get(0).status()).isEmpty();
    }
  }

  private UnlinkWebhook webhook() {
    return kakao.unlinkWebhook(
        URI.create("http://127.0.0.1:" + shop.port() + "/hooks/kakao/unlink"));
  }
}
