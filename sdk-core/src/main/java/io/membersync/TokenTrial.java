package io.membersync;

import io.membersync.LinkInquiry.Heard;
import io.membersync.Members.Standing;
import io.membersync.SealedTokens.Noted;
import io.membersync.oauth.ProviderFailure;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a provider still has a link by exchanging the kept token for another, due or not.
 * Not one that it has given within a day: there are providers that throttle who asks so often, and the
 * day after is soon enough. That one is dead tells nothing where it may have been exchanged before.
 */
final class TokenTrial {
  private static final Duration TRIED_AGAIN_AFTER = Duration.ofDays(1);

  private final Engine engine;
  private final TokenVault tokens;
  private final SealedTokens rows;

  TokenTrial(Engine engine) {
    this.engine = engine;
    this.tokens = new TokenVault(engine);
    this.rows = new SealedTokens(engine);
  }

  /** What is heard of one link. */
  Heard of(ProviderId id, Identity link, Instant now) throws ProviderFailure {
    String subject = link.subject();
    Noted held = find(id, subject, now);
    if (held == null || isRecent(held, now)) {
      return heard(link, held == null ? Standing.NO_TOKEN : Standing.RECENT, now, held);
    }
    String holder = engine.sealer().random(12);
    if (!rows.lease(id, subject, holder)) {
      return heard(link, Standing.UNANSWERED, now, held);
    }
    try {
      held = find(id, subject, now); // whoever had the lease before may have exchanged them
      if (held == null || isRecent(held, now)) {
        return heard(link, Standing.RECENT, now, held);
      }
      tokens.replace(
          id,
          subject,
          held.tokens(),
          tokens.exchangeKept(id, subject, held.tokens(), Optional.of(link.person())));
      return heard(link, Standing.LINKED, now, held);
    } catch (ProviderFailure failure) {
      if (failure.kind() == ErrorKind.TOKEN_DEAD) {
        return heard(link, held.spent() ? Standing.NO_TOKEN : Standing.MISSING, now, held);
      }
      throw failure;
    } finally {
      rows.release(id, subject, holder);
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
  private @Nullable Noted find(ProviderId id, String subject, Instant now) {
    return rows.find(id, subject)
        .filter(held -> held.tokens().refreshToken().isPresent())
        .filter(held -> tokens.isLive(id, held.tokens()))
        .map(held -> held.with(tokens.withRefreshEnd(id, held.tokens())))
        .filter(held -> held.tokens().refreshExpiresAt().map(now::isBefore).orElse(true))
        .orElse(null);
  }

  private static boolean isRecent(Noted held, Instant now) {
    return held.tokens().receivedAt().plus(TRIED_AGAIN_AFTER).isAfter(now);
  }
}
