package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pages a person clicks through: no script, Korean first and English below, and on each of them
 * that it is fake. Nothing is ticked beforehand.
 */
final class KakaoPages {
  static final String STYLE_PATH = "/fake-kakao/style.css";

  private static final String STYLE = SampleLayout.resource("kakao/style.css");

  private KakaoPages() {}

  static Answer style() {
    return Answer.text(200, "text/css;charset=UTF-8", STYLE);
  }

  static Answer signIn(
      AuthorizationRequest request, List<KakaoPerson> people, Optional<KakaoPerson> signedIn) {
    boolean create = request.prompts().contains("create");
    boolean choose = request.prompts().contains("select_account");
    String korean = create ? "새 계정 만들기" : choose ? "계정 선택" : "가짜 카카오계정 로그인";
    String english =
        create ? "Create an account" : choose ? "Choose an account" : "Sign in as a test person";
    StringBuilder body = new StringBuilder(heading(korean, english));
    request
        .loginHint()
        .ifPresent(hint -> body.append("<p class=\"hint\">login_hint: <b id=\"login-hint\">")
            .append(escape(hint))
            .append("</b></p>"));
    body.append(form(KakaoEndpoint.SIGN_IN_FORM, request)).append("<ul class=\"people\">");
    for (KakaoPerson person : sorted(people, request.loginHint())) {
      boolean current = signedIn.map(KakaoPerson::key).equals(Optional.of(person.key()));
      body.append("<li><button class=\"person\" name=\"person\" value=\"")
          .append(escape(person.key()))
          .append("\"><b>")
          .append(escape(person.nickname().orElse("(닉네임 없음 no nickname)")))
          .append("</b><span>")
          .append(escape(person.key() + person.email().map(mail -> " · " + mail).orElse("")))
          .append(current ? " · 로그인됨 signed in" : "")
          .append("</span>")
          .append(person.note().map(note -> "<span>" + escape(note) + "</span>").orElse(""))
          .append("</button></li>");
    }
    body.append("</ul>").append(cancel()).append("</form>");
    return page(200, korean, body.toString());
  }

  static Answer consent(
      AuthorizationRequest request,
      KakaoPerson person,
      ConsentQuestions questions,
      Parameters ticked,
      List<String> missing) {
    StringBuilder body = new StringBuilder(heading("동의하고 계속하기", "Agree and continue"));
    body.append("<p class=\"who\">")
        .append(escape(person.nickname().orElse(person.key())))
        .append(" <span>")
        .append(escape(person.key()))
        .append("</span></p>");
    if (!missing.isEmpty()) {
      body.append("<p class=\"alert\" role=\"alert\">필수 항목에 동의해야 계속할 수 있습니다. ")
          .append("<span lang=\"en\">Required, and not ticked (KOE203):</span> ")
          .append(escape(String.join(", ", missing)))
          .append("</p>");
    }
    body.append(form(KakaoEndpoint.CONSENT_FORM, request))
        .append("<input type=\"hidden\" name=\"person\" value=\"")
        .append(escape(person.key()))
        .append("\">");
    appendItems(body, questions, ticked);
    appendTerms(body, questions, ticked);
    appendChannels(body, questions, ticked);
    body.append("<p class=\"actions\">")
        .append(button("agree", "main", "동의하고 계속하기", "Agree to what is ticked"))
        .append(button("agree-all", "", "모두 동의", "Agree to everything"))
        .append("</p>")
        .append(cancel())
        .append("</form>");
    return page(200, "동의", body.toString());
  }

  /** Kakao's own error page: the shop's callback is never called. */
  static Answer error(KakaoError error) {
    String body = heading("로그인할 수 없습니다", "Sign-in is not possible")
        + "<p class=\"alert\" role=\"alert\"><b id=\"error-code\">"
        + escape(error.code())
        + "</b> <span id=\"error-text\">"
        + escape(error.description())
        + "</span></p><p>앱 설정 문제입니다. 쇼핑몰로 돌아가지 않습니다."
        + " <span lang=\"en\">As at Kakao, this page does not lead back to the shop.</span></p>";
    return page(error.status(), error.code(), body).withHeader(KakaoError.HEADER, error.code());
  }

  private static void appendItems(
      StringBuilder body, ConsentQuestions questions, Parameters ticked) {
    if (questions.items().isEmpty()) {
      return;
    }
    body.append("<fieldset><legend>동의 항목 <span lang=\"en\">Consent items</span></legend>");
    for (KakaoConsentItem item : questions.items()) {
      body.append(box(
          "item",
          item.id(),
          item.koreanName(),
          item.displayName(),
          item.stage() == KakaoConsentItem.Stage.REQUIRED,
          ticked));
    }
    body.append("</fieldset>");
  }

  private static void appendTerms(
      StringBuilder body, ConsentQuestions questions, Parameters ticked) {
    if (questions.terms().isEmpty()) {
      return;
    }
    body.append("<fieldset><legend>서비스 약관 <span lang=\"en\">Service terms</span></legend>");
    for (KakaoServiceTerm term : questions.terms()) {
      body.append(box("term", term.tag(), term.title(), term.tag(), term.required(), ticked));
    }
    body.append("</fieldset>");
  }

  private static void appendChannels(
      StringBuilder body, ConsentQuestions questions, Parameters ticked) {
    if (questions.channels().isEmpty()) {
      return;
    }
    body.append("<fieldset><legend>카카오톡 채널 <span lang=\"en\">Channels</span></legend>");
    for (KakaoChannel channel : questions.channels()) {
      body.append(box(
          "channel",
          channel.publicId(),
          "채널 추가 " + channel.uuid(),
          "Add channel " + channel.publicId(),
          false,
          ticked));
    }
    body.append("</fieldset>");
  }

  private static String box(
      String name,
      String value,
      String korean,
      String english,
      boolean required,
      Parameters ticked) {
    return "<label class=\"box\"><input type=\"checkbox\" name=\""
        + name
        + "\" value=\""
        + escape(value)
        + "\""
        + (ticked.all(name).contains(value) ? " checked" : "")
        + "><span>"
        + (required ? "<b class=\"must\">[필수 required]</b> " : "<b>[선택 optional]</b> ")
        + escape(korean)
        + "<small lang=\"en\">"
        + escape(english)
        + "</small></span></label>";
  }

  private static String form(KakaoEndpoint target, AuthorizationRequest request) {
    return "<form method=\"post\" action=\""
        + target.path()
        + "\"><input type=\"hidden\" name=\"request\" value=\""
        + escape(request.rawQuery())
        + "\">";
  }

  private static String cancel() {
    return "<p class=\"actions\">" + button("cancel", "", "취소", "Cancel") + "</p>";
  }

  private static String button(String action, String style, String korean, String english) {
    return "<button class=\""
        + style
        + "\" name=\"action\" value=\""
        + action
        + "\">"
        + korean
        + " <span lang=\"en\">"
        + english
        + "</span></button>";
  }

  private static String heading(String korean, String english) {
    return "<h1>" + korean + " <span lang=\"en\">" + english + "</span></h1>";
  }

  private static Answer page(int status, String title, String body) {
    String html = "<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + "<meta name=\"robots\" content=\"noindex\"><title>"
        + escape(title)
        + " · FakeKakao</title><link rel=\"stylesheet\" href=\""
        + STYLE_PATH
        + "\"></head><body><p class=\"fake\">테스트용 가짜 카카오입니다. 실제 카카오가 아닙니다."
        + " <span lang=\"en\">This is FakeKakao, a test double. It is not Kakao.</span></p>"
        + "<main>"
        + body
        + "</main></body></html>\n";
    return Answer.html(status, html)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'");
  }

  /** People whom the hint names stand first. */
  private static List<KakaoPerson> sorted(List<KakaoPerson> people, Optional<String> hint) {
    if (hint.isEmpty()) {
      return people;
    }
    List<KakaoPerson> sorted = new ArrayList<>(people);
    sorted.removeIf(person -> !isHinted(person, hint));
    people.stream().filter(person -> !isHinted(person, hint)).forEach(sorted::add);
    return sorted;
  }

  private static boolean isHinted(KakaoPerson person, Optional<String> hint) {
    return person.email().equals(hint) || person.phoneNumber().equals(hint);
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.chars().forEach(c -> {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append((char) c);
      }
    });
    return out.toString();
  }
}
