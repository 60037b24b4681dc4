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
import io.membersync.provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoAddress;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
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

  private final Set<String> marks = new LinkedHashSet<>();
  private final List<Object> seen = new ArrayList<>();

  @SuppressWarnings("JdkObsolete") // several threads print
  private final StringBuffer printed = new StringBuffer();

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Handler handler = new Capture();
  private final List<Map.Entry<Logger, Level>> loud = new ArrayList<>();
  private PrintStream err = System.err;
  private PrintStream out = System.out;
  private Instant started = Instant.now();

  @BeforeEach
  void capture() {
    started = Instant.now().minusSeconds(1);
    marks.clear();
    seen.clear();
    printed.setLength(0);
    console.reset();
    err = System.err;
    out = System.out;
    PrintStream captured = new PrintStream(console, true, StandardCharsets.UTF_8);
    System.setErr(captured);
    System.setOut(captured);
    root.addHandler(handler);
    for (String name : List.of("", "okhttp3", "okhttp3.OkHttpClient", "io.membersync")) {
      Logger logger = Logger.getLogger(name);
      loud.add(Map.entry(logger, Optional.ofNullable(logger.getLevel()).orElse(Level.INFO)));
      logger.setLevel(name.isEmpty() ? Level.FINE : Level.ALL);
    }
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
    System.setErr(err);
    System.setOut(out);
    root.removeHandler(handler);
    loud.forEach(entry -> entry.getKey().setLevel(entry.getValue()));
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
    collectFromTheWire();
    assertThat(marks.size()).as("marks, those of the wire included").isGreaterThan(60);

    String logs = console.toString(StandardCharsets.UTF_8) + printed;
    assertThat(logs).as("something was logged at all").contains("signed up at kakao", "KOE320");
    assertClean("the logs", logs);
    Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.forEach(object -> walk(object, visited, 0));
    assertThat(visited).hasSizeGreaterThan(200);
    assertNoTemporaryFileHasAMark();
  }

  private void signUpAndComeBack() {
    sync = open(markedShop().tokens(Kakao.ID, TokenPolicy.KEEP));
    see(sync, sync.providers(), sync.notices());
    SignedIn result = signedIn(enter(sync));
    MemberId member = result.member().orElseThrow();
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
    String body = "app_id=" + kakao.app().appId() + "&user_id=7070707070707&referrer_type=" + "X";
    for (String header : List.of("KakaoAK " + ADMIN_KEY, "KakaoAK " + MESSAGE, MESSAGE)) {
      sync.receive(
          Kakao.ID,
          new Webhook(
              "POST",
              "",
              Map.of(
                  "Authorization",
                  List.of(header),
                  "Content-Type",
                  List.of("application/x-www-form-urlencoded")),
              body.getBytes(StandardCharsets.UTF_8)));
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
    for (String step : List.of(
        "members.findByContact",
        "members.create",
        "identities.link",
        "attempts.putOutcome",
        "attempts.claim")) {
      fresh();
      watched.beforeNext(step, () -> {
        throw MemberStoreException.unavailable("store-unavailable", "the store cannot answer")
            .describe(new SQLException("duplicate key (email)=(mark.mail.7q@shop.example)"));
      });
      assertThatThrownBy(() -> enter(sync)).satisfies(this::assertCleanFailure);
    }
    for (String step : List.of("members.findByContact", "members.create")) {
      fresh();
      watched.beforeNext(step, () -> {
        throw new IllegalStateException(
            "no row for mark.mail.7q@shop.example", new SQLException("markName7Q", "22001", 7));
      });
      assertThatThrownBy(() -> enter(sync)).satisfies(this::assertCleanFailure);
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
    return korea().keys(KeyRing.of(Secret.of(KEY)));
  }

  private void fresh() {
    collectFromTheWire();
    kakao.forgetRequests();
    kakao.unlink(kakao.person("marked"));
    seen.addAll(events);
    watched = new Watched();
    books = new io.membersync.records.InMemoryRecords();
    records = watched.records(books);
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

  /** Tokens, verifiers and refresh tokens as they went over the wire. */
  private void collectFromTheWire() {
    for (KakaoEndpoint endpoint : KakaoEndpoint.values()) {
      for (ReceivedRequest request : kakao.requests(endpoint)) {
        request
            .header("Authorization")
            .map(text -> text.substring(text.indexOf(' ') + 1))
            .ifPresent(marks::add);
        for (String name : List.of("code", "code_verifier", "refresh_token")) {
          request.parameter(name).filter(text -> text.length() > 20).ifPresent(marks::add);
        }
      }
    }
  }

  // ---- looking for marks

  private void assertClean(String what, String text) {
    for (String mark : marks) {
      assertThat(text.contains(mark)).as("%s hold %s", what, mark).isFalse();
    }
  }

  private void assertCleanFailure(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text)); // with causes and suppressed ones
    assertClean("a failure's messages", text.toString());
  }

  /** The text of everything that can be reached by public accessors, of our own types. */
  private void walk(Object object, Set<Object> visited, int depth) {
    if (object instanceof Optional<?> optional) {
      optional.ifPresent(inner -> walk(inner, visited, depth));
    } else if (object instanceof Map<?, ?> map) {
      map.values().forEach(inner -> walk(inner, visited, depth));
    } else if (object instanceof Collection<?> collection) {
      collection.forEach(inner -> walk(inner, visited, depth));
    } else if (object.getClass().getName().startsWith("io.membersync.")
        && !object.getClass().getName().startsWith("io.membersync.testing")
        && depth < 8
        && visited.add(object)) {
      assertClean(object.getClass().getName(), object.toString());
      for (Method method : object.getClass().getMethods()) {
        boolean accessor = method.getParameterCount() == 0
            && method.getReturnType() != void.class
            && method.getDeclaringClass() == object.getClass()
            && Modifier.isPublic(object.getClass().getModifiers())
            && !Modifier.isStatic(method.getModifiers())
            && !Set.of("work", "reveal", "hashCode", "toString").contains(method.getName());
        if (accessor) {
          Object value = invoke(method, object);
          if (value != null) {
            walk(value, visited, depth + 1);
          }
        }
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Object invoke(Method method, Object object) {
    try {
      return method.invoke(object);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError(method + " cannot be read", e);
    }
  }

  private void assertNoTemporaryFileHasAMark() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      for (Path file : files.filter(this::isNewAndSmall).toList()) {
        assertClean(
            "temporary file " + file.getFileName(),
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
  }

  private boolean isNewAndSmall(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.isReadable(file)
          && Files.size(file) < 10_000_000
          && Files.getLastModifiedTime(file).compareTo(FileTime.from(started)) > 0;
    } catch (IOException e) {
      return false; // somebody else's file, gone meanwhile
    }
  }

  /** What goes to java.util.logging, as a handler would print it. */
  private final class Capture extends Handler {
    private Capture() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      printed.append(new SimpleFormatter().format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
