package io.membersync;

import io.membersync.MemberSync.Switches.Position;
import io.membersync.oauth.AuthorizationRequest;
import io.membersync.oauth.Endpoints;
import io.membersync.oauth.PendingSignIn;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.util.Locale;
import java.util.Optional;

/** The first step: a pending sign-in for this browser, and the address to send it to. */
final class Beginning {
  private static final String SILENT_COOKIE = "ms-quiet";

  private final Engine engine;

  Beginning(Engine engine) {
    this.engine = engine;
  }

  Begun begin(ProviderId id, Browser browser, SignIn signIn) {
    Provider provider = engine.provider(id);
    Position position = engine.switches().of(id);
    boolean silent = signIn.silentUserAgent().isPresent();
    String silentCookie = (engine.secure() ? "__Host-" : "") + SILENT_COOKIE;
    if (silent
        && (position != Position.ON // nobody has chosen it
            || browser.findCookie(silentCookie).isPresent()
            || !provider.signsInSilently(signIn.silentUserAgent().get()))) {
      return notStarted(Begun.Reason.NOT_SILENTLY, id);
    }
    if (position == Position.OFF) {
      return notStarted(Begun.Reason.UNAVAILABLE, id);
    }
    Optional<Endpoints> endpoints = engine.gateway().endpoints(provider);
    if (endpoints.isEmpty()) {
      Optional<ProviderError> failure = engine.gateway().metadataFailure(provider);
      failure.ifPresent(error -> engine.switches().failed(id, error));
      return notStarted(failure.isPresent() ? Begun.Reason.UNAVAILABLE : Begun.Reason.STARTING, id);
    }
    AuthorizationAsk ask = new AuthorizationAsk(
        signIn.scopes(), signIn.serviceTerms(), silent, signIn.language(), Optional.empty());
    AuthorizationRequest request = AuthorizationRequest.create(
        provider,
        endpoints.get(),
        engine.redirectUri(id),
        ask,
        engine.states().create(id, signIn.purpose(), signIn.attempt(), signIn.entry()),
        engine.sealer());
    engine
        .pendings()
        .put(
            browser,
            new PendingSignIn(
                signIn.purpose(),
                id,
                request.state(),
                signIn.attempt(),
                request.verifier(),
                request.nonce(),
                signIn.returnPath(),
                signIn.entry(),
                signIn.language().map(Locale::getLanguage),
                silent,
                signIn.scopes().isEmpty() ? provider.descriptor().scopes() : signIn.scopes(),
                endpoints.get().issuerInCallback(),
                signIn.member(),
                signIn.parked().map(Parked::reference),
                signIn.isInApp(),
                engine.clock().instant()));
    if (silent) {
      browser.add(new Browser.Cookie(silentCookie, "1", -1, engine.secure()));
    }
    if (signIn.isInApp()) {
      return new Begun.InApp(request.state(), request.nonce().reveal());
    }
    return new Begun.RedirectTo(engine.addresses().toBrowser(request.uri()));
  }

  private Begun notStarted(Begun.Reason reason, ProviderId id) {
    return new Begun.NotStarted(reason, engine.waysBesides(id));
  }
}
