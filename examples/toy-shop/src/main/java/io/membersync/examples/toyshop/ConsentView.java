package io.membersync.examples.toyshop;

import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Consents and their history, for the member. */
record ConsentView(Notices notices, List<ConsentEvent> recorded, Language language) {

  /** How each notice stands, by its last event. */
  Html state() {
    List<Html> lines = notices.all().stream()
        .flatMap(notice -> last(notice).map(event -> line(notice, event)).stream())
        .toList();
    if (lines.isEmpty()) {
      return Html.of(
          "<section class=\"card\"><h2>{}</h2><p class=\"quiet\">{}</p></section>",
          language.say("동의 현황", "Consents"),
          language.say(
              "예전에 가입하신 회원이라 MemberSync에 남은 동의가 없습니다.",
              "You joined long ago: MemberSync has no consents of yours."));
    }
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><ul class=\"consents\">{}</ul></section>",
        language.say("동의 현황", "Consents"),
        lines);
  }

  /** Everything that happened, in order. */
  Html events() {
    if (recorded.isEmpty()) {
      return Html.NOTHING;
    }
    List<Html> lines = recorded.stream().map(this::line).toList();
    return Html.of(
        "<section class=\"card\"><h2>{}</h2><p class=\"quiet\">{}</p>"
            + "<ol class=\"events\">{}</ol></section>",
        language.say("동의 이력", "Consent events"),
        language.say(
            "동의 이력은 고치거나 지우지 않고 뒤에 덧붙이기만 합니다.", "Events are only ever added; none is changed."),
        lines);
  }

  private Optional<ConsentEvent> last(Notice notice) {
    return recorded.stream()
        .filter(event -> event
            .notice()
            .filter(reference -> reference.tag().equals(notice.tag()))
            .isPresent())
        .reduce((earlier, later) -> later);
  }

  private Html line(Notice notice, ConsentEvent event) {
    ConsentEvent.NoticeReference text = event.notice().orElseThrow();
    return Html.of(
        "<li><span class=\"mark {}\">{}</span><div><b>{}</b><span>{}</span></div></li>",
        event.type().name().toLowerCase(Locale.ROOT),
        word(event.type()),
        notice.textIn(language.tag()).title(),
        language.say(
            "문구 " + Origin.version(text) + " (" + text.language() + ") · SHA-256 "
                + text.sha256().substring(0, 12) + "…",
            "text " + Origin.version(text) + " (" + text.language() + ") · SHA-256 "
                + text.sha256().substring(0, 12) + "…"));
  }

  private Html line(ConsentEvent event) {
    String notice =
        event.notice().map(text -> Origin.version(text) + " " + text.language()).orElse("–");
    return Html.of(
        "<li><time>{}</time><div><b>{}</b> <code>{}</code><span>{}</span></div></li>",
        Times.second(event.occurredAt()),
        word(event.type()),
        notice,
        place(event));
  }

  private String place(ConsentEvent event) {
    String where = event.act() == ConsentEvent.Act.PROVIDER_SCREEN
        ? language.say("카카오 동의 화면에서", "on Kakao's consent screen")
        : language.say("가게의 동의 화면에서", "on the shop's own page");
    String entry = event.channel() == ConsentEvent.Channel.QR_STORE
        ? language.say(" · 매장 QR로 들어옴", " · came by a store's QR code")
        : "";
    return where + entry;
  }

  private String word(ConsentEvent.Type type) {
    return switch (type) {
      case GRANTED -> language.say("동의", "Agreed");
      case DECLINED -> language.say("거부", "Declined");
      case PRESENTED -> language.say("안내", "Told");
      case WITHDRAWN -> language.say("철회", "Withdrawn");
      case REVOKED -> language.say("회수", "Revoked");
      case EXPIRED -> language.say("만료", "Expired");
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }
}
