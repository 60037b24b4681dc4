package io.membersync.examples.toyshop;

import io.membersync.profile.Field;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;

/** Plays the visitor's phone and mail. */
final class InboxPage extends HttpServlet {
  static final String PATH = "/inbox";

  @Serial
  private static final long serialVersionUID = 1L;

  private final transient Inbox inbox;

  InboxPage(Inbox inbox) {
    this.inbox = inbox;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Html messages = inbox.messages().isEmpty()
        ? Html.of(
            "<p class=\"empty\">{}</p>",
            language.say(
                "아직 받은 메시지가 없습니다. 인증번호를 요청하면 여기에 도착합니다.",
                "Nothing yet. A code that you ask for arrives here."))
        : Html.of(
            "<ol class=\"messages\">{}</ol>",
            inbox.messages().stream().map(one -> message(one, language)).toList());
    Html body = Html.of(
        """
        <div class="device">
          <p class="stamp">{}</p>
          <h1>{}</h1>
          <p class="quiet">{}</p>
          {}
          <p><a class="add" href="{}">{}</a></p>
        </div>
        """,
        language.say("연습용 · 실제로는 손님의 기기", "Practice only · really the visitor's own device"),
        language.say("손님의 휴대전화와 메일함", "The visitor's phone and mail"),
        language.say(
            "가게가 보낸 문자와 메일이 실제 기기 대신 이곳에 쌓입니다.",
            "Text messages and mail of the shop come here instead of a real device."),
        messages,
        PATH,
        language.say("새로고침", "Look again"));
    Layout.send(request, response, language, language.say("메시지함", "Inbox"), body);
  }

  /** Below MemberSync's pages, which ask for a code. */
  static String link(Locale locale) {
    String text = locale.getLanguage().equals("ko")
        ? "연습용 메시지함에서 인증번호 보기"
        : "Codes arrive in the practice inbox";
    return Html.of("<p><a href=\"{}\" target=\"_blank\" rel=\"noopener\">{}</a></p>", PATH, text)
        .markup();
  }

  private static Html message(Inbox.Received received, Language language) {
    boolean phone = received.message().field().equals(Field.PHONE);
    boolean korean = received.message().language().equals("ko");
    long minutes = received.message().lifetime().toMinutes();
    return Html.of(
        "<li><p class=\"meta\"><b>{}</b> {} <time>{}</time></p><p lang=\"{}\">{}</p>"
            + "<p class=\"code\">{}</p></li>",
        phone ? language.say("문자", "Text message") : language.say("메일", "Mail"),
        received.message().contact(),
        Times.clock(received.at()),
        received.message().language(),
        korean
            ? "[" + ShopNotices.SHOP_NAME + "] 인증번호입니다. " + minutes + "분 안에 입력해 주세요."
            : "[" + ShopNotices.SHOP_NAME + "] Your code, good for " + minutes + " minutes:",
        received.message().code().reveal());
  }
}
