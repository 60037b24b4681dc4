package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static io.membersync.testing.TestCalls.member;
import static io.membersync.testing.TestCalls.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import io.membersync.testsupport.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The published samples, byte for byte. They stand in {@code samples/}, whose README names the
 * source; the fake has no access to that folder.
 */
class KakaoSamplesTest {
  private static final Instant CONNECTED = Instant.parse("2026-03-02T04:11:09Z");

  private final TestClock clock = new TestClock(Instant.parse("2026-11-21T00:00:00Z"));
  private final KakaoPerson haneul = KakaoPeople.haneul();
  private FakeKakao kakao = FakeKakao.builder().clock(clock).countedTokens().start();
  private TestCalls calls = new TestCalls(kakao);

  @AfterEach
  void close() {
    kakao.close();
  }

  @Test
  void tokenWithoutOpenIdConnect() {
    kakao.reconfigure(app -> app.toBuilder()
        .openIdConnect(false)
        .items(
            KakaoConsentItem.optional("account_email"),
            KakaoConsentItem.optional("profile_nickname"),
            KakaoConsentItem.optional("phone_number"))
        .build());

    HttpCaller.Reply reply = calls.exchange(calls.code(kakao.visitor(haneul)));

    assertThat(reply.text()).isEqualTo(sample("token"));
    assertThat(calls.exchange(calls.code(kakao.visitor(haneul))).text()).contains("ms-at-002");
    assertThat(calls.refresh("ms-rt-001").text()).isEqualTo(sample("token-refreshed"));
  }

  @Test
  void tokenWithOpenIdConnectAndItsPayload() {
    kakao.reconfigure(app -> app.toBuilder()
        .items(
            KakaoConsentItem.optional("profile_nickname"),
            KakaoConsentItem.optional("account_email"))
        .build());
    KakaoVisitor visitor = kakao.visitor(haneul);
    calls.exchange(calls.code(visitor));
    String code = parameter(visitor.agree(calls.authorize("nonce=n-77f0")), "code");

    String text = calls.exchange(code).text();

    String idToken = text.replaceAll("(?s).*\"id_token\":\"([^\"]*)\".*", "$1");
    String placeholder =
        sample("token-openid").replaceAll("(?s).*\"id_token\":\"([^\"]*)\".*", "$1");
    assertThat(text.replace(idToken, placeholder)).isEqualTo(sample("token-openid"));
  }

  @Test
  void payloadOfAnIdToken() {
    kakao.reconfigure(app -> app.toBuilder()
        .items(
            KakaoConsentItem.optional("profile_nickname"),
            KakaoConsentItem.optional("profile_image"),
            KakaoConsentItem.optional("account_email"))
        .build());
    clock.set(Instant.parse("2026-11-20T23:59:59Z"));
    String code = parameter(kakao.visitor(haneul).agree(calls.authorize("nonce=n-77f0")), "code");
    clock.advance(Duration.ofSeconds(1));

    String idToken = member(calls.exchange(code), "id_token");

    byte[] payload = Base64.getUrlDecoder().decode(idToken.split("\\.", -1)[1]);
    assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(sample("id-token-payload"));
  }

  @Test
  void userWhoAgreedToEverything() {
    kakao.link(
        haneul,
        link -> link.connectedAt(CONNECTED)
            .synchedAt(CONNECTED)
            .agreeing(kakao.app().itemIds(item -> true)));

    assertThat(me(haneul, "secure_resource", "true")).isEqualTo(sample("user-me"));
  }

  @Test
  void userWhoWithheldTheEmail() {
    kakao.reconfigure(app -> app.toBuilder()
        .items(
            KakaoConsentItem.optional("profile_nickname"),
            KakaoConsentItem.optional("account_email"),
            KakaoConsentItem.optional("phone_number"))
        .build());
    Instant connected = Instant.parse("2026-03-02T05:00:00Z");
    kakao.link(
        KakaoPeople.doyun(),
        link -> link.connectedAt(connected).synchedAt(connected).withholding("account_email"));

    assertThat(me(KakaoPeople.doyun())).isEqualTo(sample("user-me-partial"));
  }

  @Test
  void userOfAnAppWithoutConsentItems() {
    kakao.reconfigure(app -> app.toBuilder().items().build());
    kakao.link(
        KakaoPeople.bare(),
        link -> link.connectedAt(Instant.parse("2026-03-02T05:00:00Z")).neverSynched());

    assertThat(me(KakaoPeople.bare())).isEqualTo(sample("user-me-minimum"));
  }

  @Test
  void serviceTermsReadRevokedAndUpgraded() {
    kakao.link(
        haneul,
        link -> link.accepting("tos_20260101", Instant.parse("2026-03-02T04:11:08Z"), "KAUTH")
            .accepting("marketing_20260401", Instant.parse("2026-05-10T09:00:00Z"), "KAPI")
            .declining("night_push_20260401"));
    clock.set(Instant.parse("2026-05-11T00:00:00Z"));
    String token = bearer(kakao.issueAccessToken(haneul));

    assertThat(calls
            .get(KakaoEndpoint.SERVICE_TERMS, token, "result", "app_service_terms")
            .text())
        .isEqualTo(sample("service-terms"));
    assertThat(calls
            .post(KakaoEndpoint.REVOKE_SERVICE_TERMS, token, "tags", "marketing_20260401")
            .text())
        .isEqualTo(sample("service-terms-revoked"));
    assertThat(calls
            .post(KakaoEndpoint.UPGRADE_SERVICE_TERMS, token, "tags", "night_push_20260401")
            .text())
        .isEqualTo(sample("service-terms-upgraded"));
  }

  @Test
  void shippingAddressesAgreedAndWithheld() {
    kakao.link(haneul);
    String token = bearer(kakao.issueAccessToken(haneul));
    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text())
        .isEqualTo(sample("shipping-addresses"));

    kakao.link(haneul, link -> link.withholding("shipping_address"));
    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text())
        .isEqualTo(sample("shipping-addresses-withheld"));
  }

  @Test
  void channels() {
    kakao.link(haneul);
    kakao.follow(haneul, "_AbCdEf", KakaoChannel.Relation.ADDED, CONNECTED);

    String text = calls
        .get(KakaoEndpoint.CHANNELS, bearer(kakao.issueAccessToken(haneul)))
        .text();

    assertThat(text).isEqualTo(sample("channels"));
  }

  @Test
  void scopes() {
    kakao.link(haneul, link -> link.agreeingOnlyTo("profile_nickname", "phone_number", "gender"));
    kakao.reconfigure(app -> app.toBuilder()
        .items(
            KakaoConsentItem.required("profile_nickname"),
            KakaoConsentItem.optional("phone_number"),
            KakaoConsentItem.optional("shipping_address"))
        .build());

    String text =
        calls.get(KakaoEndpoint.SCOPES, bearer(kakao.issueAccessToken(haneul))).text();

    assertThat(text).isEqualTo(sample("scopes"));
  }

  @Test
  void tokenInformation() {
    kakao.link(haneul);
    String token = bearer(kakao.issueAccessToken(haneul));
    clock.advance(Duration.ofSeconds(1599));

    assertThat(calls.get(KakaoEndpoint.TOKEN_INFO, token).text()).isEqualTo(sample("token-info"));
  }

  @Test
  void logoutUnlinkAndSignUpAnswerTheId() {
    kakao.reconfigure(
        app -> app.toBuilder().autoLink(false).userProperties("grade").build());
    kakao.link(haneul);
    String token = bearer(kakao.issueAccessToken(haneul));

    assertThat(calls.post(KakaoEndpoint.SIGN_UP, token).text()).isEqualTo(sample("id"));
    assertThat(calls
            .post(KakaoEndpoint.UPDATE_PROFILE, token, "properties", "{\"grade\":\"gold\"}")
            .text())
        .isEqualTo(sample("id"));
    assertThat(calls.post(KakaoEndpoint.LOGOUT, token).text()).isEqualTo(sample("id"));
    String other = bearer(kakao.issueAccessToken(haneul));
    assertThat(calls.post(KakaoEndpoint.UNLINK, other).text()).isEqualTo(sample("id"));
  }

  @Test
  void userInfo() {
    kakao.link(
        haneul,
        link -> link.agreeingOnlyTo(
            "profile_nickname", "account_email", "gender", "birthday", "phone_number"));

    String text = calls
        .get(KakaoEndpoint.USER_INFO, bearer(kakao.issueAccessToken(haneul)))
        .text();

    assertThat(text).isEqualTo(sample("user-info"));
  }

  @Test
  void listingsOfUsers() {
    kakao.link(haneul, link -> link.connectedAt(CONNECTED).synchedAt(CONNECTED));
    kakao.link(KakaoPeople.doyun());
    kakao.link(KakaoPeople.edge());

    assertThat(calls
            .get(KakaoEndpoint.USER_IDS, calls.admin(), "limit", "2", "order", "asc")
            .text())
        .isEqualTo("{\"elements\":[4021987766,4021987767],\"before_url\":null,"
            + "\"after_url\":\"http://kapi.kakao.com/v1/user/ids?limit=2&order=asc"
            + "&from_id=4021987767&app_key="
            + kakao.clientId()
            + "\"}");
    assertThat(calls
            .get(
                KakaoEndpoint.USERS,
                calls.admin(),
                "target_id_type",
                "user_id",
                "target_ids",
                "[4021987766]")
            .text())
        .isEqualTo("[{\"id\":4021987766,\"connected_at\":\"2026-03-02T04:11:09Z\","
            + "\"synched_at\":\"2026-03-02T04:11:09Z\"}]");
  }

  @Test
  void callbacksWithErrors() {
    KakaoVisitor visitor = kakao.visitor(haneul);
    assertThat(visitor.cancel(calls.authorize("")).toString())
        .isEqualTo(TestCalls.CALLBACK
            + "?error=access_denied&error_description=User%20denied%20access&state=s1");
    assertThat(visitor
            .inKakaoTalk()
            .open(calls.authorize("prompt=none"))
            .orElseThrow()
            .toString())
        .isEqualTo(TestCalls.CALLBACK
            + "?error=consent_required"
            + "&error_description=user%20consent%20required.&state=s1");
  }

  @Test
  void errors() {
    List<String> samples = List.of(sample("errors.txt").split("\n", -1));
    KakaoPerson doyun = kakao.person("doyun");
    kakao.link(doyun, link -> link.agreeingOnlyTo("profile_nickname"));
    String token = bearer(kakao.issueAccessToken(doyun));
    List<String> served = new ArrayList<>();
    served.add(calls.exchange("abc").text());
    served.add(calls
        .token("grant_type", "refresh_token", "client_id", kakao.clientId())
        .text());
    served.add(
        calls.token("grant_type", "refresh_token", "client_id", "deadbeef").text());
    served.add(failing(KakaoError.koe(237)));
    served.add(failing(KakaoError.koe(9)));
    served.add(calls.get(KakaoEndpoint.USER_ME, bearer("unknown")).text());
    clock.advance(Duration.ofHours(6));
    served.add(calls.get(KakaoEndpoint.USER_ME, token).text());
    served.add(failing(KakaoError.addressNotAllowed()));
    served.add(
        calls.get(KakaoEndpoint.CHANNELS, bearer(kakao.issueAccessToken(doyun))).text());
    served.add(failing(KakaoError.tooManyCalls()));
    served.add(
        calls.post(KakaoEndpoint.SIGN_UP, bearer(kakao.issueAccessToken(doyun))).text());
    served.add(failing(KakaoError.kapi(-5)));

    assertThat(served).containsExactlyElementsOf(samples);
  }

  private String failing(KakaoError error) {
    kakao.failNext(KakaoEndpoint.TOKEN, error);
    return calls.token().text();
  }

  private String me(KakaoPerson person, String... query) {
    return calls
        .get(KakaoEndpoint.USER_ME, bearer(kakao.issueAccessToken(person)), query)
        .text();
  }

  static String sample(String name) {
    try (InputStream in = Objects.requireNonNull(KakaoSamplesTest.class.getResourceAsStream(
        "samples/" + (name.contains(".") ? name : name + ".json")))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(0, text.length() - 1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
