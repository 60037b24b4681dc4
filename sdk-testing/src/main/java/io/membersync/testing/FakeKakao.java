package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Kakao of one's own, over real HTTP on this machine: sign-in and consent pages, tokens, user
 * data, terms, addresses, channels, the unlink webhook, and everything that can go wrong with them.
 *
 * <pre>{@code
 * try (FakeKakao kakao = FakeKakao.onLoopback()) {
 *   kakao.registerRedirectUri(URI.create("http://127.0.0.1:8080/login/callback/kakao"));
 *   URI callback = kakao.visitor("haneul").withholding("account_email").agree(authorizationUri);
 * }
 * }</pre>
 *
 * <p>Both of Kakao's hosts, kauth and kapi, are served under {@link #baseUri()}. The server listens
 * on loopback only and starts when this object is made. Time passes by the {@link java.time.Clock} given to
 * the builder; only waiting on the wire is real. Safe for many threads. What of the behaviour is
 * documented by Kakao, what was observed, and what is assumed: {@code docs/fake-kakao.md}.
 */
public final class FakeKakao extends FakeProvider<KakaoEndpoint> {
  private static final String[] ORIGINS = {"https://kauth.kakao.com", "https://kapi.kakao.com"};

  private final KakaoWorld world;
  private final KakaoDispatcher dispatcher;
  private final KakaoNotices notices;
  private final @Nullable SSLContext tls;
  private final @Nullable SSLContext webhookTrust;

  FakeKakao(FakeKakaoBuilder from) {
    super("fake-kakao", from.setup);
    this.tls = from.setup.tls;
    this.webhookTrust = from.setup.trustOfShop();
    this.world = new KakaoWorld(
        from.app,
        new KakaoTokens(clock(), new TokenNames(from.countedTokens)),
        baseUri(),
        new KakaoWorld.Rules(
            from.issuer == null ? baseUri().toString() : from.issuer,
            from.enforcePkce,
            from.enforceQuotas));
    this.dispatcher = new KakaoDispatcher(world);
    this.notices = new KakaoNotices(world, webhookTrust);
    from.people.forEach(world.accounts()::put);
    if (from.app.isOpenIdConnect()) {
      // On a busy machine two RSA keys take longer than a caller waits for a token.
      world.keys().prepare();
    }
    start();
  }

  /** Starts with {@link KakaoApp#sample()}, {@link KakaoPeople#all()} and any free port. */
  public static FakeKakao onLoopback() {
    return builder().start();
  }

  public static FakeKakaoBuilder builder() {
    return new FakeKakaoBuilder();
  }

  // ---- addresses and settings

  /**
   * The shop's registration at this fake, to give to an engine: keys, app id and admin key of {@link
   * #app()}, OpenID Connect when the app has it on.
   */
  public Provider provider() {
    Kakao kakao = Kakao.of(clientId(), Secret.of(clientSecret()))
        .withAppId(String.valueOf(app().appId()))
        .withAdminKey(Secret.of(app().adminKey()));
    return provider(app().isOpenIdConnect() ? kakao.withOpenIdConnect() : kakao);
  }

  /** A registration of the shop's own making, led to this fake. */
  public Provider provider(Kakao kakao) {
    return FakeEndpoints.lead(kakao, baseUri(), ORIGINS);
  }

  /**
   * The same where the visitor's browser knows this fake by another address.
   *
   * @param browser scheme, host and port
   */
  public Provider provider(Kakao kakao, URI browser) {
    return FakeEndpoints.lead(kakao, baseUri(), browser, ORIGINS);
  }

  /** The settings as they are now. */
  public KakaoApp app() {
    return world.app();
  }

  /** The app's first REST API key. */
  public String clientId() {
    return world.app().clientIds().get(0);
  }

  /** The secret of {@link #clientId()}; empty text if that key needs none. */
  public String clientSecret() {
    return world.app().findClientSecret(clientId()).orElse("");
  }

  /**
   * Registers a redirect URI under every key. Without it Kakao shows KOE006, as the real one does.
   */
  public void registerRedirectUri(URI uri) {
    reconfigure(app -> app.toBuilder().redirectUri(uri).build());
  }

  /** Changes the settings; requests under way may still see the old ones. */
  public void reconfigure(UnaryOperator<KakaoApp> change) {
    world.reconfigure(change);
  }

  /**
   * Whether the call for several users is refused with -101 as soon as one of them is not linked. What
   * Kakao does is not documented. Default: no, they are left out of the answer.
   */
  public void refuseUnknownUsers(boolean value) {
    world.refuseUnknownUsers(value);
  }

  // ---- people

  /** Everybody with an account, in the order of the sign-in page. */
  public List<KakaoPerson> people() {
    return world.accounts().people();
  }

  /**
   * A person by key.
   *
   * @throws NoSuchElementException if there is none
   */
  public KakaoPerson person(String key) {
    return world
        .accounts()
        .findPerson(key)
        .orElseThrow(() -> new NoSuchElementException("FakeKakao knows no person " + key));
  }

  /**
   * Adds a person, or changes the one with that key; the link to the shop's app stays.
   *
   * @throws IllegalArgumentException if the id belongs to a person with another key
   */
  public void put(KakaoPerson person) {
    world.accounts().put(person);
  }

  /** A person in front of a browser of their own. */
  public KakaoVisitor visitor(String key) {
    return visitor(person(key));
  }

  /** A person in front of a browser of their own; added if nobody has that key. */
  public KakaoVisitor visitor(KakaoPerson person) {
    if (world.accounts().findPerson(person.key()).isEmpty()) {
      put(person);
    }
    return new KakaoVisitor(world.baseUri(), world::app, person, tls);
  }

  // ---- links

  /** What connects a person with the app now. */
  public Optional<KakaoLink> findLink(KakaoPerson person) {
    return world.accounts().findLink(person.id());
  }

  /** Links a person who agreed to everything on the first consent page, as of now. */
  public KakaoLink link(KakaoPerson person) {
    return link(person, UnaryOperator.identity());
  }

  /**
   * Links a person without any page; an earlier link is replaced, its tokens stay.
   *
   * @param change from everything that the first consent page offers, agreed now
   * @throws IllegalArgumentException if something was agreed to that the app does not have
   */
  public KakaoLink link(KakaoPerson person, UnaryOperator<KakaoLink.Builder> change) {
    if (world.accounts().findPerson(person.key()).isEmpty()) {
      put(person);
    }
    KakaoApp app = world.app();
    Instant now = world.tokens().now();
    KakaoLink.Builder link = KakaoLink.at(now)
        .agreeing(app.itemIds(item -> item.stage() != KakaoConsentItem.Stage.IN_USE))
        .properties(person.properties())
        .waiting(!app.isAutoLink())
        .signUpComplete(true);
    if (app.isSimpleSignUp()) {
      link.synchedAt(now);
      app.terms().forEach(term -> link.accepting(term.tag(), now, "KAUTH"));
    }
    KakaoLink made = change.apply(link).build();
    made.agreedItems().forEach(id -> require(app.hasItem(id), "consent item " + id));
    made.agreedTerms()
        .keySet()
        .forEach(tag -> require(app.findTerm(tag).isPresent(), "term " + tag));
    world.accounts().putLink(person.id(), made);
    return made;
  }

  /** Sets what a person's KakaoTalk has with a channel, as of the given time. */
  public void follow(
      KakaoPerson person, String channelPublicId, KakaoChannel.Relation relation, Instant at) {
    world.accounts().follow(person.id(), channelPublicId, relation, at);
  }

  private static void require(boolean known, String what) {
    if (!known) {
      throw new IllegalArgumentException("the app has no " + what);
    }
  }

  /**
   * A fresh access token of a linked person, as the shop's own phone app would hand it over.
   *
   * @throws IllegalStateException if the person is not linked
   */
  public String issueAccessToken(KakaoPerson person) {
    if (findLink(person).isEmpty()) {
      throw new IllegalStateException(person + " is not linked; call link first");
    }
    return world.tokens().issueAccessToken(person.id(), clientId());
  }

  /**
   * What Kakao's SDK gives the shop's own app when this person signs in: {@code access_token}, and where
   * OpenID Connect is on, {@code id_token}.
   *
   * @param nativeKey the app's own key, which the ID token names
   * @param nonce as the app has given it; empty where the SDK has lost it
   */
  public Map<String, String> signInByApp(
      KakaoPerson person, String nativeKey, Optional<String> nonce) {
    KakaoLink link = findLink(person).orElseGet(() -> link(person));
    Map<String, String> given = new LinkedHashMap<>();
    given.put("access_token", world.tokens().issueAccessToken(person.id(), nativeKey));
    if (app().isOpenIdConnect()) {
      Instant now = world.tokens().now();
      given.put(
          "id_token",
          world.idTokens().issue(person, link.agreedItems(), nativeKey, now, now, nonce));
    }
    return given;
  }

  /**
   * Ends a link at Kakao's side: consents, tokens and user properties go. The shop hears of it only
   * by an {@link #unlinkWebhook}, which is not sent by itself.
   *
   * @return false if there was no link
   */
  public boolean unlink(KakaoPerson person) {
    return world.unlink(person.id());
  }

  /**
   * Runs Kakao's daily job: links older than 24 hours whose app never got user data are ended.
   * Source: https://devtalk.kakao.com/t/notice-unlink-for-users-who-have-not-completed-a-signup/111463,
   * read 2026-11-21.
   *
   * @return whose links were ended; Kakao tells the shop with referrer {@code INCOMPLETE_SIGN_UP}
   */
  public List<KakaoPerson> unlinkIncompleteSignUps() {
    List<KakaoPerson> ended = new ArrayList<>();
    for (Long id : world.accounts().incompleteIds(world.tokens().exactly())) {
      world.unlink(id);
      world.accounts().findPerson(id).ifPresent(ended::add);
    }
    return List.copyOf(ended);
  }

  /**
   * The webhook that Kakao sends after a link has ended, ready to {@link UnlinkWebhook#send}.
   *
   * @param shop the shop's endpoint; names under {@code .test}, and those that nobody resolves,
   *     mean this machine
   */
  public UnlinkWebhook unlinkWebhook(URI shop) {
    return new UnlinkWebhook(shop, world.app(), webhookTrust);
  }

  /**
   * An account status webhook (a security event token), as of now by this fake's clock, ready to {@link
   * FakeNotice#send}. A link at Kakao stays as it is.
   *
   * <p>Source: https://developers.kakao.com/docs/latest/kakaologin/sse, read 2026-11-21. The audience,
   * here the first REST API key, is what receivers report.
   *
   * @param type the whole address of the event's type, such as {@code
   *     https://schemas.openid.net/secevent/oauth/event-type/user-unlinked}
   */
  public FakeNotice accountStatus(URI shop, String type, KakaoPerson person) {
    return accountStatus(shop, type, person, UnaryOperator.identity());
  }

  /** The same, changed before it is signed. */
  public FakeNotice accountStatus(
      URI shop, String type, KakaoPerson person, UnaryOperator<IdTokenDraft> change) {
    return notices.accountStatus(shop, type, person, change);
  }

  /**
   * The webhook that Kakao sends when somebody has added a channel or blocked it, ready to {@link
   * FakeNotice#send}. It names the person only where {@code plusfriends} was agreed to. What a sign-in
   * reads stays as it is: {@link #follow}.
   *
   * <p>Source: https://developers.kakao.com/docs/latest/ko/kakaotalk-channel/callback, read 2026-11-21.
   *
   * @param added false: blocked
   * @param at in whole seconds
   */
  public FakeNotice channelWebhook(
      URI shop, KakaoPerson person, KakaoChannel channel, boolean added, Instant at) {
    return notices.channel(shop, person, channel, added, at);
  }

  // ---- failures

  @Override
  public void clearFailures() {
    super.clearFailures();
    world.idTokens().changeNone();
  }

  /** Changes the next ID token; several changes wait in a queue, one for each token. */
  public void changeNextIdToken(UnaryOperator<IdTokenDraft> change) {
    world.idTokens().changeNext(change);
  }

  /** Changes every ID token until {@link #clearFailures()}. */
  public void changeIdTokens(UnaryOperator<IdTokenDraft> change) {
    world.idTokens().changeAll(change);
  }

  /**
   * Signs with a new key from now on; the key set has it and the one before, not the oldest.
   *
   * @return the new key id
   */
  public String rotateKeys() {
    return world.keys().rotate().kid();
  }

  // ---- the server

  @Override
  Optional<KakaoEndpoint> findEndpoint(String path) {
    return KakaoEndpoint.find(path);
  }

  @Override
  Answer answer(KakaoEndpoint endpoint, Request request) {
    return dispatcher.answer(endpoint, request);
  }

  @Override
  Answer instead(KakaoEndpoint endpoint, Failure failure, Request request) {
    return dispatcher.instead(endpoint, failure, request);
  }

  @Override
  Answer finish(Answer answer) {
    return KakaoDispatcher.finish(answer);
  }

  @Override
  public void close() {
    super.close();
    world.keys().close();
  }

  @Override
  public String toString() {
    return "FakeKakao[" + world.baseUri() + "]";
  }
}
