package io.membersync.examples.toyshop;

import io.membersync.member.MemberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Head and foot of the shop's pages, and how they are sent. */
final class Layout {
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  private Layout() {}

  static Html brand() {
    return Html.of("""
        <a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true">\
        <circle cx="8" cy="9" r="3"/><circle cx="15" cy="9" r="3"/>\
        <circle cx="11.5" cy="14" r="3"/><circle cx="11.5" cy="19.5" r="2.5"/>\
        <path d="M12 6c0-2 1-3.5 3-4"/></svg>{}</a>""", ShopNotices.SHOP_NAME);
  }

  /** The sign-in page of MemberSync, coming back to this path. */
  static String signIn(Language language, String returnTo) {
    return "/login/?lang=" + language.tag() + "&returnTo="
        + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
  }

  static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      Language language,
      String title,
      Html body)
      throws IOException {
    Html page = Html.of(
        """
        <!doctype html>
        <html lang="{}">
        <head>
          <meta charset="utf-8">
          <title>{} - {}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="/shop.css">
        </head>
        <body class="shop">
          <header class="top">
            {}
            <nav aria-label="{}">{}</nav>
          </header>
          <main>{}</main>
          <footer class="bottom">
            <p>{}</p>
            <p><a href="/inbox">{}</a> · <a href="/poster">{}</a> · \
        <a href="?lang={}" lang="{}" hreflang="{}">{}</a></p>
          </footer>
        </body>
        </html>
        """,
        language.tag(),
        title,
        ShopNotices.SHOP_NAME,
        brand(),
        language.say("메뉴", "Menu"),
        menu(request, language),
        body,
        language.say(
            "MemberSync를 시험해 보는 연습용 가게입니다. 실제로 판매하지 않으며, 카카오도 가짜입니다.",
            "A practice shop for MemberSync. Nothing is sold here, and Kakao is a fake."),
        language.say("연습용 메시지함", "Practice inbox"),
        language.say("매장용 QR 포스터", "QR poster for a store"),
        language.other().tag(),
        language.other().tag(),
        language.other().tag(),
        language.say("English", "한국어"));
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentType("text/html; charset=UTF-8");
    response.getWriter().print(page.markup());
  }

  private static Html menu(HttpServletRequest request, Language language) {
    int bottles = Cart.of(request).bottles().size();
    Optional<MemberId> member = ShopSessions.memberOf(request);
    Html cart = Html.of(
        "<a href=\"/#cart\">{}<span class=\"count\">{}</span></a>",
        language.say("장바구니", "Cart"),
        bottles);
    Html account = member.isPresent()
        ? Html.of("<a href=\"/me\">{}</a>", language.say("내 정보", "My page"))
        : Html.of("<a href=\"{}\">{}</a>", signIn(language, "/me"), language.say("로그인", "Sign in"));
    return Html.of("{}{}", cart, account);
  }
}
