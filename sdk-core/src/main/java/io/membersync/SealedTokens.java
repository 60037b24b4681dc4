package io.membersync;

import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Providers' tokens as they lie in the shop's books: sealed, with what is known of them besides. */
final class SealedTokens {
  private static final String USE = "tokens";
  private static final String EXCHANGED = "exchanged";
  private static final String SPENT = "spent";
  private static final String REFUSED = "refused";
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final Engine engine;

  SealedTokens(Engine engine) {
    this.engine = engine;
  }

  /**
   * Tokens, and what is known of them besides.
   *
   * @param exchanged whether the provider gave them for others that were kept, and not for a sign-in
   * @param spent whether an exchange of them was begun of which no answer is known: they may be dead
   *     although the link stands
   * @param refused whether the provider has said that the refresh token is dead
   */
  record Noted(TokenSet tokens, boolean exchanged, boolean spent, boolean refused) {
    static Noted of(TokenSet tokens) {
      return new Noted(tokens, false, false, false);
    }

    Noted with(TokenSet others) {
      return new Noted(others, exchanged, spent, refused);
    }

    Noted withSpent(boolean maybe) {
      return new Noted(tokens, exchanged, maybe, refused);
    }

    Noted withRefused() {
      return new Noted(tokens, exchanged, spent, true);
    }

    private boolean saysTheSame(Noted other) {
      return spent == other.spent && refused == other.refused;
    }
  }

  Optional<Noted> find(ProviderId id, String subject) {
    return row(id, subject).flatMap(row -> open(id, row));
  }

  /**
   * When they were given by the provider, or when their row was written, of those whose key has left
   * the ring.
   */
  Optional<Instant> findTime(ProviderId id, String subject) {
    return row(id, subject)
        .map(
            row -> open(id, row).map(noted -> noted.tokens().receivedAt()).orElse(row.updatedAt()));
  }

  boolean hasRefreshToken(ProviderId id, String subject) {
    return find(id, subject).flatMap(noted -> noted.tokens().refreshToken()).isPresent();
  }

  void put(ProviderId id, String subject, Noted noted) {
    byte[] sealed = engine.sealer().seal(USE, rowId(id, subject), JsonText.object(json -> {
      json.name("tokens");
      ParkedCodec.writeTokens(json, noted.tokens());
      json.name(EXCHANGED).value(noted.exchanged());
      json.name(SPENT).value(noted.spent());
      json.name(REFUSED).value(noted.refused());
    }));
    rows()
        .put(
            engine.shop(),
            new Records.TokenRow(id.value(), subject, sealed, engine.clock().instant()));
  }

  void forget(ProviderId id, String subject) {
    rows().remove(engine.shop(), id.value(), subject);
  }

  /** Whether the holder alone may exchange them for a while. */
  boolean lease(ProviderId id, String subject, String holder) {
    Instant now = engine.clock().instant();
    return rows().lease(engine.shop(), id.value(), subject, holder, now, now.plus(LEASE));
  }

  void release(ProviderId id, String subject, String holder) {
    Instant now = engine.clock().instant();
    rows().lease(engine.shop(), id.value(), subject, holder, now, now);
  }

  /**
   * Notes what is known of them, unless other tokens have come meanwhile, or none are left.
   *
   * @param person whose they are
   * @return whether that was not noted yet
   */
  boolean note(
      ProviderId id,
      String subject,
      TokenSet held,
      Optional<PersonId> person,
      UnaryOperator<Noted> change) {
    return engine.joined("tokens of " + id, () -> {
      person.ifPresent(engine::hold);
      Optional<Noted> changed = find(id, subject)
          .filter(row -> row.tokens().receivedAt().equals(held.receivedAt()))
          .filter(row -> !row.saysTheSame(change.apply(row)))
          .map(change);
      changed.ifPresent(row -> put(id, subject, row));
      return changed.isPresent();
    });
  }

  private Optional<Records.TokenRow> row(ProviderId id, String subject) {
    return rows().find(engine.shop(), id.value(), subject);
  }

  private Optional<Noted> open(ProviderId id, Records.TokenRow row) {
    return engine
        .sealer()
        .open(USE, rowId(id, row.subject()), row.sealed())
        .flatMap(JsonText::read)
        .flatMap(json -> json.findObject("tokens").map(tokens -> read(json, tokens)));
  }

  private static Noted read(JsonDocument json, JsonDocument tokens) {
    return new Noted(
        ParkedCodec.readTokens(tokens),
        json.findFlag(EXCHANGED).orElse(false),
        json.findFlag(SPENT).orElse(false),
        json.findFlag(REFUSED).orElse(false));
  }

  private Records.Tokens rows() {
    return engine.records().tokens();
  }

  private static String rowId(ProviderId id, String subject) {
    return id + "\n" + subject;
  }
}
