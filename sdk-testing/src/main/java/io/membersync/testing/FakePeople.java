package io.membersync.testing;

import java.util.List;

/**
 * Ready-made test persons for the fake providers beside {@link FakeKakao}. Every value is invented.
 */
public final class FakePeople {
  private FakePeople() {}

  /** Holds everything that a provider can ask. */
  public static FakePerson haneul() {
    return FakePerson.of("haneul")
        .note("모든 항목 보유 has everything")
        .with("name", "김하늘")
        .with("given_name", "하늘")
        .with("family_name", "김")
        .with("nickname", "하늘이")
        .with("picture", "https://img.example/haneul.jpg")
        .with("email", "haneul@shop.example")
        .with("phone_number", "+821055501234")
        .with("gender", "female")
        .with("birthdate", "1991-04-15")
        .with("postal_code", "04500")
        .with("street_address", "서울특별시 중구 견본로 12")
        .with("address_detail", "301호");
  }

  /** Has an e-mail and a name, and nothing else. */
  public static FakePerson doyun() {
    return FakePerson.of("doyun")
        .note("전화번호 없음 no phone number")
        .with("name", "이도윤")
        .with("given_name", "도윤")
        .with("family_name", "이")
        .with("email", "doyun@shop.example");
  }

  /** An account without anything but its id. */
  public static FakePerson bare() {
    return FakePerson.of("bare").note("아무 정보 없음 holds nothing");
  }

  /** All of them. */
  public static List<FakePerson> all() {
    return List.of(haneul(), doyun(), bare());
  }
}
