package io.membersync.jdbc.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notices;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The road on each database, every step of a story on the other of two engines. */
@Tag("real")
class RoadIT {
  private static final ProviderId OLD = ProviderId.of("kakao-old");

  /** A shop that asks for consent on its own page, with two registrations at Kakao. */
  private static final class Shop implements AutoCloseable {
    final CrowdedKakao kakao = new CrowdedKakao();
    private final HikariDataSource pool;
    private final List<MemberSync> engines;
    private int calls;

    Shop(Server server) {
      String url = server.newDatabase();
      CrowdedKakao.createTables(server, url);
      pool = Server.pool(url, 10);
      kakao.fake.registerRedirectUri(Node.CALLBACKS.resolve(OLD.value()));
      engines = List.of(open(), open());
    }

    private MemberSync open() {
      JdbcUnitOfWork unit = new JdbcUnitOfWork(pool);
      Kakao registration = Kakao.of(kakao.fake.clientId(), Secret.of(kakao.fake.clientSecret()))
          .withAdminKey(Secret.of(kakao.fake.app().adminKey()));
      return MemberSync.builder(Node.members(unit), Notices.korea("Wine Shop"))
          .provider(kakao.fake.provider(registration))
          .provider(kakao.fake.provider(registration.withId(OLD)))
          .callbacks(Node.CALLBACKS)
          .records(new JdbcRecords(unit))
          .keys(KeyRing.of(Secret.of("one secret for all nodes of this shop")))
          .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build())
          .build();
    }

    /** Each time the other engine. */
    MemberSync next() {
      return engines.get(calls++ % 2);
    }

    SignInResult comeBack(ProviderId provider, KakaoPerson person, TestBrowser browser) {
      URI authorization = browser.begin(next(), provider, SignIn.returningTo("/cart"));
      URI callback = kakao.fake.visitor(person).agree(authorization);
      return browser.complete(next(), provider, callback);
    }

    MemberId signUp(KakaoPerson person) {
      TestBrowser browser = new TestBrowser();
      SignInResult result = comeBack(Kakao.ID, person, browser);
      assertThat(result).isInstanceOf(NeedsConsent.class);
      Answers agreed = Answers.none().consent("tos", true).consent("age14", true);
      return memberOf(next().resume(browser, ((NeedsConsent) result).parked(), agreed));
    }

    MemberId signIn(KakaoPerson person) {
      return memberOf(comeBack(Kakao.ID, person, new TestBrowser()));
    }

    String one(String query) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(query)) {
        return row.next() ? String.valueOf(row.getString(1)) : "no row";
      } catch (SQLException e) {
        throw new IllegalStateException("asking the database", e);
      }
    }

    @Override
    public void close() {
      engines.forEach(MemberSync::close);
      pool.close();
      kakao.close();
    }
  }

  private static MemberId memberOf(SignInResult result) {
    assertThat(result).isInstanceOf(SignedIn.class);
    return ((SignedIn) result).member().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aSignUpParksAndEndsInOneMemberWithItsEvidence(Server server) {
    try (Shop shop = new Shop(server)) {
      KakaoPerson person = shop.kakao.person(7);

      MemberId member = shop.signUp(person);

      assertThat(shop.signIn(person)).isEqualTo(member);
      assertThat(shop.one("SELECT email FROM member WHERE id = " + member))
          .isEqualTo("visitor7@shop.example");
      assertThat(shop.one("SELECT COUNT(*) FROM member")).isEqualTo("1");
      assertThat(shop.one("SELECT COUNT(*) FROM membersync_parked")).isEqualTo("0");
      assertThat(shop.one("SELECT COUNT(*) FROM membersync_provenance")).isEqualTo("3");
      assertThat(Integer.parseInt(
              shop.one("SELECT COUNT(*) FROM membersync_consent_event WHERE type = 'GRANTED'")))
          .isGreaterThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void whatTheShopEditedStaysAndWhatItLeftFollowsTheProvider(Server server) throws Exception {
    try (Shop shop = new Shop(server)) {
      KakaoPerson person = shop.kakao.person(7);
      MemberId member = shop.signUp(person);
      try (Connection connection = shop.pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("UPDATE member SET name = 'Edited'");
      }
      KakaoPerson moved = KakaoPerson.named("visitor7", person.id())
          .nickname("Visitor")
          .name("Visitor Seven")
          .email("visitor7@shop.example")
          .phoneNumber("+82 10-9999-0007")
          .build();
      shop.kakao.fake.put(moved);

      assertThat(shop.signIn(moved)).isEqualTo(member);

      assertThat(shop.one("SELECT name FROM member")).isEqualTo("Edited");
      assertThat(shop.one("SELECT phone FROM member")).isEqualTo("+821099990007");
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aFurtherWayInLeadsToTheSameMemberAndGoesWithItsUnlinking(Server server) {
    try (Shop shop = new Shop(server)) {
      MemberId member = shop.signUp(shop.kakao.person(7));
      KakaoPerson other = shop.kakao.person(8);
      TestBrowser browser = new TestBrowser();
      URI authorization = browser.begin(shop.next(), OLD, SignIn.linking(member, "/"));
      URI callback = shop.kakao.fake.visitor(other).agree(authorization);

      assertThat(memberOf(browser.complete(shop.next(), OLD, callback, member))).isEqualTo(member);
      assertThat(memberOf(shop.comeBack(OLD, other, new TestBrowser()))).isEqualTo(member);

      assertThat(shop.next().receive(OLD, unlinked(shop, other)).httpStatus()).isEqualTo(200);
      assertThat(shop.next().work().runDue(Duration.ofMinutes(1))).isPositive();
      assertThat(shop.one("SELECT COUNT(*) FROM membersync_identity")).isEqualTo("1");
      assertThat(shop.one("SELECT state FROM membersync_person")).isEqualTo("ACTIVE");

      assertThat(shop.next()
              .receive(Kakao.ID, unlinked(shop, shop.kakao.person(7)))
              .httpStatus())
          .isEqualTo(200);
      shop.next().work().runDue(Duration.ofMinutes(1));
      assertThat(shop.one("SELECT COUNT(*) FROM membersync_identity")).isEqualTo("0");
      assertThat(shop.one("SELECT state FROM membersync_person")).isEqualTo("LEAVE_PENDING");
      assertThat(shop.one("SELECT COUNT(*) FROM member")).isEqualTo("1");
    }
  }

  private static Webhook unlinked(Shop shop, KakaoPerson person) {
    String form = "app_id="
        + shop.kakao.fake.app().appId()
        + "&user_id="
        + person.id()
        + "&referrer_type=UNLINK_FROM_APPS";
    return new Webhook(
        "POST",
        "",
        Map.of(
            "Authorization",
            List.of("KakaoAK " + shop.kakao.fake.app().adminKey()),
            "Content-Type",
            List.of("application/x-www-form-urlencoded")),
        form.getBytes(StandardCharsets.UTF_8));
  }
}
