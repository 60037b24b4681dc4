package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kapi: where people receive things. */
class AddressesAndChannelsTest extends FakeKakaoFixture {
  @Test
  void addressesComeInPagesOfFallingTime() {
    KakaoPerson mover = kakao.person("mover");
    kakao.link(mover);
    String token = bearer(kakao.issueAccessToken(mover));
    List<String> pages = new ArrayList<>();
    Instant last = Instant.EPOCH;
    for (int page = 0; page < 3; page++) {
      String text = calls
          .get(
              KakaoEndpoint.SHIPPING_ADDRESSES,
              token,
              "from_updated_at",
              Long.toString(last.getEpochSecond()))
          .text();
      pages.add(text);
      int at = text.lastIndexOf("\"updated_at\":") + 13;
      last = Instant.ofEpochSecond(Long.parseLong(text.substring(at, text.indexOf(',', at))));
    }

    assertThat(pages.get(0))
        .contains("{\"id\":2000,", "{\"id\":2009,")
        .doesNotContain("\"id\":2010,");
    assertThat(pages.get(1))
        .contains("{\"id\":2010,", "{\"id\":2019,")
        .doesNotContain("\"id\":2009,");
    assertThat(pages.get(2)).contains("{\"id\":2020,", "{\"id\":2024,");
    assertThat(calls
            .get(KakaoEndpoint.SHIPPING_ADDRESSES, token, "address_id", "2007")
            .text())
        .contains("{\"id\":2007,\"is_default\":true,")
        .doesNotContain("\"id\":2008,");
    assertThat(
            calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token, "page_size", "1").text())
        .contains("\"code\":-2");
    assertThat(
            calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token, "page_size", "x").text())
        .contains("\"code\":-2");
  }

  @Test
  void addressesThatDoNotExistNeedNoAgreement() {
    kakao.link(kakao.person("doyun"), link -> link.withholding("shipping_address"));
    String token = bearer(kakao.issueAccessToken(kakao.person("doyun")));

    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text())
        .isEqualTo("{\"user_id\":4021987767,\"shipping_addresses_needs_agreement\":false}");
    kakao.reconfigure(app -> app.toBuilder().withoutItem("shipping_address").build());
    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text()).contains("\"code\":-3");
  }

  @Test
  void channelsNeedConsentAndKakaoTalk() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.link(haneul, link -> link.agreeingOnlyTo("profile_nickname"));
    String token = bearer(kakao.issueAccessToken(haneul));
    HttpCaller.Reply refused = calls.get(KakaoEndpoint.CHANNELS, token);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text())
        .isEqualTo("{\"code\":-402,\"msg\":\"insufficient scopes.\",\"api_type\":\"SAMPLE_API\","
            + "\"required_scopes\":[\"plusfriends\"],"
            + "\"allowed_scopes\":[\"profile_nickname\"]}");

    kakao.link(haneul);
    assertThat(
            calls.get(KakaoEndpoint.CHANNELS, token, "channel_ids", "_GhIjKl").text())
        .contains("_GhIjKl")
        .doesNotContain("_AbCdEf");
    assertThat(calls
            .get(
                KakaoEndpoint.CHANNELS,
                token,
                "channel_id_type",
                "channel_uuid",
                "channel_ids",
                "@sampleshop")
            .text())
        .contains("_AbCdEf")
        .doesNotContain("_GhIjKl");
    assertThat(calls.get(KakaoEndpoint.CHANNELS, token, "channel_id_type", "x").text())
        .contains("\"code\":-2");

    kakao.link(kakao.person("bare"));
    String bare = bearer(kakao.issueAccessToken(kakao.person("bare")));
    assertThat(calls.get(KakaoEndpoint.CHANNELS, bare).text()).contains("\"code\":-501");
  }

  @Test
  void blockingAChannelKeepsWhenItWasAdded() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.visitor(haneul).agree(calls.authorize(""));
    Instant later = Instant.parse("2026-12-01T00:00:00Z");
    kakao.follow(haneul, "_AbCdEf", KakaoChannel.Relation.BLOCKED, later);

    String token = bearer(kakao.issueAccessToken(haneul));
    assertThat(calls.get(KakaoEndpoint.CHANNELS, token).text())
        .contains("\"relation\":\"BLOCKED\",\"created_at\":\"2026-11-21T00:00:00Z\","
            + "\"updated_at\":\"2026-12-01T00:00:00Z\"");
  }
}
