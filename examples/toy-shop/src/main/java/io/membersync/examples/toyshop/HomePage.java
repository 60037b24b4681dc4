package io.membersync.examples.toyshop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;

/** Some wines and the cart. */
final class HomePage extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Html body = Html.of(
        """
        <section class="hero">
          <h1>{}</h1>
          <p>{}</p>
        </section>
        {}
        <ul class="wines">{}</ul>
        {}
        """,
        language.say("오늘 저녁, 우리 와인 한 병", "A Korean wine for tonight"),
        language.say(
            "온라인에서 고르고 매장에서 받으세요. 담아 둔 와인은 가입한 뒤에도 그대로 있습니다.",
            "Choose here, pick up in the store. What is in your cart stays there when you sign up."),
        TryView.of(language),
        Wine.ALL.stream().map(wine -> card(wine, language)).toList(),
        cart(request, language));
    Layout.send(request, response, language, language.say("와인", "Wines"), body);
  }

  private static Html card(Wine wine, Language language) {
    return Html.of(
        """
        <li class="wine">
          <svg class="bottle {}" viewBox="0 0 60 160" aria-hidden="true">
            <path class="glass" d="M24 6h12v42c0 10 12 14 12 30v70a6 6 0 0 1-6 6H18a6 6 0 0 1-6-6V78\
        c0-16 12-20 12-30z"/>
            <path class="cap" d="M23 4h14v20H23z"/>
            <path class="label" d="M12 92h36v40H12z"/>
            <path class="line" d="M19 104h22M19 112h22M19 120h13"/>
          </svg>
          <div>
            <h2>{}</h2>
            <p class="taste">{}</p>
            <p class="price">{}</p>
            <form method="post" action="/cart">
              <button class="add" name="wine" value="{}">{}</button>
            </form>
          </div>
        </li>
        """,
        wine.colour(),
        wine.name(language),
        language.say(wine.koreanTaste(), wine.englishTaste()),
        won(wine.won(), language),
        wine.id(),
        language.say("담기", "Add to cart"));
  }

  private static Html cart(HttpServletRequest request, Language language) {
    Cart cart = Cart.of(request);
    Html content = cart.bottles().isEmpty()
        ? Html.of("<p class=\"quiet\">{}</p>", language.say("아직 비어 있습니다.", "Nothing in it yet."))
        : Html.of(
            "<ul class=\"lines\">{}</ul><p class=\"sum\"><span>{}</span><b>{}</b></p>{}",
            Wine.ALL.stream()
                .filter(wine -> cart.count(wine) > 0)
                .map(wine -> Html.of(
                    "<li><span>{}</span><span>{} × {}</span></li>",
                    wine.name(language),
                    won(wine.won(), language),
                    cart.count(wine)))
                .toList(),
            language.say("합계", "Total"),
            won(cart.won(), language),
            next(request, language));
    return Html.of(
        "<section class=\"card cart\" id=\"cart\"><h2>{}</h2>{}</section>",
        language.say("장바구니", "Cart"),
        content);
  }

  private static Html next(HttpServletRequest request, Language language) {
    return ShopSessions.memberOf(request).isPresent()
        ? Html.of(
            "<p class=\"quiet\">{}</p>{}",
            language.say(
                "회원으로 담으셨습니다. 연습용 가게라 결제는 없습니다.",
                "You are a member. A practice shop takes no payment."),
            OrderForm.button(language))
        : Html.of(
            "<a class=\"go\" href=\"{}\">{}</a>",
            Layout.signIn(language, "/#cart"),
            language.say("로그인하고 주문하기", "Sign in to order"));
  }

  private static String won(int amount, Language language) {
    String digits = String.format(Locale.ROOT, "%,d", amount);
    return language.say(digits + "원", "₩" + digits);
  }
}
