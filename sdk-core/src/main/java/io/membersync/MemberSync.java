package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStoreException;
import io.membersync.oauth.ProviderFailure;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.HttpOptions;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs visitors in at a provider and makes them members of the shop. One per application; safe for
 * many threads.
 *
 * <p>{@link #begin} makes the address to send the browser to, {@link #complete} belongs into the
 * handler of the redirect URI, {@link #resume} goes on after a question to the visitor. MemberSync
 * opens and ends every transaction itself, and starts no recurring thread: call {@link Work#runDue}
 * every few seconds.
 *
 * <pre>{@code
 * MemberSync sync = MemberSync.builder(memberStore, Notices.korea("Wine Shop"))
 *     .provider(Kakao.of(kakaoKey, Secret.of(kakaoSecret)))
 *     .callbacks(URI.create("https://shop.example/login/callback/")) // …/kakao
 *     .keys(KeyRing.of(Secret.of(keyFromVault)))
 *     .build();
 * }</pre>
 */
public final class MemberSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  private final Engine engine;
  private final Beginning beginning;
  private final Completion completion;
  private final Resumption resumption;
  private final DueWork work;
  private final Members members;
  private final Consents consents;
  private final Inbox inbox;
  private final DoctorReport doctor;
  private volatile boolean closed;

  MemberSync(Engine engine) {
    this.engine = engine;
    ParkedSignIns parkedSignIns = new ParkedSignIns(engine);
    Outcomes outcomes = new Outcomes(engine);
    Abandonment abandonment = new Abandonment(engine, parkedSignIns);
    Codes codes = new Codes(engine);
    ContactIndex contactIndex = new ContactIndex(engine);
    Identification identification = new Identification(engine, codes, contactIndex);
    TermsSeen termsSeen = new TermsSeen(engine);
    ConsentRecorder consents = new ConsentRecorder(engine, termsSeen);
    GuardianProofs guardians = new GuardianProofs(engine);
    Minors minors = new Minors(engine, guardians);
    Previews previews = new Previews(engine, identification, consents, minors);
    MemberWrite memberWrite = new MemberWrite(engine, contactIndex);
    LaterWrite laterWrite = new LaterWrite(engine, memberWrite);
    Ledger ledger = new Ledger(engine);
    WithdrawalSteps steps = new WithdrawalSteps(engine);
    Withdrawals withdrawals = new Withdrawals(engine, ledger);
    Commit commit = new Commit(
        engine,
        outcomes,
        identification,
        parkedSignIns,
        memberWrite,
        laterWrite,
        ledger,
        withdrawals,
        minors);
    Admission admission = new Admission(
        engine,
        parkedSignIns,
        outcomes,
        identification,
        codes,
        new OnceOnly(engine),
        consents,
        minors,
        commit);
    this.beginning = new Beginning(engine);
    this.resumption = new Resumption(
        engine, parkedSignIns, outcomes, admission, abandonment, previews, codes, minors);
    this.completion = new Completion(engine, outcomes, resumption, admission, abandonment);
    this.doctor = new DoctorReport(engine, termsSeen);
    this.work =
        new DueWork(engine, abandonment, memberWrite, laterWrite, withdrawals, steps, doctor);
    Questions questions = new Questions(engine, memberWrite);
    this.consents = new Consents(
        engine,
        withdrawals,
        steps,
        new Agreements(engine, ledger, minors),
        minors,
        guardians,
        new Adults(engine),
        questions);
    this.members = new Members(engine, previews, contactIndex, questions, withdrawals);
    this.inbox = new Inbox(engine);
  }

  /** Starts an engine for this store and these notices. */
  public static MemberSyncBuilder builder(MemberStore members, Notices notices) {
    return new MemberSyncBuilder(members, notices);
  }

  /**
   * Begins a sign-in: a cookie for this browser and the address to send it to. Waits for no network.
   *
   * @throws IllegalArgumentException if there is no such provider
   */
  public Begun begin(ProviderId provider, Browser browser, SignIn signIn) {
    requireOpen("begin()");
    engine.provider(provider);
    Watch.Running step =
        engine.watch().begin(Observer.Kind.BEGIN, provider, Watch.word(signIn.purpose()));
    try {
      Begun begun = beginning.begin(provider, browser, signIn);
      if (begun instanceof Begun.NotStarted not) {
        step.end("not-started", Watch.word(not.reason()));
      } else {
        step.end(begun instanceof Begun.InApp ? "in-app" : "redirected", null);
      }
      return begun;
    } catch (RuntimeException | Error e) {
      step.failed(e);
      throw e;
    }
  }

  /**
   * Completes a sign-in in the handler of the provider's redirect URI. Takes at most 10 seconds for
   * the provider, in two round trips, and uses the code at most once; called again for the same
   * callback from the same browser, at the same instant or within two minutes, it answers the same.
   *
   * @throws IllegalStateException if a transaction is open around the call
   * @throws MemberStoreException if the shop's database cannot answer; nothing was recorded then
   */
  public SignInResult complete(Browser browser, Callback callback) {
    requireUsable("complete()");
    engine.provider(callback.provider());
    Watch.Running step =
        engine.watch().begin(Observer.Kind.COMPLETE, callback.provider(), "complete");
    try {
      return step.told(completion.complete(browser, callback, step));
    } catch (RuntimeException | Error e) {
      step.failed(e);
      throw e;
    }
  }

  /**
   * Keeps a {@code form_post} for a minute. It comes from another site and so without cookies;
   * redirecting to the same address by GET brings them.
   *
   * @return the query to redirect the browser with (303) to the same redirect URI, such as {@code
   *     handle=…}; {@link #complete} takes it from there. Empty: answer 400
   */
  public Optional<String> receiveForm(Callback callback) {
    return completion.receiveForm(callback);
  }

  /**
   * Goes on with a parked sign-in, on any node.
   *
   * @throws IllegalStateException if a transaction is open around the call
   * @throws MemberStoreException if the shop's database cannot answer; it stays parked then
   */
  public SignInResult resume(Browser browser, Parked parked, Answers answers) {
    requireUsable("resume()");
    Watch.Running step = engine.watch().begin(Observer.Kind.RESUME, null, "resume");
    try {
      return step.told(resumption.resume(browser, parked, answers, step));
    } catch (RuntimeException | Error e) {
      step.failed(e);
      throw e;
    }
  }

  /**
   * What a parked sign-in would write if it went on with what is answered so far, to be shown before
   * the visitor goes on. A member who was found and not proven yet is not looked at. Writes nothing.
   *
   * @return empty when this browser holds no such sign-in, or it has ended
   */
  public Optional<Preview> preview(Browser browser, Parked parked) {
    requireOpen("preview()");
    return resumption.preview(browser, parked);
  }

  /**
   * Takes a provider's webhook: checked and kept, applied later by {@link #work()}. Does not touch
   * the shop's store.
   *
   * @return what to answer with: a status, and a body where this provider reads one; its events are
   *     kept already
   * @throws IllegalArgumentException if there is no such provider
   */
  public Received receive(ProviderId provider, Webhook webhook) {
    Provider known = engine.provider(provider);
    Watch.Running step = engine.watch().begin(Observer.Kind.WEBHOOK, provider, "webhook");
    try {
      Received received = receive(known, webhook, step);
      int status = received.httpStatus();
      if (status < 400) {
        step.end("accepted", null);
      } else {
        step.end("refused", String.valueOf(status));
      }
      return received;
    } catch (RuntimeException | Error e) {
      step.failed(e);
      throw e;
    }
  }

  private Received receive(Provider known, Webhook webhook, Watch.Running step) {
    ProviderId provider = known.descriptor().id();
    Received received = read(known, webhook);
    Instant now = engine.clock().instant();
    try {
      for (LifecycleEvent event : received.events()) {
        inbox.keep(event, now);
      }
    } catch (MemberStoreException e) {
      LOG.error("webhook of {} could not be kept: {}", provider, e.code());
      step.failed(e);
      return Received.refused(503);
    }
    if (received.httpStatus() >= 400) {
      LOG.warn(
          "webhook of {} refused with {}{}",
          provider,
          received.httpStatus(),
          received.reason().map(reason -> ": " + reason).orElse(""));
    }
    return received;
  }

  /** Checked and read; 503 where the keys that would check it cannot be had, so that it comes again. */
  private Received read(Provider known, Webhook webhook) {
    Instant now = engine.clock().instant();
    Optional<String> token = known.signedToken(webhook);
    if (token.isEmpty()) {
      return known.receive(webhook, now);
    }
    try {
      Received read = known.receiveSigned(engine.gateway().prove(known, token.get()), now);
      return read.httpStatus() == 400 ? RefusedNotice.unreadable(read.reason()) : read;
    } catch (ProviderFailure failure) {
      return failure.kind() == ErrorKind.PROTOCOL
          ? RefusedNotice.of(failure.error().code(), failure.error().fix())
          : Received.refused(503, String.valueOf(failure.getMessage()));
    }
  }

  /**
   * The providers to offer, in the order they were added: those that are switched on. Waits for no
   * database.
   */
  public List<ProviderDescriptor> providers() {
    return engine.offered().stream().map(id -> engine.provider(id).descriptor()).toList();
  }

  /** Every provider, in the order they were added, whether it is to be offered or not. */
  public List<ProviderDescriptor> addedProviders() {
    return engine.providers().values().stream().map(Provider::descriptor).toList();
  }

  /** The redirect URI to register at this provider. */
  public URI redirectUri(ProviderId provider) {
    engine.provider(provider);
    return engine.redirectUri(provider);
  }

  /** The notices in force. */
  public Notices notices() {
    return engine.notices();
  }

  /** What members have agreed to, what may be done by it, and how it ends. */
  public Consents consents() {
    return consents;
  }

  /** What MemberSync knows of the shop's members, and what can be done about their links. */
  public Members members() {
    return members;
  }

  /** Takes a provider out of the offer, or out of use, while the shop runs. */
  public Switches switches() {
    return engine.switches();
  }

  /** Work that is due: webhooks, calls to providers that are to be repeated, expiry. */
  public Work work() {
    return work;
  }

  /** Looks for what is wrong or doubtful in the set-up. */
  public Doctor doctor() {
    return doctor;
  }

  /** What {@link #doctor} finds, without what only has to be looked at. */
  List<Finding> mistakes() {
    return doctor.mistakes();
  }

  /**
   * Ends the pool of provider calls; those under way are cancelled. Sign-ins are refused afterwards
   * with an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    closed = true;
    engine.switches().close();
    engine.gateway().close();
    engine.watch().close();
  }

  private void requireOpen(String call) {
    if (closed) {
      throw new IllegalStateException("this MemberSync is closed: " + call + " comes too late");
    }
  }

  private void requireUsable(String call) {
    requireOpen(call);
    if (engine.unit().isOpen()) {
      throw new IllegalStateException("MemberSync."
          + call
          + " was called inside an open transaction"
          + engine.unit().openedBy().map(name -> ", that of " + name).orElse("")
          + ". It opens its own, and must be able to repeat them: remove @Transactional (or the"
          + " begin) around this call");
    }
  }

  /**
   * Is told of each step when it begins and how it ended: for meters, traces and alarms. Called in the
   * thread of the step, so it must be quick and safe for many threads; it must not call this
   * MemberSync. What it throws is logged once and stops nothing. One that takes longer than half a
   * second hears of no new step for 30 seconds.
   *
   * <p>All that is told are words of a small set: no value of a member, no token, no address of a
   * page. Without an observer nothing is done for it.
   */
  @FunctionalInterface
  public interface Observer {
    /**
     * A step begins. Steps of one thread lie within each other: the calls and the uses of the store
     * begin after the step they are for, in its thread.
     *
     * @return what to tell when it has ended: exactly once, whatever happens, and in the thread in
     *     which it began, but for a {@link Kind#PROVIDER_CALL}, which may end in another, and
     *     later than the step it was ordered in where it loads keys or metadata for all
     */
    Ending begin(Step step);

    /** Is told how a step ended. */
    @FunctionalInterface
    interface Ending {
      void end(Outcome outcome);
    }

    /**
     * A step.
     *
     * @param provider empty where there is none, or it is not known yet
     * @param name of the step within its kind
     */
    record Step(Kind kind, Optional<ProviderId> provider, String name) {}

    /**
     * How a step ended.
     *
     * @param word see {@link Kind}; {@code failed} where an exception passes
     * @param reason a second word where the first leaves it open; of an exception its class or, of a
     *     {@link MemberStoreException}, its code
     * @param provider the step's, or of a {@link Kind#RESUME} as found
     * @param away how long the visitor was at the provider; of a {@link Kind#COMPLETE} in the browser
     *     that began it
     */
    record Outcome(
        String word,
        Optional<String> reason,
        Optional<ProviderId> provider,
        Optional<Duration> away) {}

    /** The kinds of steps, with the words for how each can end. */
    enum Kind {
      /**
       * {@link MemberSync#begin}, named {@code sign-in}, {@code ask-again} or {@code link}: {@code
       * redirected} or {@code in-app}, or {@code not-started} with the {@link Begun.Reason}.
       */
      BEGIN,
      /**
       * {@link MemberSync#complete}: {@code signed-up}, {@code signed-in} or {@code linked}, each with
       * the reason {@code again} where another request has had the same answer; {@code needs-fields},
       * {@code needs-consent}, {@code needs-proof}; {@code cancelled} and {@code rejected} with their
       * reason; {@code unavailable} with the {@link io.membersync.provider.ErrorKind}, or {@code
       * callback} where the provider itself said so.
       */
      COMPLETE,
      /** {@link MemberSync#resume}: as {@link #COMPLETE}. */
      RESUME,
      /**
       * A call to a provider, from its order to its answer, waiting for a thread included; named
       * {@code token}, {@code refresh}, {@code client-token}, {@code keys}, {@code metadata}, {@code authorization} ({@link
       * Doctor#probe}), or as the provider names it, such as {@code profile}: {@code ok}, the {@link io.membersync.provider.ErrorKind} such as
       * {@code provider-down}, with a reason such as {@code timeout} where no whole answer came, or
       * {@code cancelled} when it was needed no more.
       */
      PROVIDER_CALL,
      /**
       * {@link MemberSync#receive}: {@code accepted}, {@code refused} with the HTTP status, {@code
       * failed} with the store's code when it could not be kept.
       */
      WEBHOOK,
      /**
       * A task of {@link Work#runDue}, named {@code webhook}, {@code unlink}, {@code read}, {@code extend}, {@code
       * read-list}, {@code report-terms}, {@code write} or {@code ended-link}: {@code done}, {@code
       * put-off} to a later time or {@code given-up}, with the reason.
       */
      TASK,
      /**
       * A call of the shop's {@link MemberStore}, named as its method: {@code ok}; {@code stale};
       * {@code taken}, {@code refused}, {@code unknown} of a creation; {@code conflict} when it met
       * another one and is tried again.
       */
      STORE
    }
  }

  Instant now() {
    return engine.clock().instant();
  }

  /** MemberSync's own, those that are mapped, and those that a notice covers in any version. */
  Set<String> fieldNames() {
    Set<String> names = FieldNames.known(engine.mapping());
    for (Notice newest : engine.notices().at(Instant.MAX).all()) {
      engine.notices().versions(newest.tag()).forEach(one -> names.addAll(FieldNames.of(one)));
    }
    return names;
  }

  /** Looks at the set-up: the notices, what is mapped, the providers, and what their consoles must have. */
  public interface Doctor {
    /**
     * What is found now, in an order that only changes with the set-up: the notices in force and the
     * versions to come, the mapping, the providers' registrations, what providers' answers have shown
     * since the start to differ from the notices, then what each provider's console must have, in the
     * order they were added. Waits for no network and no database. What is wrong, or likely to be, is also logged at {@link
     * MemberSyncBuilder#build}; advice is not.
     */
    List<Finding> findings();

    /**
     * What the records show to be wrong: a notice whose text was changed and whose version was not, so
     * that members have agreed to other words than those the version has now.
     *
     * @throws MemberStoreException if the records cannot be read
     */
    List<Finding> findingsInRecords();

    /**
     * Calls every provider, all at once and within {@link HttpOptions#perSignIn}, whether it is
     * switched on or not: its metadata where it is discovered, its keys, and its sign-in page for a
     * visitor of this shop, of which no redirect is followed. Nobody is signed in, and nothing is kept.
     *
     * <p>At least one finding for each provider, in the order they were added: {@code probe-reachable}
     * (advice), or what is wrong: {@code probe-client} (the client id or the redirect URI is refused),
     * {@code probe-keys}, {@code probe-metadata}, {@code probe-clock} (more than 60 seconds from the
     * provider's), {@code probe-unreachable} and {@code probe-timeout}. Whether a page tells of a wrong
     * client id is the provider's matter: Kakao, Google and LINE do; of Naver and Apple it is not
     * documented, and any status of 400 or more counts as a refusal.
     *
     * <p>A list of the same findings, rather than a type of its own, so that whatever prints or sends
     * the others takes these too. Never throws.
     */
    List<Finding> probe();
  }

  /** Work that is due. */
  public interface Work {
    /**
     * Does what is due, for about this long at most. Safe to call on several nodes at once: each
     * task is done by one.
     *
     * @return how many tasks were done
     */
    int runDue(Duration budget);
  }

  /**
   * The operator's switch of each provider, kept in the records, so that it holds on every node and
   * after a restart. The engine it is set on goes by it at once. Others go by a copy, so that no
   * sign-in waits for the database for it: they follow within ten seconds and one request, or with
   * {@link Work#runDue}; one that has just started takes every provider for on until it has read.
   * Where the records cannot be read, each engine goes on with its last copy. Safe for many threads.
   */
  public interface Switches {
    /**
     * Switches a provider. The same again changes nothing. Inside an open transaction it takes part
     * in that, and all engines follow later alike.
     *
     * @throws IllegalArgumentException if there is no such provider, or for {@link
     *     Position#MISCONFIGURED}
     * @throws MemberStoreException if the records cannot be read or written; nothing is changed then
     */
    void set(ProviderId provider, Position position);

    /**
     * How every provider stands, in the order they were added, as the records have it now.
     *
     * @throws MemberStoreException if the records cannot be read
     */
    Map<ProviderId, State> all();

    /** How far a provider is in use. */
    enum Position {
      /** In use; the default. */
      ON,
      /**
       * Not offered: {@link MemberSync#providers()} and {@link SignInResult.OtherWays} leave it out, nobody is
       * tried silently, and it is a proof only where there is no other. Whoever comes by an older
       * link is signed in all the same, and everything under way goes on.
       */
      HIDDEN,
      /**
       * Not used for signing in: {@link MemberSync#begin} answers {@code NotStarted}, {@link
       * MemberSync#complete} answers {@code Unavailable} and spends neither the state nor the code.
       * A sign-in that the provider has answered before goes on, and so do open sessions, unlinking,
       * webhooks and the refresh of tokens.
       */
      OFF,
      /**
       * As {@link #HIDDEN}, by the engine's own finding and on its node: the provider has refused the
       * shop for a setting three times and let nobody in since. The log and {@link Doctor#findings}
       * say what to mend. Looked at again every ten minutes by {@link Work#runDue}; the next sign-in
       * that succeeds ends it, and so does setting {@link #ON}. It cannot be set.
       */
      MISCONFIGURED
    }

    /**
     * How a provider stands.
     *
     * @param since when it was switched so; empty if it was never switched
     */
    record State(Position position, Optional<Instant> since) {}
  }
}
