package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notices;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shop's own app: JSON, the cookies of its HTTP client, and what Kakao's SDK has given it. */
class RealAppTest extends RealShopFixture {
  private static final String KEY = "native-key";
  private static final ProviderId SECOND = ProviderId.of("kakao-old");
  private static final String[] JSON = {
    "Accept", "application/json", "Content-Type", "application/x-www-form-urlencoded"
  };

  RealAppTest() {
    super(
        new InMemoryMemberStore(),
        Notices.korea("Wine Shop"),
        (builder, kakao) -> builder.provider(
            kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))
                .withId(SECOND)
                .withAppId(String.valueOf(kakao.app().appId())))));
  }

  private static String member(Shop.Answer answer, String name) {
    String text = answer.body();
    assertThat(text).contains("\"" + name + "\":\"");
    return text.replaceFirst("(?s).*?\"" + name + "\":\"([^\"]*)\".*", "$1")
        .replace("\\u0026", "&");
  }

  private Shop.Answer begin(String provider) {
    Shop.Answer begun = shop.json("/login/start/" + provider + "?app=true&returnTo=%2Fcart");
    assertThat(begun.status()).isEqualTo(200);
    assertThat(begun.body()).contains("\"result\":\"in_app\"");
    assertThat(begun.header("Cache-Control")).contains("no-store");
    return begun;
  }

  /** As an app does: without any header of a browser. */
  private Shop.Answer send(String path, String form) {
    return shop.send("POST", path, Optional.of(form), JSON);
  }

  private Shop.Answer handOver(Shop.Answer begun, String person) {
    Map<String, String> given =
        kakao.signInByApp(kakao.person(person), KEY, Optional.of(member(begun, "nonce")));
    return send(
        member(begun, "action"),
        "state=" + member(begun, "state") + "&access_token="
            + encode(given.getOrDefault("access_token", "")));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String signsUp(String person) {
    Shop.Answer needs = handOver(begin("kakao-old"), person);
    assertThat(needs.body()).contains("\"result\":\"needs_consent\"");
    StringBuilder answers = new StringBuilder("action=continue");
    for (String part : needs.body().split("\\{\"tag\":", -1)) {
      if (part.contains("\"shown\":\"")) {
        answers
            .append("&shown=")
            .append(encode(part.replaceFirst("(?s).*?\"shown\":\"([^\"]*)\".*", "$1")));
        if (part.contains("\"required\":true")) {
          answers.append("&agree=").append(part.replaceFirst("(?s)^\"([^\"]*)\".*", "$1"));
        }
      }
    }
    Shop.Answer done = send(member(needs, "action"), answers.toString());
    assertThat(done.body()).contains("\"result\":\"signed_in\"").contains("\"newMember\":true");
    return shop.session().get(1);
  }

  @Test
  void signsUpWithTheSameQuestionsAsThePages() {
    String id = signsUp("haneul");

    assertThat(id).isNotEmpty();
    assertThat(sync.members().find(new MemberId(id)).orElseThrow().consents())
        .filteredOn(event -> event.type() == ConsentEvent.Type.GRANTED)
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.channel()).isEqualTo(ConsentEvent.Channel.APP));
  }

  @Test
  void signsInAgainAtOnce() {
    String id = signsUp("haneul");
    shop.cookies.clear();

    Shop.Answer again = handOver(begin("kakao-old"), "haneul");

    assertThat(again.body())
        .contains("\"result\":\"signed_in\"")
        .contains("\"returnTo\":\"/cart\"");
    assertThat(shop.session().get(1)).isEqualTo(id);
  }

  @Test
  void aTokenOfSomebodyElsesPhoneSignsNobodyIn() {
    Shop.Answer hers = begin("kakao-old");
    shop.cookies.clear();

    Shop.Answer refused = handOver(hers, "haneul");

    assertThat(refused.body()).contains("\"reason\":\"other_browser\"");
    assertThat(kakao.calls(KakaoEndpoint.TOKEN_INFO)).isZero();
  }

  @Test
  void aPageOfAnotherSiteHandsNothingOver() {
    Shop.Answer begun = begin("kakao-old");

    Shop.Answer refused = shop.send(
        "POST",
        member(begun, "action"),
        Optional.of("state=" + member(begun, "state") + "&access_token=a"),
        "Accept",
        "application/json",
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Sec-Fetch-Site",
        "cross-site");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(shop.json(member(begun, "action") + "?access_token=a").status()).isEqualTo(405);
    assertThat(kakao.calls(KakaoEndpoint.TOKEN_INFO)).isZero();
  }

  @Test
  void whatComesTwiceOrInAnotherFormIsRefused() {
    Shop.Answer begun = begin("kakao-old");
    String state = "state=" + member(begun, "state");
    String action = member(begun, "action");

    assertThat(send(action, state + "&access_token=a&access_token=b").status()).isEqualTo(400);
    assertThat(send(action, state).body()).contains("\"reason\":\"malformed\"");
    assertThat(shop.send("POST", action, Optional.of("{}"), "Content-Type", "application/json")
            .status())
        .isEqualTo(415);
    assertThat(send("/login/app/nobody", state + "&access_token=a").status()).isEqualTo(404);
  }

  @Test
  void aFurtherWayInIsAddedInTheSessionOfTheMember() {
    String id = signsUp("haneul");
    String[] fromOurOrigin = {"Accept", "application/json"};
    Shop.Answer begun = shop.post("/login/link/kakao", "app=true&returnTo=%2Fme", fromOurOrigin);
    Map<String, String> given =
        kakao.signInByApp(kakao.person("doyun"), KEY, Optional.of(member(begun, "nonce")));
    String form = "state=" + member(begun, "state") + "&access_token="
        + encode(given.getOrDefault("access_token", ""));

    Shop.Answer linked = send(member(begun, "action"), form);

    assertThat(linked.body()).contains("\"linking\":true");
    assertThat(sync.members().find(new MemberId(id)).orElseThrow().identities())
        .extracting(Records.Identity::namespace)
        .containsExactly("kakao-old", "kakao");
  }
}
