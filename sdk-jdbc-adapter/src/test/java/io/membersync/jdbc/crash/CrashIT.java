package io.membersync.jdbc.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.servers.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process of a shop with SIGKILL, at each step of a sign-up in turn and at random moments,
 * and looks at what the database holds then: the state before or the state after, nothing else;
 * and the visitor who tries again becomes a member once.
 */
@Tag("crash")
class CrashIT {
  private static final int KILLS = Integer.getInteger("crash.kills", 20);

  @TempDir
  Path folder;

  private final FakeKakao kakao = FakeKakao.onLoopback();
  private String url = "";

  @BeforeEach
  void openShop() throws SQLException {
    url = CrashShop.create(folder);
    kakao.registerRedirectUri(CrashShop.CALLBACKS.resolve("kakao"));
  }

  @AfterEach
  void closeShop() {
    kakao.close();
  }

  @Test
  @Fault("MS-13")
  void aKillBetweenAnyTwoStepsLeavesTheOldStateOrTheNewOne() throws Exception {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    Random random = new Random(seed);
    int step = 1;
    boolean everyStepSeen = false;
    for (int kill = 0; kill < KILLS; kill++) {
      KakaoPerson person = person(kill);
      boolean precise = !everyStepSeen && (kill % 4 != 3);
      Killed killed = precise ? killAtStep(person, step) : killAtRandom(person, random);
      State state = stateOf(person);
      assertThat(state).as("%s, seed %d", killed, seed).isIn(State.NOTHING, State.MEMBER);
      if (killed.saidSigned()) {
        assertThat(state).as("%s, seed %d", killed, seed).isEqualTo(State.MEMBER);
      }
      if (precise) {
        everyStepSeen = killed.ranThrough();
        step++;
      }
      Killed again = run(person, "0", Optional.empty());
      assertThat(again.saidSigned()).as("%s then %s", killed, again).isTrue();
      assertThat(stateOf(person)).as("%s then %s", killed, again).isEqualTo(State.MEMBER);
    }
    System.out.printf(
        "%s: %d kills, steps 1 to %d%s, seed %d%n",
        System.getProperty("crash.db", "h2"), KILLS, step - 1, everyStepSeen ? " (all)" : "", seed);
  }

  /** What the test above would see if member and identity were not written together. */
  @Test
  void aStoreThatCommitsByItselfIsSeenTorn() throws Exception {
    KakaoPerson person = person(9_999);

    Killed killed = run(person, "after create", Optional.empty(), "apart");

    assertThat(killed.how()).isEqualTo("standing after create");
    assertThat(stateOf(person)).isEqualTo(State.TORN);
  }

  private enum State {
    NOTHING,
    MEMBER,
    TORN
  }

  /** What the books and the shop's table say of this person, counted without the code under test. */
  private State stateOf(KakaoPerson person) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      String subject = String.valueOf(person.id());
      int members = count(connection, "select count(*) from member where email = ?", email(person));
      int identities =
          count(connection, "select count(*) from membersync_identity where subject = ?", subject);
      if (identities == 0) {
        int traces = count(
            connection,
            "select (select count(*) from membersync_person p where not exists (select 1 from"
                + " membersync_identity i where i.person_id = p.person_id))"
                + " + (select count(*) from membersync_consent_event e where not exists (select"
                + " 1 from membersync_identity i where i.person_id = e.subj))"
                + " + (select count(*) from membersync_provenance v where not exists (select 1"
                + " from membersync_identity i where i.person_id = v.person_id))"
                + " from (select 1 as one) d where '' <> ?",
            subject);
        return members + traces == 0 ? State.NOTHING : State.TORN;
      }
      int whole = count(
          connection,
          "select count(*) from membersync_identity i"
              + " join membersync_person p on p.shop = i.shop and p.person_id = i.person_id"
              + " join membersync_member t on t.shop = i.shop and t.person_id = i.person_id"
              + " join member m on concat(m.id, '') = t.member_id"
              + " where i.subject = ? and m.name is not null and m.phone is not null",
          subject);
      int consents = count(
          connection,
          "select count(*) from membersync_consent_event e"
              + " join membersync_identity i on i.shop = e.tenant and i.person_id = e.subj"
              + " where i.subject = ? and e.type = 'GRANTED'",
          subject);
      int provenance = count(
          connection,
          "select count(*) from membersync_provenance v"
              + " join membersync_identity i on i.shop = v.shop and i.person_id = v.person_id"
              + " where i.subject = ?",
          subject);
      boolean complete =
          members == 1 && identities == 1 && whole == 1 && consents >= 2 && provenance == 3;
      return complete ? State.MEMBER : State.TORN;
    }
  }

  private static int count(Connection connection, String sql, String value) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private record Killed(String how, boolean ranThrough, boolean saidSigned) {}

  private Killed killAtStep(KakaoPerson person, int step) throws Exception {
    return run(person, String.valueOf(step), Optional.empty());
  }

  private Killed killAtRandom(KakaoPerson person, Random random) throws Exception {
    return run(person, "0", Optional.of(random.nextInt(400)));
  }

  /** One life of the shop's process. */
  private Killed run(
      KakaoPerson person, String standStillAt, Optional<Integer> killAfterMillis, String... more)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of(
        url, kakao.baseUri().toString(), kakao.clientId(), kakao.clientSecret(), standStillAt));
    arguments.addAll(List.of(more));
    Process process = ChildJvm.of(CrashChild.class, arguments)
        .redirectError(folder.resolve("child.log").toFile())
        .start();
    String standing = "";
    boolean signed = false;
    try (BufferedReader out = new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      String line;
      while ((line = out.readLine()) != null) {
        if (line.startsWith("go ")) {
          URI callback = kakao.visitor(person).agree(URI.create(line.substring(3)));
          in.write(callback + "\n");
          in.flush();
          if (killAfterMillis.isPresent()) {
            process.waitFor(killAfterMillis.get(), TimeUnit.MILLISECONDS);
            process.toHandle().destroyForcibly(); // Process itself would close the pipe too
          }
        } else if (line.startsWith("standing ")) {
          standing = line;
          process.toHandle().destroyForcibly(); // Process itself would close the pipe too
        } else if (line.startsWith("signed ")) {
          signed = true;
        }
      }
    } catch (IOException e) {
      assertThat(killAfterMillis).as("only a killed process breaks its pipe").isPresent();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    boolean ranThrough = standing.isEmpty() && killAfterMillis.isEmpty();
    return new Killed(
        standing.isEmpty() ? "killed after " + killAfterMillis : standing, ranThrough, signed);
  }

  private KakaoPerson person(int number) {
    KakaoPerson person = KakaoPerson.named("visitor" + number, 5_000_000_000L + number)
        .nickname("Visitor")
        .name("Visitor " + number)
        .email("visitor" + number + "@shop.example")
        .phoneNumber(String.format("+82 10-5550-%04d", number))
        .build();
    kakao.put(person);
    return person;
  }

  private static String email(KakaoPerson person) {
    return "visitor" + (person.id() - 5_000_000_000L) + "@shop.example";
  }
}
