package io.membersync.road;

import io.membersync.Answers;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.PostalAddress;
import io.membersync.records.Records;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoAddress;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A shop that takes addresses, and a visitor who has more than a page of them. */
abstract class FurtherAddressesFixture extends RoadFixture {
  static final FieldMapping WITH_ADDRESSES =
      FieldMapping.basic().map(Field.SHIPPING_ADDRESSES, "addresses");
  static final Answers DELIVERED = Answers.none().consent("delivery", true);
  static final Failure DOWN = Failure.raw(503, Map.of(), "");

  @BeforeEach
  void twentyThreeAddresses() {
    use(WITH_ADDRESSES);
    kakao.put(moverWith(23, 86_400));
  }

  final void use(FieldMapping mapping) {
    useMembers(mapping);
    sync = open(shop().mapping(mapping));
  }

  final MemberSyncBuilder askingNothing() {
    return shop().mapping(WITH_ADDRESSES);
  }

  final MemberSyncBuilder askingForDelivery() {
    Notices notices = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build(),
        Notice.consent("delivery", Notice.Kind.COLLECT_USE)
            .covers(Purpose.MEMBER_IDENTIFY, Field.SHIPPING_ADDRESSES)
            .text("en", "Addresses", "To choose from when you order.")
            .build());
    return shop(notices).mapping(WITH_ADDRESSES);
  }

  final MemberId answering(Answers answers) {
    NeedsConsent needs = needsConsent(signIn("mover"));
    return memberOf(sync.resume(browser, needs.parked(), answers));
  }

  static KakaoPerson moverWith(int addresses, long secondsApart) {
    return moverWith(addresses, secondsApart, 1);
  }

  /**
   * The last one is the default.
   *
   * @param secondsApart between two seconds in which something was changed
   * @param together how many were changed in one second
   */
  static KakaoPerson moverWith(int addresses, long secondsApart, int together) {
    List<KakaoAddress> all = new ArrayList<>();
    for (int i = 0; i < addresses; i++) {
      KakaoAddress.Builder address = KakaoAddress.road(5_000 + i, "견본시 이사로 " + i, "1호", "04500")
          .updatedAt(
              Instant.parse("2026-06-01T00:00:00Z").minusSeconds(secondsApart * (i / together)));
      all.add(i == addresses - 1 ? address.standard().build() : address.build());
    }
    return KakaoPerson.named("mover", 2718281832L)
        .name("Mo Ver")
        .email("mover@shop.example")
        .phoneNumber("+82 10-5550-2000")
        .addresses(all)
        .build();
  }

  static List<String> numbers(int from, int to) {
    return java.util.stream.IntStream.range(from, to)
        .mapToObj(i -> String.valueOf(5_000 + i))
        .toList();
  }

  final List<PostalAddress> addresses(MemberId member) {
    return Field.SHIPPING_ADDRESSES
        .fromText(values(member).getOrDefault("addresses", ""))
        .orElseThrow();
  }

  final List<String> ids(MemberId member) {
    return addresses(member).stream().map(PostalAddress::id).toList();
  }

  final Records.Provenance provenance(MemberId member) {
    return report(member).provenance().stream()
        .filter(row -> row.attribute().equals("addresses"))
        .findFirst()
        .orElseThrow();
  }

  final Members.Report report(MemberId member) {
    return sync.members().find(member).orElseThrow();
  }

  final ConsentEvent granted(MemberId member) {
    return report(member).consents().stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .findFirst()
        .orElseThrow();
  }

  final List<Records.Task> openTasks() {
    settle();
    return books.tasks().findOpen(SHOP, 10);
  }

  /** Good pages up to this one, which fails once. */
  final void failingAtPage(int page, Failure failure) {
    for (int i = 1; i < page; i++) {
      kakao.failNext(KakaoEndpoint.SHIPPING_ADDRESSES, Failure.text(body -> body));
    }
    kakao.failNext(KakaoEndpoint.SHIPPING_ADDRESSES, failure);
  }

  final void atTheLastPage(Runnable action) {
    failingAtPage(3, Failure.text(body -> {
      action.run();
      return body;
    }));
  }
}
