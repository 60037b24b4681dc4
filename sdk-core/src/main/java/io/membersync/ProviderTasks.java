package io.membersync;

import io.membersync.TaskBook.Fate;
import io.membersync.oauth.Exchanged;
import io.membersync.oauth.ProviderFailure;
import io.membersync.oauth.TokenSet;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenInspection;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that call a provider: what is said there, and what is read there later. */
final class ProviderTasks {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final Duration UNLINK_WITHIN = Duration.ofDays(10);
  private static final Duration REPORT_WITHIN = Duration.ofDays(1);
  private static final Duration READ_WITHIN = Duration.ofHours(23);
  private static final String BUSY = "token-busy";
  private static final String EXCHANGED_ELSEWHERE = "the token is being exchanged";

  private final Engine engine;
  private final TaskBook book;
  private final TokenVault vault;
  private final MemberWrite memberWrite;

  ProviderTasks(Engine engine, TaskBook book, MemberWrite memberWrite) {
    this.engine = engine;
    this.book = book;
    this.vault = new TokenVault(engine);
    this.memberWrite = memberWrite;
  }

  /** What a task does at its provider. */
  private interface AtProvider {
    Fate run(Provider provider) throws ProviderFailure;
  }

  /** Runs it, and again later where the provider or the shop's registration is not there. */
  private Fate at(Records.Task task, JsonDocument content, Duration within, AtProvider work) {
    ProviderId id = ProviderId.of(content.findString("provider").orElseThrow());
    Provider provider = engine.providers().get(id);
    if (provider == null) {
      // The shop has taken it away, or another node has it already and this one not yet.
      return book.retry(task, "there is no provider " + id, "no-provider", "no-provider", within);
    }
    try {
      return work.run(provider);
    } catch (ProviderFailure failure) {
      return book.endOrRetry(task, failure, within);
    }
  }

  Fate unlink(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, UNLINK_WITHIN, provider -> {
      ProviderId id = provider.descriptor().id();
      Optional<ProviderCall> call = provider.unlink(subject);
      if (call.isEmpty() || engine.findIdentity(id, subject).isPresent()) {
        return book.finish(task); // linked again meanwhile: that link is not to be ended
      }
      Optional<TokenSet> held = heldTokens(call.get(), content);
      Optional<TokenSet> usable;
      try {
        usable = usable(provider, subject, held);
      } catch (ProviderFailure failure) {
        if (failure.kind() == ErrorKind.TOKEN_DEAD || failure.kind() == ErrorKind.PROTOCOL) {
          return untold(task, failure);
        }
        if (held.filter(TokenVault::mayLive).isEmpty()) {
          return book.endOrRetry(task, failure, UNLINK_WITHIN);
        }
        usable = held; // where it is dead, the exchange is tried once more
      }
      Records.Task mine = withTokens(task, id, subject, held, usable);
      return unlinkBy(mine, provider, call.get(), subject, usable, held.equals(usable));
    });
  }

  /** With tokens as they were held, and once more with others where these are dead. */
  private Fate unlinkBy(
      Records.Task task,
      Provider provider,
      ProviderCall call,
      String subject,
      Optional<TokenSet> tokens,
      boolean asHeld) {
    ProviderId id = provider.descriptor().id();
    // Remembered before as well: an answer may be lost, and somebody sign in meanwhile.
    boolean linked = engine.joined(task.id(), () -> {
      boolean isThere = engine.findIdentity(id, subject).isPresent();
      if (!isThere) {
        new EndedLinks(engine).remember(id, subject, engine.clock().instant());
      }
      return isThere;
    });
    if (linked) {
      return book.finish(task); // while the token was refreshed
    }
    try {
      engine.gateway().call(provider, call, tokens);
    } catch (ProviderFailure failure) {
      if (failure.kind() != ErrorKind.TOKEN_DEAD || tokens.isEmpty()) {
        return book.endOrRetry(task, failure, UNLINK_WITHIN);
      }
      try {
        if (isAlive(provider, tokens)) {
          return book.retry(
              task,
              "the token lives, and was refused: " + failure.getMessage(),
              failure.error().code(),
              Watch.word(failure.kind()),
              UNLINK_WITHIN);
        }
        Optional<TokenSet> others =
            asHeld ? others(provider, subject, tokens.get()) : Optional.empty();
        if (others.isPresent()) {
          Records.Task next = withTokens(task, id, subject, tokens, others);
          return unlinkBy(next, provider, call, subject, others, false);
        }
      } catch (ProviderFailure another) {
        return another.kind() == ErrorKind.PROTOCOL
            ? untold(task, another)
            : book.endOrRetry(task, another, UNLINK_WITHIN);
      }
      boolean mayHaveRunOut = asHeld
          && provider.tokenInspection().isPresent()
          && tokens
              .filter(
                  held -> held.refreshToken().isPresent() && held.expiresAt().isPresent())
              .isEmpty();
      return mayHaveRunOut ? untold(task, failure) : book.endOrRetry(task, failure, UNLINK_WITHIN);
    }
    return engine.joined(task.id(), () -> {
      new EndedLinks(engine).remember(id, subject, engine.clock().instant());
      return book.finish(task);
    });
  }

  /** Without a live token nothing can be said there: the link stays open at the provider alone. */
  private Fate untold(Records.Task task, ProviderFailure failure) {
    LOG.warn(
        "{} is not possible, as no live token is left; the link ends here, and at the provider only"
            + " the visitor can end it: {}",
        task,
        failure.getMessage());
    book.finish(task);
    return Fate.givenUp(Watch.word(failure.kind()));
  }

  /** A token that the provider itself still takes was not what a call was refused for. */
  private boolean isAlive(Provider provider, Optional<TokenSet> tokens) throws ProviderFailure {
    Optional<TokenInspection> inspection = provider.tokenInspection();
    try {
      return inspection.isPresent()
          && engine
              .gateway()
              .call(provider, inspection.get().call(), tokens)
              .body()
              .filter(inspection.get().isOurs())
              .isPresent();
    } catch (ProviderFailure failure) {
      if (failure.kind() == ErrorKind.TOKEN_DEAD) {
        return false;
      }
      throw failure;
    }
  }

  /** The access token may have died before its time, or have been taken back alone. */
  private Optional<TokenSet> others(Provider provider, String subject, TokenSet dead)
      throws ProviderFailure {
    boolean canBe = dead.refreshToken().isPresent()
        && provider.descriptor().tokenExtension().isEmpty();
    try {
      return canBe ? Optional.of(vault.exchange(provider, subject, dead)) : Optional.empty();
    } catch (ProviderFailure failure) {
      if (failure.kind() == ErrorKind.TOKEN_DEAD) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /**
   * The task with the tokens of now where the refresh token is another one: the one before may be
   * spent. A task's content never changes, so another takes its place, as old as it is.
   */
  private Records.Task withTokens(
      Records.Task task,
      ProviderId provider,
      String subject,
      Optional<TokenSet> held,
      Optional<TokenSet> usable) {
    if (held.flatMap(TokenSet::refreshToken).equals(usable.flatMap(TokenSet::refreshToken))) {
      return task;
    }
    String id = Abandonment.unlinkId(engine);
    Records.Task next = new Records.Task(
        id,
        task.kind(),
        engine.sealer().seal(DueWork.USE, id, Abandonment.unlinkContent(provider, subject, usable)),
        engine.clock().instant().plus(DueWork.LEASE), // this run goes on with it
        task.createdAt(),
        task.attempts(),
        Optional.empty());
    return engine.joined(task.id(), () -> {
      engine.records().tasks().add(engine.shop(), next);
      book.finish(task);
      return next;
    });
  }

  Fate reportTerms(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, REPORT_WITHIN, provider -> {
      Optional<ProviderCall> call = engine
          .findIdentity(provider.descriptor().id(), subject)
          .flatMap(way -> TermsReport.call(engine, provider, way, content));
      if (call.isEmpty()) {
        return book.finish(task); // what has ended meanwhile has no terms any more
      }
      Optional<TokenSet> tokens = heldTokens(call.get(), content);
      if (tokens.isPresent()) {
        ProviderId id = provider.descriptor().id();
        Optional<TokenSet> kept = vault.fresh(id, subject);
        if (kept.isEmpty() && isBusy(id, subject)) {
          return book.retry(task, EXCHANGED_ELSEWHERE, BUSY, BUSY, REPORT_WITHIN);
        }
        tokens = kept.or(() -> heldTokens(call.get(), content));
      }
      engine.gateway().call(provider, call.get(), tokens);
      return book.finish(task);
    });
  }

  /** Whether there are tokens to be had, of which another node has the exchange right now. */
  private boolean isBusy(ProviderId id, String subject) {
    return vault.find(id, subject).filter(held -> vault.isLive(id, held)).isPresent();
  }

  Fate read(Records.Task task, JsonDocument content) {
    TokenSet held = ParkedCodec.readTokens(content.findObject("tokens").orElseThrow());
    return at(task, content, READ_WITHIN, provider -> {
      engine.gateway().fetch(provider, held, Optional.empty());
      return book.finish(task);
    });
  }

  /** Whatever became of the token meanwhile: one that has died or gone is not waited for. */
  Fate extend(Records.Task task, JsonDocument content) {
    String subject = content.findString("subject").orElseThrow();
    return at(task, content, READ_WITHIN, provider -> {
      ProviderId id = provider.descriptor().id();
      return vault.fresh(id, subject).isEmpty() && isBusy(id, subject)
          ? book.retry(task, EXCHANGED_ELSEWHERE, BUSY, BUSY, READ_WITHIN)
          : book.finish(task);
    });
  }

  /** The token is kept no longer than it lives. */
  Fate readList(Records.Task task, JsonDocument content) {
    TokenSet held = ParkedCodec.readTokens(content.findObject("tokens").orElseThrow());
    Duration within = held.expiresAt()
        .map(end -> Duration.between(task.createdAt(), end))
        .filter(life -> life.compareTo(READ_WITHIN) < 0)
        .orElse(READ_WITHIN);
    RestOfList rest = new RestOfList(engine, memberWrite, task.id(), content);
    return at(task, content, within, provider -> {
      if (rest.member().isEmpty()) {
        LOG.info("{} ends: the way in or the member has gone", task);
        return book.finish(task);
      }
      Exchanged read = engine.gateway().fetchWhole(provider, held, rest.list());
      return engine.repeated(task.id(), () -> {
        rest.write(read);
        return book.finish(task);
      });
    });
  }

  /** The visitor's tokens for this call; empty where a key of the shop makes it. */
  private static Optional<TokenSet> heldTokens(ProviderCall call, JsonDocument content) {
    return !call.needsVisitorToken()
        ? Optional.empty()
        : content.findObject("tokens").map(ParkedCodec::readTokens);
  }

  private Optional<TokenSet> usable(Provider provider, String subject, Optional<TokenSet> held)
      throws ProviderFailure {
    return held.isEmpty() ? held : Optional.of(vault.usable(provider, subject, held.get()));
  }
}
