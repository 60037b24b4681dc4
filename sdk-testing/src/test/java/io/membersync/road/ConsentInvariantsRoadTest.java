package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Consents.By;
import io.membersync.Consents.Entry;
import io.membersync.Consents.State;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.NoticeReference;
import io.membersync.consent.Gate.Use;
import io.membersync.consent.Jurisdiction.Message;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Medium;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records.NoticeText;
import io.membersync.records.Records.Step;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds of one member's consents whatever is done in whatever order: sixty things at random, by the
 * member, the provider, an operator and the clock, and after each of them the invariants.
 */
class ConsentInvariantsRoadTest extends RoadFixture {
  private static final int DONE = 60;
  private static final FieldMapping WITH_BIRTHDAY =
      FieldMapping.basic().map(Field.BIRTHDAY, "birthday");
  private static final Use PRESENT = Use.of(Purpose.PERSONALISE);
  private static final String TERM = "marketing_20260401";
  private static final Set<ConsentEvent.Type> OF_THE_MEMBER =
      EnumSet.of(ConsentEvent.Type.GRANTED, ConsentEvent.Type.DECLINED);

  private Random random = new Random();
  private final List<String> done = new ArrayList<>();
  private int version;
  private int rules;
  private MemberId member = new MemberId("none yet");
  private List<ConsentEvent> before = List.of();
  private final Set<NoticeText> texts = new HashSet<>();

  private static Notices notices(int version, int rules) {
    return Notices.korea("Wine Shop")
        .with(Notice.terms("rules")
            .version(rules)
            .text("ko", "규칙", "제1조 " + rules)
            .build())
        .without("opt_profile")
        .with(Notice.consent("birthdays", Notice.Kind.COLLECT_USE)
            .version(version)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("ko", "\uc0dd\uc77c", "\uc0dd\uc77c \uc120\ubb3c " + version)
            .askedBy(TERM)
            .build());
  }

  @BeforeEach
  void openAnErasingShop() {
    useMembers(WITH_BIRTHDAY);
    store = erasing(store);
    before = List.of();
    texts.clear();
    done.clear();
    version = 1;
    rules = 1;
    sync = open(shop(notices(version, rules)).mapping(WITH_BIRTHDAY));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13})
  void holdWhateverIsDone(long seed) {
    random = new Random(seed);
    signsIn();
    check();
    for (int i = 0; i < DONE; i++) {
      State birthdays = state("birthdays");
      Optional<String> held = birthday();
      doOne();
      check();
      if (birthdays != State.GRANTED && state("birthdays") != State.GRANTED) {
        assertThat(birthday())
            .as("INV-6, INV-10: nothing is written that nobody agrees to; %s", done)
            .satisfiesAnyOf(
                now -> assertThat(now).isEmpty(), now -> assertThat(now).isEqualTo(held));
      }
    }
    kakao.clearFailures();
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofHours(6));
      runDue();
    }
    assertThat(sync.consents().openSteps(100))
        .as("INV-7: all is done; %s", done)
        .isEmpty();
    assertThat(sync.consents().withoutGround(member)).as("INV-1; %s", done).isEmpty();
  }

  // ---- what is done

  private void doOne() {
    clock.advance(Duration.ofSeconds(1));
    int what = random.nextInt(12);
    switch (what) {
      case 0, 1 -> signsIn();
      case 2, 3 -> ends(By.MEMBER);
      case 4 -> ends(By.OPERATOR);
      case 5 -> holds();
      case 6 -> agreesOnAPage();
      case 7 -> providerIsDown();
      case 8 -> providerEndsATerm();
      case 9 -> newText();
      case 10 -> newRules();
      default -> timePasses();
    }
  }

  private void signsIn() {
    done.add("signs in");
    SignInResult result = signIn("haneul");
    if (result instanceof NeedsConsent needs) {
      Answers answers = Answers.none();
      for (Notice notice : needs.missing().asked()) {
        answers = answers.consent(notice.tag(), notice.isRequired() || random.nextBoolean());
      }
      done.add("answers");
      result = sync.resume(browser, needs.parked(), answers);
    }
    assertThat(result).as("INV-5: %s", done).isInstanceOf(SignedIn.class);
    member = memberOf(result);
  }

  private void ends(By by) {
    List<String> live = sync.consents().of(member).stream()
        .filter(Entry::withdrawable)
        .filter(entry -> !entry.required())
        .map(Entry::tag)
        .toList();
    if (!live.isEmpty()) {
      String tag = live.get(random.nextInt(live.size()));
      done.add(by + " ends " + tag);
      sync.consents().withdraw(member, Set.of(tag), by);
      assertThat(state(tag)).as("INV-6: at once; %s", done).isEqualTo(State.WITHDRAWN);
    }
  }

  private void holds() {
    boolean held = state("birthdays") == State.SUSPENDED;
    done.add(held ? "lets go" : "holds");
    if (held) {
      sync.consents().resume(member, Set.of("birthdays"), By.MEMBER);
    } else {
      sync.consents().suspend(member, Set.of("birthdays"), By.MEMBER);
    }
  }

  private void agreesOnAPage() {
    List<Entry> open =
        sync.consents().of(member).stream().filter(Entry::agreeable).toList();
    if (!open.isEmpty()) {
      Notice notice =
          sync.notices().find(open.get(random.nextInt(open.size())).tag()).orElseThrow();
      done.add("agrees to " + notice.tag());
      sync.consents().agree(member, List.of(notice.referenceIn("ko")));
      assertThat(state(notice.tag())).as("%s", done).isEqualTo(State.GRANTED);
    }
  }

  private void providerIsDown() {
    done.add("the provider fails");
    kakao.failNext(KakaoEndpoint.REVOKE_SERVICE_TERMS, 2, Failure.status(503));
    kakao.failNext(KakaoEndpoint.REVOKE_SCOPES, 2, Failure.status(503));
  }

  private void providerEndsATerm() {
    done.add("ends a term at the provider");
    kakao.link(kakao.person("haneul"), link -> link.declining(TERM));
  }

  private void newText() {
    version++;
    done.add("a new text");
    sync = open(shop(notices(version, rules)).mapping(WITH_BIRTHDAY));
  }

  /** Whoever signs in next is shown a page, with what else has not been answered. */
  private void newRules() {
    rules++;
    done.add("new rules");
    sync = open(shop(notices(version, rules)).mapping(WITH_BIRTHDAY));
  }

  private void timePasses() {
    Duration step =
        Duration.ofMinutes(List.of(-10L, 1L, 90L, 60L * 24 * 40).get(random.nextInt(4)));
    done.add(step + " pass");
    clock.advance(step);
    runDue();
  }

  // ---- what holds

  private void check() {
    PersonId person =
        books.identities().findPersonOf(SHOP, member).orElseThrow().id();
    List<ConsentEvent> events = books.evidence().eventsOf(SHOP, person);
    assertThat(events.subList(0, before.size()).equals(before))
        .as("INV-2: %s", done)
        .isTrue();
    assertThat(events.stream().map(ConsentEvent::recordedAt).toList())
        .as("INV-8: %s", done)
        .isSorted();
    assertThat(
            events.stream().filter(ConsentInvariantsRoadTest::isAheadOfItself).toList())
        .as("INV-8: %s", done)
        .isEmpty();
    checkTexts(events);
    checkSteps(person, events);
    before = events;
    Map<String, State> states =
        sync.consents().of(member).stream().collect(Collectors.toMap(Entry::tag, Entry::state));
    boolean mayUse = sync.consents().mayUse(member, Field.BIRTHDAY, PRESENT).allowed();
    assertThat(mayUse).as("INV-6: %s", done).isEqualTo(states.get("birthdays") == State.GRANTED);
    if (states.get("ad_sms") != State.GRANTED) {
      assertThat(sync.consents()
              .findObstacles(member, Medium.SMS, Message.Kind.ADVERTISING, clock.instant()))
          .as("INV-16: %s", done)
          .isNotEmpty();
    }
  }

  private static boolean isAheadOfItself(ConsentEvent event) {
    return event.occurredAt().isAfter(event.recordedAt().plus(Duration.ofMinutes(5)));
  }

  private void checkTexts(List<ConsentEvent> events) {
    Set<NoticeText> kept = new HashSet<>();
    for (ConsentEvent event : events) {
      NoticeReference shown = event.notice().orElseThrow();
      List<NoticeText> all = books.consents().textsOf(SHOP, shown.tag(), shown.version());
      kept.addAll(all);
      if (OF_THE_MEMBER.contains(event.type())) {
        assertThat(all).as("INV-3: %s", done).anySatisfy(text -> {
          assertThat(text.sha256()).isEqualTo(shown.sha256());
          assertThat(text.language()).isEqualTo(shown.language());
          assertThat(text.keptAt()).isBeforeOrEqualTo(event.recordedAt());
        });
      }
    }
    assertThat(kept).as("INV-17: %s", done).containsAll(texts);
    texts.addAll(kept);
  }

  /** As many withdrawals with all their steps as a notice has ended. */
  private void checkSteps(PersonId person, List<ConsentEvent> events) {
    List<Step> steps = books.consents().stepsOf(SHOP, person);
    Map<String, Integer> ended = new HashMap<>();
    Map<String, Boolean> standing = new HashMap<>();
    for (ConsentEvent event : events) {
      String tag = event.notice().orElseThrow().tag();
      switch (event.type()) {
        case GRANTED -> standing.put(tag, true);
        case WITHDRAWN, REVOKED, DECLINED -> {
          if (standing.getOrDefault(tag, false)) {
            ended.merge(tag, 1, Integer::sum);
          }
          standing.put(tag, false);
        }
        default -> {}
      }
    }
    ended.forEach((tag, times) -> {
      for (String target : List.of("messages", "store", "listeners")) {
        assertThat(steps)
            .as("INV-7: %s; %s", tag, done)
            .filteredOn(step -> step.tags().contains(tag) && step.target().equals(target))
            .hasSize(times);
      }
    });
  }

  private State state(String tag) {
    return sync.consents().of(member).stream()
        .filter(entry -> entry.tag().equals(tag))
        .findFirst()
        .map(Entry::state)
        .orElse(State.NOT_ASKED);
  }

  private Optional<String> birthday() {
    return Optional.ofNullable(values(member).get("birthday"));
  }
}
