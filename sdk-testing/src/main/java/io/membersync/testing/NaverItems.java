package io.membersync.testing;

import java.time.LocalDate;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A person's claims in the forms that Naver has for them. */
final class NaverItems {
  /** As they stand in the profile answer. */
  static final List<String> ORDER = List.of(
      "nickname",
      "profile_image",
      "age",
      "gender",
      "email",
      "mobile",
      "name",
      "birthday",
      "birthyear");

  /** As the profile's page lists them, and the check of a token after it. */
  static final List<String> DOCUMENTED = List.of(
      "nickname",
      "name",
      "email",
      "gender",
      "age",
      "birthday",
      "birthyear",
      "profile_image",
      "mobile");

  /** The day by which the fake counts ages. */
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  private static final int OLDEST_BAND = 60;

  private NaverItems() {}

  static Map<String, String> of(FakePerson person) {
    Map<String, String> items = new LinkedHashMap<>();
    // Whom Naver knows by no nickname is shown by a piece of the id.
    items.put("nickname", person.find("nickname").orElse(person.key().substring(0, 3) + "***"));
    person.find("picture").ifPresent(picture -> items.put("profile_image", picture));
    items.put("gender", person.find("gender").map(NaverItems::letter).orElse("U"));
    person.find("email").ifPresent(email -> items.put("email", email));
    person.find("phone_number").ifPresent(phone -> items.put("mobile", national(phone)));
    person.find("name").ifPresent(name -> items.put("name", name));
    Optional<String> birthdate = person.find("birthdate");
    birthdate.ifPresent(date -> items.put("birthday", date.substring(5)));
    birthdate.filter(date -> !date.startsWith("0000")).ifPresent(date -> {
      items.put("birthyear", date.substring(0, 4));
      items.put("age", band(Period.between(LocalDate.parse(date), TODAY).getYears()));
    });
    return items;
  }

  private static String letter(String gender) {
    return gender.equals("female") ? "F" : "M";
  }

  /** {@code +821055501234} as {@code 010-5550-1234}. */
  static String national(String phone) {
    return phone.replaceFirst("^\\+82(\\d{2})(\\d{4})(\\d{4})$", "0$1-$2-$3");
  }

  private static String band(int age) {
    int decade = age / 10 * 10;
    return decade >= OLDEST_BAND ? "60-" : decade + "-" + (decade + 9);
  }
}
