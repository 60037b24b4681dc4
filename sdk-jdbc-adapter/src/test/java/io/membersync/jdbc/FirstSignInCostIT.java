package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.SignIn;
import io.membersync.SignInResult.SignedIn;
import io.membersync.jdbc.StatementClock.Sent;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.servers.Server;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the SQL of a first sign-in costs beside the same rows written by hand, in a table of two
 * million rows: the time that the thread waits for PostgreSQL. Both go through the same pool, turn by
 * turn.
 */
@Tag("bench")
@Tag("first-sign-in")
class FirstSignInCostIT extends OldTableFixture {
  private static final int ROWS = Integer.getInteger("bench.rows", 2_000_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
  private static final int SIGN_INS = Integer.getInteger("bench.sign-ins", 200);

  private final StatementClock clock = new StatementClock(database.dataSource());
  private int people;

  @Override
  TestDatabase open() {
    return TestDatabase.on(Server.POSTGRESQL);
  }

  /** A round of one kind. */
  private interface Round {
    void run() throws SQLException;
  }

  @Test
  void costsLittleMoreThanByHand() throws SQLException {
    fill();
    JdbcUnitOfWork unit = new JdbcUnitOfWork(clock.dataSource());
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = OldMembersRoadTest.engine(kakao, unit).build();
        MemberSync withoutSql = inMemory(kakao)) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      Round road = () -> signUp(sync, kakao, () -> {});
      SignUpByHand byHand = new SignUpByHand(clock.dataSource());
      road.run(); // also reads what the tables are like
      byte[] outcome =
          new byte[Integer.parseInt(one("SELECT MAX(LENGTH(outcome)) FROM membersync_claim"))];
      Round hand = () -> {
        String state = UUID.randomUUID().toString() + UUID.randomUUID();
        // Between its two parts everything else of a sign-in happens here too: a database that has
        // waited is slower to answer.
        int number = signUp(withoutSql, kakao, () -> byHand.claim(state));
        byHand.signUp(
            state,
            Long.toString(9_000_000_000L + number),
            "Kim " + number,
            "hand" + number + "@shop.example",
            String.format(Locale.ROOT, "010-9%03d-%04d", number / 10_000, number % 10_000),
            outcome);
      };
      measure(road, 30);
      measure(hand, 30);
      List<Double> roads = new ArrayList<>();
      List<Double> hands = new ArrayList<>();
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        roads.add(measure(road, SIGN_INS));
        hands.add(measure(hand, SIGN_INS));
        times.add(roads.get(i) / hands.get(i));
      }
      System.out.printf(
          Locale.ROOT,
          "%d rows: MemberSync %.0f µs (%.0f to %.0f), by hand %.0f µs (%.0f to %.0f), × %.2f%n",
          ROWS,
          median(roads),
          Collections.min(roads),
          Collections.max(roads),
          median(hands),
          Collections.min(hands),
          Collections.max(hands),
          median(times));
      clock.take();
      road.run();
      List<String> ours = clock.take().statements();
      hand.run();
      List<String> byHands = clock.take().statements();
      System.out.println(ours.size() + " answers to wait for, by hand " + byHands.size());
      ours.forEach(System.out::println);
    }
  }

  private static MemberSync inMemory(FakeKakao kakao) {
    return MemberSync.builder(new InMemoryMemberStore(MAPPING), OldMembersRoadTest.notices())
        .provider(kakao.provider())
        .callbacks(URI.create("http://localhost:8080/login/callback/"))
        .build();
  }

  /** Microseconds of a sign-in, in the middle of a round. */
  private double measure(Round round, int signIns) throws SQLException {
    List<Double> micros = new ArrayList<>();
    for (int i = 0; i < signIns; i++) {
      clock.take();
      round.run();
      Sent sent = clock.take();
      micros.add(sent.nanos() / 1_000.0);
    }
    return median(micros);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  /**
   * Signs somebody up.
   *
   * @param returned run when the visitor is back from the provider
   * @return the person's number
   */
  private int signUp(MemberSync sync, FakeKakao kakao, Round returned) throws SQLException {
    int number = ++people;
    KakaoPerson person = KakaoPerson.named("new" + number, 8_000_000_000L + number)
        .nickname("Kim")
        .name("Kim " + number)
        .email("new" + number + "@shop.example")
        .phoneNumber(
            String.format(Locale.ROOT, "+82 10-8%03d-%04d", number / 10_000, number % 10_000))
        .build();
    kakao.put(person);
    TestBrowser browser = new TestBrowser();
    URI callback =
        kakao.visitor(person).agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/")));
    returned.run();
    assertThat(browser.complete(sync, Kakao.ID, callback)).isInstanceOf(SignedIn.class);
    return number;
  }

  private void fill() {
    database.run("""
        INSERT INTO tb_member (user_id, passwd, mb_name, email, hp, birth, sex, grade_cd,
          status_cd, reg_dt)
        SELECT 'u' || n, md5(n::text) || md5((n + 1)::text), 'Kim ' || n,
          'u' || n || '@shop.example',
          CASE n %% 5
            WHEN 0 THEN '0102' || lpad(n::text, 7, '0')
            WHEN 1 THEN '010-2' || substr(lpad(n::text, 7, '0'), 1, 3) || '-'
              || substr(lpad(n::text, 7, '0'), 4)
            WHEN 2 THEN '010.2' || substr(lpad(n::text, 7, '0'), 1, 3) || '.'
              || substr(lpad(n::text, 7, '0'), 4)
            WHEN 3 THEN '010 2' || substr(lpad(n::text, 7, '0'), 1, 3) || ' '
              || substr(lpad(n::text, 7, '0'), 4)
            ELSE '+82102' || lpad(n::text, 7, '0')
          END,
          '19800101', 'F', '01', 'A', '20060415093000'
        FROM generate_series(1, %d) n
        """.formatted(ROWS));
    JdbcMemberStore store = builder().build();
    store.probe().stream()
        .filter(finding -> finding.code().equals("index-missing"))
        .forEach(finding -> database.run(finding.sql().orElseThrow()));
    database.run("VACUUM ANALYZE");
  }
}
