package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.Members.Event.Kind;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.ProviderId;
import io.membersync.provider.facebook.Facebook;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeNotice;
import io.membersync.testing.FakeNotice.Reply;
import io.membersync.testing.FakePerson;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testing.TestBrowser;
import io.membersync.testing.UnlinkWebhook;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each provider's notices, as it sends them itself, through the servlet to the real engine. */
class ProviderNoticesTest {
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");
  private static final String STATUS_PAGE = "https://shop.example/privacy/deletion?id={code}";
  private static final String EVENTS = "https://schemas.openid.net/secevent/";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestClock clock = new TestClock();
  private final FakeKakao kakao = FakeKakao.builder().clock(clock).start();
  private final FakeNaver naver = FakeNaver.setup().clock(clock).start();
  private final FakeGoogle google = FakeGoogle.setup().clock(clock).start();
  private final FakeApple apple = FakeApple.setup().clock(clock).start();
  private final FakeFacebook facebook = FakeFacebook.setup().clock(clock).start();
  private final FakeLine line = FakeLine.setup().clock(clock).start();
  private final Map<String, FakeSocialLogin<?>> further = new TreeMap<>(
      Map.of("naver", naver, "google", google, "apple", apple, "facebook", facebook, "line", line));
  private final List<Members.Event> events = new CopyOnWriteArrayList<>();
  private final List<MemberSync> built = new ArrayList<>();
  private final Shop shop = Shop.open(this::engine, builder -> builder);
  private final MemberSync sync = built.get(0);

  private MemberSync engine(URI address) {
    kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
    further.forEach((id, fake) -> fake.registerRedirectUri(CALLBACKS.resolve(id)));
    Notices told = Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("en", "Processed for the contract", "Name and contacts.")
            .build());
    Facebook withDeletion = Facebook.of(facebook.clientId(), Secret.of(facebook.clientSecret()))
        .withDataDeletion(STATUS_PAGE);
    built.add(MemberSync.builder(new InMemoryMemberStore(FieldMapping.basic()), told)
        .records(Records.inMemory())
        .keys(KeyRing.of(Secret.of("notices-only-0123456789abcdefghijklmn")))
        .clock(clock)
        .http(HttpOptions.builder().perAttempt(Duration.ofSeconds(10)).build())
        .listener(events::add)
        .provider(kakao.provider())
        .provider(naver.provider())
        .provider(google.provider())
        .provider(apple.provider())
        .provider(facebook.provider(withDeletion))
        .provider(line.provider())
        .callbacks(CALLBACKS)
        .build());
    return built.get(0);
  }

  @AfterEach
  void close() {
    shop.close();
    sync.close();
    kakao.close();
    further.values().forEach(FakeSocialLogin::close);
  }

  @ParameterizedTest
  @Fault({"WH-01", "WH-02", "WH-06"})
  @CsvSource({
    "kakao unlink, 200, 401, LEAVE_PENDING",
    "kakao status, 202, 400, LEAVE_PENDING",
    "kakao channel, 200, 401, CHANNEL_BLOCKED",
    "naver unlink, 204, 403, LEAVE_PENDING",
    "google event, 202, 400, SESSIONS_REVOKED",
    "apple revoked, 200, 400, LEAVE_PENDING",
    "apple deleted, 200, 400, LEAVE_PENDING",
    "facebook deauthorize, 200, 403, LEAVE_PENDING",
    "facebook deletion, 200, 403, DELETION_REQUESTED",
    "line follow, 200, 403, CHANNEL_ADDED",
    "line unfollow, 200, 403, CHANNEL_BLOCKED"
  })
  void isAnsweredInTheProvidersOwnWayAndAppliedLater(
      String notice, int accepted, int refused, Kind effect) {
    MemberId member = signUp(notice.split(" ", 2)[0], "haneul");

    Reply forged = send(notice, "haneul", true);
    assertThat(forged.status()).hasValue(refused);
    assertThat(forged.text())
        .isEqualTo(
            refused == 400 // a security event token; the text is RFC 8935's
                ? "{\"err\":\"invalid_key\",\"description\":\"refused by its check of signature\"}"
                : "");
    Reply unknown = send(notice, "doyun", false);
    sync.work().runDue(Duration.ofMinutes(1));
    assertThat(events).as("nothing of either").isEmpty();

    Reply known = send(notice, "haneul", false);
    assertThat(known.status()).hasValue(accepted);
    assertThat(known.isAccepted()).isTrue();
    assertThat(unknown.status()).as("somebody unknown is answered alike").hasValue(accepted);
    assertThat(masked(unknown)).isEqualTo(masked(known));
    if (notice.equals("facebook deletion")) {
      assertThat(masked(known))
          .isEqualTo("{\"url\":\"" + STATUS_PAGE.replace("{code}", "*")
              + "\",\"confirmation_code\":\"*\"}");
    } else {
      assertThat(known.text()).isEmpty();
    }
    assertThat(identities(member)).as("the effect is the worker's").isEqualTo(1);
    assertThat(events).isEmpty();

    sync.work().runDue(Duration.ofMinutes(1));
    assertThat(events).extracting(Members.Event::kind).contains(effect);
    boolean ends = effect == Kind.LEAVE_PENDING || effect == Kind.DELETION_REQUESTED;
    assertThat(identities(member)).isEqualTo(ends ? 0 : 1);
  }

  /** Within LINE's two seconds, the shortest that any provider tells. */
  @Test
  @Fault("WH-11")
  void twoThousandOfEveryProviderAreEachAnsweredInTimeAndNoneIsLost() throws Exception {
    int people = 20;
    int times = 20;
    List<MemberId> members = new ArrayList<>();
    List<FakeNotice> notices = new ArrayList<>();
    further.forEach((id, fake) -> {
      for (int i = 0; i < people; i++) {
        FakePerson person = FakePerson.of("person" + i).with("email", i + "@" + id + ".example");
        fake.put(person.with("name", "이름"));
        members.add(signUp(id, person.key()));
      }
    });
    for (int i = 0; i < people; i++) {
      String person = "person" + i;
      notices.add(notice("naver unlink", person));
      notices.add(notice("google event", person));
      notices.add(notice("apple revoked", person));
      notices.add(notice("facebook deauthorize", person));
      notices.add(notice("line unfollow", person));
    }
    send("naver unlink", "bare", false); // connection and classes

    ExecutorService senders = Executors.newFixedThreadPool(8);
    List<Reply> replies = new ArrayList<>();
    try {
      List<Future<List<Reply>>> sent = notices.stream()
          .map(notice -> senders.submit(() -> notice.times(times).send()))
          .toList();
      for (Future<List<Reply>> one : sent) {
        replies.addAll(one.get());
      }
    } finally {
      senders.shutdownNow();
    }
    sync.work().runDue(Duration.ofMinutes(5));

    assertThat(replies)
        .hasSize(5 * people * times)
        .allMatch(Reply::isAccepted)
        .allSatisfy(reply -> assertThat(reply.took()).isLessThan(Duration.ofSeconds(2)));
    Map<Kind, Integer> heard = new TreeMap<>();
    events.forEach(event -> heard.merge(event.kind(), 1, Integer::sum));
    assertThat(heard)
        .containsEntry(Kind.SESSIONS_REVOKED, people)
        .containsEntry(Kind.CHANNEL_BLOCKED, people);
    assertThat(members.stream().mapToInt(this::identities).sum())
        .as("the links of Google and LINE")
        .isEqualTo(2 * people);
  }

  @Test
  @Fault("WH-16")
  void whatIsRefusedTellsNoSecretAndNobodyInAnswersAndLog() {
    List<Reply> replies = new ArrayList<>();
    List<String> kept = new ArrayList<>(List.of(
        kakao.app().adminKey(),
        kakao.clientSecret(),
        String.valueOf(kakao.person("haneul").id()),
        line.messagingSecret()));
    further.forEach((id, fake) ->
        kept.addAll(List.of(fake.clientSecret(), fake.subject(fake.person("haneul")))));

    String log = Logged.during(() -> {
      for (String notice : List.of(
          "kakao unlink",
          "kakao status",
          "kakao channel",
          "naver unlink",
          "google event",
          "apple revoked",
          "facebook deauthorize",
          "facebook deletion",
          "line follow")) {
        replies.add(send(notice, "haneul", true));
      }
      further.keySet().forEach(id -> replies.add(shapeless(id, "application/json", "{")));
    });

    assertThat(replies).noneMatch(Reply::isAccepted);
    assertThat(log)
        .contains("kakao", "naver", "google", "apple", "facebook", "line")
        .contains("refused with");
    kept.removeIf(String::isEmpty); // Apple has no client secret
    for (String secret : kept) {
      assertThat(log).doesNotContain(secret);
      assertThat(replies).allSatisfy(reply -> assertThat(reply.text()).doesNotContain(secret));
    }
  }

  @ParameterizedTest
  @Fault("WH-17")
  @ValueSource(
      strings = {
        "application/xml",
        "text/xml",
        "application/json",
        "application/secevent+jwt",
        "application/x-www-form-urlencoded"
      })
  void noProvidersXmlIsRead(String type) {
    String grows = "<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;&a;\">";
    String xml = "<!DOCTYPE x [" + grows + "]><x>&b;</x>";

    for (String provider : List.of("kakao", "naver", "google", "apple", "facebook", "line")) {
      assertThat(shapeless(provider, type, xml).status().orElseThrow())
          .as(provider)
          .isBetween(400, 499);
    }
    sync.work().runDue(Duration.ofMinutes(1));
    assertThat(events).isEmpty();
  }

  /** It is looked at as it came, and fits no provider's signature. */
  @Test
  @Fault("WH-13")
  void aGzipBombIsRefusedByEachProviderWithoutBeingInflated() throws Exception {
    byte[] bomb = Bodies.bomb();
    assertThat(bomb.length).isLessThan(1024 * 1024);
    for (String provider : List.of("kakao", "naver", "google", "apple", "facebook", "line")) {
      for (String type : List.of(
          "application/json", "application/secevent+jwt", "application/x-www-form-urlencoded")) {
        HttpRequest request = HttpRequest.newBuilder(address(provider))
            .header("Content-Type", type)
            .header("Content-Encoding", "gzip")
            .header("Authorization", "KakaoAK " + kakao.app().adminKey())
            .POST(HttpRequest.BodyPublishers.ofByteArray(bomb))
            .build();
        HttpResponse<String> answer =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(provider + " " + type).isBetween(400, 499);
        assertThat(answer.body()).hasSizeLessThan(200);
      }
    }
    sync.work().runDue(Duration.ofMinutes(1));
    assertThat(events).isEmpty();
  }

  private MemberId signUp(String provider, String person) {
    UnaryOperator<URI> visitor = provider.equals("kakao")
        ? kakao.visitor(person)::agree
        : of(provider).visitor(person)::agree;
    SignInResult result = new TestBrowser().signIn(sync, ProviderId.of(provider), visitor);
    assertThat(result).isInstanceOf(SignedIn.class);
    clock.advance(Duration.ofMinutes(1));
    events.clear();
    return ((SignedIn) result).member().orElseThrow();
  }

  private FakeSocialLogin<?> of(String provider) {
    return Objects.requireNonNull(further.get(provider));
  }

  private int identities(MemberId member) {
    return sync.members().find(member).orElseThrow().identities().size();
  }

  private static String masked(Reply reply) {
    return reply.text().replaceAll("[0-9a-f]{24}", "*");
  }

  private URI address(String provider) {
    return shop.uri("/login/webhooks/" + provider);
  }

  /** With the provider's own headers, but for these. */
  private Reply shapeless(String provider, String type, String body) {
    String own = List.of(
            "kakao channel",
            "naver unlink",
            "google event",
            "apple revoked",
            "facebook deauthorize",
            "line follow")
        .stream()
        .filter(notice -> notice.startsWith(provider + " "))
        .findFirst()
        .orElseThrow();
    return notice(own, "haneul")
        .query(any -> "")
        .body(any -> body)
        .header("Content-Type", type)
        .send()
        .get(0);
  }

  private Reply send(String notice, String person, boolean forged) {
    if (notice.equals("kakao unlink")) {
      UnlinkWebhook webhook = kakao.unlinkWebhook(address("kakao")).timeout(PATIENCE);
      return (forged ? webhook.authorization("KakaoAK wrong") : webhook)
          .send(kakao.person(person))
          .get(0);
    }
    FakeNotice whole = notice(notice, person);
    if (!forged) {
      return whole.send().get(0);
    }
    return (switch (notice) {
          case "kakao channel" -> whole.header("Authorization", "KakaoAK wrong");
          case "naver unlink" ->
            whole.query(query -> query.replace("&timestamp=", "%20&timestamp="));
          case "facebook deauthorize", "facebook deletion" ->
            whole.body(body -> body.replace("signed_request=", "signed_request=A"));
          case "line follow", "line unfollow" -> whole.body(body -> body + " ");
          default -> whole.body(body -> body.replaceAll("\\.[^.\"]+(\"}|)$", ".AAAA$1"));
        })
        .send()
        .get(0);
  }

  private FakeNotice notice(String notice, String person) {
    FakeNotice made = switch (notice) {
      case "kakao status" ->
        kakao.accountStatus(
            address("kakao"), EVENTS + "oauth/event-type/user-unlinked", kakao.person(person));
      case "kakao channel" ->
        kakao.channelWebhook(
            address("kakao"),
            kakao.person(person),
            kakao.app().channels().get(0),
            false,
            clock.instant());
      case "naver unlink" -> naver.unlinkCallback(address("naver"), naver.person(person));
      case "google event" ->
        google.securityEvent(
            address("google"), EVENTS + "risc/event-type/sessions-revoked", google.person(person));
      case "apple revoked" ->
        apple.notification(address("apple"), "consent-revoked", apple.person(person));
      case "apple deleted" ->
        apple.notification(address("apple"), "account-deleted", apple.person(person));
      case "facebook deauthorize" ->
        facebook.deauthorizeCallback(address("facebook"), facebook.person(person));
      case "facebook deletion" ->
        facebook.deletionRequest(
            URI.create(address("facebook") + "?deletion"), facebook.person(person));
      case "line follow", "line unfollow" ->
        line.friendWebhook(
            address("line"), notice.equals("line follow"), clock.instant(), line.person(person));
      default -> throw new AssertionError(notice);
    };
    return made.timeout(PATIENCE); // a busy machine is no fault of the shop
  }
}
