package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second way in, added over HTTP in a session of the shop. */
class RealLinkTest extends RealShopFixture {
  private static final ProviderId SECOND = ProviderId.of("kakao-old");

  RealLinkTest() {
    super(
        new InMemoryMemberStore(),
        Notices.of(
            "Wine Shop",
            Notice.contract("basic")
                .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
                .text("en", "Processed for the contract", "Name and contacts.")
                .build()),
        (builder, kakao) -> builder.provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withId(SECOND))));
  }

  @Test
  @Fault("RC-10")
  void theMemberStaysSignedInUnderANewSessionIdAndTheOldOneIsDead() {
    String member = signIn("haneul");
    shop.putIntoCart("pinot");
    String before = shop.cookies.get("JSESSIONID");

    Shop.Answer back = shop.get(callback("seoyeon"));

    assertThat(back.location()).isEqualTo("/me");
    assertThat(shop.session().subList(1, 3)).containsExactly(member, "pinot");
    assertThat(shop.cookies.get("JSESSIONID")).isNotEqualTo(before);
    assertThat(waysIn(member)).containsExactly("kakao", "kakao-old");
    assertThat(members.count()).isOne();

    shop.cookies.clear();
    shop.cookies.put("JSESSIONID", before);
    assertThat(shop.session().get(1)).isEmpty();
    shop.cookies.clear();
    String start = shop.get("/login/start/kakao-old").header("Location");
    shop.get(pathOf(kakao.visitor("seoyeon").agree(URI.create(start))));
    assertThat(shop.session().get(1)).isEqualTo(member);
  }

  @Test
  @Fault("LK-13")
  void whoeverIsSignedInWhenItComesBackGetsNothingThatSomebodyElseBegan() {
    String other = signIn("doyun");
    shop.cookies.clear();
    String member = signIn("haneul");
    String callback = callback("seoyeon");
    int calls = kakao.calls(KakaoEndpoint.TOKEN);

    shop.signOut();
    assertThat(shop.get(callback).location()).startsWith("/login/failed?reason=wrong_member");
    assertThat(signIn("doyun")).isEqualTo(other);
    assertThat(shop.get(callback).location()).startsWith("/login/failed?reason=wrong_member");

    assertThat(shop.session().get(1)).isEqualTo(other);
    assertThat(waysIn(member)).containsExactly("kakao");
    assertThat(waysIn(other)).containsExactly("kakao");
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).as("one for the sign-in").isEqualTo(calls + 1);
  }

  @Test
  @Fault("LK-15")
  void anAccountOfAnotherMemberIsNotMovedAndTheSessionIsNotChanged() {
    String start = shop.get("/login/start/kakao-old").header("Location");
    shop.get(pathOf(kakao.visitor("seoyeon").agree(URI.create(start))));
    String owner = shop.session().get(1);
    shop.cookies.clear();
    String member = signIn("haneul");

    Shop.Answer back = shop.get(callback("seoyeon"));

    assertThat(back.location())
        .startsWith("/login/failed?reason=linked_to_another_member")
        .contains("returnTo=/me")
        .doesNotContain("again=");
    assertThat(shop.session().get(1)).isEqualTo(member);
    assertThat(waysIn(owner)).containsExactly("kakao-old");
    assertThat(waysIn(member)).containsExactly("kakao");
  }

  private String signIn(String person) {
    String start = shop.get("/login/start/kakao").header("Location");
    shop.get(pathOf(kakao.visitor(person).agree(URI.create(start))));
    return shop.session().get(1);
  }

  /** On the way back from the second provider, by the button of the member's page. */
  private String callback(String person) {
    Shop.Answer answer =
        shop.post("/login/link/kakao-old", "returnTo=%2Fme", "Accept", "application/json");
    assertThat(answer.status()).isEqualTo(200);
    String location =
        answer.body().replaceAll(".*\"location\":\"([^\"]+)\".*", "$1").replace("\\u0026", "&");
    return pathOf(kakao.visitor(person).agree(URI.create(location)));
  }

  private List<String> waysIn(String member) {
    return sync.members().find(new MemberId(member)).orElseThrow().identities().stream()
        .map(Records.Identity::namespace)
        .toList();
  }
}
