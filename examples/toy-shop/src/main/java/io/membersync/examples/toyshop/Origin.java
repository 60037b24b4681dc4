package io.membersync.examples.toyshop;

import io.membersync.Members;
import io.membersync.consent.ConsentEvent;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.util.Optional;

/** Says where a column's value came from. */
record Origin(Members.Report report) {

  /** In words, for the member. */
  String of(String column, Optional<String> value, Language language) {
    Optional<Records.Provenance> provenance = find(column);
    if (provenance.isPresent()) {
      return words(provenance.get(), language);
    }
    boolean mapped = ShopDatabase.MAPPING.entries().stream()
        .anyMatch(entry -> entry.attribute().equals(column));
    if (mapped) {
      return value.isEmpty()
          ? language.say("받지 않았거나 동의하지 않음", "not received, or not agreed to")
          : language.say("가게가 고침", "changed by the shop");
    }
    return column.equals("JOIN_ENTRY") && value.isPresent()
        ? language.say("가입할 때 찍은 QR 포스터", "the QR poster of the sign-up")
        : language.say("가게가 관리하는 열", "a column of the shop's own");
  }

  Optional<Records.Provenance> find(String column) {
    return report.provenance().stream()
        .filter(row -> row.attribute().equals(column))
        .findFirst();
  }

  /** The consent event or notice that let the value in, as {@code tag v1}. */
  String basis(Records.Provenance provenance) {
    return report.consents().stream()
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
