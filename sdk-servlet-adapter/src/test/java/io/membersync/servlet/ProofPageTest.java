package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Parked;
import io.membersync.SignInResult;
import io.membersync.SignInResult.CodeFault;
import io.membersync.SignInResult.CodeWay;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.SignInResult.ProofSubject;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import io.membersync.servlet.pages.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
          Made.choices("ko", List.of("mi***@example.com"), List.of(), true, true));
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
        new Parked(PARKED), Made.choices("ko", List.of(), List.of(), false, true));
    assertThat(shop.get(PAGE).body())
        .as("signing in at the shop would prove nothing")
        .doesNotContain("<a class=\"ms-button");
  }

  @Test
  void linksOnlyByAButtonAndOnlyToTheMemberWhoIsInNow() {
    shop.signInAtShop("mina");

    assertThat(shop.get(PAGE).body())
        .contains("value=\"prove\"")
        .contains("value=\"sign-in-again\"");
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
  void aSessionThatAProviderOpenedIsNoProofAndTheShopsLoginAfterItIs() {
    shop.engine.result = Made.signedIn("mina", "/");
    shop.get("/login/callback/kakao?code=c");
    shop.engine.result = needs(true, true);

    assertThat(shop.get(PAGE).body())
        .contains("다른 방법으로 로그인하셨습니다")
        .contains("value=\"sign-in-again\"")
        .contains("../start/corp-login")
        .doesNotContain("value=\"prove\"");
    assertThat(shop.json(PAGE).body()).contains("\"session\":\"no_proof\"");
    shop.engine.resumes.clear();
    shop.post(PAGE, "action=prove");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "signedInMember"))
        .isEqualTo(Optional.empty());

    assertThat(shop.post(PAGE, "action=sign-in-again").location())
        .isEqualTo("/member/login?from=a&next=" + PAGE);
    assertThat(shop.session().get(1)).as("nobody is signed in any more").isEmpty();
    shop.signInAtShop("mina");

    assertThat(shop.get(PAGE).body()).contains("value=\"prove\"");
    shop.engine.resumes.clear();
    shop.post(PAGE, "action=prove");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "signedInMember"))
        .isEqualTo(Optional.of(new MemberId("mina")));
  }

  @Test
  void whoIsNotTheMemberThatWasFoundIsToldSo() {
    shop.signInAtShop("minho");

    Shop.Answer answer = shop.post(PAGE, "action=prove");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("로그인하신 회원의 연락처가 아닙니다")
        .contains("value=\"sign-in-again\"")
        .doesNotContain("value=\"prove\"");
    assertThat(shop.post(PAGE, "action=prove", "Accept", "application/json").body())
        .contains("\"session\":\"another_member\"");
  }

  @Test
  void aFrontEndIsToldWhereToSignInAgain() {
    shop.signInAtShop("mina");

    assertThat(shop.post(PAGE, "action=sign-in-again", "Accept", "application/json")
            .body())
        .isEqualTo("{\"result\":\"redirect\",\"location\":\"/member/login?from=a\\u0026next=" + PAGE
            + "\"}");
  }

  @Test
  void offersACodeAndTakesIt() {
    shop.engine.result = coded(ProofSubject.MEMBER, way(false, Optional.empty()));
    assertThat(shop.get(PAGE).body())
        .contains("***1234")
        .contains("name=\"action\" value=\"send-phone\"")
        .doesNotContain("name=\"code\"")
        .doesNotContain("name=\"field.phone\"");

    shop.engine.resumes.clear();
    shop.engine.result = coded(ProofSubject.MEMBER, way(true, Optional.empty()));
    assertThat(shop.post(PAGE, "action=send-phone").status()).isEqualTo(303);
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "codeTo"))
        .isEqualTo(Optional.of(Field.PHONE));
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "clientAddress"))
        .as("a proxy's address is everybody's")
        .isEqualTo(Optional.empty());
    assertThat(shop.get(PAGE).body())
        .contains("autocomplete=\"one-time-code\"")
        .contains("value=\"code\"")
        .contains("인증번호 다시 받기");

    shop.engine.resumes.clear();
    shop.engine.result = Made.signedIn("mina", "/cart");
    assertThat(shop.post(PAGE, "action=code&code=123456").location()).isEqualTo("/cart");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "typedCode"))
        .isEqualTo(Optional.of("123456"));
  }

  @Test
  void aWrongCodeIsToldAtOnceInBothLanguages() {
    for (CodeFault fault : CodeFault.values()) {
      for (String language : List.of("ko", "en")) {
        shop.engine.result = new SignInResult.NeedsProof(
            new Parked(PARKED),
            new ProofChoices(
                language,
                ProofSubject.MEMBER,
                List.of(),
                List.of(way(true, Optional.of(fault))),
                List.of(),
                true,
                true));

        Shop.Answer answer = shop.post(PAGE, "action=code&code=000000");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body())
            .contains("role=\"alert\"")
            .contains(Texts.in(Locale.forLanguageTag(language))
                .text("code.fault." + fault.name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  @Test
  void aContactThatNobodyHasVerifiedIsProvenOrReplacedAndNothingElseIsOffered() {
    shop.engine.result = coded(ProofSubject.CONTACT, way(true, Optional.empty()));

    assertThat(shop.get(PAGE).body())
        .contains("연락처를 확인해 주세요")
        .contains("name=\"field.phone\"")
        .doesNotContain("value=\"new\"")
        .doesNotContain("value=\"prove\"")
        .doesNotContain("이미 가입");
    assertThat(shop.json(PAGE).body())
        .contains("\"subject\":\"contact\"")
        .contains("\"codes\":[{\"field\":\"phone\",\"hint\":\"***1234\"");

    shop.engine.resumes.clear();
    shop.post(PAGE, "action=continue&field.phone=010-5550-9876");
    assertThat(Made.of(shop.engine.resumes.get(0).answers(), "fields"))
        .isEqualTo(Map.of("phone", "010-5550-9876"));
  }

  @Test
  void theShopTellsWhereARequestComesFromBehindItsProxy() {
    try (Shop behind = Shop.open(builder -> builder.clientAddress(
        request -> Optional.ofNullable(request.getHeader("X-Proxy-Client"))))) {
      behind.engine.result = coded(ProofSubject.MEMBER, way(true, Optional.empty()));
      behind.post(PAGE, "action=send-phone", "X-Proxy-Client", "203.0.113.7");
      assertThat(Made.of(behind.engine.resumes.get(0).answers(), "clientAddress"))
          .isEqualTo(Optional.of("203.0.113.7"));
    }
  }

  private static SignInResult coded(ProofSubject subject, CodeWay way) {
    boolean member = subject == ProofSubject.MEMBER;
    return new SignInResult.NeedsProof(
        new Parked(PARKED),
        new ProofChoices(
            "ko", subject, List.of("***1234"), List.of(way), List.of(), member, member));
  }

  private static CodeWay way(boolean sent, Optional<CodeFault> fault) {
    Instant until = Instant.parse("2026-11-22T00:05:00Z");
    return new CodeWay(
        Field.PHONE,
        "***1234",
        sent ? Optional.of(until) : Optional.empty(),
        Optional.empty(),
        fault);
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
        .contains("\"session\":\"none\",\"newMemberAllowed\":true");
  }

  private static SignInResult needs(boolean shopLogin, boolean newMember) {
    return needs("ko", shopLogin, newMember);
  }

  private static SignInResult needs(String language, boolean shopLogin, boolean newMember) {
    return new SignInResult.NeedsProof(
        new Parked(PARKED),
        Made.choices(
            language,
            List.of("mi***@example.com"),
            List.of(ProviderId.of("corp-login"), ProviderId.of("gone")),
            shopLogin,
            newMember));
  }

  static ProofChoices ofGuardian(String language, String reference) {
    return new ProofChoices(
        language,
        ProofSubject.GUARDIAN,
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        Optional.of(reference));
  }

  private static SignInResult needsGuardian(String language) {
    return new SignInResult.NeedsProof(new Parked(PARKED), ofGuardian(language, "ABCD-EFGH-JKLM"));
  }

  @Test
  void aChildIsToldInPlainWordsToGetAGuardian() {
    shop.engine.result = needsGuardian("ko");
    String korean = shop.get(PAGE).body();
    assertThat(korean)
        .contains("<html lang=\"ko\">", "부모님이나 보호자를 불러 주세요", "<dd>ABCD-EFGH-JKLM</dd>")
        .contains("고객센터에 알려 주시면")
        .contains("value=\"continue\"", "value=\"cancel\"")
        .doesNotContain("value=\"new\"", "/member/login");
    shop.engine.result = needsGuardian("en");
    assertThat(shop.get(PAGE).body())
        .contains("<html lang=\"en\">", "Please get your parent or guardian");
  }

  @Test
  void aGuardianFindsTheShopsPageWithTheReferenceAndComesBackHere() {
    try (Shop guarded = Shop.open(builder -> builder.guardianPage("/guardian?from=child"))) {
      guarded.engine.result = needsGuardian("en");
      assertThat(guarded.get(PAGE).body())
          .contains("href=\"/guardian?from=child&amp;reference=ABCD-EFGH-JKLM&amp;returnTo="
              + "/login/resume/" + PARKED + "\"");
      assertThat(guarded.post(PAGE, "action=continue").location())
          .as("nothing has been proven yet")
          .endsWith("/resume/" + PARKED);
      assertThat(guarded.get(PAGE, "Accept", "application/json").body())
          .contains("\"subject\":\"guardian\"", "\"guardianReference\":\"ABCD-EFGH-JKLM\"")
          .contains("\"guardianPage\":\"/guardian?");
    }
  }

  @Test
  void aChildWhoIsRefusedIsToldSoKindly() {
    shop.engine.result = Made.rejected(RejectReason.UNDER_AGE, false, "/");
    String address = shop.post(PAGE, "action=continue").location();
    assertThat(address).contains("reason=under_age");
    assertThat(shop.get(address).status()).isEqualTo(403);
    assertThat(shop.get(address).body()).contains("아직 가입할 수 없어요", "하나도 남기지 않았어요");
  }
}
