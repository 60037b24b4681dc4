package io.membersync.examples.toyshop;

import io.membersync.Consents.AdultResult;
import io.membersync.MemberSync;
import io.membersync.member.MemberId;
import io.membersync.records.Records.Assurance;
import io.membersync.records.Records.AssuranceKind;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;

/** Sends a member to the vendor that checks adults, and says what came of it. */
final class AdultPage extends HttpServlet {
  static final String PATH = "/adult";

  @Serial
  private static final long serialVersionUID = 1L;

  private final transient MemberSync sync;
  private final transient AgeVendor vendor;

  AdultPage(MemberSync sync, AgeVendor vendor) {
    this.sync = sync;
    this.vendor = vendor;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Optional<MemberId> member = ShopSessions.memberOf(request);
    if (member.isEmpty()) {
      redirect(response, Layout.signIn(language, PATH));
      return;
    }
    String transaction = request.getParameter("transaction");
    if (transaction != null && transaction.matches("[A-Za-z0-9]{1,100}")) {
      // What the browser brings is only which check it was: the vendor is asked for the result.
      AdultResult result = sync.consents().checkAdult(member.get(), transaction);
      boolean told = result == AdultResult.PASSED || result == AdultResult.NOT_PASSED;
      redirect(response, told ? PATH : PATH + "?again=yes");
      return;
    }
    Html content;
    if (sync.consents().isAdult(member.get())) {
      content = passed(language);
    } else {
      content = asked(member.get(), request.getParameter("again") != null, language);
    }
    Layout.send(
        request,
        response,
        language,
        language.say("성인 확인", "Adult check"),
        Html.of("<section class=\"card\">{}</section>", content));
  }

  private static Html passed(Language language) {
    return Html.of(
        "<h1>{}</h1><p>{}</p>{}",
        language.say("성인 확인을 마쳤습니다", "You are checked"),
        language.say("1년 동안 다시 확인하지 않습니다.", "You are not asked again for a year."),
        OrderForm.button(language));
  }

  private Html asked(MemberId member, boolean again, Language language) {
    boolean refused = sync.consents().assurancesOf(member).stream()
        .filter(known -> known.kind() == AssuranceKind.ADULT)
        .map(Assurance::outcome)
        .anyMatch("NOT_PASSED"::equals);
    Html head = refused
        ? Html.of(
            "<h1>{}</h1><p>{}</p>",
            language.say("아직 와인을 주문하실 수 없습니다", "You cannot order wine yet"),
            language.say(
                "본인 확인 결과 만 19세가 되지 않으셨습니다. 법에 따라 주류를 판매할 수 없으니 양해해 주세요. "
                    + "회원 혜택은 그대로이고, 장바구니도 남아 있습니다.",
                "By the check you are under 19, and the law does not let us sell you wine. We are"
                    + " sorry. You stay a member, and your cart stays as it is."))
        : Html.of(
            "<h1>{}</h1><p>{}</p>",
            language.say("처음 한 번만 성인 확인이 필요합니다", "One check before your first order"),
            language.say(
                "와인은 만 19세 이상만 주문할 수 있습니다. 카카오 등에서 받은 생일로는 확인하지 않습니다.",
                "Wine is for people of 19 and over. A birthday from Kakao or anywhere else is no"
                    + " proof."));
    Html problem = again
        ? Html.of(
            "<p role=\"alert\">{}</p>",
            language.say(
                "확인 결과를 받지 못했습니다. 다시 시도해 주세요.",
                "There is no result of that check. Please try again."))
        : Html.NOTHING;
    return Html.of(
        "{}{}<p><a class=\"{}\" href=\"{}\">{}</a></p>",
        head,
        problem,
        refused ? "add" : "go",
        vendor.begin(member),
        refused
            ? language.say("다시 확인하기", "Check again")
            : language.say("본인 확인하러 가기", "Go to the check"));
  }

  private static void redirect(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", location);
  }
}
