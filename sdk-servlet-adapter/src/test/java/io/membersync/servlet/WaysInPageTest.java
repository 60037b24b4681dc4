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
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The member's own page of ways in: adds one, gives one up, and shuts other sessions out. */
class WaysInPageTest extends RealShopFixture {
  private static final ProviderId SECOND = ProviderId.of("kakao-old");
  private static final String CENTRE = "/login/consents";

  private String member = "";

  WaysInPageTest() {
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

  @BeforeEach
  void signUp() {
    member = signIn("haneul");
  }

  private String signIn(String person) {
    String start = shop.get("/login/start/kakao").header("Location");
    shop.get(pathOf(kakao.visitor(person).agree(URI.create(start))));
    return shop.session().get(1);
  }

  private String page() {
    return shop.get(CENTRE + "?lang=en").body();
  }

  private String token() {
    return CentreFixture.one(shop.json(CENTRE).body(), "\"token\":\"([0-9a-f]{32})\"");
  }

  /** By the button of the page. */
  private void adds(String person) {
    String action =
        CentreFixture.one(page(), "action=\"([^\"]*link/kakao-old[^\"]*)\"").replace("&amp;", "&");
    String path = URI.create("http://shop" + CENTRE).resolve(action).getRawPath();
    String query = URI.create("http://shop" + CENTRE).resolve(action).getRawQuery();
    Shop.Answer linking = shop.post(path + "?" + query, "");
    String authorization = CentreFixture.one(
            linking.body(), "href=\"(http://[^\"]+authorize[^\"]*)\"")
        .replace("&amp;", "&");
    Shop.Answer back = shop.get(pathOf(kakao.visitor(person).agree(URI.create(authorization))));
    assertThat(back.location()).isEqualTo(CENTRE);
  }

  private Shop.Answer disconnects(String provider) {
    return shop.post(CENTRE + "/disconnect", "token=" + token() + "&provider=" + provider);
  }

  private List<String> waysIn() {
    return sync.members().find(new MemberId(member)).orElseThrow().identities().stream()
        .map(Records.Identity::namespace)
        .toList();
  }

  @Test
  void aWayInIsAddedAndGivenUpOnOnePage() {
    assertThat(page()).contains("Connect another account").doesNotContain("/disconnect");

    adds("seoyeon");
    assertThat(waysIn()).containsExactly("kakao", "kakao-old");
    assertThat(page()).contains("/disconnect").doesNotContain("Connect another account");
    Shop.Answer done = disconnects("kakao");

    assertThat(shop.get(done.location()).body()).contains("Disconnected.");
    assertThat(waysIn()).containsExactly("kakao-old");
    assertThat(shop.session().get(1)).as("still signed in here").isEqualTo(member);
  }

  @Test
  @Fault("LK-18")
  void theLastOneStaysAndThePageSaysWhy() {
    assertThat(page()).contains("This is your only way to sign in");

    Shop.Answer refused = disconnects("kakao");

    assertThat(refused.location()).startsWith(CENTRE + "?done=last_way_in");
    assertThat(shop.get(refused.location()).body()).contains("Connect another one first");
    assertThat(waysIn()).containsExactly("kakao");
    assertThat(disconnects("nobody").location()).startsWith(CENTRE + "?done=not_open");
  }

  @Test
  @Fault("RC-08")
  void anotherSiteGivesNothingUp() {
    adds("seoyeon");
    String form = "token=" + token() + "&provider=kakao";

    Shop.Answer foreign = shop.send(
        "POST",
        CENTRE + "/disconnect",
        Optional.of(form),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Sec-Fetch-Site",
        "cross-site");

    assertThat(foreign.status()).isEqualTo(403);
    assertThat(shop.get(CENTRE + "/disconnect?" + form).status()).isEqualTo(405);
    assertThat(shop.post(CENTRE + "/disconnect", "provider=kakao").location())
        .startsWith(CENTRE + "?done=press_again");
    assertThat(waysIn()).hasSize(2);
  }

  @Test
  void whoeverIsSignedInElsewhereIsSignedOutByAChange() {
    Map<String, String> elsewhere = anotherDevice();
    assertThat(signedIn(elsewhere)).isEqualTo(member);

    adds("seoyeon");
    assertThat(signedIn(elsewhere)).as("a way in was added").isEmpty();
    assertThat(shop.session().get(1)).isEqualTo(member);

    elsewhere = anotherDevice();
    disconnects("kakao-old");
    assertThat(signedIn(elsewhere)).as("a way in was given up").isEmpty();
    assertThat(shop.session().get(1)).isEqualTo(member);
  }

  @Test
  void sessionsOfOthersGoOn() {
    Map<String, String> mine = new TreeMap<>(shop.cookies);
    shop.cookies.clear();
    String other = signIn("doyun");
    Map<String, String> theirs = new TreeMap<>(shop.cookies);
    shop.cookies.clear();
    shop.cookies.putAll(mine);

    adds("seoyeon");

    assertThat(signedIn(theirs)).isEqualTo(other);
  }

  /** The cookies of a second browser in which the member is signed in. */
  private Map<String, String> anotherDevice() {
    Map<String, String> here = new TreeMap<>(shop.cookies);
    shop.cookies.clear();
    assertThat(signIn("haneul")).isEqualTo(member);
    Map<String, String> there = new TreeMap<>(shop.cookies);
    shop.cookies.clear();
    shop.cookies.putAll(here);
    return there;
  }

  private String signedIn(Map<String, String> cookies) {
    Map<String, String> here = new TreeMap<>(shop.cookies);
    shop.cookies.clear();
    shop.cookies.putAll(cookies);
    String who = shop.session().get(1);
    shop.cookies.clear();
    shop.cookies.putAll(here);
    return who;
  }
}
