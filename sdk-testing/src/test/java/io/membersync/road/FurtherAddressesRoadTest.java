package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.PostalAddress;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoAddress;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPerson;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipping addresses behind the first page, which are read after the sign-in. */
class FurtherAddressesRoadTest extends RoadFixture {
  private static final FieldMapping WITH_ADDRESSES =
      FieldMapping.basic().map(Field.SHIPPING_ADDRESSES, "addresses");
  private static final Answers DELIVERED = Answers.none().consent("delivery", true);
  private static final Failure DOWN = Failure.raw(503, Map.of(), "");

  @BeforeEach
  void twentyThreeAddresses() {
    use(WITH_ADDRESSES);
    kakao.put(moverWith(23, 86_400));
  }

  // ---- the whole list

  @Test
  @Fault("UP-13")
  void tenAreThereAtOnceAndTheRestAfterTheDueWork() {
    MemberId member = signUp("mover");

    assertThat(ids(member)).isEqualTo(numbers(0, 10));
    assertThat(addresses(member)).noneMatch(PostalAddress::isDefault);
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isOne();
    Records.Provenance before = provenance(member);
    kakao.forgetRequests();
    clock.advance(Duration.ofSeconds(30));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(addresses(member).get(22).isDefault()).isTrue();
    assertThat(provenance(member).writtenAt()).isEqualTo(before.writtenAt().plusSeconds(30));
    assertThat(provenance(member).valueHash()).isNotEqualTo(before.valueHash());
    assertThat(kakao.requests(KakaoEndpoint.SHIPPING_ADDRESSES))
        .extracting(request -> request.queryParameter("from_updated_at").isPresent())
        .containsExactly(false, true, true);
    assertThat(kakao.calls()).as("only who it is beside the pages").isEqualTo(4);
    assertThat(openTasks()).isEmpty();
    assertThat(runDue()).as("nothing more").isZero();
  }

  @Test
  void thoseWhoHaveFewerThanAPageAreNotReadAgain() {
    kakao.put(moverWith(9, 86_400));
    assertThat(ids(signUp("mover"))).hasSize(9);

    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aFullPageThatIsTheWholeListIsLeftAsItIs() {
    kakao.put(moverWith(10, 86_400));
    MemberId member = signUp("mover");
    Records.Provenance before = provenance(member);

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(provenance(member)).isEqualTo(before);
    assertThat(watched.calls("members.update")).isEmpty();
  }

  @Test
  void addressesChangedInTheSameSecondAreNotLostAtTheEndOfAPage() {
    kakao.put(moverWith(23, 86_400, 6));
    MemberId member = signUp("mover");

    runDue();

    assertThat(ids(member)).containsExactlyInAnyOrderElementsOf(numbers(0, 23));
  }

  @Test
  @Fault("UP-13")
  void whoHasHundredsIsReadUpToTenPagesAndKeepsFifty() {
    kakao.put(moverWith(500, 60));
    MemberId member = signUp("mover");
    kakao.forgetRequests();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 50));
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isEqualTo(10);
  }

  @Test
  void theNextSignInDoesNotShortenTheList() {
    MemberId member = signUp("mover");
    runDue();
    kakao.put(moverWith(24, 86_400));

    assertThat(signUp("mover")).isEqualTo(member);

    assertThat(ids(member)).as("until the whole list is there").isEqualTo(numbers(0, 23));
    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 24));
  }

  @Test
  void aShopThatOnlyFillsGetsTheWholeListOnce() {
    use(WITH_ADDRESSES.rule(SyncRule.FILL_EMPTY));
    MemberId member = signUp("mover");

    runDue();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));

    kakao.put(moverWith(24, 86_400));
    signUp("mover");
    runDue();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void aSignUpThatWaitedForAnAnswerGetsThemToo() {
    sync = open(askingForDelivery());
    MemberId member = answering(DELIVERED);
    assertThat(ids(member)).hasSize(10);

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(provenance(member).basis()).isEqualTo(granted(member).id());
  }

  @Test
  void anIdTokenIsAsGoodAsBefore() {
    sync = open(bare(told())
        .mapping(WITH_ADDRESSES)
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect())));
    MemberId member = signUp("mover");
    kakao.failNext(KakaoEndpoint.USER_ME, DOWN);
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofMinutes(30));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  // ---- what the member or the shop does in between

  @Test
  void aConsentWithdrawnInBetweenStopsIt() {
    sync = open(askingForDelivery());
    MemberId member = answering(DELIVERED);
    clock.advance(Duration.ofSeconds(1));
    books.evidence().append(SHOP, List.of(withdrawn(granted(member))));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whatIsNotAgreedToIsNotReadAtAll() {
    sync = open(askingForDelivery());
    MemberId member = answering(Answers.none().consent("delivery", false));

    assertThat(values(member)).doesNotContainKey("addresses");
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void aConsentTakenBackAtKakaoStopsIt() {
    MemberId member = signUp("mover");
    kakao.link(kakao.person("mover"), link -> link.withholding("shipping_address"));

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whoIsUnlinkedInBetweenIsNotReadAgain() {
    MemberId member = signUp("mover");
    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();
    kakao.forgetRequests();

    runDue();

    assertThat(ids(member)).hasSize(10);
    assertThat(kakao.calls(KakaoEndpoint.SHIPPING_ADDRESSES)).isZero();
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void whoIsUnlinkedWhileThePagesAreReadGetsNothingWritten() {
    MemberId member = signUp("mover");
    atTheLastPage(() -> sync.members().unlink(member, Kakao.ID));

    runDue();

    assertThat(ids(member)).hasSize(10);
    assertThat(watched.calls("members.update")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"BLOCKED", "LEFT"})
  void aMemberWhomTheShopHasShutOutIsNotReadAgain(MemberRecord.Status status) {
    MemberId member = signUp("mover");
    members.setStatus(member, status);
    kakao.forgetRequests();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(kakao.calls()).isZero();
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void anEditOfTheMembersStays() {
    MemberId member = signUp("mover");
    String own = Field.SHIPPING_ADDRESSES.toText(addresses(member).subList(0, 2));
    members.edit(member, "addresses", Optional.of(own));

    assertThat(runDue()).isOne();

    assertThat(values(member)).containsEntry("addresses", own);
  }

  @Test
  void aListThatTheMemberHasEmptiedStaysEmpty() {
    MemberId member = signUp("mover");
    members.edit(member, "addresses", Optional.empty());

    assertThat(runDue()).isOne();

    assertThat(values(member)).doesNotContainKey("addresses");
  }

  @Test
  void anEditAtTheVeryMomentOfTheWriteWins() {
    MemberId member = signUp("mover");
    String own = Field.SHIPPING_ADDRESSES.toText(addresses(member).subList(3, 5));
    watched.beforeNext("members.update", () -> {
      throw MemberStoreException.conflict("row-locked", "another transaction has the row");
    });

    assertThat(runDue()).as("put off").isZero();
    members.edit(member, "addresses", Optional.of(own));
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isOne();
    assertThat(values(member)).containsEntry("addresses", own);
  }

  // ---- what Kakao does in between

  @Test
  void aDeadTokenEndsItAndTheFirstPageStays() {
    MemberId member = signUp("mover");
    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue();

    assertThat(runDue()).isOne();

    assertThat(ids(member)).hasSize(10);
    assertThat(openTasks()).isEmpty();
    assertThat(identity("mover")).as("a token is no link").isPresent();
  }

  @Test
  void aProviderThatIsDownIsAskedAgainLater() {
    MemberId member = signUp("mover");
    kakao.failUntilCleared(KakaoEndpoint.SHIPPING_ADDRESSES, DOWN);

    assertThat(runDue()).isZero();
    assertThat(runDue()).as("not before a minute has passed").isZero();
    assertThat(ids(member)).hasSize(10);
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void halfAListIsNotWritten() {
    MemberId member = signUp("mover");
    failingAtPage(3, DOWN);

    assertThat(runDue()).isZero();

    assertThat(ids(member)).hasSize(10);
    clock.advance(Duration.ofMinutes(2));
    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void aPageAboutSomebodyElseIsRefused() {
    MemberId member = signUp("mover");
    failingAtPage(2, Failure.set("user_id", "1"));

    assertThat(runDue()).isZero();

    assertThat(ids(member)).hasSize(10);
  }

  @Test
  void itIsGivenUpWhenTheTokenCanLiveNoLonger() {
    MemberId member = signUp("mover");
    kakao.failUntilCleared(KakaoEndpoint.SHIPPING_ADDRESSES, DOWN);
    assertThat(runDue()).isZero();
    clock.advance(Duration.ofHours(7));
    kakao.failUntilCleared(KakaoEndpoint.USER_ME, DOWN);

    assertThat(runDue()).isOne();

    assertThat(openTasks()).isEmpty();
    assertThat(ids(member)).hasSize(10);
  }

  // ---- crashes

  @Test
  void aCrashBeforeTheEndOfTheTransactionLeavesTheFirstPageAndTheTask() {
    MemberId member = signUp("mover");
    watched.beforeNext("tasks.finish", () -> {
      throw new IllegalStateException("the process dies here");
    });

    assertThat(runDue()).isZero();
    assertThat(ids(member)).hasSize(10);
    clock.advance(Duration.ofMinutes(2));

    assertThat(runDue()).isOne();
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
  }

  @Test
  void doneTwiceItHasTheEffectOfOnce() {
    MemberId member = signUp("mover");
    MemberSync other = open(askingNothing());
    AtomicInteger doneByOther = new AtomicInteger();
    atTheLastPage(() -> {
      clock.advance(Duration.ofSeconds(61)); // the lease has ended, another node takes the task
      doneByOther.set(other.work().runDue(Duration.ofSeconds(5)));
    });

    runDue();

    assertThat(doneByOther).hasValue(1);
    assertThat(ids(member)).isEqualTo(numbers(0, 23));
    assertThat(watched.calls("members.update")).hasSize(1);
    assertThat(openTasks()).isEmpty();
  }

  @Test
  void theTaskHoldsNoAddressAndNoRefreshTokenInTheClear() {
    MemberId member = signUp("mover");

    Records.Task task = openTasks().get(0);

    assertThat(new String(task.sealed(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("access", addresses(member).get(0).id());
    assertThat(watched.calls("tokens.put")).as("no policy keeps tokens here").isEmpty();
    runDue();
    assertThat(openTasks()).isEmpty();
  }

  // ---- this shop and its visitor

  private void use(FieldMapping mapping) {
    useMembers(mapping);
    sync = open(shop().mapping(mapping));
  }

  private MemberSyncBuilder askingNothing() {
    return shop().mapping(WITH_ADDRESSES);
  }

  private MemberSyncBuilder askingForDelivery() {
    Notices notices = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build(),
        Notice.consent("delivery", Notice.Kind.COLLECT_USE)
            .covers(Purpose.MEMBER_IDENTIFY, Field.SHIPPING_ADDRESSES)
            .text("en", "Addresses", "To choose from when you order.")
            .build());
    return shop(notices).mapping(WITH_ADDRESSES);
  }

  private MemberId answering(Answers answers) {
    NeedsConsent needs = needsConsent(signIn("mover"));
    return memberOf(sync.resume(browser, needs.parked(), answers));
  }

  private static KakaoPerson moverWith(int addresses, long secondsApart) {
    return moverWith(addresses, secondsApart, 1);
  }

  /**
   * The last one is the default.
   *
   * @param secondsApart between two seconds in which something was changed
   * @param together how many were changed in one second
   */
  private static KakaoPerson moverWith(int addresses, long secondsApart, int together) {
    List<KakaoAddress> all = new ArrayList<>();
    for (int i = 0; i < addresses; i++) {
      KakaoAddress.Builder address = KakaoAddress.road(5_000 + i, "견본시 이사로 " + i, "1호", "04500")
          .updatedAt(
              Instant.parse("2026-06-01T00:00:00Z").minusSeconds(secondsApart * (i / together)));
      all.add(i == addresses - 1 ? address.standard().build() : address.build());
    }
    return KakaoPerson.named("mover", 2718281832L)
        .name("Mo Ver")
        .email("mover@shop.example")
        .phoneNumber("+82 10-5550-2000")
        .addresses(all)
        .build();
  }

  private static List<String> numbers(int from, int to) {
    return java.util.stream.IntStream.range(from, to)
        .mapToObj(i -> String.valueOf(5_000 + i))
        .toList();
  }

  private List<PostalAddress> addresses(MemberId member) {
    return Field.SHIPPING_ADDRESSES
        .fromText(values(member).getOrDefault("addresses", ""))
        .orElseThrow();
  }

  private List<String> ids(MemberId member) {
    return addresses(member).stream().map(PostalAddress::id).toList();
  }

  private Records.Provenance provenance(MemberId member) {
    return report(member).provenance().stream()
        .filter(row -> row.attribute().equals("addresses"))
        .findFirst()
        .orElseThrow();
  }

  private Members.Report report(MemberId member) {
    return sync.members().find(member).orElseThrow();
  }

  private ConsentEvent granted(MemberId member) {
    return report(member).consents().stream()
        .filter(event -> event.type() == ConsentEvent.Type.GRANTED)
        .findFirst()
        .orElseThrow();
  }

  private ConsentEvent withdrawn(ConsentEvent granted) {
    return new ConsentEvent(
        java.util.UUID.randomUUID().toString(),
        granted.tenant(),
        granted.subject(),
        ConsentEvent.Type.WITHDRAWN,
        granted.notice(),
        clock.instant(),
        clock.instant(),
        granted.actor(),
        granted.channel(),
        granted.via(),
        granted.act(),
        granted.presentationId(),
        granted.evidence(),
        granted.validUntil(),
        granted.causes(),
        granted.quality(),
        granted.reason());
  }

  private List<Records.Task> openTasks() {
    return books.tasks().findOpen(SHOP, 10);
  }

  /** Good pages up to this one, which fails once. */
  private void failingAtPage(int page, Failure failure) {
    for (int i = 1; i < page; i++) {
      kakao.failNext(KakaoEndpoint.SHIPPING_ADDRESSES, Failure.text(body -> body));
    }
    kakao.failNext(KakaoEndpoint.SHIPPING_ADDRESSES, failure);
  }

  private void atTheLastPage(Runnable action) {
    failingAtPage(3, Failure.text(body -> {
      action.run();
      return body;
    }));
  }
}
