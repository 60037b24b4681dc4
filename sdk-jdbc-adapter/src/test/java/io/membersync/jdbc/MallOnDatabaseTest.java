package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members.Joined;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.PretendMall;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.AtOnce;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Books in a database, members at a hosted mall: what waits for a member there is found and woken. */
class MallOnDatabaseTest {
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  private final TestDatabase database = TestDatabase.inMemory();
  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final PretendMall mall = new PretendMall(FieldMapping.basic());
  private final List<MemberSync> engines = new ArrayList<>();

  @BeforeEach
  void twoNodes() {
    JdbcRecords.createTables(database.dataSource());
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
    engines.add(open());
    engines.add(open());
  }

  @AfterEach
  void close() {
    engines.forEach(MemberSync::close);
    kakao.close();
    database.close();
  }

  private MemberSync open() {
    Notices notices = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build());
    return MemberSync.builder(mall, notices)
        .provider(kakao.provider())
        .callbacks(CALLBACKS)
        .records(new JdbcRecords(database.unit()))
        .keys(KeyRing.of(Secret.of("one secret for all nodes of this shop")))
        .http(OldTableFixture.PATIENT)
        .build();
  }

  private PersonId signIn(MemberSync node, String person) {
    SignInResult result = new TestBrowser().signIn(node, Kakao.ID, kakao.visitor(person)::agree);
    assertThat(result).isInstanceOf(SignedIn.class);
    return ((SignedIn) result).person();
  }

  @Test
  void theOtherNodeHearsOfTheMemberAndWritesWhatWaits() {
    PersonId person = signIn(engines.get(0), "haneul");
    MemberId member = mall.logIn(person, Map.of("name", "Typed"));

    mall.deliver(engines.get(1).members()::joined);
    assertThat(engines.get(1).work().runDue(Duration.ofMinutes(1))).isOne();

    assertThat(mall.valuesOf(member)).containsKeys("name", "email", "phone");
    assertThat(engines.get(0).members().joined(person, member)).isEqualTo(Joined.ALREADY);
    assertThat(new JdbcRecords(database.unit()).tasks().findOpen(ShopId.DEFAULT, 10))
        .isEmpty();
  }

  @Test
  void aSignInThatIsCommittedWhileTheMallTellsIsNeverLeftWaiting() throws Exception {
    for (int round = 0; round < 20; round++) {
      String key = "visitor" + round;
      kakao.put(visitor(key, round, "1000"));
      PersonId person = signIn(engines.get(0), key);
      MemberId member = mall.logIn(person, Map.of());
      kakao.put(visitor(key, round, "2000"));
      List<Callable<Object>> both = List.of(() -> signIn(engines.get(0), key), () -> {
        mall.deliver(engines.get(1).members()::joined);
        return true;
      });

      AtOnce.call(both);
      engines.forEach(node -> node.work().runDue(Duration.ofMinutes(1)));

      assertThat(mall.valuesOf(member))
          .as("round %d", round)
          .containsEntry("phone", "+82105550" + 2000);
      assertThat(new JdbcRecords(database.unit()).tasks().findOpen(ShopId.DEFAULT, 10))
          .isEmpty();
    }
  }

  private static KakaoPerson visitor(String key, int number, String phone) {
    return KakaoPerson.named(key, 7_000_000L + number)
        .nickname("Visitor")
        .name("Visitor")
        .email(key + "@shop.example")
        .phoneNumber("+82 10-5550-" + phone)
        .build();
  }
}
