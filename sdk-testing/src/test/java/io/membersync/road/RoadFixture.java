package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Begun;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberEraser;
import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoApp;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoPeople;
import io.membersync.testing.KakaoVisitor;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Eventually;
import io.membersync.testsupport.TestClock;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * A shop with a fake Kakao: one fake for each class, fresh books, members and browser for each
 * test. {@link #sync} asks nothing on the shop's own page, so one callback makes a member; tests of
 * consent open a shop with {@link #korea()}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RoadFixture {
  static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");
  static final ShopId SHOP = ShopId.DEFAULT;
  static final ProviderId OLD = ProviderId.of("kakao-old");
  static final KeyRing KEYS = KeyRing.of(Secret.of("road-tests-only-0123456789abcdefghijk"));

  private static final AtomicBoolean WARM = new AtomicBoolean();

  /** A busy machine is no fault of the provider. */
  static final HttpOptions PATIENT =
      HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build();

  /** What a visitor of {@link #korea()} must agree to. */
  static final Answers AGREED = Answers.none().consent("tos", true).consent("age14", true);

  final TestClock clock = new TestClock();
  final FakeKakao kakao = FakeKakao.builder().clock(clock).start();
  private int early;
  private final List<MemberSync> engines = new ArrayList<>();

  final RoadShop kind = RoadShop.chosen();
  Watched watched = new Watched();
  Records books = kind.books();
  Records records = watched.records(books);
  RoadMembers members = settled(kind.members(FieldMapping.basic()));
  MemberStore store = watched.members(members.store());
  TestBrowser browser = new TestBrowser();
  List<Members.Event> events = new CopyOnWriteArrayList<>();
  MemberSync sync = open(shop());

  /** Loads every class of the road once, so that a cold start is not taken for a slow provider. */
  @BeforeAll
  void warmUp() {
    for (int i = 0; i < 5 && !WARM.get(); i++) {
      freshShop();
      WARM.set(signIn("haneul") instanceof SignedIn);
      closeEngines();
    }
  }

  @BeforeEach
  void freshShop() {
    kakao.clearFailures();
    KakaoApp app = KakaoApp.sample();
    kakao.reconfigure(before -> app);
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao-old"));
    KakaoPeople.all().forEach(person -> {
      kakao.put(person);
      kakao.unlink(person);
    });
    kakao.forgetRequests();
    watched = new Watched();
    useBooks();
    useMembers(FieldMapping.basic());
    browser = new TestBrowser();
    events = new CopyOnWriteArrayList<>();
    sync = open(shop());
  }

  @AfterEach
  void closeEngines() {
    engines.forEach(MemberSync::close);
    engines.clear();
  }

  @AfterAll
  void closeFake() {
    kakao.close();
    kind.close();
  }

  // ---- shops

  /** Tells what it does with the contract's fields and asks nothing. */
  static Notices told() {
    return Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(
                Purpose.MEMBER_IDENTIFY,
                Field.NAME,
                Field.NICKNAME,
                Field.EMAIL,
                Field.PHONE,
                Field.BIRTHDAY,
                Field.GENDER,
                Field.CI,
                Field.PICTURE,
                Field.BIRTH_YEAR,
                Field.SHIPPING_ADDRESSES)
            .text("en", "Processed for the contract", "Name, contacts and what you tell us.")
            .build());
  }

  /** Empty books; the members stay. */
  final void useBooks() {
    early = 0;
    books = kind.books();
    records = watched.records(books);
  }

  /** A shop without members. */
  final void useMembers(FieldMapping mapping) {
    members = settled(kind.members(mapping));
    store = watched.members(members.store());
  }

  /** Looked at after the shop has done what it does by itself. */
  private RoadMembers settled(RoadMembers real) {
    return (RoadMembers) Proxy.newProxyInstance(
        RoadMembers.class.getClassLoader(),
        new Class<?>[] {RoadMembers.class},
        (proxy, method, arguments) -> {
          if (!method.getName().equals("store")) {
            settle();
          }
          return Watched.invoke(real, method, arguments);
        });
  }

  /** What the shop does by itself after sign-ins. */
  final void settle() {
    early += kind.settle(sync);
  }

  /** What such a store answers for every attribute. */
  UpdateReport.Outcome erasure = UpdateReport.Outcome.APPLIED;

  /** With the power to blank, for every kind of shop. */
  final MemberStore erasing(MemberStore real) {
    erasure = UpdateReport.Outcome.APPLIED;
    Class<?>[] powers = Stream.concat(
            Stream.of(MemberStore.class, MemberCreator.class, MemberListing.class)
                .filter(power -> power.isInstance(real)),
            Stream.of(MemberEraser.class))
        .toArray(Class<?>[]::new);
    return (MemberStore) Proxy.newProxyInstance(
        MemberStore.class.getClassLoader(), powers, (p, method, args) -> {
          if (method.getDeclaringClass() != MemberEraser.class) {
            return Watched.invoke(real, method, args);
          }
          Map<String, UpdateReport.Outcome> outcomes = new LinkedHashMap<>();
          if (method.getName().equals("erase")) {
            for (Object attribute : (Set<?>) args[1]) {
              if (erasure == UpdateReport.Outcome.APPLIED) {
                members.edit((MemberId) args[0], (String) attribute, Optional.empty());
              }
              outcomes.put((String) attribute, erasure);
            }
          }
          return method.getName().equals("erase")
              ? new UpdateReport(true, outcomes)
              : ((Set<?>) args[1])
                  .stream()
                      .map(attribute -> new MemberEraser.Erasure(
                          (String) attribute, "row." + attribute, true, "NULL"))
                      .toList();
        });
  }

  MemberSyncBuilder shop() {
    return shop(told());
  }

  MemberSyncBuilder korea() {
    return shop(Notices.korea("Wine Shop"));
  }

  MemberSyncBuilder shop(Notices notices) {
    return bare(notices).provider(kakao.provider()).callbacks(CALLBACKS);
  }

  MemberSyncBuilder bare(Notices notices) {
    return MemberSync.builder(store, notices)
        .records(records)
        .keys(KEYS)
        .clock(clock)
        .http(PATIENT)
        .listener(this::hear);
  }

  private void hear(Members.Event event) {
    if (kind.isOrdinary(event)) {
      events.add(event);
    }
  }

  /** Another registration of the shop at the same Kakao app. */
  io.membersync.provider.Provider oldKakao() {
    return kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret()))
        .withId(OLD)
        .withAdminKey(Secret.of(kakao.app().adminKey())));
  }

  /** Builds an engine that is closed after the test. */
  final MemberSync open(MemberSyncBuilder builder) {
    MemberSync built = builder.build();
    engines.add(built);
    return built;
  }

  // ---- the visitor

  URI begin() {
    return browser.begin(sync, Kakao.ID, SignIn.returningTo("/cart"));
  }

  /** Begins, agrees to everything at Kakao, and is on the way back. */
  URI callback(String person) {
    return kakao.visitor(person).agree(begin());
  }

  SignInResult complete(URI callback) {
    return browser.complete(sync, Kakao.ID, callback);
  }

  SignInResult complete(String query) {
    return sync.complete(browser, Callback.query(Kakao.ID, query));
  }

  SignInResult signIn(String person) {
    return signIn(person, visitor -> visitor);
  }

  /** In a browser of its own, so that no cookie is left from another sign-in. */
  SignInResult signIn(String person, UnaryOperator<KakaoVisitor> choices) {
    KakaoVisitor visitor = choices.apply(kakao.visitor(person));
    browser = new TestBrowser();
    return browser.signIn(sync, Kakao.ID, visitor::agree);
  }

  MemberId signUp(String person) {
    return memberOf(signIn(person));
  }

  NeedsConsent needsConsent(SignInResult result) {
    assertThat(result).isInstanceOf(NeedsConsent.class);
    return (NeedsConsent) result;
  }

  /** Everything that is asked, agreed to. */
  static Answers allOf(NeedsConsent needs) {
    Answers answers = Answers.none();
    for (Notice notice : needs.missing().asked()) {
      answers = answers.consent(notice.tag(), true);
    }
    return answers;
  }

  /** Signs up and agrees to everything. */
  final MemberId joins(String person) {
    NeedsConsent needs = needsConsent(signIn(person));
    return memberOf(sync.resume(browser, needs.parked(), allOf(needs)));
  }

  static SignedIn signedIn(SignInResult result) {
    assertThat(result).isInstanceOf(SignedIn.class);
    return (SignedIn) result;
  }

  final MemberId memberOf(SignInResult result) {
    SignedIn signedIn = signedIn(result);
    settle();
    return signedIn
        .member()
        .or(() ->
            books.identities().findPerson(SHOP, signedIn.person()).flatMap(Records.Person::member))
        .orElseThrow();
  }

  static Rejected refused(SignInResult result, RejectReason reason) {
    assertThat(result).isInstanceOf(Rejected.class);
    assertThat(((Rejected) result).reason()).isEqualTo(reason);
    return (Rejected) result;
  }

  /** Kakao's word that somebody has unlinked, as a form. */
  Webhook unlinkWebhook(long user, String authorization) {
    String form =
        "app_id=" + kakao.app().appId() + "&user_id=" + user + "&referrer_type=UNLINK_FROM_APPS";
    return new Webhook(
        "POST",
        "",
        Map.of(
            "Authorization",
            List.of(authorization),
            "Content-Type",
            List.of("application/x-www-form-urlencoded")),
        form.getBytes(StandardCharsets.UTF_8));
  }

  /** One value of a query, decoded. */
  static String parameter(URI uri, String name) {
    for (String pair : uri.getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError("no parameter " + name);
  }

  /** The address with one more parameter. */
  static URI with(URI address, String name, String value) {
    return URI.create(address + "&" + name + "=" + encode(value));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Begins at a provider whose metadata are loaded beside, in real time, until they are there. */
  static URI beginWhenKnown(MemberSync engine, ProviderId provider, TestBrowser browser) {
    long end = System.nanoTime() + Eventually.PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Begun begun = engine.begin(provider, browser, SignIn.returningTo("/"));
      if (begun instanceof Begun.RedirectTo redirect) {
        return redirect.uri();
      }
      assertThat(((Begun.NotStarted) begun).reason()).isEqualTo(Begun.Reason.STARTING);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new AssertionError("the metadata did not come");
  }

  // ---- what was left behind

  final Map<String, String> values(MemberId member) {
    return members.valuesOf(member);
  }

  Optional<Records.Identity> identity(String person) {
    return books
        .identities()
        .find(SHOP, "kakao", String.valueOf(kakao.person(person).id()));
  }

  /** The next call of this method meets another transaction, as a database may find at any time. */
  void conflict(String name) {
    watched.beforeNext(name, () -> {
      throw MemberStoreException.conflict("store-deadlock", "two transactions met");
    });
  }

  long parkedRowsLeft() {
    return watched.calls("attempts.park").stream()
        .map(call -> ((Records.ParkedRow) call.arguments().get(1)).key())
        .filter(key -> books.attempts().findParked(SHOP, key).isPresent())
        .count();
  }

  /** How much was done since the last time, beside the writing to members. */
  final int runDue() {
    settle();
    int done = early + kind.runDue(sync);
    early = 0;
    settle();
    return done;
  }

  /** No call to the provider after its pages, and nothing of a person or member in any table. */
  void assertNothingHappened() {
    assertThat(kakao.calls(KakaoEndpoint.TOKEN)).isZero();
    assertNobodyBecameAMember();
  }

  void assertNobodyBecameAMember() {
    assertThat(members.count()).isZero();
    assertThat(watched.calls("members.create")).isEmpty();
    assertThat(watched.calls("identities.link")).isEmpty();
    assertThat(watched.calls("identities.addPerson")).isEmpty();
    assertThat(watched.calls("evidence.append")).isEmpty();
    assertThat(watched.calls("evidence.putProvenance")).isEmpty();
    assertThat(watched.calls("tokens.put")).isEmpty();
    assertThat(events).isEmpty();
  }
}
