package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Answers;
import io.membersync.Browser;
import io.membersync.Callback;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsConsent;
import io.membersync.SignInResult.NeedsFields;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.SignedIn;
import io.membersync.lifecycle.Webhook;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoAddress;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Invariant 7: every secret, token, code and personal value that passes through a shop is marked or
 * collected, everything that can happen to a sign-in happens, and no mark is in anything printed.
 */
class MarkerTest extends RoadFixture {
  private static final String CLIENT_SECRET = "markClientSecret7Q";
  private static final String ADMIN_KEY = "markAdminKey7Q7Q7Q7Q7Q7Q7Q7Q7Q7Q";
  private static final String KEY = "markKeyRing7Q-0123456789abcdefghijklmnop";
  private static final String MESSAGE = "markProvidersMessage7Q";
  private static final FieldMapping MAPPING = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.NICKNAME, "nickname")
      .map(Field.EMAIL, "email")
      .unique()
      .map(Field.PHONE, "phone")
      .required()
      .map(Field.CI, "ci")
      .map(Field.BIRTHDAY, "birthday")
      .map(Field.PICTURE, "picture")
      .map(Field.SHIPPING_ADDRESSES, "addresses");

  /** What the notices of a Korean shop cover. */
  private static final FieldMapping KOREAN = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .unique()
      .map(Field.PHONE, "phone");

  private final List<Object> seen = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // opened before each test
  private Marks marks;

  @BeforeEach
  void listen() {
    seen.clear();
    marks = new Marks();
    marks.addAll(List.of(
        CLIENT_SECRET,
        ADMIN_KEY,
        KEY,
        MESSAGE,
        "markName7Q",
        "markNick7Q",
        "mark.mail.7q",
        "77771234",
        "7777-1234",
        "bWFya0NpN1E",
        "markStreet7Q",
        "markTyped7Q",
        "77779999",
        "7777-9999",
        "7070707070707"));
    kakao.reconfigure(app ->
        app.toBuilder().adminKey(ADMIN_KEY).key(kakao.clientId(), CLIENT_SECRET).build());
    kakao.put(marked());
    useMembers(MAPPING);
  }

  @AfterEach
  void release() {
    marks.close();
  }

  @Test
  @Fault("CF-17")
  void nothingSecretOrPersonalIsPrintedWhateverHappens() throws Exception {
    signUpAndComeBack();
    missingFieldsAndProofs();
    cancelAndDecline();
    everyProviderError();
    brokenAnswers();
    forgedCallbacks();
    webhooks();
    expiry();
    storeFailures();

    seen.addAll(events);
    seen.add(Callback.query(Kakao.ID, "code=markCallback7Q&state=x"));
    seen.add(Answers.none().field(Field.NAME, "markTyped7Q").consent("tos", true));
    seen.add(Secret.of(CLIENT_SECRET));
    seen.add(KeyRing.of(Secret.of(KEY)));
    seen.add(new Webhook(
        "POST",
        "markQuery7Q",
        Map.of("Authorization", List.of(ADMIN_KEY)),
        "markBody7Q".getBytes(StandardCharsets.UTF_8)));
    marks.addAll(List.of("markCallback7Q", "markQuery7Q", "markBody7Q"));
    marks.addFromTheWire(kakao);
    assertThat(marks.count()).as("marks, those of the wire included").isGreaterThan(60);

    assertThat(marks.printed())
        .as("something was logged at all")
        .contains("signed up at kakao", "KOE320");
    marks.assertClean("the logs", marks.printed());
    assertThat(marks.assertCleanObjects(seen)).as("objects looked at").isGreaterThan(200);
    marks.assertNoTemporaryFileHasAMark();
  }

  private void signUpAndComeBack() {
    sync = open(markedShop().tokens(Kakao.ID, TokenPolicy.KEEP));
    see(sync, sync.providers(), sync.notices());
    SignedIn result = signedIn(enter(sync));
    MemberId member = memberOf(result);
    assertThat(values(member)).containsEntry("name", "markName7Q").containsKeys("ci", "addresses");
    see(result, sync.members().find(member), sync.members());
    see(enter(sync));
    clock.advance(Duration.ofHours(13));
    sync.members().withAccessToken(member, Kakao.ID, token -> {
      marks.add(token.reveal());
      return see(token);
    });
    see(books.tokens().find(SHOP, "kakao", "7070707070707"));
    see(books.identities().find(SHOP, "kakao", "7070707070707"));
    URI again = browser.begin(
        sync, Kakao.ID, SignIn.askingAgain(member, List.of("gender"), List.of(), "/me"));
    see(complete(kakao.visitor("marked").agree(again)));
    sync.members().logOut(member, Kakao.ID);
    sync.members().unlink(member, Kakao.ID);
    runDue();
  }

  private void missingFieldsAndProofs() {
    fresh();
    kakao.link(kakao.person("marked"), link -> link.withholding("phone_number"));
    MemberId existing = members.add(Map.of("email", "mark.mail.7q@shop.example"));
    NeedsProof proof = (NeedsProof) see(enter(sync));
    seen.add(proof.choices());
    // A hint shows its owner what was just proven; it is masked, and not a mark.
    SignInResult next = see(sync.resume(browser, proof.parked(), Answers.none().asNewMember()));
    NeedsFields fields = (NeedsFields) next;
    see(sync.resume(browser, fields.parked(), Answers.none().field(Field.PHONE, "markTyped7Q")));
    SignedIn made = signedIn(see(
        sync.resume(browser, fields.parked(), Answers.none().field(Field.PHONE, "010-7777-9999"))));
    assertThat(made.member()).isNotEqualTo(Optional.of(existing));
  }

  private void cancelAndDecline() {
    fresh();
    sync = open(markedKorea());
    browser = new TestBrowser();
    URI uri = browser.begin(sync, Kakao.ID, SignIn.returningTo("/"));
    see(complete(kakao.visitor("marked").cancel(uri)));
    NeedsConsent needs = (NeedsConsent) see(enter(sync));
    see(sync.resume(browser, needs.parked(), Answers.none().consent("tos", false)));
    NeedsConsent again = (NeedsConsent) see(enter(sync));
    see(sync.resume(browser, again.parked(), Answers.cancel()));
    runDue();
  }

  private void everyProviderError() {
    fresh();
    for (KakaoError error : KakaoError.catalogue()) {
      KakaoError marked = error.withDescription(MESSAGE);
      for (KakaoEndpoint endpoint : List.of(KakaoEndpoint.TOKEN, KakaoEndpoint.USER_ME)) {
        kakao.failNext(endpoint, marked);
        see(enter(sync));
        kakao.clearFailures();
      }
    }
    for (String error : List.of("access_denied", "server_error", "invalid_scope", MESSAGE)) {
      URI uri = browser.begin(sync, Kakao.ID, SignIn.returningTo("/"));
      see(complete("error=" + error + "&error_description=" + MESSAGE + "&state="
          + parameter(uri, "state")));
    }
  }

  private void brokenAnswers() {
    fresh();
    String html = "<html>" + MESSAGE + "</html>";
    List<Failure> failures = List.of(
        Failure.halfBody(),
        Failure.reset(),
        Failure.close(),
        Failure.emptyBody(),
        Failure.formEncoded(),
        Failure.raw(200, Map.of("Content-Type", "text/html"), html),
        Failure.raw(500, Map.of("Content-Type", "text/html"), html),
        Failure.raw(200, Map.of("Content-Type", "application/json"), "{\"" + MESSAGE + "\":"),
        Failure.raw(200, Map.of("Content-Type", "application/json"), "\"" + MESSAGE + "\""),
        Failure.redirect(302, URI.create("http://127.0.0.1:9/" + MESSAGE)),
        Failure.tooManyRequests(MESSAGE),
        Failure.set("id", "\"" + MESSAGE + "\""),
        Failure.set("access_token", "[\"" + MESSAGE + "\"]"),
        Failure.set("id_token", "\"" + MESSAGE + "\""),
        Failure.duplicate("id", "1"));
    for (Failure failure : failures) {
      for (KakaoEndpoint endpoint : List.of(
          KakaoEndpoint.TOKEN,
          KakaoEndpoint.USER_ME,
          KakaoEndpoint.SERVICE_TERMS,
          KakaoEndpoint.SHIPPING_ADDRESSES)) {
        kakao.failNext(endpoint, failure);
        see(enter(sync));
        kakao.clearFailures();
      }
    }
    kakao.changeIdTokens(draft -> draft.claim("nonce", MESSAGE).claim("iss", MESSAGE));
    see(enter(sync));
    kakao.clearFailures();
    kakao.changeIdTokens(draft -> draft.header("kid", MESSAGE));
    see(enter(sync));
    kakao.clearFailures();
  }

  private void forgedCallbacks() {
    fresh();
    URI uri = browser.begin(sync, Kakao.ID, SignIn.returningTo("/"));
    URI callback = kakao.visitor("marked").agree(uri);
    marks.add(parameter(callback, "code"));
    for (String suffix : List.of(
        "&code=" + MESSAGE,
        "&state=" + MESSAGE,
        "&iss=" + MESSAGE,
        "&access_token=" + MESSAGE,
        "&x=%zz" + MESSAGE)) {
      see(complete(callback.getRawQuery() + suffix));
    }
    see(new TestBrowser().complete(sync, Kakao.ID, callback));
    see(complete(callback));
    see(complete(callback));
  }

  private void webhooks() {
    fresh();
    see(enter(sync));
    for (String header : List.of("KakaoAK " + ADMIN_KEY, "KakaoAK " + MESSAGE, MESSAGE)) {
      sync.receive(Kakao.ID, unlinkWebhook(7070707070707L, header));
    }
    books.tasks().findOpen(SHOP, 10).forEach(this::see);
    watched.beforeNext("identities.unlink", () -> {
      throw new IllegalStateException(MESSAGE);
    });
    runDue();
    clock.advance(Duration.ofMinutes(10));
    runDue();
    assertThat(books.identities().find(SHOP, "kakao", "7070707070707")).isEmpty();
  }

  private void expiry() {
    fresh();
    sync = open(markedKorea());
    NeedsConsent needs = (NeedsConsent) see(enter(sync));
    clock.advance(Duration.ofMinutes(31));
    kakao.failNext(KakaoEndpoint.UNLINK, KakaoError.kapi(-1).withDescription(MESSAGE));
    runDue();
    clock.advance(Duration.ofMinutes(10));
    runDue();
    see(sync.resume(browser, needs.parked(), AGREED));
  }

  private void storeFailures() {
    String atTheMember = kind.writesLater() ? "evidence.append" : "members.create";
    String ofTheShop = kind.writesLater() ? "members.findByContact" : "members.create";
    for (String step : List.of(
        "members.findByContact",
        atTheMember,
        "identities.link",
        "attempts.putOutcome",
        "attempts.claim")) {
      fresh();
      watched.beforeNext(step, () -> {
        throw MemberStoreException.unavailable("store-unavailable", "the store cannot answer")
            .describe(new SQLException("duplicate key (email)=(mark.mail.7q@shop.example)"));
      });
      assertThatThrownBy(() -> enter(sync)).satisfies(marks::assertCleanFailure);
    }
    for (String step : List.of("members.findByContact", ofTheShop)) {
      fresh();
      watched.beforeNext(step, () -> {
        throw new IllegalStateException(
            "no row for mark.mail.7q@shop.example", new SQLException("markName7Q", "22001", 7));
      });
      assertThatThrownBy(() -> enter(sync)).satisfies(marks::assertCleanFailure);
    }
    fresh();
    sync = open(markedShop().listener(event -> {
      throw new IllegalStateException(MESSAGE);
    }));
    see(enter(sync));
  }

  // ---- the shop

  private static KakaoPerson marked() {
    return KakaoPerson.named("marked", 7070707070707L)
        .name("markName7Q")
        .nickname("markNick7Q")
        .pictures("img.example/markNick7Q.jpg", "img.example/markNick7Q.jpg")
        .email("mark.mail.7q@shop.example")
        .phoneNumber("+82 10-7777-1234")
        .birthday("0229")
        .gender("female")
        .ci("bWFya0NpN1E" + "A".repeat(75) + "==", Instant.parse("2026-01-01T00:00:00Z"))
        .addresses(KakaoAddress.road(1, "markStreet7Q 1", "markStreet7Q", "04500")
            .standard()
            .updatedAt(Instant.parse("2026-05-01T00:00:00Z"))
            .receiver("markName7Q", "010-7777-1234")
            .build())
        .build();
  }

  private MemberSyncBuilder markedShop() {
    return shop().mapping(MAPPING).keys(KeyRing.of(Secret.of(KEY)));
  }

  private MemberSyncBuilder markedKorea() {
    return korea().mapping(KOREAN).keys(KeyRing.of(Secret.of(KEY)));
  }

  private void fresh() {
    marks.addFromTheWire(kakao);
    kakao.forgetRequests();
    kakao.unlink(kakao.person("marked"));
    seen.addAll(events);
    watched = new Watched();
    useBooks();
    useMembers(MAPPING);
    sync = open(markedShop());
    browser = new TestBrowser();
  }

  private SignInResult enter(MemberSync engine) {
    browser = new TestBrowser();
    var begun = engine.begin(Kakao.ID, browser, SignIn.returningTo("/").from("store12"));
    see(begun);
    URI uri = ((io.membersync.Begun.RedirectTo) begun).uri();
    marks.add(parameter(uri, "state"));
    marks.add(parameter(uri, "nonce"));
    marks.addAll(browser.cookies().values());
    see(browser);
    URI callback = kakao.visitor("marked").agree(uri);
    marks.add(parameter(callback, "code"));
    SignInResult result =
        engine.complete(browser, see(Callback.query(Kakao.ID, callback.getRawQuery())));
    browser.cookies().values().stream().filter(v -> v.length() > 20).forEach(marks::add);
    browser
        .cookies()
        .forEach((name, value) -> seen.add(new Browser.Cookie(name, value, 60, false)));
    return see(result);
  }

  private <T> T see(T object) {
    seen.add(object);
    return object;
  }

  private void see(Object... objects) {
    seen.addAll(List.of(objects));
  }
}
