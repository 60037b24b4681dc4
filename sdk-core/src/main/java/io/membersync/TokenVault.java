package io.membersync;

import io.membersync.SealedTokens.Noted;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps providers' tokens sealed, as far as the shop's policy wants them kept, and refreshes them. */
final class TokenVault {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration EARLY = Duration.ofSeconds(60);

  /** A token that is exchanged for its successor has to be good still; short-lived ones are at once. */
  private static final Duration EARLY_EXTENSION = Duration.ofDays(1);

  private final Engine engine;
  private final SealedTokens rows;

  TokenVault(Engine engine) {
    this.engine = engine;
    this.rows = new SealedTokens(engine);
  }

  /**
   * In the commit: keeps, replaces or forgets this arrival's tokens. Of tokens that are not kept only
   * the time is: what the provider tells of before is not meant.
   *
   * @param known whether the identity was linked before, and so may have some
   */
  void keep(Arrival arrival, boolean known) {
    if (isKept(arrival.provider(), arrival.subject())) {
      TokenSet tokens = arrival.tokens();
      if (tokens.accessToken().isEmpty()) {
        return; // what there is stays
      }
      if (tokens.refreshToken().isEmpty()) {
        tokens = find(arrival.provider(), arrival.subject())
            .filter(held -> held.clientId().equals(arrival.tokens().clientId())
                && held.refreshToken().isPresent())
            .map(held -> joined(arrival, held))
            .orElse(tokens);
      }
      put(arrival.provider(), arrival.subject(), tokens);
      if (isExtended(arrival.provider()) && needsRefresh(arrival.provider(), Optional.of(tokens))) {
        planExtension(arrival.provider(), arrival.subject());
      }
    } else if (known) {
      put(arrival.provider(), arrival.subject(), arrival.tokens().timeAlone());
    }
  }

  /**
   * What is kept of both. An app hands over an access token without its end: nobody would know when the
   * refresh token is due.
   */
  private static TokenSet joined(Arrival arrival, TokenSet held) {
    boolean endless = arrival.inApp() && arrival.tokens().expiresAt().isEmpty();
    return endless
        ? held.asOf(arrival.tokens().receivedAt())
        : withRefreshTokenOf(arrival.tokens(), held);
  }

  private boolean isExtended(ProviderId id) {
    return engine.provider(id).descriptor().tokenExtension().isPresent();
  }

  /** A token that lives for an hour or two would be dead by the time that it is first used. */
  private void planExtension(ProviderId id, String subject) {
    byte[] content = JsonText.object(json -> {
      json.name("provider").value(id.value());
      json.name("subject").value(subject);
    });
    DueWork.plan(
        engine,
        "extend-" + engine.sealer().random(12),
        DueWork.EXTEND,
        content,
        engine.clock().instant());
  }

  /** Whether the policy keeps tokens; for unlinking only where no key of the shop does it. */
  private boolean isKept(ProviderId id, String subject) {
    TokenPolicy policy = engine.tokenPolicies().getOrDefault(id, TokenPolicy.KEEP_FOR_UNLINKING);
    return switch (policy) {
      case DISCARD -> false;
      case KEEP -> true;
      case KEEP_FOR_UNLINKING ->
        engine.provider(id).unlink(subject).map(ProviderCall::needsVisitorToken).orElse(false);
    };
  }

  Optional<TokenSet> find(ProviderId id, String subject) {
    return rows.find(id, subject)
        .map(Noted::tokens)
        .filter(
            tokens -> tokens.accessToken().isPresent() || tokens.refreshToken().isPresent());
  }

  /** Where a dead access token leads to no other one, it is none. */
  private Optional<TokenSet> findLive(ProviderId id, String subject) {
    return find(id, subject)
        .filter(tokens -> isLive(id, tokens))
        .map(tokens -> withRefreshEnd(id, tokens));
  }

  boolean isLive(ProviderId id, TokenSet tokens) {
    return !isExtended(id)
        || tokens.expiresAt().map(engine.clock().instant()::isBefore).orElse(true);
  }

  /** Whether the provider has given tokens since: what ended then has begun anew. */
  boolean hasSince(Instant end, ProviderId id, String subject) {
    return rows.findTime(id, subject).filter(given -> given.isAfter(end)).isPresent();
  }

  void forget(ProviderId id, String subject) {
    rows.forget(id, subject);
  }

  /**
   * Tokens whose access token is good for a minute at least, refreshed when it is not.
   *
   * @return empty when there are none, another node is refreshing them right now, or the link was
   *     ended meanwhile
   */
  Optional<TokenSet> fresh(ProviderId id, String subject) throws ProviderFailure {
    Optional<TokenSet> held = findLive(id, subject);
    if (!needsRefresh(id, held)) {
      return held;
    }
    if (!rows.lease(id, subject, engine.sealer().random(12))) {
      return Optional.empty();
    }
    held = findLive(id, subject); // whoever had the lease before may have refreshed them
    if (!needsRefresh(id, held)) {
      return held;
    }
    Optional<PersonId> person = engine.findIdentity(id, subject).map(Identity::person);
    TokenSet successors = exchangeKept(id, subject, held.orElseThrow(), person);
    return replace(id, subject, successors) ? Optional.of(successors) : Optional.empty();
  }

  /** The same; empty as well when the provider does not answer. */
  Optional<TokenSet> findFresh(ProviderId id, String subject) {
    try {
      return fresh(id, subject);
    } catch (ProviderFailure failure) {
      return Optional.empty();
    }
  }

  /** Tokens that were taken out of here for one call, refreshed where they have run out since. */
  TokenSet usable(Provider provider, String subject, TokenSet taken) throws ProviderFailure {
    return needsRefresh(provider.descriptor().id(), Optional.of(taken))
        ? exchange(provider, subject, taken)
        : taken;
  }

  /**
   * The successors of tokens that are kept, which are noted as spent before: where the provider may have
   * given them and nobody heard of it, or this node ends, the note stays until others come. Those that
   * bring somebody else's are given up.
   *
   * @param person whose they are
   */
  TokenSet exchangeKept(ProviderId id, String subject, TokenSet held, Optional<PersonId> person)
      throws ProviderFailure {
    // In an open transaction nobody would see the note before the answer.
    boolean noted = !engine.unit().isOpen() && rows.noteSpent(id, subject, held, person, true);
    try {
      return exchange(engine.provider(id), subject, held);
    } catch (ProviderFailure failure) {
      switch (failure.kind()) {
        case PROTOCOL -> giveUp(id, subject, held, failure);
        case PROVIDER_DOWN, SHAPE -> {}
        default -> {
          if (noted) {
            rows.noteSpent(id, subject, held, person, false);
          }
        }
      }
      throw failure;
    }
  }

  private void giveUp(ProviderId id, String subject, TokenSet held, ProviderFailure failure) {
    engine.joined("kept tokens given up", () -> {
      Optional<TokenSet> there = find(id, subject); // or those of a sign-in meanwhile
      if (there.map(TokenSet::accessToken).equals(Optional.of(held.accessToken()))) {
        forget(id, subject);
      }
      return true;
    });
    LOG.error("the kept tokens are given up: {} (possible attack)", failure.getMessage());
  }

  /** What the provider gives for these; a refresh token that stays keeps its end. */
  TokenSet exchange(Provider provider, String subject, TokenSet held) throws ProviderFailure {
    Secret old = held.refreshToken().orElseThrow();
    TokenSet fresh = engine.gateway().refresh(provider, held, subject);
    boolean stays = fresh.refreshToken().filter(old::equals).isPresent();
    return stays && fresh.refreshExpiresAt().isEmpty() ? withRefreshTokenOf(fresh, held) : fresh;
  }

  /** Those that were kept before the provider said how long they live. */
  TokenSet withRefreshEnd(ProviderId id, TokenSet tokens) {
    Optional<Duration> life = engine.provider(id).descriptor().refreshTokenLife();
    return life.isEmpty()
            || tokens.refreshToken().isEmpty()
            || tokens.refreshExpiresAt().isPresent()
        ? tokens
        : tokens.withRefreshToken(tokens.refreshToken(), life.map(tokens.receivedAt()::plus));
  }

  /** Ends the provider's own tokens; whether it confirmed that. */
  boolean logOut(MemberId member, ProviderId id) {
    Provider provider = engine.provider(id);
    Optional<Records.Identity> identity = engine.findIdentity(member, id);
    if (identity.isEmpty()) {
      return false;
    }
    String subject = identity.get().subject();
    Optional<ProviderCall> call = provider.logout(subject);
    if (call.isEmpty()) {
      return false;
    }
    Optional<TokenSet> held = find(id, subject);
    if (call.get().needsVisitorToken() && held.flatMap(TokenSet::accessToken).isEmpty()) {
      return false;
    }
    try {
      engine.gateway().call(provider, call.get(), held);
      forget(id, subject);
      return true;
    } catch (ProviderFailure failure) {
      return false;
    }
  }

  private boolean needsRefresh(ProviderId id, Optional<TokenSet> held) {
    Instant soon = engine.clock().instant().plus(isExtended(id) ? EARLY_EXTENSION : EARLY);
    return held.flatMap(TokenSet::refreshToken).isPresent()
        && held.flatMap(TokenSet::expiresAt).filter(at -> !soon.isBefore(at)).isPresent();
  }

  /**
   * Keeps the successors of tokens if the link still stands. Written first and looked for then: whoever
   * ends the link at this moment takes its row away before or after, and none is left.
   *
   * @return whether the link stands
   */
  boolean replace(ProviderId id, String subject, TokenSet successors) {
    return engine.joined("refreshed tokens of " + id, () -> {
      rows.put(id, subject, new Noted(successors, true, false));
      boolean linked = engine.findIdentity(id, subject).isPresent();
      if (!linked) {
        forget(id, subject);
      }
      return linked;
    });
  }

  private void put(ProviderId id, String subject, TokenSet tokens) {
    rows.put(id, subject, Noted.of(tokens));
  }

  private static TokenSet withRefreshTokenOf(TokenSet tokens, TokenSet held) {
    return tokens.withRefreshToken(held.refreshToken(), held.refreshExpiresAt());
  }
}
