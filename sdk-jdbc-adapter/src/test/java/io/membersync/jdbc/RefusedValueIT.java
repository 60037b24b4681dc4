package io.membersync.jdbc;

import static io.membersync.jdbc.Shopping.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.membersync.MemberSync;
import io.membersync.SignInResult;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same on servers, with what only they refuse: a character that is not in the character set. */
@Tag("real")
class RefusedValueIT {
  private static final String SMILE = "\uD83D\uDE00";

  abstract static class OnAServer extends RefusedValueTest {
    @Test
    void aCharacterThatTheColumnLacksLeavesItsFieldOut() {
      assertThat(leftOutOfSignUp(
              shop(),
              value(Field.NAME, "김민서"),
              value(Field.NICKNAME, "mina" + SMILE),
              value(Field.GENDER, "female")))
          .containsExactly("nick");
      assertThat(one("SELECT CONCAT(name, COALESCE(nick, '-'), gender) FROM member"))
          .isEqualTo("김민서-female");
    }

    @Test
    void alsoInAColumnThatMustBeFilledSoThatTheVisitorCanBeAsked() {
      Shopping shop = shop();
      shop.join(value(Field.NAME, "Lee"));
      // Once such a value has come, a server whose transactions end by it is met with savepoints.
      leftOutOfSignUp(shop, value(Field.NAME, "Lee"), value(Field.NICKNAME, SMILE));
      assertThat(
              shop.create("poster", value(Field.NAME, SMILE), value(Field.NICKNAME, SMILE + SMILE)))
          .isEqualTo(new Creation.Refused("name"));
    }

    @Test
    void aChangeIsWrittenWithoutIt() {
      Shopping shop = shop();
      MemberId member = shop.join(value(Field.NAME, "Lee"), value(Field.NICKNAME, "lee"));
      assertThat(shop.update(
                  member,
                  value(Field.NAME, "Kim" + SMILE),
                  value(Field.NICKNAME, SMILE),
                  value(Field.GENDER, "female"))
              .outcomes())
          .containsOnly(
              Map.entry("name", Outcome.INVALID),
              Map.entry("nick", Outcome.INVALID),
              Map.entry("gender", Outcome.APPLIED));
      assertThat(one("SELECT CONCAT(name, nick, gender) FROM member")).isEqualTo("Leeleefemale");
    }

    @Test
    void aSignUpAtTheProviderEndsWithAMember() {
      FieldMapping mapping =
          FieldMapping.none().map(Field.NAME, "nick").map(Field.GENDER, "gender");
      JdbcMemberStore store = JdbcMemberStore.builder(database.unit(), "member", mapping)
          .literal("name", "-")
          .build();
      KakaoPerson person = KakaoPerson.named("mina", 2718281801L)
          .name("Mina" + SMILE)
          .gender("female")
          .build();
      try (FakeKakao kakao = FakeKakao.onLoopback();
          MemberSync sync = OldMembersRoadTest.engine(kakao, store).build()) {
        kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
        kakao.put(person);
        assertThat(new TestBrowser()
                .signIn(
                    sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization)))
            .isInstanceOf(SignInResult.SignedIn.class);
      }
      assertThat(one("SELECT CONCAT(COALESCE(nick, 'none'), ' ', gender) FROM member"))
          .isEqualTo("none female");
    }

    @Test
    void anErasureThatIsRefusedIsToldAtOnce() {
      JdbcMemberStore store = JdbcMemberStore.builder(
              database.unit(),
              "member",
              FieldMapping.none().map(Field.NAME, "name").map(Field.GENDER, "gender"))
          .eraseOnWithdrawal("gender", member -> "none")
          .build();
      MemberId member =
          new Shopping(store).join(value(Field.NAME, "Lee"), value(Field.GENDER, "female"));
      MemberStoreException thrown = catchThrowableOfType(
          MemberStoreException.class,
          () -> store.erase(member, Set.of("gender"), new OperationId("one")));
      assertThat(thrown.code()).isEqualTo("store-erase");
      assertThat(one("SELECT gender FROM member")).isEqualTo("female");
    }

    /** A trigger says no in the state that is left to the shop. */
    abstract String[] triggerAgainstNicknamesOf(String name);

    @Test
    void whatATriggerOfTheShopRefusesIsLeftOut() {
      database.run(triggerAgainstNicknamesOf("admin"));
      assertThat(leftOutOfSignUp(shop(), value(Field.NAME, "Kim"), value(Field.NICKNAME, "admin")))
          .containsExactly("nick");
    }

    @Test
    void aUniqueColumnThatLacksTheCharacterLeavesItsFieldOut() {
      FieldMapping unique = FieldMapping.none()
          .map(Field.NAME, "name")
          .map(Field.NICKNAME, "nick")
          .unique();
      database.run("CREATE UNIQUE INDEX uk_nick ON member (nick)");
      Shopping shop = new Shopping(
          JdbcMemberStore.builder(database.unit(), "member", unique).build());
      assertThat(leftOutOfSignUp(shop, value(Field.NAME, "Kim"), value(Field.NICKNAME, SMILE)))
          .containsExactly("nick");
      assertThat(one("SELECT name FROM member")).isEqualTo("Kim");
    }
  }

  @Nested
  class OnPostgreSqlInEucKr extends OnAServer {
    @Override
    TestDatabase open() {
      String other = Server.POSTGRESQL.newDatabase();
      String name = "euckr" + UUID.randomUUID().toString().replace("-", "");
      try (Connection connection = DriverManager.getConnection(other);
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name
            + " ENCODING 'EUC_KR' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
      } catch (SQLException e) {
        throw new AssertionError("creating a database in EUC-KR", e);
      }
      return TestDatabase.at(other.replaceFirst("/jdbc[0-9a-f]+", "/" + name));
    }

    @Override
    String[] triggerAgainstNicknamesOf(String name) {
      return new String[] {
        """
        CREATE FUNCTION refuse() RETURNS trigger AS $$
        BEGIN
          IF NEW.nick = '%s' THEN RAISE EXCEPTION 'not %%', NEW.nick; END IF;
          RETURN NEW;
        END $$ LANGUAGE plpgsql
        """.formatted(name),
        "CREATE TRIGGER refuse BEFORE INSERT ON member FOR EACH ROW EXECUTE FUNCTION refuse()"
      };
    }
  }

  @Nested
  class OnMariaDb extends OnAServer {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MARIADB);
    }

    @Override
    String key() {
      return "BIGINT AUTO_INCREMENT PRIMARY KEY";
    }

    @Override
    String characterSet() {
      return "DEFAULT CHARACTER SET utf8mb3";
    }

    @Test
    void nothingIsTriedInATableThatCannotUndoIt() {
      database.run("""
          CREATE TABLE old_member (
            id BIGINT AUTO_INCREMENT PRIMARY KEY,
            name VARCHAR(50) NOT NULL,
            nick VARCHAR(50)) ENGINE = MyISAM
          """, """
          CREATE TRIGGER refuse_old BEFORE INSERT ON old_member FOR EACH ROW
          IF NEW.nick = 'admin' THEN SIGNAL SQLSTATE '45000'; END IF
          """);
      FieldMapping mapping =
          FieldMapping.none().map(Field.NAME, "name").map(Field.NICKNAME, "nick");
      JdbcMemberStore store =
          JdbcMemberStore.builder(database.unit(), "old_member", mapping).build();
      MemberStoreException thrown = catchThrowableOfType(
          MemberStoreException.class,
          () -> new Shopping(store)
              .create("poster", value(Field.NAME, "Kim"), value(Field.NICKNAME, "admin")));
      assertThat(thrown).hasMessageContaining("old_member: create member");
      assertThat(one("SELECT COUNT(*) FROM old_member")).isEqualTo("0");
      assertThat(store.check()).anySatisfy(finding -> {
        assertThat(finding.code()).isEqualTo("table-engine");
        assertThat(finding.mend()).contains("MyISAM");
        database.run(finding.sql().orElseThrow());
      });
      assertThat(store.check()).extracting(TableFinding::code).doesNotContain("table-engine");
    }

    @Override
    String[] triggerAgainstNicknamesOf(String name) {
      return new String[] {"""
        CREATE TRIGGER refuse BEFORE INSERT ON member FOR EACH ROW
        BEGIN
          IF NEW.nick = '%s' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF;
        END
        """.formatted(name)};
    }
  }

  @Nested
  class ByMySqlsDriver extends OnMariaDb {
    @Override
    TestDatabase open() {
      return TestDatabase.on(Server.MYSQL_DRIVER);
    }
  }
}
