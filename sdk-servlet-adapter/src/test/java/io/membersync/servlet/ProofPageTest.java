package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProofPageTest {
  private static final String PARKED = "cccccccccccccccccccccc";
  private static final String PAGE = "/login/resume/" + PARKED;

  private final Shop shop =
      Shop.open(builder -> builder.shopSignIn("/member/login?from=a", "next"));

  @BeforeEach
  void askForProof() {
    shop.engine.result = needs(true, true);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void offersTheWaysToBeThatMemberAndComesBackHere() {
    String page = shop.get(PAGE).body();

    assertThat(page)
        .contains("<dd>mi***@example.com</dd>")
        .contains("href=\"../start/corp-login?returnTo=/login/resume/" + PARKED + "\"")
        .contains("href=\"/member/login?from=a&amp;next=/login/resume/" + PARKED + "\"")
        .contains("value=\"new\"")
        .doesNotContain("value=\"prove\"");
  }

  @Test
  void aShopThatNamesNoSignInPageStillTellsAMemberHowToGoOn() {
    try (Shop silent = Shop.open(builder -> builder.home("/main"))) {
      silent.engine.result = new SignInResult.NeedsProof(
          new Parked(PARKED),
          new ProofChoices("ko", List.of("mi***@example.com"), List.of(), true, true));
      String page = silent.get(PAGE).body();

      assertThat(page)
          .contains("<a class=\"ms-button\" href=\"/main\">")
          .contains("<a class=\"ms-button ms-neutral\" href=\"../resume/" + PARKED + "\">");
      assertThat(page.indexOf("<a class=\"ms-button\" href=\"/main\">"))
          .as("the first and only strong button is not the way to a second membership")
          .isLessThan(page.indexOf("value=\"new\""));
      assertThat(page)
          .contains("class=\"ms-button ms-neutral\" type=\"submit\" name=\"action\" value=\"new\"");
    }
  }

  @Test
  void offersOnlyWhatCounts() {
    shop.engine.result = needs(false, false);
    assertThat(shop.get(PAGE).body())
        .doesNotContain("/member/login")
        .doesNotContain("value=\"new\"");
    shop.engine.result = new SignInResult.NeedsProof(
        new Parked(PARKED), new ProofChoices("ko", List.of(), List.of(), false, true));
    assertThat(shop.get(PAGE).body())
        .as("signing in at the shop would prove nothing")
        .doesNotContain("<a class=\"ms-button");
  }

  @Test
  void linksOnlyByAButtonAndOnlyToTheMemberWhoIsInNow() {
    shop.engine.result = Made.signedIn("mina", "/");
    shop.get("/login/callback/kakao?code=c");
    shop.engine.result = needs(true, true);

    assertThat(shop.get(PAGE).body()).contains("value=\"prove\"");
    assertThat(shop.engine.resumes)
        .as("looking at the page proves nothing")
        .allSatisfy(resume ->
            assertThat(Made.of(resume.answers(), "signedInMember")).isEqualTo(Optional.empty()));

    shop.engine.resumes.clear();
    shop.post(PAGE, "action=prove&member=somebody-else");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "signedInMember"))
        .isEqualTo(Optional.of(new MemberId("mina")));
  }

  @Test
  void aProofWithoutASessionIsNone() {
    shop.post(PAGE, "action=prove&member=mina");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "signedInMember"))
        .isEqualTo(Optional.empty());
  }

  @Test
  void aVisitorMaySayThatTheyAreSomebodyElse() {
    shop.engine.result = Made.signedIn("minho", "/cart");
    assertThat(shop.post(PAGE, "action=new").location()).isEqualTo("/cart");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "isNewMember")).isEqualTo(true);
  }

  @Test
  void asksInTheLanguageThatTheSignInWasBegunIn() {
    shop.engine.result = needs("en", true, true);

    Shop.Answer answer = shop.get(PAGE, "Accept-Language", "ko");

    assertThat(answer.header("Content-Language")).isEqualTo("en");
    assertThat(answer.body()).contains("<html lang=\"en\">");
    assertThat(shop.json(PAGE).body()).contains("\"language\":\"en\"");
  }

  @Test
  void givesAFrontEndTheSameChoices() {
    assertThat(shop.json(PAGE).body())
        .contains("\"result\":\"needs_proof\"")
        .contains("\"hints\":[\"mi***@example.com\"]")
        .contains("\"start\":\"/login/start/corp-login?returnTo=/login/resume/" + PARKED + "\"")
        .contains("\"signedIn\":false,\"newMemberAllowed\":true");
  }

  private static SignInResult needs(boolean shopLogin, boolean newMember) {
    return needs("ko", shopLogin, newMember);
  }

  private static SignInResult needs(String language, boolean shopLogin, boolean newMember) {
    return new SignInResult.NeedsProof(
        new Parked(PARKED),
        new ProofChoices(
            language,
            List.of("mi***@example.com"),
            List.of(ProviderId.of("corp-login"), ProviderId.of("gone")),
            shopLogin,
            newMember));
  }
}
