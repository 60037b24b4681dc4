package io.membersync.examples.toyshop;

import io.membersync.MemberSync;
import io.membersync.member.MemberId;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;

/** Orders what is in the cart. Wine is for adults only: without a check, that is asked for first. */
final class OrderForm extends HttpServlet {
  static final String PATH = "/order";

  @Serial
  private static final long serialVersionUID = 1L;

  private final transient MemberSync sync;
  private final transient OwnForms forms;

  OrderForm(MemberSync sync, OwnForms forms) {
    this.sync = sync;
    this.forms = forms;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!forms.isOwn(request)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    Language language = Language.of(request, response);
    Optional<MemberId> member = ShopSessions.memberOf(request);
    if (member.isEmpty()) {
      redirect(response, Layout.signIn(language, "/#cart"));
    } else if (Cart.of(request).bottles().isEmpty()) {
      redirect(response, "/#cart");
    } else if (!sync.consents().isAdult(member.get())) {
      redirect(response, AdultPage.PATH);
    } else {
      Cart.clear(request);
      redirect(response, PATH);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Html body = Html.of(
        "<section class=\"card\"><h1>{}</h1><p>{}</p><p><a class=\"go\" href=\"/\">{}</a></p></section>",
        language.say("주문을 받았습니다", "Your order is in"),
        language.say(
            "매장에서 받으실 때 신분증을 보여 주세요. 연습용 가게라 결제는 없습니다.",
            "Please show your ID when you pick it up. A practice shop takes no payment."),
        language.say("와인 더 보기", "See more wines"));
    Layout.send(request, response, language, language.say("주문", "Order"), body);
  }

  private static void redirect(HttpServletResponse response, String location) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", location);
  }

  /** The button that orders. */
  static Html button(Language language) {
    return Html.of(
        "<form method=\"post\" action=\"{}\"><button class=\"go\" name=\"order\" value=\"yes\">{}</button></form>",
        PATH,
        language.say("주문하기", "Order"));
  }
}
