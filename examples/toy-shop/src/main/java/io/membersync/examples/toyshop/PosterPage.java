package io.membersync.examples.toyshop;

import io.nayuki.qrcodegen.QrCode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.util.Optional;

/** A poster for one of the shop's stores: its QR code leads to the sign-in page with an entry id. */
final class PosterPage extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  private static final String FIRST = "gangnam1";
  private static final int QUIET_ZONE = 4;

  private final URI shop;

  /** The QR code is made of the shop's own address, never of a request's. */
  PosterPage(URI shop) {
    this.shop = shop;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Optional<String> asked = Optional.ofNullable(request.getParameter("entry"));
    String entry = asked.filter(id -> id.matches("[A-Za-z0-9]{1,8}")).orElse(FIRST);
    boolean refused = asked.isPresent() && !asked.get().equals(entry);
    String target = shop.resolve("/login/?entry=" + entry).toString();
    Html body = Html.of(
        """
        <section class="poster">
          <p class="poster-shop">{}</p>
          <h1>{}</h1>
          <p class="poster-lead">{}</p>
          {}
          <p class="poster-entry">{}</p>
          <p class="poster-link"><a href="{}">{}</a></p>
        </section>
        <section class="card screen-only">
          <h2>{}</h2>
          <form class="inline" method="get" action="/poster">
            <label for="entry">{}</label>
            <input id="entry" name="entry" value="{}" maxlength="8" pattern="[A-Za-z0-9]{1,8}"\
         required autocomplete="off"{}>
            <button class="add">{}</button>
          </form>
          {}
          <p class="quiet">{}</p>
          <p class="quiet">{}</p>
        </section>
        """,
        ShopNotices.SHOP_NAME,
        language.say("찍고 바로 가입하세요", "Scan and join"),
        language.say(
            "카카오로 가입하고 시음회 소식을 가장 먼저 받아 보세요.",
            "Join with Kakao and be the first to hear of our tastings."),
        image(target, language),
        entry,
        target,
        target,
        language.say("다른 매장의 포스터", "A poster for another store"),
        language.say("매장 코드(영문자와 숫자, 최대 8자)", "Entry id (up to 8 letters and digits)"),
        entry,
        refused ? new Html(" aria-describedby=\"wrong\"") : Html.NOTHING,
        language.say("만들기", "Make it"),
        refused
            ? Html.of(
                "<p class=\"wrong\" id=\"wrong\" role=\"alert\">{}</p>",
                language.say(
                    "영문자와 숫자로 1~8자만 쓸 수 있습니다.", "Only 1 to 8 letters and digits can be used."))
            : Html.NOTHING,
        language.say(
            "브라우저의 인쇄 기능(Ctrl+P)을 쓰면 포스터만 A4 한 장에 인쇄됩니다. 이 QR로 가입한 회원은"
                + " ENTRY_CD 열에 매장 코드가 남습니다.",
            "Print this page (Ctrl+P): only the poster comes out, on one sheet. Who joins by it has"
                + " the entry id in the column ENTRY_CD."),
        language.say(
            "이 연습용 가게는 이 컴퓨터에서만 열리므로 휴대전화로 찍으면 연결되지 않습니다. 위의 주소를 눌러 보세요.",
            "This practice shop is open on this computer only, so a phone cannot reach it: follow"
                + " the address above instead."));
    Layout.send(request, response, language, language.say("QR 포스터", "QR poster"), body);
  }

  /** The QR code as SVG: one path of unit squares, on white with the margin that scanners need. */
  static Html image(String target, Language language) {
    QrCode code = QrCode.encodeText(target, QrCode.Ecc.QUARTILE);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M')
              .append(x + QUIET_ZONE)
              .append(' ')
              .append(y + QUIET_ZONE)
              .append("h1v1h-1z");
        }
      }
    }
    int side = code.size + 2 * QUIET_ZONE;
    return Html.of(
        """
        <svg class="qr" viewBox="0 0 {} {}" role="img" aria-label="{}" \
        shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{}v{}H0z"/>\
        <path fill="#000" d="{}"/></svg>""", side, side, language.say("QR 코드: " + target, "QR code: " + target), side, side, path);
  }
}
