package io.membersync.examples.toyshop;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the shop has of a member, and what MemberSync knows about it. */
final class MemberPage extends HttpServlet {
  @Serial
  private static final long serialVersionUID = 1L;

  private final transient MemberSync sync;
  private final transient ShopDatabase database;

  MemberPage(MemberSync sync, ShopDatabase database) {
    this.sync = sync;
    this.database = database;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Language language = Language.of(request, response);
    Optional<MemberId> signedIn = ShopSessions.memberOf(request);
    if (signedIn.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", Layout.signIn(language, "/me"));
      return;
    }
    MemberId member = signedIn.get();
    Optional<Members.Report> report = sync.members().find(member);
    List<ConsentEvent> consents = report.map(Members.Report::consents).orElse(List.of());
    Map<String, Optional<String>> row = database.findRow(member);
    Html body = Html.of(
        """
        <section class="hello">
          <h1>{}</h1>
          <form method="post" action="/sign-out"><button class="plain">{}</button></form>
        </section>
        {}{}{}{}{}{}
        """,
        language.say(value(row, "MB_NAME") + "님, 반갑습니다", "Welcome, " + value(row, "MB_NAME")),
        language.say("로그아웃", "Sign out"),
        centre(language),
        memberRow(row, report, language),
        waysIn(report, row, language),
        new ConsentView(sync.notices(), consents, language).state(),
        new ConsentView(sync.notices(), consents, language).events(),
        signIns(database.signIns(member), language));
    Layout.send(request, response, language, language.say("내 정보", "My page"), body);
  }

  /** MemberSync's own page, where the member decides. */
  private static Html centre(Language language) {
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><p class=\"quiet\">{}</p>"
            + "<a class=\"go\" id=\"centre\" href=\"/login/consents?lang={}\">{}</a></section>",
        language.say("내 정보와 동의", "My data and consents"),
        language.say(
            "보관 중인 정보와 동의 내역을 보고, 동의를 철회하거나 다시 동의하고, 모두 내려받을 수 있습니다.",
            "See what is held of you, withdraw a consent or agree again, and download everything."),
        language.tag(),
        language.say("내 정보와 동의 관리", "Manage my data and consents"));
  }

  private static String value(Map<String, Optional<String>> row, String column) {
    return row.getOrDefault(column, Optional.empty()).orElse("");
  }

  private Html memberRow(
      Map<String, Optional<String>> row, Optional<Members.Report> report, Language language) {
    Origin origin = new Origin(report);
    List<String> unused = row.entrySet().stream()
        .filter(column -> column.getValue().isEmpty() && !Origin.isMapped(column.getKey()))
        .map(Map.Entry::getKey)
        .toList();
    List<Html> columns = row.entrySet().stream()
        .filter(column -> !unused.contains(column.getKey()))
        .map(column -> Html.of(
            "<li><code>{}</code><b>{}</b><span>{}</span></li>",
            column.getKey(),
            column.getValue().<Object>map(Object::toString).orElse("–"),
            origin.of(column.getKey(), column.getValue(), language)))
        .toList();
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><p class=\"quiet\">{}</p>"
            + "<ul class=\"row\">{}</ul><p class=\"quiet unused\">{} <code>{}</code></p></section>",
        language.say("회원 테이블의 내 행", "Your row in the member table"),
        language.say(
            "가게가 오래전부터 쓰던 TB_MEMBER 테이블의 행과, 각 값이 어디에서 왔는지입니다.",
            "What the shop's old table TB_MEMBER holds, and where each value came from."),
        columns,
        language.say("그 밖의 비어 있는 열:", "Empty columns of the shop's own:"),
        String.join(", ", unused));
  }

  private Html waysIn(
      Optional<Members.Report> report, Map<String, Optional<String>> row, Language language) {
    List<Records.Identity> identities = report.map(Members.Report::identities).orElse(List.of());
    boolean hasPassword = !value(row, "PASSWD").startsWith("!");
    Html password = hasPassword
        ? Html.of(
            "<li><b>{}</b><span>{}</span></li>",
            language.say("아이디와 비밀번호", "ID and password"),
            value(row, "USER_ID"))
        : Html.NOTHING;
    List<Html> linked = identities.stream()
        .map(identity -> Html.of(
            "<li><b>{}</b><span>{}</span></li>",
            name(ProviderId.of(identity.namespace()), language),
            language.say(
                Times.day(identity.linkedAt()) + " 연결",
                "linked " + Times.day(identity.linkedAt()))))
        .toList();
    List<Html> offers = sync.providers().stream()
        .map(ProviderDescriptor::id)
        .filter(id ->
            identities.stream().map(Records.Identity::namespace).noneMatch(id.value()::equals))
        .map(id -> offer(id, hasPassword, language))
        .toList();
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><ul class=\"ways\">{}{}</ul>{}</section>",
        language.say("로그인 방법", "Ways in"),
        password,
        linked,
        offers);
  }

  private static Html offer(ProviderId id, boolean hasPassword, Language language) {
    String name = name(id, language);
    return Html.of(
        """
        <div class="offer">
          <h3>{}</h3>
          <p>{}</p>
          <p class="quiet">{}</p>
          <form method="post" action="/login/link/{}?lang={}">
            <input type="hidden" name="returnTo" value="/me">
            <button class="go">{}</button>
          </form>
        </div>
        """,
        language.say(name + "로도 로그인하기", "Sign in with " + name + " too"),
        hasPassword
            ? language.say(
                "다음부터는 비밀번호를 입력하지 않고 들어오실 수 있습니다. 지금까지의 회원 정보는 그대로 이어집니다.",
                "Next time you need not type your password. Your membership stays as it is.")
            : language.say(
                "로그인 방법이 하나뿐이면 그 서비스가 멈춘 날에는 들어오실 수 없습니다.",
                "With one way in only, you are locked out on the day it does not work."),
        language.say(
            name + " 계정으로 한 번 로그인하시면 지금 로그인한 회원에 연결됩니다. 다른 회원이 이미 쓰고 있는" + " 계정은 연결되지 않습니다.",
            "Sign in with " + name + " once, and it is linked to the member who is signed in now."
                + " An account that another member uses already is not."),
        id.value(),
        language.tag(),
        language.say(name + " 계정 연결하기", "Add " + name));
  }

  static String name(ProviderId id, Language language) {
    if (id.equals(Kakao.ID)) {
      return language.say("카카오", "Kakao");
    }
    return id.equals(Shop.SAMPLE_ID) ? "Sample ID" : id.value();
  }

  private static Html signIns(List<Instant> times, Language language) {
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><p class=\"quiet\">{}</p>"
            + "<ul class=\"log\">{}</ul></section>",
        language.say("최근 로그인", "Recent sign-ins"),
        language.say(
            "가게의 SIGN_IN_LOG 테이블입니다. 세션과 로그인 기록은 가게가 직접 관리합니다.",
            "The shop's own table SIGN_IN_LOG: sessions and their log belong to the shop."),
        times.stream().map(at -> Html.of("<li>{}</li>", Times.second(at))).toList());
  }
}
