package io.membersync.examples.toyshop;

import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.util.Optional;

/** Says where a column's value came from; of a member of old MemberSync may know nothing yet. */
record Origin(Optional<Members.Report> report) {

  /** In words, for the member. */
  String of(String column, Optional<String> value, Language language) {
    Optional<Records.Provenance> provenance = find(column);
    if (provenance.isPresent()) {
      return words(provenance.get(), language);
    }
    if (isMapped(column)) {
      return value.isEmpty()
          ? language.say("받지 않았거나 동의하지 않음", "not received, or not agreed to")
          : language.say("가게에 있던 값", "the shop's own value");
    }
    if (column.equals("PASSWD") && value.filter(text -> text.startsWith("!")).isPresent()) {
      return language.say("아무 비밀번호와도 맞지 않는 값", "fits no password: this member has none");
    }
    return column.equals("ENTRY_CD") && value.isPresent()
        ? language.say("가입할 때 찍은 QR 포스터", "the QR poster of the sign-up")
        : language.say("가게가 관리하는 열", "a column of the shop's own");
  }

  /** Whether MemberSync may write to this column. */
  static boolean isMapped(String column) {
    return ShopDatabase.MAPPING.entries().stream()
        .anyMatch(entry -> ShopDatabase.attributesIn(column).contains(entry.attribute()));
  }

  Optional<Records.Provenance> find(String column) {
    return report.stream()
        .flatMap(one -> one.provenance().stream())
        .filter(row -> ShopDatabase.attributesIn(column).contains(row.attribute()))
        .findFirst();
  }

  /** The consent event or notice that let the value in, as {@code tag v1}. */
  String basis(Records.Provenance provenance) {
    return report.stream()
        .flatMap(one -> one.consents().stream())
        .filter(event -> event.id().equals(provenance.basis()))
        .flatMap(event -> event.notice().stream())
        .map(Origin::version)
        .findFirst()
        .orElse(provenance.basis().replace("/", " v"));
  }

  static String version(ConsentEvent.NoticeReference notice) {
    return notice.tag() + " v" + notice.version();
  }

  private String words(Records.Provenance provenance, Language language) {
    if (provenance.origin().equals("visitor")) {
      return language.say("직접 입력 · 근거 ", "typed by you · basis ") + basis(provenance);
    }
    String name = MemberPage.name(ProviderId.of(provenance.origin()), language);
    return name + " " + provenance.path()
        + provenance
            .verifiedBy()
            .map(by -> language.say(" · 확인된 값", " · verified"))
            .orElse("")
        + language.say(" · 근거 ", " · basis ") + basis(provenance);
  }
}
