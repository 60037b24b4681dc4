package io.membersync;

import io.membersync.SealedTokens.Noted;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps providers' tokens sealed, as far as the shop's policy wants them kept, and refreshes them. */
final class TokenVault {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration SHORTEST_LIFE = Duration.ofHours(1);
  private static final Duration EARLY = Duration.ofSeconds(60);

  /** A token that is exchanged for its successor has to be good still; short-lived ones are at once. */
  private static final Duration EARLY_EXTENSION = Duration.ofDays(1);

  private final Engine engine;
  private final SealedTokens rows;

  /** Whose a refresh token is that a notice names: for longer than Google's lives without use. */
  private final Remembered subjects;

  TokenVault(Engine engine) {
    this.engine = engine;
    this.rows = new SealedTokens(engine);
    this.subjects = new Remembered(engine, "token-of", Duration.ofDays(100), 3);
  }

  /**
   * In the commit: keeps, replaces or forgets this arrival's tokens. Of tokens that are not kept only
   * the time is: what the provider tells of before is not meant.
   *
   * @param known whether the identity was linked before
   */
  void keep(Arrival arrival, boolean known) {
    ProviderId id = arrival.provider();
    String subject = arrival.subject();
    Noted there = rows.find(id, subject).orElse(null);
    TokenSet tokens = arrival.tokens();
    if (there != null && there.tokens().receivedAt().isAfter(tokens.receivedAt())) {
      if (!there.exchanged()) {
        return; // this one waited for the visitor while another went through
      }
      tokens = asOfTheLater(tokens, there.tokens());
    }
    if (!isKept(id, subject)) {
      if (known) {
        rows.put(id, subject, Noted.of(tokens.timeAlone()));
      }
    } else if (tokens.accessToken().isPresent()) {
      rows.put(id, subject, withRefreshTokenOf(tokens, there, arrival.inApp()));
      rememberName(id, subject, tokens);
      if (isExtended(id) && needsRefresh(id, tokens)) {
        planExtension(id, subject);
      }
    } else if (there != null) {
      // They may be of before a consent that was given anew in the app: when they die tells
      // nothing.
      rows.put(
          id,
          subject,
          new Noted(there.tokens().asOf(tokens.receivedAt()), false, true, there.refused()));
    } else if (known) {
      rows.put(id, subject, Noted.of(tokens.timeAlone()));
    }
  }

  /**
   * The refresh token of before stays where there is no other one. Beside an app's tokens nothing shows
   * that it is of the same consent: when it dies tells nothing.
   */
  private static Noted withRefreshTokenOf(TokenSet tokens, @Nullable Noted there, boolean inApp) {
    boolean stays = there != null
        && tokens.refreshToken().isEmpty()
        && there.tokens().refreshToken().isPresent()
        && there.tokens().clientId().equals(tokens.clientId());
    return there == null || !stays
        ? Noted.of(tokens)
        : new Noted(
            withRefreshTokenOf(tokens, there.tokens()),
            false,
            there.spent() || inApp,
            there.refused());
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
    return findNoted(id, subject).map(Noted::tokens);
  }

  private Optional<Noted> findNoted(ProviderId id, String subject) {
    return rows.find(id, subject)
        .filter(held -> held.tokens().accessToken().isPresent()
            || held.tokens().refreshToken().isPresent());
  }

  /** Where a dead access token leads to no other one, it is none. */
  private Optional<Noted> findLive(ProviderId id, String subject) {
    return findNoted(id, subject)
        .filter(held -> isLive(id, held.tokens()))
        .map(held -> held.with(withRefreshEnd(id, held.tokens())));
  }

  boolean isLive(ProviderId id, TokenSet tokens) {
    return !isExtended(id)
        || tokens.expiresAt().map(engine.clock().instant()::isBefore).orElse(true);
  }

  /** Whether the provider has given tokens since: what ended then has begun anew. */
  boolean hasSince(Instant end, ProviderId id, String subject) {
    return rows.findTime(id, subject).filter(given -> given.isAfter(end)).isPresent();
  }

  /** Whether a sign-in has, as far as can be told: tokens that were exchanged since say nothing of it. */
  boolean hasSignInSince(Instant end, ProviderId id, String subject) {
    return hasSince(end, id, subject)
        && rows.find(id, subject).filter(Noted::exchanged).isEmpty();
  }

  /**
   * Forgets these, unless others have come meanwhile. Of a link that stands the time alone is kept:
   * what the provider tells of before is not meant.
   */
  void drop(ProviderId id, String subject, TokenSet dead) {
    engine.joined("tokens of " + id + " forgotten", () -> {
      boolean linked = engine.findAndHold(id, subject).isPresent();
      find(id, subject).filter(held -> isSame(held, dead)).ifPresent(held -> {
        if (linked) {
          rows.put(id, subject, Noted.of(held.timeAlone()));
        } else {
          rows.forget(id, subject);
        }
      });
      return id;
    });
  }

  /** Forgets the tokens whose refresh token a notice has named. */
  void dropNamed(ProviderId id, String name) {
    subjects
        .find(id + "\n" + name)
        .flatMap(json -> json.findString("subject").stream())
        .findFirst()
        .ifPresent(subject -> find(id, subject)
            .filter(held -> held.refreshToken().stream()
                .anyMatch(token -> engine.provider(id).refreshTokenNames(token).contains(name)))
            .ifPresent(dead -> drop(id, subject, dead)));
  }

  private void rememberName(ProviderId id, String subject, TokenSet given) {
    given
        .refreshToken()
        .map(engine.provider(id)::refreshTokenNames)
        .orElse(List.of())
        .forEach(
            name -> subjects.keep(id + "\n" + name, json -> json.name("subject").value(subject)));
  }

  /** A sign-in by an ID token alone changes the time alone. */
  private static boolean isSame(TokenSet held, TokenSet before) {
    return held.accessToken().equals(before.accessToken())
        && held.refreshToken().equals(before.refreshToken());
  }

  /**
   * Tokens whose access token is good for a minute at least, refreshed when it is not.
   *
   * @return empty when there are none, another node is refreshing them right now, or the link was
   *     ended meanwhile
   */
  Optional<TokenSet> fresh(ProviderId id, String subject) throws ProviderFailure {
    Optional<Noted> held = findLive(id, subject);
    if (!isRefreshed(id, held)) {
      return held.map(Noted::tokens);
    }
    if (!rows.lease(id, subject, engine.sealer().random(12))) {
      return Optional.empty();
    }
    held = findLive(id, subject); // whoever had the lease before may have refreshed them
    if (!isRefreshed(id, held)) {
      return held.map(Noted::tokens);
    }
    Optional<PersonId> person = engine.findIdentity(id, subject).map(Identity::person);
    TokenSet old = held.orElseThrow().tokens();
    try {
      return replace(id, subject, old, exchangeKept(id, subject, old, person));
    } catch (ProviderFailure failure) {
      TokenSet same = orIfItMayLive(old, failure);
      rows.note(id, subject, old, person, Noted::withRefused);
      return Optional.of(same);
    }
  }

  /** A refresh token that the provider has refused is not tried again. */
  private boolean isRefreshed(ProviderId id, Optional<Noted> held) {
    return held.filter(noted -> !noted.refused() || !mayLive(noted.tokens()))
        .filter(noted -> needsRefresh(id, noted.tokens()))
        .isPresent();
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
    try {
      return needsRefresh(provider.descriptor().id(), taken)
          ? exchange(provider, subject, taken)
          : taken;
    } catch (ProviderFailure failure) {
      return orIfItMayLive(taken, failure);
    }
  }

  /** An access token whose end nobody has told is worth a try where there is no other one. */
  private static TokenSet orIfItMayLive(TokenSet tokens, ProviderFailure failure)
      throws ProviderFailure {
    if (failure.kind() == ErrorKind.TOKEN_DEAD && mayLive(tokens)) {
      return tokens;
    }
    throw failure;
  }

  static boolean mayLive(TokenSet tokens) {
    return tokens.accessToken().isPresent() && tokens.expiresAt().isEmpty();
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
    boolean noted =
        !engine.unit().isOpen() && rows.note(id, subject, held, person, row -> row.withSpent(true));
    try {
      return exchange(engine.provider(id), subject, held);
    } catch (ProviderFailure failure) {
      switch (failure.kind()) {
        case PROTOCOL -> {
          drop(id, subject, held);
          LOG.error("the kept tokens are given up: {} (possible attack)", failure.getMessage());
        }
        case PROVIDER_DOWN, SHAPE -> {}
        default -> {
          if (noted) {
            rows.note(id, subject, held, person, row -> row.withSpent(false));
          }
        }
      }
      throw failure;
    }
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
      held.ifPresent(tokens -> drop(id, subject, tokens));
      return true;
    } catch (ProviderFailure failure) {
      return false;
    }
  }

  /** One whose end nobody has told is taken for over after the time that the shortest ones live. */
  private boolean needsRefresh(ProviderId id, TokenSet held) {
    boolean extended = isExtended(id);
    Instant soon = engine.clock().instant().plus(extended ? EARLY_EXTENSION : EARLY);
    Optional<Instant> end = held.expiresAt().isPresent() || extended
        ? held.expiresAt()
        : Optional.of(held.receivedAt().plus(SHORTEST_LIFE));
    return held.refreshToken().isPresent()
        && end.filter(time -> !soon.isBefore(time)).isPresent();
  }

  /**
   * Keeps the successors of tokens, unless others have come or gone meanwhile, or the link has ended.
   *
   * @return what is kept now; empty where nothing is
   */
  Optional<TokenSet> replace(ProviderId id, String subject, TokenSet old, TokenSet successors) {
    return engine.joined("refreshed tokens of " + id, () -> {
      boolean linked = engine.findAndHold(id, subject).isPresent();
      find(id, subject).filter(held -> isSame(held, old)).ifPresent(held -> {
        if (linked) {
          rows.put(id, subject, new Noted(asOfTheLater(successors, held), true, false, false));
          rememberName(id, subject, successors);
        } else {
          rows.forget(id, subject);
        }
      });
      return find(id, subject);
    });
  }

  private static TokenSet asOfTheLater(TokenSet tokens, TokenSet held) {
    return tokens.receivedAt().isBefore(held.receivedAt())
        ? tokens.asOf(held.receivedAt())
        : tokens;
  }

  private static TokenSet withRefreshTokenOf(TokenSet tokens, TokenSet held) {
    return tokens.withRefreshToken(held.refreshToken(), held.refreshExpiresAt());
  }
}
