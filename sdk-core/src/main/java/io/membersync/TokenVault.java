package io.membersync;

import io.membersync.LinkInquiry.Heard;
import io.membersync.Members.Standing;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.Records.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps providers' tokens sealed, as far as the shop's policy wants them kept, and refreshes them. */
final class TokenVault {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final String USE = "tokens";
  private static final String EXCHANGED = "exchanged";
  private static final String SPENT = "spent";
  private static final Duration EARLY = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(15);

  /** A token that is exchanged for its successor has to be good still; short-lived ones are at once. */
  private static final Duration EARLY_EXTENSION = Duration.ofDays(1);

  private static final Duration TRIED_AGAIN_AFTER = Duration.ofDays(1);

  private final Engine engine;

  TokenVault(Engine engine) {
    this.engine = engine;
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
    return noted(id, subject)
        .map(Noted::tokens)
        .filter(
            tokens -> tokens.accessToken().isPresent() || tokens.refreshToken().isPresent());
  }

  private Optional<Records.TokenRow> row(ProviderId id, String subject) {
    return engine.records().tokens().find(engine.shop(), id.value(), subject);
  }

  /**
   * Tokens, and what is known of them besides.
   *
   * @param exchanged whether the provider gave them for others that were kept, and not for a sign-in
   * @param spent whether an exchange of them was begun of which no answer is known: they may be dead
   *     although the link stands
   */
  private record Noted(TokenSet tokens, boolean exchanged, boolean spent) {}

  private Optional<Noted> noted(ProviderId id, String subject) {
    return row(id, subject).flatMap(row -> open(id, row));
  }

  private Optional<Noted> open(ProviderId id, Records.TokenRow row) {
    return engine
        .sealer()
        .open(USE, rowId(id, row.subject()), row.sealed())
        .flatMap(JsonText::read)
        .flatMap(json -> json.findObject("tokens")
            .map(tokens -> new Noted(
                ParkedCodec.readTokens(tokens),
                json.findFlag(EXCHANGED).orElse(false),
                json.findFlag(SPENT).orElse(false))));
  }

  /** Where a dead access token leads to no other one, it is none. */
  private Optional<TokenSet> findLive(ProviderId id, String subject) {
    return find(id, subject)
        .filter(tokens -> isLive(id, tokens))
        .map(tokens -> withRefreshEnd(id, tokens));
  }

  private boolean isLive(ProviderId id, TokenSet tokens) {
    return !isExtended(id)
        || tokens.expiresAt().map(engine.clock().instant()::isBefore).orElse(true);
  }

  /** When the provider had given the tokens that are kept, or whose time alone is. */
  Optional<Instant> findTime(ProviderId id, String subject) {
    return noted(id, subject).map(Noted::tokens).map(TokenSet::receivedAt);
  }

  /**
   * Whether the provider has given tokens since: what ended then has begun anew. Of those whose key has
   * left the ring, the time of their row tells.
   */
  boolean hasSince(Instant end, ProviderId id, String subject) {
    return row(id, subject)
        .map(row -> open(id, row).map(noted -> noted.tokens().receivedAt()).orElse(row.updatedAt()))
        .filter(given -> given.isAfter(end))
        .isPresent();
  }

  void forget(ProviderId id, String subject) {
    engine.records().tokens().remove(engine.shop(), id.value(), subject);
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
    String holder = engine.sealer().random(12);
    Instant now = engine.clock().instant();
    boolean ours = engine
        .records()
        .tokens()
        .lease(engine.shop(), id.value(), subject, holder, now, now.plus(LEASE));
    if (!ours) {
      return Optional.empty();
    }
    held = findLive(id, subject); // whoever had the lease before may have refreshed them
    if (!needsRefresh(id, held)) {
      return held;
    }
    Optional<PersonId> person = engine.findIdentity(id, subject).map(Identity::person);
    TokenSet refreshed = spent(id, subject, held.orElseThrow(), person);
    return engine.joined("refreshed tokens of " + id, () -> replace(id, subject, refreshed))
        ? Optional.of(refreshed)
        : Optional.empty();
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
        ? exchanged(provider, subject, taken)
        : taken;
  }

  /** The same of tokens that are kept: those that bring somebody else's are given up. */
  private TokenSet refreshed(ProviderId id, String subject, TokenSet held) throws ProviderFailure {
    try {
      return exchanged(engine.provider(id), subject, held);
    } catch (ProviderFailure failure) {
      if (failure.kind() == ErrorKind.PROTOCOL) {
        engine.joined("kept tokens given up", () -> {
          Optional<TokenSet> there = find(id, subject); // or those of a sign-in meanwhile
          if (there.map(TokenSet::accessToken).equals(Optional.of(held.accessToken()))) {
            forget(id, subject);
          }
          return true;
        });
        LOG.error("the kept tokens are given up: {} (possible attack)", failure.getMessage());
      }
      throw failure;
    }
  }

  /** The tokens that the provider gives for these; a refresh token that stays keeps its end. */
  private TokenSet exchanged(Provider provider, String subject, TokenSet held)
      throws ProviderFailure {
    Secret old = held.refreshToken().orElseThrow();
    TokenSet fresh = engine.gateway().refresh(provider, held, subject);
    boolean stays = fresh.refreshToken().filter(old::equals).isPresent();
    return stays && fresh.refreshExpiresAt().isEmpty() ? withRefreshTokenOf(fresh, held) : fresh;
  }

  /**
   * What the provider makes of the kept token when it is exchanged for another, due or not. Not of one
   * that it has given within a day: there are providers that throttle who asks so often, and the day
   * after is soon enough. That one is dead tells nothing where it may have been exchanged before.
   */
  Heard tried(ProviderId id, Identity link, Instant now) throws ProviderFailure {
    String subject = link.subject();
    Records.Tokens rows = engine.records().tokens();
    String holder = engine.sealer().random(12);
    Noted held = triable(id, subject, now);
    if (held == null || isRecent(held, now)) {
      return heard(link, held == null ? Standing.NO_TOKEN : Standing.RECENT, now, held);
    }
    if (!rows.lease(engine.shop(), id.value(), subject, holder, now, now.plus(LEASE))) {
      return heard(link, Standing.UNANSWERED, now, held);
    }
    try {
      held = triable(id, subject, now); // whoever had the lease before may have exchanged them
      if (held == null || isRecent(held, now)) {
        return heard(link, Standing.RECENT, now, held);
      }
      TokenSet refreshed = spent(id, subject, held.tokens(), Optional.of(link.person()));
      engine.joined("refreshed tokens of " + id, () -> replace(id, subject, refreshed));
      return heard(link, Standing.LINKED, now, held);
    } catch (ProviderFailure failure) {
      if (failure.kind() == ErrorKind.TOKEN_DEAD) {
        return heard(link, held.spent() ? Standing.NO_TOKEN : Standing.MISSING, now, held);
      }
      throw failure;
    } finally {
      rows.lease(engine.shop(), id.value(), subject, holder, now, now); // free for anybody again
    }
  }

  /** What a sign-in has brought tells nothing of what an exchange brings. */
  private static Heard heard(Identity link, Standing standing, Instant now, @Nullable Noted held) {
    boolean good = standing == Standing.LINKED
        || (standing == Standing.RECENT && held != null && held.exchanged());
    return new Heard(
        link, standing, now, good, true, held == null ? null : held.tokens().receivedAt());
  }

  /** A token that has run out by itself tells nothing. */
  private @Nullable Noted triable(ProviderId id, String subject, Instant now) {
    return noted(id, subject)
        .filter(held -> held.tokens().refreshToken().isPresent() && isLive(id, held.tokens()))
        .map(held -> new Noted(withRefreshEnd(id, held.tokens()), held.exchanged(), held.spent()))
        .filter(held -> held.tokens().refreshExpiresAt().map(now::isBefore).orElse(true))
        .orElse(null);
  }

  /** Those that were kept before the provider said how long they live. */
  private TokenSet withRefreshEnd(ProviderId id, TokenSet tokens) {
    Optional<Duration> life = engine.provider(id).descriptor().refreshTokenLife();
    return life.isEmpty()
            || tokens.refreshToken().isEmpty()
            || tokens.refreshExpiresAt().isPresent()
        ? tokens
        : tokens.withRefreshToken(tokens.refreshToken(), life.map(tokens.receivedAt()::plus));
  }

  private static boolean isRecent(Noted held, Instant now) {
    return held.tokens().receivedAt().plus(TRIED_AGAIN_AFTER).isAfter(now);
  }

  /**
   * The tokens that the provider gives for these, which are noted as spent before: where it may have
   * done so and nobody heard of it, or this node ends, the note stays until others come.
   */
  private TokenSet spent(ProviderId id, String subject, TokenSet held, Optional<PersonId> person)
      throws ProviderFailure {
    if (engine.unit().isOpen()) {
      return refreshed(id, subject, held); // nobody would see the note before the answer
    }
    boolean first = note(id, subject, held, person, true);
    try {
      return refreshed(id, subject, held);
    } catch (ProviderFailure failure) {
      ErrorKind kind = failure.kind();
      if (first && kind != ErrorKind.PROVIDER_DOWN && kind != ErrorKind.SHAPE) {
        note(id, subject, held, person, false);
      }
      throw failure;
    }
  }

  /** Unless other tokens have come meanwhile, or none are left; whether that was not noted yet. */
  private boolean note(
      ProviderId id, String subject, TokenSet held, Optional<PersonId> person, boolean spent) {
    return engine.joined("tokens of " + id, () -> {
      person.ifPresent(found -> engine.records().identities().hold(engine.shop(), found));
      Optional<Noted> old = noted(id, subject)
          .filter(row -> row.tokens().receivedAt().equals(held.receivedAt()))
          .filter(row -> row.spent() != spent);
      old.ifPresent(row -> put(id, subject, new Noted(row.tokens(), row.exchanged(), spent)));
      return old.isPresent();
    });
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
   * Keeps refreshed tokens if the link still stands. Written first and looked for then: whoever ends
   * the link at this moment takes its row away before or after, and none is left.
   */
  private boolean replace(ProviderId id, String subject, TokenSet refreshed) {
    put(id, subject, new Noted(refreshed, true, false));
    boolean linked =
        engine.records().identities().find(engine.shop(), id.value(), subject).isPresent();
    if (!linked) {
      forget(id, subject);
    }
    return linked;
  }

  private void put(ProviderId id, String subject, TokenSet tokens) {
    put(id, subject, new Noted(tokens, false, false));
  }

  private void put(ProviderId id, String subject, Noted noted) {
    byte[] sealed = engine.sealer().seal(USE, rowId(id, subject), JsonText.object(json -> {
      json.name("tokens");
      ParkedCodec.writeTokens(json, noted.tokens());
      json.name(EXCHANGED).value(noted.exchanged());
      json.name(SPENT).value(noted.spent());
    }));
    engine
        .records()
        .tokens()
        .put(
            engine.shop(),
            new Records.TokenRow(id.value(), subject, sealed, engine.clock().instant()));
  }

  private static TokenSet withRefreshTokenOf(TokenSet tokens, TokenSet held) {
    return tokens.withRefreshToken(held.refreshToken(), held.refreshExpiresAt());
  }

  private static String rowId(ProviderId id, String subject) {
    return id + "\n" + subject;
  }
}
