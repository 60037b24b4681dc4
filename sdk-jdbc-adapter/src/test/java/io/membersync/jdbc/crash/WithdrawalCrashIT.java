package io.membersync.jdbc.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberStore;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testing.FakeEndpoints;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.ChildJvm;
import io.membersync.testsupport.servers.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process between any two steps of a withdrawal: either nothing has been withdrawn, or all of
 * it has been, with everything that follows written down; and the next process does the rest, once.
 */
@Tag("crash")
class WithdrawalCrashIT {
  static final Set<String> WITHDRAWN = Set.of("opt_profile", "mkt", "ad_sms");
  private static final FieldMapping MAPPING = FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final List<String> TARGETS =
      List.of("listeners", "messages", "provider:kakao", "scope:kakao:birthday", "store");
  private static final int KILLS = Math.max(1, Integer.getInteger("crash.kills", 20) / 2);

  @TempDir
  Path folder;

  private final FakeKakao kakao = FakeKakao.onLoopback();
  private String url = "";

  static JdbcMemberStore members(JdbcUnitOfWork unit) {
    return JdbcMemberStore.builder(unit, "member", MAPPING)
        .eraseOnWithdrawal("birthday")
        .build();
  }

  static MemberSyncBuilder shop(
      MemberStore members,
      Records records,
      URI fake,
      String clientId,
      Secret clientSecret,
      Secret adminKey) {
    Kakao kakao = Kakao.of(clientId, clientSecret).withAdminKey(adminKey);
    return MemberSync.builder(
            members, Notices.korea("Wine Shop").askedBy("mkt", "marketing_20260401"))
        .provider(
            FakeEndpoints.lead(kakao, fake, "https://kauth.kakao.com", "https://kapi.kakao.com"))
        .callbacks(CrashShop.CALLBACKS)
        .mapping(MAPPING)
        .records(records)
        .keys(KeyRing.of(Secret.of("one secret for all lives of this shop")))
        .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build());
  }

  @BeforeEach
  void openShop() throws SQLException {
    url = CrashShop.create(folder);
    run("alter table member add birthday varchar(10)");
    kakao.registerRedirectUri(CrashShop.CALLBACKS.resolve("kakao"));
  }

  @AfterEach
  void closeShop() {
    kakao.close();
  }

  @Test
  @Fault("CL-08")
  void aKillBetweenAnyTwoStepsLosesNothingOfAWithdrawal() throws Exception {
    String first = signUp(0);
    String whole = life(first, 0, 0);
    assertThat(whole).startsWith("ended after ");
    assertDone(first, 0);
    int steps = Integer.parseInt(whole.substring("ended after ".length()));
    assertThat(steps).isGreaterThan(20);

    int committed = 0;
    for (int kill = 1; kill <= KILLS; kill++) {
      int step = 1 + (int) ((long) (kill - 1) * (steps - 1) / Math.max(1, KILLS - 1));
      String member = signUp(kill);

      String standing = life(member, step, 0);

      assertThat(standing).as("step %d", step).startsWith("standing ");
      committed += assertWholeOrNothing(member, standing);
      assertThat(life(member, 0, 30)).as("after %s", standing).startsWith("ended after ");
      assertDone(member, kill);
    }
    assertThat(committed).as("killed before the commit, and after it").isBetween(1, KILLS - 1);
    System.out.printf(
        "%s: %d kills between the %d steps of a withdrawal, %d after its commit%n",
        System.getProperty("crash.db", "h2"), KILLS, steps, committed);
  }

  /** 1 when it is committed. */
  private int assertWholeOrNothing(String member, String standing) throws SQLException {
    long events = withdrawn(member);
    assertThat(events).as(standing).isIn(0L, (long) WITHDRAWN.size());
    boolean committed = events > 0;
    assertThat(number(ofPerson("membersync_consent_step"), member))
        .as(standing)
        .isEqualTo(committed ? TARGETS.size() : 0);
    assertThat(number(ofPerson("membersync_suppression"), member))
        .as(standing)
        .isEqualTo(committed ? 1 : 0);
    if (!committed) {
      assertThat(birthdays(member)).as(standing).isOne();
    }
    return committed ? 1 : 0;
  }

  private void assertDone(String member, int number) throws SQLException {
    assertThat(withdrawn(member)).isEqualTo(WITHDRAWN.size());
    assertThat(targets(member)).isEqualTo(TARGETS);
    assertThat(notDone(member))
        .as("what the provider was told before the kill, it has nothing to take back of")
        .isSubsetOf("provider:kakao NOT_APPLICABLE", "scope:kakao:birthday NOT_APPLICABLE");
    assertThat(birthdays(member)).isZero();
    assertThat(kakao.findLink(kakao.person("visitor" + number)).orElseThrow().agreedTerms())
        .doesNotContainKey("marketing_20260401");
    assertThat(kakao.findLink(kakao.person("visitor" + number)).orElseThrow().agreedItems())
        .doesNotContain("birthday");
  }

  private List<String> targets(String member) throws SQLException {
    return words(ofPerson("membersync_consent_step").replace("count(*)", "x.target"), member);
  }

  private List<String> notDone(String member) throws SQLException {
    return words(
        ofPerson("membersync_consent_step").replace("count(*)", "concat(x.target, ' ', x.state)")
            + " and x.state <> 'DONE'",
        member);
  }

  private List<String> words(String sql, String member) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(sql + " order by 1")) {
      statement.setString(1, member);
      List<String> words = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          words.add(row.getString(1));
        }
      }
      return words;
    }
  }

  private long withdrawn(String member) throws SQLException {
    return number(
        "select count(*) from membersync_consent_event e join membersync_member t"
            + " on t.person_id = e.subj where t.member_id = ? and e.type = 'WITHDRAWN'",
        member);
  }

  private static String ofPerson(String table) {
    return "select count(*) from " + table
        + " x join membersync_member t on t.person_id = x.person_id where t.member_id = ?";
  }

  private long birthdays(String member) throws SQLException {
    return number(
        "select count(*) from member where concat(id, '') = ? and birthday is not null", member);
  }

  private long number(String sql, String member) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, member);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Somebody who has agreed to everything, in this process, which nobody kills. */
  private String signUp(int number) {
    KakaoPerson person = KakaoPerson.named("visitor" + number, 5_000_000_000L + number)
        .nickname("Visitor")
        .name("Visitor " + number)
        .email("visitor" + number + "@shop.example")
        .phoneNumber(String.format("+82 10-5550-%04d", number))
        .birthday("0415")
        .build();
    kakao.put(person);
    try (HikariDataSource pool = Server.pool(url, 4)) {
      JdbcUnitOfWork unit = new JdbcUnitOfWork(pool);
      try (MemberSync sync = shop(
              members(unit),
              new JdbcRecords(unit),
              kakao.baseUri(),
              kakao.clientId(),
              Secret.of(kakao.clientSecret()),
              Secret.of(kakao.app().adminKey()))
          .build()) {
        TestBrowser browser = new TestBrowser();
        SignInResult.NeedsConsent needs = (SignInResult.NeedsConsent) browser.signIn(
            sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization));
        Answers answers = Answers.none();
        for (Notice notice : needs.missing().asked()) {
          answers = answers.consent(notice.tag(), true);
        }
        return ((SignInResult.SignedIn) sync.resume(browser, needs.parked(), answers))
            .member()
            .orElseThrow()
            .value();
      }
    }
  }

  /** One life of the shop's process, and what it said last. */
  private String life(String member, int standStillAt, int minutesAhead)
      throws IOException, InterruptedException {
    List<String> arguments = List.of(
        url,
        kakao.baseUri().toString(),
        kakao.clientId(),
        kakao.clientSecret(),
        kakao.app().adminKey(),
        member,
        String.valueOf(standStillAt),
        String.valueOf(minutesAhead));
    Process process = ChildJvm.of(WithdrawalChild.class, arguments)
        .redirectError(folder.resolve("child.log").toFile())
        .start();
    String said = "";
    try (BufferedReader out = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said = line;
        if (line.startsWith("standing ")) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
