package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.State;
import io.membersync.member.MemberId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who the consent centre answers, and which presses count. */
class CentreSafetyTest extends CentreFixture {
  @Test
  void aSecondPressFindsItWithdrawnAndRecordsNothing() {
    String token = token();
    withdraw("opt");
    int recorded = events().size();

    Shop.Answer second = shop.post(CENTRE + "/withdraw", "token=" + token + "&notice=opt");

    assertThat(second.location()).startsWith(CENTRE + "?done=withdrawn&notice=opt");
    assertThat(events()).hasSize(recorded);
  }

  @Test
  void agreeingTwiceRecordsItOnce() {
    String shown = one(page(), "name=\"shown\" value=\"(ad_sms:[^\"]+)\"");
    String form = "token=" + token() + "&shown=" + Query.encode(shown);
    shop.post(CENTRE + "/agree", form);
    int recorded = events().size();

    assertThat(shop.post(CENTRE + "/agree", form).location())
        .startsWith(CENTRE + "?done=agreed&notice=ad_sms");
    assertThat(events()).hasSize(recorded);
  }

  @Test
  void aTextThatIsNotInForceIsNotAgreedTo() {
    int recorded = events().size();
    String stale = "ad_sms:1:en:0123456789abcdef";

    Shop.Answer answer = shop.post(CENTRE + "/agree", "token=" + token() + "&shown=" + stale);

    assertThat(answer.location()).startsWith(CENTRE + "?done=text_changed");
    assertThat(shop.get(answer.location()).body()).contains("nothing was recorded");
    assertThat(events()).hasSize(recorded);
  }

  @Test
  void nobodyIsLedToTheSignInAndBack() {
    shop.cookies.clear();

    for (String path : List.of(CENTRE, CENTRE + "/download", CENTRE + "/download.json")) {
      Shop.Answer answer = shop.get(path);
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.location()).isEqualTo("/login/?returnTo=/login/consents");
      assertThat(answer.body()).isEmpty();
    }
    assertThat(shop.post(CENTRE + "/withdraw", "notice=opt").location())
        .isEqualTo("/login/?returnTo=/login/consents");
    assertThat(shop.json(CENTRE).status()).isEqualTo(401);
    assertThat(state("opt")).isEqualTo(State.GRANTED);
  }

  @Test
  void aPageThatWasLeftOpenDecidesNothingForTheNextMember() {
    String token = token();
    String first = member;
    shop.cookies.remove("JSESSIONID");
    member = signUp("seoyeon", "tos", "opt", "need");
    assertThat(member).isNotEqualTo(first);

    Shop.Answer answer = shop.post(CENTRE + "/withdraw", "token=" + token + "&notice=opt");

    assertThat(answer.location()).startsWith(CENTRE + "?done=press_again");
    assertThat(state("opt")).isEqualTo(State.GRANTED);
    assertThat(shop.get(answer.location()).body())
        .contains("Please press once more")
        .doesNotContain("haneul@shop.example");
    assertThat(shop.get(CENTRE + "/download").body()).doesNotContain("haneul@shop.example");
  }

  @Test
  void anotherSiteAndAFormWithoutTheTokenChangeNothing() {
    String token = token();
    String form = "token=" + token + "&notice=opt";
    for (String[] from : new String[][] {
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Site", "same-site"},
      {"Origin", "https://evil.example"}
    }) {
      Shop.Answer answer = shop.send(
          "POST",
          CENTRE + "/withdraw",
          Optional.of(form),
          "Content-Type",
          "application/x-www-form-urlencoded",
          from[0],
          from[1]);
      assertThat(answer.status()).as(from[0] + from[1]).isEqualTo(403);
    }
    assertThat(shop.post(CENTRE + "/withdraw", "notice=opt").location())
        .startsWith(CENTRE + "?done=press_again");
    assertThat(shop.get(CENTRE + "/withdraw").status()).isEqualTo(405);
    assertThat(state("opt")).isEqualTo(State.GRANTED);

    // A browser of before 2023, whose origin is null for a page that sends no referrer.
    Shop.Answer older = shop.send(
        "POST",
        CENTRE + "/withdraw",
        Optional.of(form),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Origin",
        "null");
    assertThat(older.location()).startsWith(CENTRE + "?done=withdrawn");
  }

  @Test
  void theTermsCannotBeWithdrawnByAForgedForm() {
    assertThat(withdraw("tos").status()).isEqualTo(400);
    assertThat(withdraw("basic").status()).isEqualTo(400);
    assertThat(withdraw("nonsense").status()).isEqualTo(400);
    assertThat(shop.post(
                CENTRE + "/agree",
                "token=" + token() + "&shown="
                    + Query.encode(NoticeToken.of(
                        notices().find("basic").orElseThrow(),
                        notices().find("basic").orElseThrow().textIn("en"))))
            .status())
        .isEqualTo(400);
    assertThat(state("tos")).isEqualTo(State.GRANTED);
  }

  @Test
  void anAddressSaysNothingThatIsNotSo() {
    String told = agree("ad_sms").location();
    assertThat(shop.get(told).body()).contains("id=\"done\"");
    assertThat(shop.get(told.replace("agreed", "kept")).body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(told.replace("ad_sms", "tos")).body()).doesNotContain("id=\"done\"");
    withdraw("ad_sms");
    assertThat(shop.get(told).body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=taken_over").body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=text_changed").body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=withdrawn&notice=opt").body())
        .doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=agreed&notice=tos").body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=hello").body()).doesNotContain("id=\"done\"");
    assertThat(shop.get(CENTRE + "?done=withdrawn&notice=%3Cscript%3E").status())
        .isEqualTo(200);
  }

  @Test
  void namesAndValuesAreOnlyText() {
    members.edit(
        new MemberId(member), "name", Optional.of("<img src=x onerror=alert(1)>\" ' & <b>"));

    assertThat(page())
        .doesNotContain("<img src=x", "<b>Kim")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .contains("(changed at the shop since)");
    assertThat(shop.get(CENTRE + "/download").body()).doesNotContain("<img src=x");
    assertThat(shop.json(CENTRE).body()).doesNotContain("<img");
  }
}
