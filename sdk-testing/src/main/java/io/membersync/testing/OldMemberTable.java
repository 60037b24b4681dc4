package io.membersync.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A member table such as shops have had for twenty years, with rows to try settings on: {@code
 * TB_MEMBER} with a generated {@code MEMBER_NO}, a login id and a password that must be filled, codes
 * and dates as text, phone numbers in five forms, e-mail addresses in mixed letter case, people who
 * joined twice, people who have left, and {@code TB_MEMBER_SNS}, in which an older social login kept
 * the ids of 50 of them. The same seed gives the same rows. Nobody in it exists. Immutable.
 */
public final class OldMemberTable {
  private static final int ROWS = 1_000;
  private static final int SOCIAL = 50;
  private static final int ROWS_OF_A_STATEMENT = 100;
  private static final String FAMILY_NAMES = "김이박최정강조윤장임";
  private static final String SYLLABLES = "민서지우하은도윤수아현준예진";

  private final List<Member> members;

  private OldMemberTable(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /**
   * One row.
   *
   * @param number the {@code MEMBER_NO}
   * @param email as it stands in the table
   * @param phone as it stands in the table, in one of five forms
   * @param canonicalPhone the same in E.164 form, such as a provider sends it
   * @param birthDate eight digits
   * @param sex {@code M} or {@code F}
   * @param status {@code A} active, {@code D} dormant, {@code B} blocked, {@code L} left
   * @param kakaoId the id that the older social login has kept
   * @param joinedTwice the number of another row of the same person
   */
  public record Member(
      long number,
      String userId,
      String name,
      Optional<String> email,
      Optional<String> phone,
      Optional<String> canonicalPhone,
      String birthDate,
      String sex,
      String status,
      Optional<String> kakaoId,
      Optional<Long> joinedTwice) {
    @Override
    public String toString() {
      return "Member[" + number + "]";
    }
  }

  /** A table of 1,000 rows. */
  public static OldMemberTable of(long seed) {
    Random random = new Random(seed);
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, random);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      members.add(member(i, numbers.get(i), members, random));
    }
    Map<Integer, String> social = new HashMap<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      if (members.get(i).status().equals("A") && members.get(i).joinedTwice().isEmpty()) {
        places.add(i);
      }
    }
    Collections.shuffle(places, random);
    places
        .subList(0, SOCIAL)
        .forEach(place ->
            social.put(place, Long.toString(1_000_000_000L + random.nextInt(900_000_000))));
    social.forEach((place, id) -> members.set(place, withKakaoId(members.get(place), id)));
    return new OldMemberTable(members);
  }

  private static Member member(int place, int line, List<Member> before, Random random) {
    String name = FAMILY_NAMES.charAt(random.nextInt(FAMILY_NAMES.length()))
        + "" + SYLLABLES.charAt(random.nextInt(SYLLABLES.length()))
        + SYLLABLES.charAt(random.nextInt(SYLLABLES.length()));
    String userId = "user" + String.format(Locale.ROOT, "%04d", place);
    Optional<String> email = place % 11 == 0
        ? Optional.empty()
        : Optional.of(
            place % 13 == 0 ? "User" + place + "@Shop.Example" : userId + "@shop.example");
    String digits = String.format(Locale.ROOT, "0105550%04d", line);
    Optional<Long> twin = Optional.empty();
    if (place % 25 == 24) { // somebody who joined before, with the same phone or e-mail
      Member other = before.get(place - 7);
      if (other.canonicalPhone().isPresent() && place % 50 == 24) {
        digits = "0" + other.canonicalPhone().get().substring(3);
        twin = Optional.of(other.number());
      } else if (other.email().isPresent()) {
        email = other.email().map(text -> text.toUpperCase(Locale.ROOT));
        twin = Optional.of(other.number());
      }
    }
    String status = place % 50 == 3 ? "L" : place % 33 == 5 ? "D" : place % 100 == 7 ? "B" : "A";
    boolean hasPhone = place % 19 != 0;
    String dialled = digits;
    return new Member(
        place + 1L,
        userId,
        name,
        email,
        hasPhone ? Optional.of(form(dialled, place % 5)) : Optional.empty(),
        hasPhone ? Optional.of("+82" + dialled.substring(1)) : Optional.empty(),
        String.format(
            Locale.ROOT,
            "%04d%02d%02d",
            1950 + random.nextInt(55),
            1 + random.nextInt(12),
            1 + random.nextInt(28)),
        random.nextBoolean() ? "F" : "M",
        status,
        Optional.empty(),
        twin);
  }

  private static Member withKakaoId(Member member, String id) {
    return new Member(
        member.number(),
        member.userId(),
        member.name(),
        member.email(),
        member.phone(),
        member.canonicalPhone(),
        member.birthDate(),
        member.sex(),
        member.status(),
        Optional.of(id),
        member.joinedTwice());
  }

  private static String form(String digits, int form) {
    String[] parts = {digits.substring(0, 3), digits.substring(3, 7), digits.substring(7)};
    return switch (form) {
      case 0 -> digits;
      case 1 -> String.join("-", parts);
      case 2 -> String.join(".", parts);
      case 3 -> String.join(" ", parts);
      default -> "+82 " + parts[0].substring(1) + "-" + parts[1] + "-" + parts[2];
    };
  }

  /** The rows, by number. */
  public List<Member> members() {
    return members;
  }

  /**
   * The statements that make and fill both tables.
   *
   * @param product the database's product name: {@code H2}, {@code PostgreSQL}, {@code MariaDB} or
   *     {@code MySQL}
   */
  public List<String> statements(String product) {
    List<String> statements = new ArrayList<>(tables(product));
    for (int from = 0; from < members.size(); from += ROWS_OF_A_STATEMENT) {
      List<String> rows = members.subList(from, from + ROWS_OF_A_STATEMENT).stream()
          .map(OldMemberTable::row)
          .toList();
      statements.add("INSERT INTO TB_MEMBER (USER_ID, PASSWD, MB_NAME, EMAIL, HP, BIRTH, SEX,"
          + " SMS_YN, GRADE_CD, STATUS_CD, REG_DT) VALUES " + String.join(", ", rows));
    }
    statements.add("INSERT INTO TB_MEMBER_SNS (SNS_TYPE, SNS_ID, MEMBER_NO) VALUES "
        + String.join(
            ", ",
            members.stream()
                .filter(member -> member.kakaoId().isPresent())
                .map(member ->
                    "('KAKAO', '" + member.kakaoId().orElse("") + "', " + member.number() + ")")
                .toList()));
    return statements;
  }

  private static List<String> tables(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    boolean isMySql = name.equals("mariadb") || name.equals("mysql");
    String key = isMySql ? "BIGINT AUTO_INCREMENT" : "BIGINT GENERATED BY DEFAULT AS IDENTITY";
    // Two addresses that differ in letter case are two values of the unique column everywhere.
    String exact = isMySql ? " COLLATE utf8mb4_bin" : "";
    String end = isMySql ? ") DEFAULT CHARACTER SET utf8mb4" : ")";
    return List.of("""
            CREATE TABLE TB_MEMBER (
              MEMBER_NO %s PRIMARY KEY,
              USER_ID VARCHAR(20) NOT NULL,
              PASSWD VARCHAR(64) NOT NULL,
              MB_NAME VARCHAR(50),
              EMAIL VARCHAR(100)%s,
              HP VARCHAR(20),
              TEL1 VARCHAR(4),
              TEL2 VARCHAR(4),
              TEL3 VARCHAR(4),
              BIRTH CHAR(8),
              SEX CHAR(1),
              ZIP VARCHAR(7),
              ADDR1 VARCHAR(200),
              ADDR2 VARCHAR(200),
              SMS_YN CHAR(1) DEFAULT 'N' NOT NULL,
              GRADE_CD CHAR(2) NOT NULL,
              STATUS_CD CHAR(1) NOT NULL,
              ENTRY_CD VARCHAR(20),
              REG_DT CHAR(14) NOT NULL,
              CONSTRAINT UK_MEMBER_USER_ID UNIQUE (USER_ID),
              CONSTRAINT UK_MEMBER_EMAIL UNIQUE (EMAIL)
            %s
            """.formatted(key, exact, end).strip(), """
            CREATE TABLE TB_MEMBER_SNS (
              SNS_TYPE VARCHAR(10) NOT NULL,
              SNS_ID VARCHAR(50) NOT NULL,
              MEMBER_NO BIGINT NOT NULL,
              PRIMARY KEY (SNS_TYPE, SNS_ID)
            %s
            """.formatted(end).strip());
  }

  private static String row(Member member) {
    List<String> values = List.of(
        quoted(Optional.of(member.userId())),
        // The shape of an old hash of a password that nobody knows.
        quoted(Optional.of(
            String.format(Locale.ROOT, "%064x", new BigInteger(250, new Random(member.number()))))),
        quoted(Optional.of(member.name())),
        quoted(member.email()),
        quoted(member.phone()),
        quoted(Optional.of(member.birthDate())),
        quoted(Optional.of(member.sex())),
        member.number() % 3 == 0 ? "'Y'" : "'N'",
        "'01'",
        quoted(Optional.of(member.status())),
        "'" + (2006 + member.number() % 18) + "0415093000'");
    return "(" + String.join(", ", values) + ")";
  }

  private static String quoted(Optional<String> text) {
    return text.map(value -> "'" + value.replace("'", "''") + "'").orElse("NULL");
  }
}
