package io.membersync;

import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.RejectReason;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.oauth.CallbackParameters;
import io.membersync.oauth.CodeExchange;
import io.membersync.oauth.Endpoints;
import io.membersync.oauth.Exchanged;
import io.membersync.oauth.HandedOver;
import io.membersync.oauth.PendingSignIn;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.StateTokens;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.Capability;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.records.Records;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first half of the road: check, claim, exchange, fetch and read. */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration FORM_LIFETIME = Duration.ofSeconds(60);
  private static final String FORM = "form";

  private final Engine engine;
  private final Outcomes outcomes;
  private final Resumption resumption;
  private final Admission admission;
  private final Abandonment abandonment;
  private final Set<String> toldUngranted = ConcurrentHashMap.newKeySet();

  Completion(
      Engine engine,
      Outcomes outcomes,
      Resumption resumption,
      Admission admission,
      Abandonment abandonment) {
    this.engine = engine;
    this.outcomes = outcomes;
    this.resumption = resumption;
    this.admission = admission;
    this.abandonment = abandonment;
  }

  SignInResult complete(Browser browser, Callback callback, Watch.Running step) {
    Provider provider = engine.provider(callback.provider());
    Attempt attempt = new Attempt(provider, engine.sealer().randomLetters(12));
    boolean off = engine.switches().isOff(callback.provider());
    if (callback.isForm()) {
      throw new IllegalArgumentException(
          "a form_post comes without cookies: give it to receiveForm() and redirect (303) first");
    }
    Optional<CallbackParameters> given = callback.handedOver().isPresent()
        ? CallbackParameters.handedOver(callback.handedOver().get())
        : CallbackParameters.read(callback.raw());
    Optional<String> handle = given
        .filter(any -> callback.handedOver().isEmpty())
        .flatMap(parameters -> parameters.find("handle"));
    if (handle.isPresent()) {
      given = takeForm(callback, handle.get(), off);
    } else if (answersByForm(provider) && callback.handedOver().isEmpty()) {
      // What a form_post was asked for comes by no link that anybody can lay out.
      return attempt.rejected(RejectReason.MALFORMED, "check");
    }
    if (given.isEmpty()) {
      return attempt.rejected(RejectReason.MALFORMED, "check");
    }
    CallbackParameters parameters = given.get();
    Optional<String> state = parameters.find("state");
    Optional<StateTokens.Known> known =
        state.flatMap(text -> engine.states().read(provider.descriptor().id(), text));
    if (known.isEmpty()) {
      return attempt.rejected(RejectReason.UNKNOWN_STATE, "check");
    }
    Optional<PendingSignIn> found = engine.pendings().find(browser, state.get());
    SignInResult result =
        completeOwn(browser, callback, attempt, parameters, known.get(), found, off, step);
    return found
        .flatMap(PendingSignIn::parked)
        .map(parked -> insteadOf(new Parked(parked), browser, callback, result, step))
        .orElse(result);
  }

  /**
   * The provider was to ask what was missing for a sign-in that is parked. Whatever came of it but an
   * answer, the shop's page asks: the visitor is not sent round in a circle.
   */
  private SignInResult insteadOf(
      Parked parked, Browser browser, Callback callback, SignInResult result, Watch.Running step) {
    boolean isOver = result instanceof SignInResult.Cancelled
        || result instanceof SignInResult.Unavailable
        || result instanceof SignInResult.Rejected;
    if (isOver) {
      return resumption.instead(browser, parked, callback.sessionMember(), step).orElse(result);
    }
    resumption.drop(browser, parked);
    return result;
  }

  private SignInResult completeOwn(
      Browser browser,
      Callback callback,
      Attempt began,
      CallbackParameters parameters,
      StateTokens.Known known,
      Optional<PendingSignIn> found,
      boolean off,
      Watch.Running step) {
    Provider provider = began.provider();
    Attempt attempt = began;
    if (off && found.filter(pending -> isSpent(pending, known)).isEmpty()) {
      return found
          .map(attempt::of)
          .orElse(attempt.from(known.entry(), false))
          .switchedOff(engine.waysBesides(callback.provider()));
    }
    if (found.isEmpty()) {
      boolean again = known.purpose() == Purpose.SIGN_IN && known.attempt() == 1;
      return attempt.from(known.entry(), again).rejected(RejectReason.OTHER_BROWSER, "check");
    }
    PendingSignIn pending = found.get();
    step.awayFor(Duration.between(pending.begunAt(), engine.clock().instant()));
    attempt = attempt.of(pending);
    if (!pending.provider().equals(provider.descriptor().id())) {
      return attempt.rejected(RejectReason.WRONG_PROVIDER, "check");
    }
    boolean inApp = callback.handedOver().isPresent();
    if (inApp != pending.inApp()) {
      return attempt.rejected(RejectReason.MALFORMED, "check");
    }
    if (!inApp && !namesItsIssuer(provider, pending, parameters)) {
      return attempt.rejected(RejectReason.WRONG_PROVIDER, "check");
    }
    String key = outcomes.keyOfState(pending.state(), known.key());
    if (engine.pendings().isExpired(pending)) {
      return attempt.rejected(RejectReason.EXPIRED, "check");
    }
    if (!inApp && parameters.find("error").isPresent()) {
      return refusedByProvider(attempt, pending, parameters.find("error").get());
    }
    if (!inApp && parameters.find("code").isEmpty()) {
      return attempt.rejected(RejectReason.MALFORMED, "check");
    }
    if (!isInItsSession(pending, callback, key)) {
      return attempt.rejected(RejectReason.WRONG_MEMBER, "check");
    }
    if (!outcomes.claim(key)) {
      return replay(browser, attempt, callback.sessionMember(), key, step);
    }
    SignInResult result;
    try {
      result = road(browser, attempt, pending, parameters, key);
    } catch (RuntimeException e) {
      keepInterruption(attempt, key, e);
      throw e;
    }
    if (isFinal(result) && !(result instanceof SignInResult.SignedIn)) {
      outcomes.keep(key, result); // a sign-in's outcome was kept in its commit
    }
    return result;
  }

  /** Whether this callback came before: what became of it then can still be told. */
  private boolean isSpent(PendingSignIn pending, StateTokens.Known known) {
    return outcomes.isClaimed(outcomes.keyOfState(pending.state(), known.key()));
  }

  /**
   * A way in is added only in the session of the member who wanted it. A second callback may come
   * with the session that ended when the first one was done: it gets the same answer and adds
   * nothing.
   */
  private boolean isInItsSession(PendingSignIn pending, Callback callback, String key) {
    return pending.purpose() != Purpose.LINK
        || callback.sessionMember().equals(pending.member())
        || (callback.sessionMember().isEmpty() && outcomes.isClaimed(key));
  }

  /** A second callback that waits need not wait any longer. The records may be what has failed. */
  private void keepInterruption(Attempt attempt, String key, RuntimeException cause) {
    LOG.warn(
        "{}: {} interrupted: {}",
        attempt.correlationId(),
        attempt.provider().descriptor().id(),
        cause instanceof MemberStoreException store
            ? store.code()
            : cause.getClass().getName());
    try {
      outcomes.keep(key, attempt.interrupted());
    } catch (MemberStoreException e) {
      LOG.warn("{}: the interruption could not be kept: {}", attempt.correlationId(), e.code());
    }
  }

  /** Keeps a form_post for a minute, if its state is ours. */
  Optional<String> receiveForm(Callback callback) {
    Provider provider = engine.provider(callback.provider());
    boolean ours = callback.isForm()
        && answersByForm(provider)
        && CallbackParameters.read(callback.raw())
            .flatMap(parameters -> parameters.find("state"))
            .flatMap(state -> engine.states().read(callback.provider(), state))
            .isPresent();
    if (!ours) {
      return Optional.empty();
    }
    String handle = engine.sealer().random(24);
    String key = engine.sealer().key(FORM, callback.provider() + "\n" + handle);
    byte[] sealed =
        engine.sealer().seal(FORM, key, callback.raw().getBytes(StandardCharsets.UTF_8));
    engine
        .records()
        .attempts()
        .park(
            engine.shop(),
            new Records.ParkedRow(key, sealed, engine.clock().instant().plus(FORM_LIFETIME)));
    return Optional.of("handle=" + handle);
  }

  private static boolean answersByForm(Provider provider) {
    return provider.descriptor().capabilities().contains(Capability.FORM_POST);
  }

  /**
   * What was posted under this handle.
   *
   * @param stays whether it may be asked for again, as nothing is going to be done with it now
   */
  private Optional<CallbackParameters> takeForm(Callback callback, String handle, boolean stays) {
    Optional<Records.ParkedRow> row =
        engine.sealer().rowKeys(FORM, callback.provider() + "\n" + handle).stream()
            .flatMap(key -> engine.records().attempts().findParked(engine.shop(), key).stream())
            .filter(parked -> engine.clock().instant().isBefore(parked.expiresAt()))
            .findFirst();
    if (row.isEmpty()
        || !(stays
            || engine.records().attempts().removeParked(engine.shop(), row.get().key()))) {
      return Optional.empty();
    }
    return engine
        .sealer()
        .open(FORM, row.get().key(), row.get().sealed())
        .map(raw -> new String(raw, StandardCharsets.UTF_8))
        .flatMap(CallbackParameters::read);
  }

  /**
   * RFC 9207: compared as plain strings, nothing normalised. The node that began it knew the
   * provider's metadata; this one may not have them yet.
   */
  private boolean namesItsIssuer(
      Provider provider, PendingSignIn pending, CallbackParameters parameters) {
    Optional<Endpoints> endpoints = engine.gateway().endpoints(provider);
    Optional<String> expected =
        endpoints.flatMap(Endpoints::issuer).or(() -> provider.descriptor().issuer());
    boolean needed = pending.issuerInCallback()
        || endpoints.map(Endpoints::issuerInCallback).orElse(false)
        || provider.descriptor().capabilities().contains(Capability.ISSUER_IN_CALLBACK);
    Optional<String> named = parameters.find("iss");
    if (named.isEmpty()) {
      return !needed;
    }
    return expected.isEmpty() || expected.equals(named);
  }

  private SignInResult refusedByProvider(Attempt attempt, PendingSignIn pending, String error) {
    return switch (attempt.provider().classifyCallback(error)) {
      // Nobody was asked anything in a silent attempt, so nobody has said no.
      case DECLINED ->
        attempt.cancelled(pending.silent() ? CancelReason.NOT_SILENTLY : CancelReason.VISITOR);
      case NEEDS_VISITOR -> attempt.cancelled(CancelReason.NOT_SILENTLY);
      case PROVIDER_DOWN ->
        new SignInResult.Unavailable(
            attempt.provider().descriptor().id(),
            engine.waysBesides(attempt.provider().descriptor().id()),
            attempt.details("callback", Optional.empty(), true));
      case CONFIGURATION -> {
        LOG.error(
            "{}: provider {} refuses the authorization request; see the shop's settings there",
            attempt.correlationId(),
            attempt.provider().descriptor().id());
        yield attempt.rejected(RejectReason.CONFIGURATION, "callback");
      }
    };
  }

  private SignInResult replay(
      Browser browser,
      Attempt attempt,
      Optional<MemberId> sessionMember,
      String key,
      Watch.Running step) {
    step.again();
    Optional<Outcomes.Kept> kept = outcomes.await(key);
    if (kept.isPresent() && kept.get().parkedHandle().isPresent()) {
      return resumption.again(
          browser, attempt, kept.get().parkedHandle().get(), sessionMember, step);
    }
    return kept.flatMap(Outcomes.Kept::result)
        .map(result -> admission.again(attempt.correlationId(), result))
        .orElseGet(() -> attempt.rejected(
            outcomes.isAbandoned(key) ? RejectReason.INTERRUPTED : RejectReason.ALREADY_USED,
            "claim"));
  }

  private SignInResult road(
      Browser browser,
      Attempt attempt,
      PendingSignIn pending,
      CallbackParameters parameters,
      String key) {
    Provider provider = attempt.provider();
    Map<String, String> brought = parameters.find(provider.descriptor().callbackParameters());
    Exchanged exchanged;
    try {
      exchanged = exchange(provider, pending, parameters, brought);
    } catch (ProviderFailure failure) {
      // What an app hands over proves nothing of anybody, and is no answer of the provider's.
      if (!pending.inApp()) {
        engine.switches().failed(provider.descriptor().id(), failure.error());
        failure
            .tokens()
            .flatMap(tokens -> engine.gateway().unproven(provider, tokens, brought))
            .ifPresent(
                unproven -> new OnceOnly(engine).keep(provider.descriptor().id(), unproven));
      }
      return failed(attempt, failure, key);
    }
    engine.switches().succeeded(provider.descriptor().id());
    engine
        .unreadable(exchanged.profile().profile())
        .forEach(field -> warnOfUnreadable(attempt, exchanged.profile().profile(), field));
    engine
        .ungranted(exchanged.profile().profile())
        .forEach(field -> warnOfUngranted(attempt, field));
    Arrival arrival = new Arrival(
        provider.descriptor().id(),
        exchanged.profile().subject(),
        exchanged.profile().profile(),
        exchanged.firstPages(),
        exchanged.profile().terms(),
        exchanged.profile().termsKnown(),
        exchanged.tokens(),
        pending.purpose(),
        pending.returnPath(),
        pending.entry(),
        engine.language(pending.language()),
        pending.member(),
        key,
        attempt.correlationId(),
        exchanged.receivedAt(),
        pending.inApp());
    SignInResult result = admission.admit(
        browser,
        arrival,
        Given.nothing(engine.sealer().randomLetters(20)),
        Optional.empty(),
        Admission.Faults.NONE);
    if (Admission.keepsNothing(result)) {
      abandonment.abandon(arrival, Optional.empty(), () -> {});
    }
    return result;
  }

  private Exchanged exchange(
      Provider provider,
      PendingSignIn pending,
      CallbackParameters parameters,
      Map<String, String> brought)
      throws ProviderFailure {
    URI redirectUri = engine.redirectUri(provider.descriptor().id());
    if (pending.inApp()) {
      return engine
          .gateway()
          .signIn(provider, HandedOver.of(parameters, pending, redirectUri, brought));
    }
    return engine
        .gateway()
        .signIn(
            provider,
            new CodeExchange(
                Secret.of(parameters.find("code").orElseThrow()),
                redirectUri,
                pending.state(),
                pending.verifier(),
                provider.descriptor().issuer().map(issuer -> pending.nonce().reveal()),
                brought,
                pending.scopes()));
  }

  /** A provider has changed its form, or a reader of the shop's own does not fit it. */
  private static void warnOfUnreadable(Attempt attempt, Profile profile, Field<?> field) {
    LOG.warn(
        "{}: provider {}: what stands at {} is not a value of field {}; it counts as empty",
        attempt.correlationId(),
        attempt.provider().descriptor().id(),
        profile.find(field).map(value -> value.source().path()).orElse("an unknown place"),
        field.name());
  }

  /** It comes with every sign-in, so it is told once; each sign-in names it among what was dropped. */
  private void warnOfUngranted(Attempt attempt, Field<?> field) {
    if (toldUngranted.add(attempt.provider().descriptor().id() + " " + field.name())) {
      LOG.warn(
          "{}: provider {} sends the field {} though its token answer does not grant it; it is left"
              + " out. Told once",
          attempt.correlationId(),
          attempt.provider().descriptor().id(),
          field.name());
    }
  }

  private SignInResult failed(Attempt attempt, ProviderFailure failure, String key) {
    ProviderError error = failure.error();
    String id = attempt.correlationId();
    switch (error.kind()) {
      case CONFIGURATION -> LOG.error("{}: {}", id, failure.getMessage());
      case PROTOCOL -> LOG.error("{}: {} (possible attack)", id, failure.getMessage());
      default -> LOG.warn("{}: {}", id, failure.getMessage());
    }
    failure
        .tokens()
        .ifPresent(tokens -> abandonment.readLater(attempt.provider(), tokens, key, error));
    Optional<ProviderError> shown = Optional.of(error);
    return switch (error.kind()) {
      case PROVIDER_DOWN, RATE_LIMITED ->
        new SignInResult.Unavailable(
            attempt.provider().descriptor().id(),
            engine.waysBesides(attempt.provider().descriptor().id()),
            attempt.details(failure.step(), shown, true));
      case VISITOR -> attempt.rejected(RejectReason.VISITOR_REFUSED, failure.step(), shown);
      case CONFIGURATION -> attempt.rejected(RejectReason.CONFIGURATION, failure.step(), shown);
      case TOKEN_DEAD -> attempt.rejected(RejectReason.CODE_DEAD, failure.step(), shown);
      case PROTOCOL -> attempt.rejected(RejectReason.PROVIDER_PROTOCOL, failure.step(), shown);
      case SHAPE -> attempt.rejected(RejectReason.PROVIDER_SHAPE, failure.step(), shown);
    };
  }

  private static boolean isFinal(SignInResult result) {
    return !(result instanceof SignInResult.NeedsFields
        || result instanceof SignInResult.NeedsConsent
        || result instanceof SignInResult.NeedsProof);
  }

  /** What is known of one callback, for its failures. */
  record Attempt(
      Provider provider,
      String correlationId,
      String returnPath,
      Optional<String> entry,
      boolean mayStartAgain) {
    Attempt(Provider provider, String correlationId) {
      this(provider, correlationId, ReturnPath.DEFAULT, Optional.empty(), false);
    }

    Attempt from(Optional<String> enteredBy, boolean again) {
      return new Attempt(provider, correlationId, returnPath, enteredBy, again);
    }

    Attempt of(PendingSignIn pending) {
      return new Attempt(
          provider,
          correlationId,
          pending.returnPath(),
          pending.entry(),
          pending.purpose() == Purpose.SIGN_IN);
    }

    SignInResult rejected(RejectReason reason, String step) {
      return rejected(reason, step, Optional.empty());
    }

    SignInResult rejected(RejectReason reason, String step, Optional<ProviderError> error) {
      LOG.info("{}: {} refused at {}: {}", correlationId, provider.descriptor().id(), step, reason);
      return new SignInResult.Rejected(reason, details(step, error, mayStartAgain));
    }

    SignInResult switchedOff(SignInResult.OtherWays others) {
      LOG.info("{}: {} is switched off", correlationId, provider.descriptor().id());
      return new SignInResult.Unavailable(
          provider.descriptor().id(), others, details("check", Optional.empty(), false));
    }

    /** Nobody refused it, so nothing is logged here as refused. */
    SignInResult interrupted() {
      return new SignInResult.Rejected(
          RejectReason.INTERRUPTED, details("commit", Optional.empty(), mayStartAgain));
    }

    SignInResult cancelled(CancelReason reason) {
      return new SignInResult.Cancelled(
          reason,
          new SignInResult.Details(
              provider.descriptor().id(), returnPath, entry, false, false, Map.of()));
    }

    SignInResult.FailureDetails details(String step, Optional<ProviderError> error, boolean again) {
      return new SignInResult.FailureDetails(
          correlationId, provider.descriptor().id(), step, error, again, returnPath, entry);
    }
  }
}
