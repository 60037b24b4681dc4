package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sign-in by the shop's own login proves, and how long. */
class ShopLoginTest {
  private static final String PARKED = "cccccccccccccccccccccc";
  private static final String PAGE = "/login/resume/" + PARKED;

  private final OwnLogin login = new OwnLogin();
  private final Shop shop = Shop.open(builder -> builder.shopLogin(login));

  @BeforeEach
  void askForProof() {
    shop.engine.result = proof(true);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void isOfferedOnThePagesAndLeadsBack() {
    assertThat(shop.get("/login/?returnTo=/cart").body()).contains("href=\"/door?to=/cart\"");
    assertThat(shop.get(PAGE).body()).contains("href=\"/door?to=" + PAGE + "\"");
    assertThat(shop.json(PAGE).body())
        .contains("\"shopSignIn\":\"/door?to=" + PAGE + "\",\"session\":\"none\"");
  }

  @Test
  void aSignInOfAFewMinutesAgoIsAProof() {
    login.signIn("mina", Duration.ofMinutes(9));

    assertThat(shop.get(PAGE).body()).contains("value=\"prove\"");
    assertThat(proves()).isEqualTo(Optional.of(new MemberId("mina")));
  }

  @Test
  void anOlderOneIsNoneAndIsAskedForAgainInPlainWords() {
    shop.signInAtShop("mina");
    login.signIn("mina", Duration.ofMinutes(11));

    assertThat(shop.get(PAGE).body())
        .contains("로그인하신 지 시간이 지났거나")
        .contains("아이디와 비밀번호로 한 번 더 로그인해 주세요")
        .contains("value=\"sign-in-again\"")
        .doesNotContain("value=\"prove\"");
    assertThat(proves()).isEqualTo(Optional.empty());
    assertThat(shop.post(PAGE, "action=sign-in-again").location()).isEqualTo("/door?to=" + PAGE);
    assertThat(login.ended).hasValue(1);
  }

  /** The only request that ends one; a provider's page that ends its own session comes back by GET. */
  @Test
  @Fault("RC-19")
  void noOtherSiteEndsTheShopsSession() {
    login.signIn("mina", Duration.ofMinutes(11));
    String form = "application/x-www-form-urlencoded";
    Optional<String> ending = Optional.of("action=sign-in-again");
    assertThat(List.of(
            shop.send("POST", PAGE, ending, "Content-Type", form).status(),
            shop.send("POST", PAGE, ending, "Content-Type", form, "Sec-Fetch-Site", "cross-site")
                .status(),
            shop.send("POST", PAGE, ending, "Content-Type", form, "Origin", "https://evil.example")
                .status()))
        .containsOnly(403);

    for (String state : List.of("", "?state=", "?state=another", "?state=a&state=b")) {
      assertThat(shop.get("/login/" + state).status()).as("a page of the shop").isEqualTo(200);
      assertThat(shop.get("/login/logout" + state).status()).isEqualTo(404);
    }
    shop.get(PAGE + "?action=sign-in-again");
    assertThat(login.ended).hasValue(0);
  }

  @Test
  void aTimeThatIsYetToComeIsNone() {
    login.signIn("mina", Duration.ofDays(-1));

    assertThat(proves()).isEqualTo(Optional.empty());
  }

  @Test
  void theShopSetsHowLong() {
    try (Shop patient =
        Shop.open(builder -> builder.shopLogin(login).shopLoginWithin(Duration.ofHours(1)))) {
      patient.engine.result = proof(true);
      login.signIn("mina", Duration.ofMinutes(50));
      assertThat(patient.get(PAGE).body()).contains("value=\"prove\"");
    }
  }

  @Test
  void whereItDoesNotCountItIsNeitherOfferedNorAsked() {
    shop.engine.result = proof(false);
    login.signIn("mina", Duration.ZERO);

    assertThat(shop.get(PAGE).body())
        .doesNotContain("value=\"prove\"")
        .doesNotContain("value=\"sign-in-again\"")
        .doesNotContain("/door");
  }

  @Test
  void sessionsOfTheShopsOwnDoNotTellWhoSignedInHow() {
    MemberSessions<ServletExchange> own = new MemberSessions<>() {
      @Override
      public void open(ServletExchange exchange, MemberId member) {}

      @Override
      public Optional<MemberId> current(ServletExchange exchange) {
        return Optional.of(new MemberId("mina"));
      }
    };

    assertThatThrownBy(() -> MemberSyncServlet.builder(new Script(), own).shopSignIn("/door", "to"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("set shopLogin(…)");
  }

  private Object proves() {
    shop.engine.resumes.clear();
    shop.post(PAGE, "action=prove");
    return Made.of(shop.engine.resumes.get(0).answers(), "signedInMember");
  }

  private static SignInResult proof(boolean shopLogin) {
    return new SignInResult.NeedsProof(
        new Parked(PARKED),
        Made.choices("ko", List.of("mi***@example.com"), List.of(), shopLogin, true));
  }
}
