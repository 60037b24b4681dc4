package io.membersync.examples.toyshop;

/** What to try in the first minutes, on the home page. */
final class TryView {
  private TryView() {}

  static Html of(Language language) {
    return Html.of(
        "<section class=\"try\" aria-labelledby=\"try\"><h2 id=\"try\">{}</h2><ol>{}{}{}</ol></section>",
        language.say("먼저 해 볼 세 가지", "Three things to try"),
        step(
            language.say("처음 온 손님으로 가입", "Sign up as somebody new"),
            language.say(
                "카카오 로그인에서 ‘Haneul’을 고르세요. 동의만 하면 회원이 됩니다.",
                "Choose ‘Haneul’ at Kakao. Agree, and you are a member."),
            Layout.signIn(language, "/me"),
            language.say("가입하기", "Sign up")),
        step(
            language.say("20년 된 회원이 카카오로", "Come by Kakao as an old member"),
            language.say(
                "카카오에서 ‘" + OldMembers.KNOWN.name()
                    + "’ 님을 고르세요. 새 회원이 되는 대신 본인 확인을 거쳐 옛 회원에 연결됩니다."
                    + " 인증번호는 연습용 메시지함에 옵니다. 두 번 가입한 회원과 예전 카카오 로그인 회원도 있습니다.",
                "Choose ‘" + OldMembers.KNOWN.name()
                    + "’ at Kakao. No second member: you prove who you"
                    + " are and are linked to the old one. Codes arrive in the practice inbox. There"
                    + " are also somebody who joined twice, and one whom an older login knows."),
            Layout.signIn(language, "/me"),
            language.say("카카오로 로그인", "Sign in by Kakao")),
        step(
            language.say("비밀번호 회원이 카카오 추가", "Add Kakao to an old membership"),
            language.say(
                "아이디 " + OldMembers.PASSWORD_ONLY.userId() + ", 비밀번호 " + OldMembers.PASSWORD
                    + "로 로그인한 뒤 ‘내 정보’에서 카카오를 연결하세요.",
                "Sign in as " + OldMembers.PASSWORD_ONLY.userId() + " with the password "
                    + OldMembers.PASSWORD + ", and add Kakao on your page."),
            SignInPage.PATH + "?next=/me&lang=" + language.tag(),
            language.say("아이디로 로그인", "Sign in with your ID")));
  }

  private static Html step(String title, String text, String href, String link) {
    return Html.of(
        "<li class=\"card\"><h3>{}</h3><p>{}</p><a class=\"add\" href=\"{}\">{}</a></li>",
        title,
        text,
        href,
        link);
  }
}
