package io.membersync.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Ready-made test persons, each with something of their own that a shop has to cope with. {@link
 * FakeKakao} knows them all unless it is given others. Every value is invented.
 */
public final class KakaoPeople {
  private KakaoPeople() {}

  /** Holds everything Kakao can send: pictures, lunar birthday, CI, two addresses, a property. */
  public static KakaoPerson haneul() {
    return KakaoPerson.named("haneul", 4021987766L)
        .note("모든 항목 보유 has everything")
        .nickname("Haneul")
        .pictures("img.example/110.jpg", "img.example/640.jpg")
        .name("Kim Haneul")
        .email("haneul@shop.example")
        .ageRange("30~39")
        .birthyear("1991")
        .lunarBirthday("0415", false)
        .gender("female")
        .phoneNumber("+82 10-5550-1234")
        .ci("Q0lfU0FNUExF", Instant.parse("2024-08-19T01:02:03Z"))
        .partnerUuid("uu-9x")
        .property("shop_grade", "gold")
        .addresses(
            KakaoAddress.road(881, "12 Sample-ro, Jung-gu, Seoul", "3F", "04500")
                .name("Home")
                .standard()
                .updatedAt(Instant.ofEpochSecond(1772424000))
                .receiver("Kim Haneul", "010-5550-1234")
                .zipCode("100-000")
                .build(),
            KakaoAddress.lot(882, "77 Sample-dong, Busan", "101-1")
                .name("Parents")
                .updatedAt(Instant.ofEpochSecond(1761000000))
                .receiver("Kim", "051-555-0000")
                .build())
        .build();
  }

  /** Has an e-mail but no phone number: agreed to or not, there is none to send. */
  public static KakaoPerson doyun() {
    return KakaoPerson.named("doyun", 4021987767L)
        .note("전화번호 없음 no phone number")
        .nickname("Doyun")
        .email("doyun@shop.example")
        .build();
  }

  /** An account without anything but its id. */
  public static KakaoPerson bare() {
    return KakaoPerson.named("bare", 4021987768L)
        .note("아무 정보 없음 holds nothing")
        .nickname(null)
        .withoutKakaoTalk()
        .build();
  }

  /** Korean values throughout, a birthday in a lunar leap month. */
  public static KakaoPerson seoyeon() {
    return KakaoPerson.named("seoyeon", 3141592653L)
        .note("음력 윤달 생일 born in a lunar leap month")
        .nickname("서연이")
        .pictures("img.example/s110.jpg", "img.example/s640.jpg")
        .name("박서연")
        .email("seoyeon@shop.example")
        .ageRange("20~29")
        .birthyear("2001")
        .lunarBirthday("0408", true)
        .gender("female")
        .phoneNumber("+82 10-5550-7788")
        .partnerUuid("uu-seoyeon")
        .addresses(KakaoAddress.road(901, "서울특별시 중구 견본로 12", "301호", "04500")
            .name("우리집")
            .standard()
            .updatedAt(Instant.parse("2026-05-01T00:00:00Z"))
            .receiver("박서연", "010-5550-7788")
            .build())
        .build();
  }

  /** 2^53: a reader of doubles takes this person for {@link #neighbour()}. */
  public static KakaoPerson edge() {
    return KakaoPerson.named("edge", 9007199254740992L)
        .note("회원번호 id 9007199254740992")
        .name("Edge Twin")
        .email("edge@shop.example")
        .phoneNumber("+82 10-5550-0992")
        .build();
  }

  /** 2^53 + 1: a reader of doubles takes this person for {@link #edge()}. */
  public static KakaoPerson neighbour() {
    return KakaoPerson.named("neighbour", 9007199254740993L)
        .note("회원번호 id 9007199254740993")
        .name("Neighbour Twin")
        .email("neighbour@shop.example")
        .phoneNumber("+82 10-5550-0993")
        .build();
  }

  /** The longest id, nineteen digits. */
  public static KakaoPerson longest() {
    return KakaoPerson.named("longest", Long.MAX_VALUE)
        .note("회원번호 19자리 id of 19 digits")
        .name("Longest Id")
        .email("longest@shop.example")
        .build();
  }

  /** Kakao put a placeholder where the nickname was; the picture is Kakao's default one. */
  public static KakaoPerson placeholder() {
    return KakaoPerson.named("placeholder", 2718281828L)
        .note("임시 닉네임 placeholder nickname")
        .placeholderNickname("닉네임을 등록해주세요")
        .pictures("img.example/default110.jpg", "img.example/default640.jpg")
        .defaultPictures()
        .email("placeholder@shop.example")
        .build();
  }

  /** The account's e-mail now belongs to somebody else's account. */
  public static KakaoPerson lostEmail() {
    return KakaoPerson.named("lost-email", 2718281829L)
        .note("무효 이메일 e-mail no longer valid")
        .name("Lee Lost")
        .email("lost@shop.example", false, true)
        .build();
  }

  /** The account's e-mail was never verified. */
  public static KakaoPerson unverifiedEmail() {
    return KakaoPerson.named("unverified-email", 2718281830L)
        .note("미인증 이메일 e-mail never verified")
        .name("Choi Unproven")
        .email("unproven@shop.example", true, false)
        .build();
  }

  /** Lives abroad: a foreign phone number, a birthday on 29 February without a year. */
  public static KakaoPerson abroad() {
    return KakaoPerson.named("abroad", 2718281831L)
        .note("해외 전화번호 foreign phone number")
        .name("Jung Abroad")
        .email("abroad@shop.example")
        .phoneNumber("+1 415-555-0137")
        .birthday("0229")
        .gender("male")
        .build();
  }

  /** Has a truck in the nickname and 25 shipping addresses, so a shop has to ask for three pages of ten. */
  public static KakaoPerson mover() {
    List<KakaoAddress> addresses = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      KakaoAddress.Builder address = KakaoAddress.road(
              2000 + i, "견본시 이사로 " + (i + 1), (i + 1) + "호", "0450" + i % 10)
          .updatedAt(Instant.parse("2026-06-01T00:00:00Z").minusSeconds(86_400L * i))
          .receiver("Mo Ver", "010-5550-2000");
      addresses.add(i == 7 ? address.standard().build() : address.build());
    }
    return KakaoPerson.named("mover", 2718281832L)
        .note("배송지 25곳 25 addresses")
        .nickname("이사왕🚚")
        .name("Mo Ver")
        .email("mover@shop.example")
        .phoneNumber("+82 10-5550-2000")
        .addresses(addresses)
        .build();
  }

  /** Everybody above. */
  public static List<KakaoPerson> all() {
    return List.of(
        haneul(),
        doyun(),
        seoyeon(),
        bare(),
        edge(),
        neighbour(),
        longest(),
        placeholder(),
        lostEmail(),
        unverifiedEmail(),
        abroad(),
        mover());
  }
}
