package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notices;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStore;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.PretendMall;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A shop at a hosted mall, step by step: nothing happens there by itself. */
abstract class MallFixture {
  static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .map(Field.PHONE, "phone");

  final TestClock clock = new TestClock();
  final FakeKakao kakao = FakeKakao.builder().clock(clock).start();
  final Watched watched = new Watched();
  final Records books = Records.inMemory();
  final Records records = watched.records(books);
  final PretendMall mall = new PretendMall(MAPPING);
  final List<Members.Event> events = new CopyOnWriteArrayList<>();
  private final List<MemberSync> engines = new ArrayList<>();
  MemberStore store = watched.members(mall);
  MemberSync sync = open();

  @BeforeEach
  void register() {
    kakao.registerRedirectUri(RoadFixture.CALLBACKS.resolve("kakao"));
  }

  @AfterEach
  void close() {
    engines.forEach(MemberSync::close);
    kakao.close();
  }

  final MemberSync open() {
    return open(shop());
  }

  final MemberSync open(MemberSyncBuilder builder) {
    MemberSync built = builder.build();
    engines.add(built);
    return built;
  }

  /** Asks nothing on a page of its own. */
  final MemberSyncBuilder shop() {
    return shop(RoadFixture.told());
  }

  final MemberSyncBuilder shop(Notices notices) {
    return MemberSync.builder(store, notices)
        .mapping(MAPPING)
        .provider(kakao.provider())
        .callbacks(RoadFixture.CALLBACKS)
        .records(records)
        .keys(RoadFixture.KEYS)
        .clock(clock)
        .http(RoadFixture.PATIENT)
        .listener(events::add);
  }

  final SignedIn signIn(String person) {
    SignInResult result = new TestBrowser().signIn(sync, Kakao.ID, kakao.visitor(person)::agree);
    assertThat(result).isInstanceOf(SignedIn.class);
    return (SignedIn) result;
  }

  final void change(String key, UnaryOperator<KakaoPerson.Builder> change) {
    kakao.put(change.apply(kakao.person(key).toBuilder()).build());
  }

  /** The mall logs the person in, tells of the member, and gets what waits. */
  final MemberId joinedAndWritten(PersonId person) {
    MemberId member = mall.logIn(person, Map.of("name", "Typed At The Mall"));
    mall.deliver(sync.members()::joined);
    runDue();
    return member;
  }

  final int runDue() {
    return sync.work().runDue(RoadShop.BUDGET);
  }

  final List<Records.Task> open(String kind) {
    return books.tasks().findOpen(RoadFixture.SHOP, 100).stream()
        .filter(task -> task.kind().startsWith(kind))
        .toList();
  }

  final List<Records.Task> writes() {
    return open("write-");
  }

  final List<String> provenance(MemberId member) {
    return sync.members().find(member).orElseThrow().provenance().stream()
        .map(Records.Provenance::attribute)
        .toList();
  }

  final List<Members.Event.Kind> kinds() {
    return events.stream().map(Members.Event::kind).toList();
  }
}
