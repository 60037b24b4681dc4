package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Consents.State;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.FakeNotice.Reply;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Five thousand calls within a minute that say, with the right key, that members have ended their links:
 * a mistake at the provider, or a key in the wrong hands. Every link closes; no member loses anything
 * else until somebody has looked.
 */
abstract class UnlinkStorm {
  private static final int CALLS = 5_000;
  private static final int LINKS = 10_000;
  private static final int SENDERS = 8;
  private static final long FIRST = 6_000_000_000L;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private Shop shop;

  abstract DatabaseChoice database();

  @BeforeEach
  void open() throws IOException {
    shop = Shop.open(0, database(), Shop.newSecret());
    link();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  @Fault({"T27", "CL-08", "WH-11"})
  void everyLinkClosesAndNothingElseHappensUntilSomebodyHasLooked() throws Exception {
    Map<MemberId, String> rows = rows();
    Instant begun = Instant.now();
    List<Reply> replies = new ArrayList<>();

    String log = Logged.during(() -> {
      replies.addAll(send());
      doAllThatIsDue(begun, task -> task.dueAt().isBefore(begun.plus(Duration.ofDays(1))));
    });

    Duration took = replies.stream().map(Reply::took).max(Duration::compareTo).orElseThrow();
    assertThat(replies).hasSize(CALLS).allMatch(Reply::isAccepted);
    assertThat(took).isLessThan(Duration.ofSeconds(3));
    assertThat(shop.database.records().identities().count(ShopId.DEFAULT, "kakao", LINKS))
        .as("links close at once")
        .isEqualTo(LINKS - CALLS);
    assertThat(rows()).as("no column was touched").isEqualTo(rows);
    assertThat(log.split("very many links", -1))
        .as("one alarm for the operator")
        .hasSize(2);
    List<MemberId> held = new ArrayList<>();
    shop.sync.members().heldBack(Kakao.ID, CALLS).forEach(one -> one.member().ifPresent(held::add));
    assertThat(held).hasSizeGreaterThan(CALLS - 150);
    MemberId last = held.get(held.size() - 1);
    assertThat(stateOf(last)).isEqualTo(State.GRANTED);
    assertThat(shop.sync.consents().openSteps(10)).isEmpty();
    System.out.printf(
        "%d unlink calls with consents: slowest answer %d ms, all done in %d s, %d held back%n",
        CALLS, took.toMillis(), Duration.between(begun, Instant.now()).toSeconds(), held.size());

    assertThat(shop.sync.members().release(Kakao.ID)).isEqualTo(held.size());
    doAllThatIsDue(Instant.now(), task -> true);
    assertThat(stateOf(last)).isEqualTo(State.WITHDRAWN);
    assertThat(shop.sync.consents().openSteps(10)).isEmpty();
    assertThat(rows()).as("nothing is marked to be blanked").isEqualTo(rows);
  }

  /** The shop's own worker has some of it in hand, so it is asked for until nothing is left. */
  private void doAllThatIsDue(Instant begun, Predicate<Records.Task> counted) {
    Instant end = begun.plus(Duration.ofMinutes(4));
    while (left(counted) > 0 && Instant.now().isBefore(end)) {
      shop.sync.work().runDue(Duration.ofSeconds(5));
    }
    assertThat(left(counted)).as("tasks that are not done").isZero();
  }

  private long left(Predicate<Records.Task> counted) {
    return shop.database.records().tasks().findOpen(ShopId.DEFAULT, LINKS).stream()
        .filter(counted)
        .count();
  }

  private State stateOf(MemberId member) {
    return shop.sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals("ad_messenger"))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private List<Reply> send() throws Exception {
    URI endpoint = shop.address().resolve("/login/webhooks/kakao");
    List<Future<List<Reply>>> sent = new ArrayList<>();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      for (int sender = 0; sender < SENDERS; sender++) {
        int from = sender;
        sent.add(senders.submit(() -> {
          List<Reply> replies = new ArrayList<>();
          for (int i = from; i < CALLS; i += SENDERS) {
            replies.addAll(shop.kakao.unlinkWebhook(endpoint).send(String.valueOf(FIRST + i)));
          }
          return replies;
        }));
      }
      List<Reply> all = new ArrayList<>();
      for (Future<List<Reply>> one : sent) {
        all.addAll(one.get());
      }
      return all;
    } finally {
      senders.shutdownNow();
    }
  }

  private Map<MemberId, String> rows() {
    Map<MemberId, String> rows = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    for (MemberId member : shop.database.memberIds()) {
      rows.put(member, shop.database.findRow(member).toString());
    }
    return rows;
  }

  /** The old members and others, each with a link and with what they agreed to on Kakao's screen. */
  private void link() {
    Records records = shop.database.records();
    Notice notice = shop.sync.notices().find("ad_messenger").orElseThrow();
    Notice.Text text = notice.textIn("ko");
    List<MemberId> members = shop.database.memberIds();
    Instant then = Instant.now().minus(Duration.ofDays(30));
    for (int page = 0; page < LINKS; page += 500) {
      int from = page;
      records.unitOfWork().execute(() -> {
        for (int i = from; i < from + 500; i++) {
          PersonId person = new PersonId(new UUID(7, i));
          MemberId member =
              i < members.size() ? members.get(i) : new MemberId(String.valueOf(1_000_000 + i));
          records
              .identities()
              .addPerson(
                  ShopId.DEFAULT,
                  new Records.Person(person, Optional.empty(), Records.PersonState.ACTIVE, then));
          records.identities().assignMember(ShopId.DEFAULT, person, member);
          records
              .identities()
              .link(
                  ShopId.DEFAULT,
                  new Records.Identity("kakao", String.valueOf(FIRST + i), person, then));
          records.evidence().append(ShopId.DEFAULT, List.of(agreed(person, notice, text, then)));
        }
        return true;
      });
    }
  }

  private static ConsentEvent agreed(
      PersonId person, Notice notice, Notice.Text text, Instant then) {
    return new ConsentEvent(
        new UUID(9, person.value().getLeastSignificantBits()).toString(),
        ShopId.DEFAULT.value(),
        person.toString(),
        ConsentEvent.Type.GRANTED,
        Optional.of(notice.referenceIn(text.language())),
        then,
        then,
        ConsentEvent.Actor.SUBJECT,
        ConsentEvent.Channel.WEB,
        "KAKAO",
        ConsentEvent.Act.PROVIDER_SCREEN,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        ConsentEvent.Quality.PROVIDER,
        Optional.empty());
  }
}
