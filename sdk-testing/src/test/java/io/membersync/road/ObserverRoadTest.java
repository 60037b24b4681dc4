package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.MemberSync.Observer.Kind;
import io.membersync.MemberSyncBuilder;
import io.membersync.SignIn;
import io.membersync.consent.Notices;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the shop's observers are told on good days and on bad ones. */
class ObserverRoadTest extends RoadFixture {
  private final Heard heard = new Heard();

  @Override
  MemberSyncBuilder bare(Notices notices) {
    return super.bare(notices).observer(heard);
  }

  @BeforeEach
  void hearOnlyThis() {
    heard.forget();
  }

  @AfterEach
  void everyStepHasEndedOnceAndNobodyIsNamed() {
    heard.assertEachEndedOnce();
    assertThat(heard.text())
        .doesNotContainIgnoringCase("haneul")
        .doesNotContain(
            "4021987766", "5550", "0415", "1991", "Sample-", "Q0lfU0FN", "uu-9x", "gold")
        .doesNotContain("http", "localhost", "/cart", kakao.clientId(), kakao.clientSecret());
    for (KakaoEndpoint endpoint : KakaoEndpoint.values()) {
      kakao.requests(endpoint).forEach(this::tellsNothingOf);
    }
  }

  private void tellsNothingOf(ReceivedRequest request) {
    for (String secret : List.of("code", "code_verifier", "state", "nonce", "refresh_token")) {
      request.parameter(secret).ifPresent(value -> assertThat(heard.text()).doesNotContain(value));
    }
    request
        .header("Authorization")
        .ifPresent(value -> assertThat(heard.text()).doesNotContain(value.split(" ", 2)[1]));
  }

  // ---- good days

  @Test
  void aSignUpIsTheStepsThatItTakes() {
    signIn("haneul");

    assertThat(heard.ends(Kind.BEGIN, "sign-in")).containsExactly("redirected");
    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("signed-up");
    assertThat(heard.ends(Kind.PROVIDER_CALL, "token")).containsExactly("ok");
    assertThat(heard.ends(Kind.PROVIDER_CALL, "profile")).containsExactly("ok");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsOnly("ok");
    assertThat(heard.of(Kind.PROVIDER_CALL))
        .allSatisfy(call -> assertThat(call.step().provider()).contains(Kakao.ID));
    assertThat(heard.lastProvider(Kind.COMPLETE)).contains(Kakao.ID);
    assertThat(heard.of(Kind.STORE)).isNotEmpty();
    assertThat(heard.ends(Kind.STORE)).containsOnly("ok");
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void theStoreIsHeardByItsMethods() {
    signIn("haneul");

    assertThat(heard.ends(Kind.STORE, "findByContact")).isNotEmpty();
    assertThat(heard.ends(Kind.STORE, "create")).containsExactly("ok");
  }

  @Test
  void callsAndUsesOfTheStoreLieWithinTheSignInThatOrdersThem() {
    signIn("haneul");

    Heard.One complete = heard.of(Kind.COMPLETE).get(0);
    List<Heard.One> within = heard.all().stream()
        .filter(one -> one.step().kind() == Kind.PROVIDER_CALL || one.step().kind() == Kind.STORE)
        .filter(one -> one.begun() == complete.begun() && !one.openBefore().isEmpty())
        .toList();
    assertThat(within).extracting(one -> one.step().name()).contains("token", "profile");
    assertThat(within).allSatisfy(one -> assertThat(one.openBefore()).contains(complete));
    assertThat(heard.of(Kind.PROVIDER_CALL))
        .as("whatever thread makes the call, it is begun by the one that orders it")
        .extracting(Heard.One::begun)
        .containsOnly(Thread.currentThread());
  }

  @Test
  void whoComesAgainAndWhoReloadsAreToldApart() {
    signIn("haneul");
    URI callback = callback("haneul");
    clock.advance(Duration.ofSeconds(40));
    complete(callback);
    complete(callback);

    assertThat(heard.ends(Kind.COMPLETE))
        .containsExactly("signed-up", "signed-in", "signed-in again");
    assertThat(heard.of(Kind.COMPLETE).get(1).ends().get(0).away())
        .contains(Duration.ofSeconds(40));
  }

  @Test
  void aFurtherWayInIsLinked() {
    sync = open(shop().provider(oldKakao()));
    var member = signUp("haneul");

    new TestBrowser().link(sync, OLD, member, kakao.visitor("seoyeon")::agree);

    assertThat(heard.ends(Kind.BEGIN, "link")).containsExactly("redirected");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("linked");
    assertThat(heard.lastProvider(Kind.COMPLETE)).contains(OLD);
  }

  @Test
  void whatTheVisitorIsAskedAndAnswers() {
    sync = open(korea());
    var asked = needsConsent(signIn("haneul"));
    sync.resume(browser, asked.parked(), AGREED);
    sync.resume(browser, asked.parked(), AGREED);

    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("needs-consent");
    assertThat(heard.ends(Kind.RESUME)).startsWith("signed-up").hasSize(2);
    assertThat(heard.of(Kind.RESUME).get(0).ends().get(0).provider()).contains(Kakao.ID);

    var declined = needsConsent(signIn("doyun"));
    sync.resume(browser, declined.parked(), Answers.none().consent("tos", false));
    assertThat(heard.last(Kind.RESUME)).isEqualTo("cancelled required-consent-declined");
  }

  @Test
  void whoPressesCancelAtTheProvider() {
    complete(kakao.visitor("haneul").cancel(begin()));

    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("cancelled visitor");
    assertThat(heard.of(Kind.PROVIDER_CALL)).isEmpty();
  }

  @Test
  void aWithheldFieldThatIsNeededIsAskedFor() {
    FieldMapping mapping = FieldMapping.basic().required(); // the phone
    useMembers(mapping);
    sync = open(shop().mapping(mapping));

    signIn("doyun");

    assertThat(heard.ends(Kind.COMPLETE)).containsExactly("needs-fields");
  }

  // ---- bad days

  @Test
  void aProviderThatIsDown() {
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.raw(503, Map.of(), ""));
    signIn("haneul");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsExactly("provider-down");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("unavailable provider-down");

    heard.forget();
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.close());
    signIn("haneul");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsExactly("provider-down connection-lost");

    heard.forget();
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.tooManyRequests("5"));
    signIn("haneul");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsExactly("rate-limited");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("unavailable rate-limited");
  }

  @Test
  void theCallsBesideAFaultAreCancelledAndNoFaultOfTheProvider() {
    kakao.failNext(KakaoEndpoint.USER_ME, Failure.raw(503, Map.of(), ""));
    for (KakaoEndpoint beside : List.of(KakaoEndpoint.SERVICE_TERMS, KakaoEndpoint.CHANNELS)) {
      kakao.failNext(beside, Failure.hang());
    }

    signIn("haneul");

    assertThat(heard.ends(Kind.PROVIDER_CALL, "profile")).containsExactly("provider-down");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsOnlyOnce("provider-down");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).contains("cancelled");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("unavailable provider-down");
  }

  @Test
  void aCodeThatIsDeadAndAClientThatIsRefused() {
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(320));
    signIn("haneul");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsExactly("token-dead");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("rejected code-dead");

    heard.forget();
    kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(10));
    signIn("haneul");
    assertThat(heard.ends(Kind.PROVIDER_CALL)).containsExactly("configuration");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("rejected configuration");
  }

  @Test
  void aCallbackThatIsNobodys() {
    complete("code=c&state=s");
    browser = new TestBrowser();
    URI callback = callback("haneul");
    browser = new TestBrowser();
    complete(callback);

    assertThat(heard.ends(Kind.COMPLETE))
        .containsExactly("rejected unknown-state", "rejected other-browser");
  }

  @Test
  void aProviderThatNobodyAddedIsNoWordOfTheirs() {
    ProviderId typed = ProviderId.of("anything-a-visitor-types");

    assertThatThrownBy(() -> sync.begin(typed, browser, SignIn.returningTo("/")))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(heard.all()).isEmpty();
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aStoreThatIsAway() {
    watched.beforeNext("members.create", () -> {
      throw MemberStoreException.unavailable("store-unavailable", "no connection");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(MemberStoreException.class);

    assertThat(heard.ends(Kind.STORE, "create")).containsExactly("failed store-unavailable");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("failed store-unavailable");
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void aStoreThatMetAnotherOneOrQuotesItsMember() {
    conflict("members.create");
    signIn("haneul");
    assertThat(heard.ends(Kind.STORE, "create")).containsExactly("conflict store-deadlock", "ok");

    heard.forget();
    watched.beforeNext("members.find", () -> {
      throw new IllegalStateException("row of haneul@shop.example");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(MemberStoreException.class);
    assertThat(heard.last(Kind.STORE)).isEqualTo("failed store-failed");

    heard.forget();
    watched.beforeNext("members.find", () -> {
      throw MemberStoreException.unavailable("no row 4021987766", "a shop's mistake");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(MemberStoreException.class);
    assertThat(heard.last(Kind.STORE)).isEqualTo("failed unprintable");
    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("failed unprintable");
  }

  @Tag(RoadShop.IN_THE_COMMIT)
  @Test
  void whatNobodyCatchesEndsTheStepsAsWell() {
    watched.beforeNext("members.create", () -> {
      throw new StackOverflowError("a row of haneul");
    });
    assertThatThrownBy(() -> signIn("haneul")).isInstanceOf(StackOverflowError.class);

    assertThat(heard.last(Kind.COMPLETE)).isEqualTo("failed java.lang.StackOverflowError");
    assertThat(heard.ends(Kind.STORE, "create"))
        .containsExactly("failed java.lang.StackOverflowError");
  }

  // ---- webhooks and what is due

  @Test
  void aWebhookAndItsTask() {
    signUp("haneul");
    long user = kakao.person("haneul").id();
    sync.receive(Kakao.ID, unlinkWebhook(user, "KakaoAK " + kakao.app().adminKey()));
    sync.receive(Kakao.ID, unlinkWebhook(user, "KakaoAK wrong"));
    watched.beforeNext("tasks.add", () -> {
      throw MemberStoreException.unavailable("store-away", "no connection");
    });
    sync.receive(Kakao.ID, unlinkWebhook(user, "KakaoAK " + kakao.app().adminKey()));
    runDue();

    assertThat(heard.ends(Kind.WEBHOOK))
        .hasSize(3)
        .startsWith("accepted")
        .endsWith("failed store-away");
    assertThat(heard.ends(Kind.WEBHOOK).get(1)).matches("refused 4\\d\\d");
    assertThat(heard.ends(Kind.TASK, "webhook")).containsExactly("done");
    assertThat(heard.lastProvider(Kind.TASK)).contains(Kakao.ID);
    assertThat(heard.of(Kind.TASK))
        .extracting(one -> one.step().name())
        .isSubsetOf(
            "webhook", "unlink", "read", "read-list", "report-terms", "write", "ended-link");
  }

  @Test
  void aTaskThatIsPutOffAndDoneLater() {
    kakao.failUntilCleared(KakaoEndpoint.USER_ME, Failure.raw(503, Map.of(), ""));
    signIn("haneul");
    clock.advance(Duration.ofMinutes(2));
    runDue();
    kakao.clearFailures();
    clock.advance(Duration.ofMinutes(40));
    runDue();

    assertThat(heard.ends(Kind.TASK, "read")).containsExactly("put-off provider-down", "done");
    Heard.One call =
        heard.of(Kind.PROVIDER_CALL).get(heard.of(Kind.PROVIDER_CALL).size() - 1);
    assertThat(call.openBefore()).extracting(one -> one.step().kind()).contains(Kind.TASK);
  }

  @Test
  void aTaskThatIsGivenUp() {
    kakao.failUntilCleared(KakaoEndpoint.USER_ME, Failure.raw(503, Map.of(), ""));
    signIn("haneul");
    clock.advance(Duration.ofDays(2));
    runDue();

    assertThat(heard.ends(Kind.TASK, "read")).containsExactly("given-up provider-down");
  }
}
