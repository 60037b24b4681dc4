package io.membersync.examples.toyshop;

import io.membersync.testing.KakaoPeople;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.OldMemberTable;
import io.membersync.testing.OldMemberTable.Member;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Members of twenty years whom a visitor of the practice shop can be. */
final class OldMembers {
  /** Among the rows of this seed nobody has a contact of the fake's own people. */
  static final OldMemberTable TABLE = OldMemberTable.of(20_260_415);

  /** For all of them, printed on the sign-in page. */
  static final String PASSWORD = "podo1234";

  /** As their rows have held it for years. */
  static final String PASSWORD_HASH = "p2$cHJhY3RpY2Uh$kpo7was3G5ebZzUG3bjuUVm51J6ZBHj21NP/ISMTHXc";

  private static final Set<Long> TWINS = TABLE.members().stream()
      .flatMap(member -> member.joinedTwice().stream())
      .collect(Collectors.toSet());

  /** Whose phone and e-mail address one Kakao account has. */
  static final Member KNOWN = first(OldMembers::isPlain);

  /** Who joined twice with one phone number; this is the second time. */
  static final Member TWICE =
      first(member -> member.joinedTwice().isPresent() && sharesPhone(member));

  /** The first time. */
  static final Member ONCE = number(TWICE.joinedTwice().orElseThrow());

  /** Whose Kakao id the older social login has kept. */
  static final Member SOCIAL =
      first(member -> member.kakaoId().isPresent() && member.phone().isPresent());

  /** Who has nothing to do with Kakao yet. */
  static final Member PASSWORD_ONLY =
      first(member -> isPlain(member) && member.number() != KNOWN.number());

  /** Whose password the shop's visitors are told. */
  static final List<Member> WITH_PASSWORD = List.of(KNOWN, PASSWORD_ONLY, ONCE, TWICE);

  private OldMembers() {}

  /** Everybody with an account at the fake Kakao, in the order of its page: first whom to try. */
  static KakaoPerson[] atKakao() {
    return new KakaoPerson[] {
      KakaoPeople.haneul().toBuilder() // a birthday by the sun, which has a form in the old column
          .note("처음 온 손님 somebody new")
          .birthday("0415")
          .build(),
      person("old-member", 5_100_000_001L, KNOWN)
          .note("기존 회원 old member")
          .email(KNOWN.email().orElseThrow().toLowerCase(Locale.ROOT))
          .build(),
      person("joined-twice", 5_100_000_002L, TWICE)
          .note("두 번 가입한 회원 joined twice")
          .email("twice@kakao.example")
          .build(),
      person("older-login", Long.parseLong(SOCIAL.kakaoId().orElseThrow()), SOCIAL)
          .note("예전 카카오 로그인 회원 older login")
          .email("older@kakao.example")
          .build(),
      KakaoPeople.seoyeon(),
      KakaoPeople.doyun(),
      KakaoPeople.bare(),
      KakaoPeople.edge(),
      KakaoPeople.neighbour(),
      KakaoPeople.longest(),
      KakaoPeople.placeholder(),
      KakaoPeople.lostEmail(),
      KakaoPeople.unverifiedEmail(),
      KakaoPeople.abroad(),
      KakaoPeople.mover()
    };
  }

  private static KakaoPerson.Builder person(String key, long id, Member member) {
    String phone = member.canonicalPhone().orElseThrow();
    return KakaoPerson.named(key, id)
        .nickname(member.name())
        .name(member.name())
        .phoneNumber("+82 " + phone.substring(3, 5) + "-" + phone.substring(5, 9) + "-"
            + phone.substring(9));
  }

  private static boolean isPlain(Member member) {
    return isActive(member)
        && member.email().isPresent()
        && member.phone().isPresent()
        && member.kakaoId().isEmpty()
        && member.joinedTwice().isEmpty()
        && !TWINS.contains(member.number());
  }

  private static boolean sharesPhone(Member member) {
    Member other = number(member.joinedTwice().orElseThrow());
    return isActive(member)
        && isActive(other)
        && member.canonicalPhone().isPresent()
        && member.canonicalPhone().equals(other.canonicalPhone());
  }

  private static boolean isActive(Member member) {
    return member.status().equals("A");
  }

  private static Member first(Predicate<Member> condition) {
    return TABLE.members().stream().filter(condition).findFirst().orElseThrow();
  }

  private static Member number(long number) {
    return TABLE.members().get((int) number - 1);
  }
}
