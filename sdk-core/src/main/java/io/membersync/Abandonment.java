package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.Capability;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.util.Optional;

/**
 * Clears up after a sign-up that was given up: what was parked goes, and the provider is told to
 * unlink somebody who is no member, decided in one transaction.
 */
final class Abandonment {
  private final Engine engine;
  private final ParkedSignIns parkedSignIns;

  Abandonment(Engine engine, ParkedSignIns parkedSignIns) {
    this.engine = engine;
    this.parkedSignIns = parkedSignIns;
  }

  /**
   * Ends this sign-up.
   *
   * @param also what belongs into the same transaction
   * @return false when it was finished or ended elsewhere meanwhile; nothing changed then
   */
  boolean abandon(Arrival arrival, Optional<ParkedSignIns.Place> place, Runnable also) {
    return engine.repeated(arrival.correlationId() + ": abandon", () -> {
      if (place.isPresent() && !parkedSignIns.take(place.get())) {
        return false;
      }
      OnceOnly.forget(engine, arrival);
      boolean stranger =
          engine.findIdentity(arrival.provider(), arrival.subject()).isEmpty();
      if (stranger && engine.unlinkAbandoned()) {
        addUnlink(engine, arrival.provider(), arrival.subject(), Optional.of(arrival.tokens()));
      }
      also.run();
      return true;
    });
  }

  /** Plans to tell the provider that a link has ended. */
  static void addUnlink(
      Engine engine, ProviderId provider, String subject, Optional<TokenSet> tokens) {
    boolean possible = engine
        .provider(provider)
        .unlink(subject)
        .filter(call ->
            !call.needsVisitorToken() || tokens.flatMap(TokenSet::accessToken).isPresent())
        .isPresent();
    if (!possible) {
      return;
    }
    DueWork.plan(
        engine,
        unlinkId(engine),
        DueWork.UNLINK,
        unlinkContent(provider, subject, tokens),
        engine.clock().instant());
  }

  static String unlinkId(Engine engine) {
    return "unlink-" + engine.sealer().random(12);
  }

  static byte[] unlinkContent(ProviderId provider, String subject, Optional<TokenSet> tokens) {
    return JsonText.object(json -> {
      json.name("provider").value(provider.value());
      json.name("subject").value(subject);
      if (tokens.isPresent()) {
        json.name("tokens");
        ParkedCodec.writeTokens(json, tokens.get());
      }
    });
  }

  /**
   * A provider that ends unread links within a day gets its data read by a job when the read in the
   * sign-in failed, so that the visitor's next try finds the link alive. Nothing read is kept.
   */
  void readLater(Provider provider, TokenSet tokens, String attemptKey, ProviderError error) {
    boolean down =
        error.kind() == ErrorKind.PROVIDER_DOWN || error.kind() == ErrorKind.RATE_LIMITED;
    if (!down
        || tokens.accessToken().isEmpty()
        || !provider.descriptor().capabilities().contains(Capability.ENDS_UNREAD_LINKS)) {
      return;
    }
    byte[] content = JsonText.object(json -> {
      json.name("provider").value(provider.descriptor().id().value());
      json.name("tokens");
      ParkedCodec.writeTokens(json, tokens);
    });
    DueWork.plan(
        engine,
        "read-" + attemptKey,
        DueWork.READ,
        content,
        engine.clock().instant().plus(TaskBook.FIRST_RETRY));
  }
}
