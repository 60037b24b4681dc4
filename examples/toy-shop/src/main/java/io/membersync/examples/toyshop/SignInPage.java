package io.membersync.examples.toyshop;

import io.membersync.SignIn;
import io.membersync.member.MemberId;
import io.membersync.testing.OldMemberTable;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The sign-in that the shop has had for twenty years: user id and password. */
final class SignInPage extends HttpServlet {
  static final String PATH = "/sign-in";

  @Serial
  private static final long serialVersionUID = 1L;

  private final transient ShopDatabase database;
  private final transient ShopSessions sessions;
  private final transient OwnForms forms;

  SignInPage(ShopDatabase database, ShopSessions sessions, OwnForms forms) {
    this.database = database;
    this.sessions = sessions;
    this.forms = forms;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    show(request, response, 200);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!forms.isOwn(request)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    String password = Objects.requireNonNullElse(request.getParameter("password"), "");
    Optional<ShopDatabase.Credentials> credentials =
        Optional.ofNullable(request.getParameter("user")).flatMap(database::findCredentials);
    Optional<String> hash = credentials.map(ShopDatabase.Credentials::hash);
    if (!Passwords.matches(password, hash)) {
      show(request, response, 422);
      return;
    }
    MemberId member = credentials.orElseThrow().member();
    sessions.openByPassword(request, member);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", next(request));
  }

  /** Only ever a path of the shop. */
  private static String next(HttpServletRequest request) {
    String next = request.getParameter("next");
    return next == null ? "/me" : SignIn.returningTo(next).returnPath();
  }

  private static void show(HttpServletRequest request, HttpServletResponse response, int status)
      throws IOException {
    Language language = Language.of(request, response);
    Html wrong = status == 200
        ? Html.NOTHING
        : Html.of(
            "<p class=\"wrong\" id=\"wrong\" role=\"alert\">{}</p>",
            language.say("아이디 또는 비밀번호가 맞지 않습니다.", "The user id or the password is not right."));
    Html body = Html.of(
        """
        <div class="door">
          <h1>{}</h1>
          <p class="quiet">{}</p>
          <form class="card" method="post" action="{}">
            {}
            <input type="hidden" name="next" value="{}">
            <label for="user">{}</label>
            <input id="user" name="user" autocomplete="username" autocapitalize="none" \
        maxlength="20" required>
            <label for="password">{}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" \
        maxlength="100" required>
            <button class="go">{}</button>
          </form>
          {}
        </div>
        """,
        language.say("아이디로 로그인", "Sign in with your ID"),
        language.say(
            "예전부터 있던 가게의 로그인입니다. 이 화면은 MemberSync가 아니라 가게가 만들었습니다.",
            "The sign-in that the shop has always had. This page is the shop's, not MemberSync's."),
        PATH,
        wrong,
        next(request),
        language.say("아이디", "User ID"),
        language.say("비밀번호", "Password"),
        language.say("로그인", "Sign in"),
        hints(language));
    response.setStatus(status);
    Layout.send(request, response, language, language.say("로그인", "Sign in"), body);
  }

  private static Html hints(Language language) {
    List<Html> lines = OldMembers.WITH_PASSWORD.stream()
        .map(member -> Html.of(
            "<li><code>{}</code><span>{}</span></li>", member.userId(), what(member, language)))
        .toList();
    return Html.of(
        "<section class=\"practice\"><h2>{}</h2><p>{} <code>{}</code></p><ul>{}</ul>"
            + "<p class=\"quiet\">{}</p></section>",
        language.say("연습용 회원", "Practice members"),
        language.say("비밀번호는 모두", "The password of each is"),
        OldMembers.PASSWORD,
        lines,
        language.say(
            "카카오로만 가입한 회원은 쓸 수 있는 비밀번호가 없어 여기로 로그인할 수 없습니다.",
            "Members who joined by Kakao alone have no password that works, and cannot sign in here."));
  }

  private static String what(OldMemberTable.Member member, Language language) {
    if (member.equals(OldMembers.KNOWN)) {
      return language.say(
          member.name() + " · 카카오에도 같은 연락처가 있음",
          member.name() + " · has the same contacts at Kakao");
    }
    if (member.equals(OldMembers.PASSWORD_ONLY)) {
      return language.say(
          member.name() + " · 카카오를 연결한 적 없음", member.name() + " · has never used Kakao here");
    }
    return language.say(
        member.name() + " · 같은 전화번호로 두 번 가입(회원번호 " + member.number() + ")",
        member.name() + " · joined twice with one phone (member " + member.number() + ")");
  }
}
