package io.membersync.servlet.browser;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.member.CodeSender;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records;
import io.membersync.servlet.HttpSessions;
import io.membersync.servlet.MemberSyncServlet;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPeople;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Sites that share nothing: the shop at {@code shop.test}, Kakao at {@code kakao.test}, Apple at {@code
 * apple.test} and further providers at theirs, and somebody else at {@code evil.test}. Made for one test.
 */
@SuppressWarnings("try") // what it closes may be interrupted; a test fails then anyway
final class World implements AutoCloseable {
  /** What most tests need: an e-mail address is required. */
  static final FieldMapping EMAIL_REQUIRED = FieldMapping.none()
      .map(Field.NAME, "name")
      .map(Field.EMAIL, "email")
      .required()
      .map(Field.PHONE, "phone")
      .map(Field.BIRTHDAY, "birthday");

  final FakeKakao kakao;
  final FakeApple apple;
  final InMemoryMemberStore members;
  final MemberSync sync;
  final Deque<CodeSender.Message> sent = new ConcurrentLinkedDeque<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Site shop;
  private final Site evil;
  private final URI callbacks;
  private final Map<String, String> evilPages = new ConcurrentHashMap<>();

  World(FieldMapping mapping, boolean sendsCodes, List<String> fakes, List<String> brands) {
    members = new InMemoryMemberStore(mapping);
    kakao = keep(FakeKakao.builder()
        .people(
            KakaoPeople.haneul(),
            KakaoPeople.seoyeon(),
            KakaoPeople.doyun(),
            KakaoPeople.lostEmail(),
            KakaoPeople.abroad())
        .tls(Certificates.BOTH_ENDS.sslContext())
        .start());
    FakeSite apples = keep(FakeSite.of("apple"));
    apple = (FakeApple) apples.fake();
    evil = keep(new Site("evil.test"));
    evil.add("/*", new EvilPages(evilPages));
    evil.start();
    shop = keep(new Site("shop.test"));
    callbacks = shop.uri("/login/callback/");
    kakao.registerRedirectUri(callbacks.resolve("kakao"));
    MemberSyncBuilder engine = engine(mapping);
    add(engine, apples);
    fakes.forEach(id -> add(engine, keep(FakeSite.of(id))));
    brands.forEach(brand -> engine.provider(new OfferedOnly(brand)));
    if (sendsCodes) {
      engine.codes(new Inbox(sent), CodeSender.Limits.defaults());
    }
    sync = keep(engine.build());
    shop.add(
        "/login/*",
        MemberSyncServlet.builder(sync, HttpSessions.attribute(ShopPages.MEMBER))
            .shopSignIn(ShopPages.OWN_SIGN_IN, "returnTo")
            .withoutWork()
            .build());
    shop.add("/", new ShopPages());
    shop.start();
  }

  private MemberSyncBuilder engine(FieldMapping mapping) {
    Kakao registration =
        Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect();
    return MemberSync.builder(members, ShopNotices.ALL)
        .provider(kakao.provider(registration, atKakao("")))
        .callbacks(callbacks)
        .mapping(mapping)
        .records(Records.inMemory())
        .keys(KeyRing.of(Secret.of("a key of these tests only, long enough to be one")))
        .http(HttpOptions.builder()
            // A busy machine is not what these tests are about.
            .perAttempt(Duration.ofSeconds(10))
            .tls(Certificates.BOTH_ENDS.sslSocketFactory(), Certificates.BOTH_ENDS.trustManager())
            .build());
  }

  private void add(MemberSyncBuilder engine, FakeSite site) {
    site.fake()
        .registerRedirectUri(callbacks.resolve(site.provider().descriptor().id().value()));
    engine.provider(site.provider());
  }

  URI atShop(String path) {
    return shop.uri(path);
  }

  /** As the visitor's browser is sent there. */
  URI atKakao(String path) {
    return URI.create("https://kakao.test:" + kakao.baseUri().getPort() + path);
  }

  /** Puts a page onto the third site and says where it is. */
  String atEvil(String path, String html) {
    evilPages.put(path, html);
    return evil.uri(path).toString();
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private <T extends AutoCloseable> T keep(T resource) {
    open.push(resource);
    return resource;
  }

  /** Keeps what the shop sends. */
  private record Inbox(Deque<CodeSender.Message> sent) implements CodeSender {
    @Override
    public Set<Field<String>> reaches() {
      return Set.of(Field.EMAIL, Field.PHONE);
    }

    @Override
    public void send(Message message) {
      sent.add(message);
    }
  }

  /** Serves what the test put there. */
  private static final class EvilPages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> pages;

    private EvilPages(Map<String, String> pages) {
      this.pages = pages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/html; charset=UTF-8");
      response
          .getWriter()
          .print("<!doctype html><meta charset=\"utf-8\"><title>evil</title>"
              + pages.getOrDefault(request.getRequestURI(), ""));
    }
  }
}
