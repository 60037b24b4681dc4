package io.membersync.jdbc;

import static io.membersync.jdbc.Shopping.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import io.membersync.testing.OldMemberTable;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Everything a shop's table of twenty years asks of the store, with its 1,000 rows. */
class OldTableTest extends OldTableFixture {
  private static final String ADDRESSES = """
      [{"id":"1","base":"서울 종로구 새문안로 1","detail":"2층","postal_code":"03173"},\
      {"id":"2","base":"부산 해운대구 센텀로 2","postal_code":"48058","default":true}]""";

  @Test
  void aNewMemberStandsThereAsTheShopItselfWritesOne() {
    Shopping shop = new Shopping(builder().build());

    MemberId member = shop.join(
        value(Field.NAME, "김민서"),
        value(Field.EMAIL, "minseo@example.com"),
        value(Field.PHONE, "+821098765432"),
        value(Field.BIRTH_YEAR, "1999"),
        value(Field.BIRTHDAY, "--04-15"),
        value(Field.GENDER, "female"),
        value(Field.SHIPPING_ADDRESSES, ADDRESSES));

    assertThat(member).isEqualTo(new MemberId("1001"));
    assertThat(
            one("SELECT CONCAT(MB_NAME, '|', EMAIL, '|', HP, '|', BIRTH, '|', SEX, '|', ZIP, '|',"
                + " ADDR1, '|', COALESCE(ADDR2, 'null'), '|', GRADE_CD, '|', STATUS_CD, '|', ENTRY_CD,"
                + " '|', REG_DT) FROM TB_MEMBER WHERE MEMBER_NO = 1001"))
        .isEqualTo("김민서|minseo@example.com|010-9876-5432|19990415|F|48058|부산 해운대구 센텀로 2|null|01|A"
            + "|poster|20261121120000");
    assertThat(one("SELECT USER_ID FROM TB_MEMBER WHERE MEMBER_NO = 1001"))
        .matches("ms[0-9a-f]{16}");
    assertThat(one("SELECT PASSWD FROM TB_MEMBER WHERE MEMBER_NO = 1001")).matches("![0-9a-z]{63}");
    assertThat(shop.read(member).values())
        .containsEntry("phone", "+821098765432")
        .containsEntry("birth_year", "1999")
        .containsEntry("birthday", "--04-15")
        .containsEntry("gender", "female");
  }

  @Test
  void whatIsWithheldIsLeftToTheDatabase() {
    Shopping shop = new Shopping(builder().build());
    MemberId member = shop.join(value(Field.NAME, "김민서"));
    assertThat(shop.read(member).values()).containsOnly(Map.entry("name", "김민서"));
    assertThat(one("SELECT SMS_YN FROM TB_MEMBER WHERE MEMBER_NO = 1001")).isEqualTo("N");
  }

  @Test
  void everyOldRowIsReadInTheFieldsOwnForms() {
    JdbcMemberStore store = builder().build();
    for (OldMemberTable.Member old : OLD.members()) {
      MemberRecord record =
          store.find(new MemberId(Long.toString(old.number()))).orElseThrow();
      assertThat(record.value("phone")).isEqualTo(old.canonicalPhone());
      assertThat(record.value("birth_year")).contains(old.birthDate().substring(0, 4));
      assertThat(record.value("gender")).contains(old.sex().equals("F") ? "female" : "male");
      assertThat(record.status().name()).startsWith(old.status());
    }
    assertThat(store.unreadable()).isEmpty();
  }

  @Test
  void everyOldMemberIsFoundByPhoneAndEmailInWhateverForm() {
    Shopping shop = new Shopping(builder().build());
    for (OldMemberTable.Member old : OLD.members()) {
      old.canonicalPhone()
          .ifPresent(phone ->
              assertThat(shop.holders(Field.PHONE, phone)).contains(Long.toString(old.number())));
      old.email()
          .ifPresent(email ->
              assertThat(shop.holders(Field.EMAIL, email)).contains(Long.toString(old.number())));
    }
    List<OldMemberTable.Member> twice = OLD.members().stream()
        .filter(old -> old.joinedTwice().isPresent() && old.canonicalPhone().isPresent())
        .toList();
    assertThat(twice).isNotEmpty();
  }

  @Test
  void whoCameInByTheOlderLoginIsKnownByItsId() {
    JdbcMemberStore store = builder().build();
    for (OldMemberTable.Member old : OLD.members()) {
      old.kakaoId()
          .ifPresent(id -> assertThat(store.findByIdentity("kakao", id))
              .contains(new MemberId(Long.toString(old.number()))));
    }
    assertThat(store.findByIdentity("kakao", "4711")).isEmpty();
    assertThat(store.findByIdentity("naver", kakaoIds().get(0)))
        .as("another provider")
        .isEmpty();
    database.run("DELETE FROM TB_MEMBER WHERE MEMBER_NO IN (SELECT MEMBER_NO FROM TB_MEMBER_SNS)");
    assertThat(store.findByIdentity("kakao", kakaoIds().get(0)))
        .as("the row of the older login has survived its member")
        .isEmpty();
  }

  @Test
  @Fault("MS-08")
  void anOldIdentityOfTwoMembersLetsNobodyInAndAlarms() {
    database.run("CREATE TABLE old_link (sns VARCHAR(20), member_no BIGINT)");
    database.run("INSERT INTO old_link VALUES ('k4711', 1), ('k4711', 2), ('K4712', 3)");
    JdbcMemberStore store = builder()
        .oldIdentities(
            KAKAO, OldIdentities.inTable("old_link", "sns", "member_no").storedAs(id -> "k" + id))
        .build();

    AtomicReference<MemberStoreException> refused = new AtomicReference<>();
    String log = Logged.during(() -> refused.set(catchThrowableOfType(
        MemberStoreException.class, () -> store.findByIdentity("kakao", "4711"))));
    MemberStoreException thrown = Objects.requireNonNull(refused.get());

    assertThat(log).contains("ERROR", "2 members").doesNotContain("4711");
    assertThat(thrown.code()).isEqualTo("store-identity-of-several");
    assertThat(thrown.isRepeatable()).isFalse();
    assertThat(thrown.getMessage()).contains("2 members").doesNotContain("4711");
    assertThat(store.findByIdentity("kakao", "4712")).as("another letter case").isEmpty();
  }

  @Test
  void aProbeCountsOldIdentitiesThatStandWithSeveralMembers() {
    database.run(
        "CREATE TABLE old_link (sns VARCHAR(20), kind VARCHAR(9), member_no BIGINT)",
        "CREATE INDEX old_link_ix ON old_link (sns)",
        "INSERT INTO old_link VALUES ('k4711', 'K', 1), ('k4711', 'K', 2), ('k4712', 'K', 3),"
            + " ('k4712', 'K', 3), ('k4713', 'K', 4), ('k4713', 'N', 5), ('k4714', 'K', 6),"
            + " ('k4714', 'K', 999999), ('K4714', 'K', 7), ('', 'K', 7), ('', 'K', 8), (NULL, 'K', 9)",
        "ALTER TABLE TB_MEMBER ADD COLUMN NAVER_ID BIGINT DEFAULT 0",
        "CREATE INDEX naver_ix ON TB_MEMBER (NAVER_ID)",
        "UPDATE TB_MEMBER SET NAVER_ID = 9 WHERE MEMBER_NO IN (5, 6, 7)");
    JdbcMemberStore store = builder()
        .oldIdentities(
            KAKAO, OldIdentities.inTable("old_link", "sns", "member_no").where("kind", "K"))
        .oldIdentities(ProviderId.of("naver"), OldIdentities.inMemberTable("NAVER_ID"))
        .build();

    TableFinding inTable = shared(store, 1_000_000, "old_link.sns");
    assertThat(inTable.mend())
        .as("neither another letter case nor a member who is gone is a second one")
        .startsWith("1 identities stand with 2 members, of 7 rows with one; ")
        .contains("store-identity-of-several")
        .doesNotContain("4711");
    assertThat(one(inTable.sql().orElseThrow())).isEqualTo("k4711");
    assertThat(shared(store, 1_000_000, "TB_MEMBER.NAVER_ID").mend())
        .startsWith("1 identities stand with 3 members, of 3 rows with one; ");
    assertThat(shared(store, 2, "TB_MEMBER.NAVER_ID").mend())
        .contains("of 2 rows with one (the first that the database gave; there may be more)");
  }

  private static TableFinding shared(JdbcMemberStore store, int mostRows, String column) {
    return store.probe(Duration.ofSeconds(30), mostRows).stream()
        .filter(finding -> finding.code().equals("duplicates")
            && finding.place().equalsIgnoreCase(column + " (old identities)"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anOldIdentityMayStandInTheMemberTableAsANumber() {
    database.run("ALTER TABLE TB_MEMBER ADD COLUMN KAKAO_NO BIGINT");
    database.run("UPDATE TB_MEMBER SET KAKAO_NO = 4711 WHERE MEMBER_NO = 12");
    JdbcMemberStore store =
        builder().oldIdentities(KAKAO, OldIdentities.inMemberTable("KAKAO_NO")).build();
    assertThat(store.findByIdentity("kakao", "4711")).contains(new MemberId("12"));
    assertThat(store.findByIdentity("kakao", "04711")).isEmpty();
    assertThat(store.findByIdentity("kakao", "no number")).isEmpty();
  }

  @Test
  void yearAndDayShareAColumnAndAreWrittenTogether() {
    Shopping shop = new Shopping(builder().build());
    assertThat(shop.create("poster", value(Field.BIRTHDAY, "--04-15")))
        .isEqualTo(new Creation.Refused("birthday"));
    assertThat(shop.create(
            "poster", value(Field.BIRTH_YEAR, "1999"), value(Field.BIRTHDAY, "--04-15L")))
        .as("a lunar date in a column of solar ones would be another day")
        .isEqualTo(new Creation.Refused("birth_year"));
    MemberId old = new MemberId("1");
    String year = shop.read(old).value("birth_year").orElseThrow();

    assertThat(shop.update(old, value(Field.BIRTHDAY, "--02-28")).outcomes())
        .containsOnly(Map.entry("birthday", Outcome.APPLIED));

    assertThat(one("SELECT BIRTH FROM TB_MEMBER WHERE MEMBER_NO = 1")).isEqualTo(year + "0228");
  }

  private static List<String> kakaoIds() {
    return OLD.members().stream()
        .map(OldMemberTable.Member::kakaoId)
        .flatMap(Optional::stream)
        .toList();
  }
}
