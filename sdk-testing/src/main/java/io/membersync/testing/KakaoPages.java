package io.membersync.testing;

import static io.membersync.testing.FakePages.box;
import static io.membersync.testing.FakePages.button;
import static io.membersync.testing.FakePages.cancel;
import static io.membersync.testing.FakePages.escape;
import static io.membersync.testing.FakePages.form;
import static io.membersync.testing.FakePages.heading;

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
  private static final FakePages FRAME = new FakePages("FakeKakao", "카카오");

  private KakaoPages() {}

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
    body.append(form(KakaoEndpoint.SIGN_IN_FORM.path(), request.rawQuery()))
        .append("<ul class=\"people\">");
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
    return FRAME.page(200, korean, body.toString());
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
    body.append(form(KakaoEndpoint.CONSENT_FORM.path(), request.rawQuery()))
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
    return FRAME.page(200, "동의", body.toString());
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
    return FRAME
        .page(error.status(), error.code(), body)
        .withHeader(KakaoError.HEADER, error.code());
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
          ticked.all("item").contains(item.id())));
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
      body.append(box(
          "term",
          term.tag(),
          term.title(),
          term.tag(),
          term.required(),
          ticked.all("term").contains(term.tag())));
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
          ticked.all("channel").contains(channel.publicId())));
    }
    body.append("</fieldset>");
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
}
