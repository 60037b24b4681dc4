package io.membersync.jdbc;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberRecord;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.KeyRing;
import io.membersync.testing.OldMemberTable;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The table of twenty years, and the settings that its shop would write. */
abstract class OldTableFixture {
  static final OldMemberTable OLD = OldMemberTable.of(20_060_415);
  static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  /** A busy machine is no fault of the provider. */
  static final HttpOptions PATIENT =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build();

  static final ProviderId KAKAO = ProviderId.of("kakao");

  static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .unique()
      .map(Field.PHONE, "phone")
      .map(Field.BIRTH_YEAR, "birth_year")
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.GENDER, "gender")
      .map(Field.SHIPPING_ADDRESSES, "address");

  final TestDatabase database = open();

  TestDatabase open() {
    return TestDatabase.inMemory();
  }

  @BeforeEach
  void createTables() {
    JdbcRecords.createTables(database.dataSource());
    String product = database
        .unit()
        .withConnection(connection -> connection.getMetaData().getDatabaseProductName());
    database.run(OLD.statements(product).toArray(new String[0]));
  }

  @AfterEach
  void close() {
    database.close();
  }

  JdbcMemberStoreBuilder builder() {
    return builder(database.unit());
  }

  static JdbcMemberStoreBuilder builder(JdbcUnitOfWork unit) {
    return builder(unit, MAPPING);
  }

  static JdbcMemberStoreBuilder builder(JdbcUnitOfWork unit, FieldMapping mapping) {
    return JdbcMemberStore.builder(unit, "TB_MEMBER", mapping)
        .key("MEMBER_NO")
        .column("name", "MB_NAME")
        .column("email", "EMAIL")
        .column("phone", "HP", ColumnCodec.phoneWithHyphens())
        .birthDate("BIRTH", "yyyyMMdd")
        .column("gender", "SEX", ColumnCodec.words(Map.of("female", "F", "male", "M")))
        .split("address", List.of("ZIP", "ADDR1", "ADDR2"), SplitCodec.address())
        .status(
            "STATUS_CD",
            Map.of(
                MemberRecord.Status.ACTIVE, "A",
                MemberRecord.Status.DORMANT, "D",
                MemberRecord.Status.BLOCKED, "B",
                MemberRecord.Status.LEFT, "L"))
        .whenMadeFrom(
            "USER_ID",
            member -> "ms" + member.person().toString().substring(19, 36).replace("-", ""))
        .whenMade("PASSWD", UnusablePassword.supplier(64))
        .literal("GRADE_CD", "01")
        .entry("ENTRY_CD")
        .clock(Clock.fixed(Shopping.NOON, ZoneOffset.UTC))
        .zone(ZoneId.of("Asia/Seoul"))
        .joinedAt("REG_DT", "yyyyMMddHHmmss")
        .oldIdentities(
            KAKAO,
            OldIdentities.inTable("TB_MEMBER_SNS", "SNS_ID", "MEMBER_NO")
                .where("SNS_TYPE", "KAKAO"));
  }

  /** An engine on the old table that keeps an index of contacts. */
  final MemberSyncBuilder indexed(Provider provider) {
    Notices notices = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build());
    return MemberSync.builder(builder().build(), notices)
        .provider(provider)
        .mapping(FieldMapping.none()
            .map(Field.NAME, "name")
            .map(Field.EMAIL, "email")
            .unique()
            .map(Field.PHONE, "phone"))
        .callbacks(CALLBACKS)
        .records(new JdbcRecords(database.unit()))
        .keys(KeyRing.of(Secret.of("a secret of this shop, long enough to be one")))
        .http(PATIENT)
        .contactIndex();
  }

  final String one(String query) {
    return database.unit().withConnection(connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    });
  }
}
