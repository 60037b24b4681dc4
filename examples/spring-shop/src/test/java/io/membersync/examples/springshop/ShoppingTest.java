package io.membersync.examples.springshop;

import static io.membersync.examples.springshop.Visitor.agree;
import static io.membersync.examples.springshop.Visitor.form;
import static io.membersync.examples.springshop.Visitor.send;
import static io.membersync.examples.springshop.Visitor.submit;
import static io.membersync.examples.springshop.Visitor.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.examples.springshop.member.Member;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataIntegrityViolationException;

/** What visitors do in the shop, over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class ShoppingTest extends RunningShop {

  @Test
  void aGuestsCartIsTheMembersAfterSignUpAndCanBeOrdered() {
    KakaoPerson person = somebody("ari");
    try (Visitor visitor = visitor(person)) {
      HtmlPage cart = send(visitor.open("/"), "/cart/add");
      assertThat(cart.asNormalizedText()).contains("Little moon jar", "₩68,000");

      HtmlPage signIn = visitor.follow(cart, "/membersync");
      HtmlPage after = agree(visitor.byKakao(signIn));

      assertThat(after.getUrl().getPath()).isEqualTo("/cart");
      assertThat(after.asNormalizedText()).contains("Little moon jar", "Person ari", "₩65,000");
      HtmlPage orders = send(after, "/orders");
      assertThat(orders.getUrl().getPath()).isEqualTo("/orders");
      assertThat(orders.asNormalizedText())
          .contains("Little moon jar", "₩65,000", "We send your order");
      assertThat(visitor.open("/cart").asNormalizedText()).contains("nothing in your cart");
      assertThat(visitor.open("/me").asNormalizedText())
          .contains("ari@shop.example", "04-15", "Orders: 1")
          .doesNotContain("off your next order");
    }
  }

  @Test
  void aProtectedPageIsComeBackToAfterSignUp() {
    try (Visitor visitor = visitor(somebody("bora"))) {
      HtmlPage signIn = visitor.open("/orders");
      assertThat(signIn.getUrl().getPath()).startsWith("/membersync");
      assertThat(agree(visitor.byKakao(signIn)).getUrl().getPath()).isEqualTo("/orders");
    }
  }

  @Test
  void aDeclinedOptionalConsentLeavesTheFieldEmpty() {
    try (Visitor visitor = visitor(somebody("chan"))) {
      agree(visitor.byKakao(visitor.open("/membersync?returnTo=/me")), "tos", "age14");

      Member member = members.findByEmail("chan@shop.example").orElseThrow();
      assertThat(member.birthday()).isEmpty();
      assertThat(visitor.open("/me").getElementById("birthday").asNormalizedText())
          .isEqualTo("Not given");
    }
  }

  @Test
  void aMemberSeesWhatIsHeldAndWithdrawsByOnePress() {
    try (Visitor visitor = visitor(somebody("gaeul"))) {
      HtmlPage me = agree(visitor.byKakao(visitor.open("/membersync?returnTo=/me")));
      HtmlPage centre = visitor.follow(me, "/membersync/consents");
      assertThat(centre.asNormalizedText())
          .contains("My data and consents", "gaeul@shop.example", "Your birthday, for a present");

      HtmlPage after = send(centre, "consents/withdraw");

      assertThat(after.asNormalizedText())
          .contains("Consent withdrawn: Your birthday, for a present", "There is no basis");
      HtmlPage again = send(after, "consents/agree");
      assertThat(again.asNormalizedText()).contains("You have agreed: Your birthday");
    }
  }

  @Test
  void anOldMemberProvesByFormLoginAndIsLinked() {
    Member old = oldMember("duri@shop.example");
    long before = members.count();
    KakaoPerson person = somebody("duri");
    try (Visitor visitor = visitor(person)) {
      HtmlPage proof = visitor.byKakao(visitor.open("/membersync?returnTo=/me"));
      assertThat(proof.asNormalizedText()).contains("Have you joined before?", "du***@");

      HtmlPage login = visitor.follow(proof, "sign-in");
      assertThat(login.asNormalizedText()).contains("Sign in with your password");
      HtmlPage wrong =
          send(type(type(login, "email", "duri@shop.example"), "password", "a guess"), "/sign-in");
      assertThat(wrong.asNormalizedText()).contains("E-mail or password is not right");
      HtmlPage proven =
          send(type(type(wrong, "email", "Duri@shop.example"), "password", PASSWORD), "/sign-in");
      HtmlPage consent = submit(proven, "prove");
      HtmlPage me = agree(consent);

      assertThat(me.getUrl().getPath()).isEqualTo("/me");
      assertThat(me.asNormalizedText()).contains("duri@shop.example", "Linked");
      assertThat(members.count()).isEqualTo(before);
      assertThat(members.findById(old.id()).orElseThrow().birthday()).contains("--04-15");
    }
    try (Visitor again = visitor(person)) {
      HtmlPage me = again.byKakao(again.open("/membersync?returnTo=/me"));
      assertThat(me.asNormalizedText()).contains("duri@shop.example");
    }
  }

  @Test
  void aMemberAddsAWayInOnTheOwnPage() {
    oldMember("eun-old@shop.example");
    try (Visitor visitor = visitor(somebody("eun"))) {
      HtmlPage login = visitor.open("/sign-in");
      send(type(type(login, "email", "eun-old@shop.example"), "password", PASSWORD), "/sign-in");
      HtmlPage leaving = send(visitor.open("/me"), "/membersync/link/kakao");
      HtmlPage me = agree(visitor.byKakao(leaving));

      assertThat(me.getUrl().getPath()).isEqualTo("/me");
      assertThat(me.asNormalizedText()).contains("Kakao", "Linked", "eun-old@shop.example");
      assertThat(members.findByEmail("eun@shop.example")).isEmpty();
    }
  }

  @Test
  void whatAParcelNeedsIsAskedFor() {
    KakaoPerson nameless =
        somebody("gaon").toBuilder().name(null).nickname(null).build();
    try (Visitor visitor = visitor(nameless)) {
      HtmlPage fields = agree(visitor.byKakao(visitor.open("/membersync?returnTo=/me")));
      assertThat(fields.asNormalizedText()).contains("Just a little more");
      HtmlPage me = submit(type(fields, "field.name", "Gaon"), "continue");
      assertThat(me.asNormalizedText()).contains("Gaon", "gaon@shop.example");
    }
  }

  @Test
  void whenKakaoIsDownOtherWaysAreShown() {
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.status(503));
    try (Visitor visitor = visitor(somebody("haewon"))) {
      HtmlPage down = visitor.byKakao(visitor.open("/membersync?returnTo=/cart"));

      assertThat(down.getWebResponse().getStatusCode()).isEqualTo(503);
      assertThat(down.asNormalizedText())
          .contains("Kakao sign-in does not work right now", "If you contact us");
      assertThat(visitor.follow(down, "sign-in").asNormalizedText())
          .contains("Sign in with your password");
    } finally {
      kakao.clearFailures();
    }
  }

  @Test
  void whoCancelsIsToldThatNothingWasSaved() {
    try (Visitor visitor = visitor(somebody("iro"))) {
      HtmlPage cancelled = visitor.cancelAtKakao(visitor.open("/membersync"));
      assertThat(cancelled.asNormalizedText()).contains("Nothing was saved");

      HtmlPage declined = submit(visitor.byKakao(visitor.open("/membersync")), "cancel");
      assertThat(declined.asNormalizedText()).contains("cancelled");
      assertThat(members.findByEmail("iro@shop.example")).isEmpty();
    }
  }

  @Test
  void everyPageSpeaksTheLanguageThatWasChosen() {
    try (Visitor visitor = visitor(somebody("jun"))) {
      HtmlPage signIn = visitor.open("/membersync?lang=ko");
      assertThat(signIn.asNormalizedText()).contains("카카오로 시작하기", "온기");
      assertThat(signIn.getDocumentElement().getAttribute("lang")).isEqualTo("ko");
      assertThat(visitor.open("/").asNormalizedText()).contains("손으로 빚은 그릇");
      assertThat(visitor.open("/?lang=en").asNormalizedText()).contains("Thrown by hand");
      HtmlPage missing = visitor.open("/membersync/nowhere?lang=ko");
      assertThat(missing.getWebResponse().getStatusCode()).isEqualTo(404);
      assertThat(missing.asNormalizedText()).contains("없는 페이지입니다");
    }
  }

  @Test
  void whoSignsInFromAPageComesBackToIt() {
    try (Visitor visitor = visitor(somebody("lim"))) {
      HtmlPage nowhere = visitor.open("/nowhere");
      assertThat(nowhere.getWebResponse().getStatusCode()).isEqualTo(404);
      assertThat(nowhere.asNormalizedText()).contains("We cannot show this page");
      assertThat(
              visitor.byKakao(visitor.follow(nowhere, "returnTo=/&")).getUrl().getPath())
          .startsWith("/membersync/resume/");
      HtmlPage signIn = visitor.follow(visitor.open("/cart"), "returnTo=/cart");
      assertThat(signIn.asNormalizedText()).contains("Sign in or join");
    }
  }

  @Test
  void formsOfOtherSitesChangeNothing() {
    try (Visitor visitor = visitor(somebody("kang"))) {
      HtmlPage home = visitor.open("/");
      form(home, "/cart/add").getInputByName("_csrf").setValue("made up");
      HtmlPage refused = send(home, "/cart/add");
      assertThat(refused.getWebResponse().getStatusCode()).isEqualTo(403);
      assertThat(visitor.open("/cart").asNormalizedText()).contains("nothing in your cart");
    }
  }

  @Test
  void theLogOfARefusedRowQuotesNobodysAddress(CapturedOutput log) {
    oldMember("mirae@shop.example");
    assertThatThrownBy(() -> oldMember("mirae@shop.example"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(log.getAll().lines())
        .filteredOn(line -> !line.contains("EmbeddedPostgres")) // the server's own log
        .isNotEmpty()
        .noneMatch(line -> line.contains("mirae"));
  }
}
