package io.membersync.records;

import io.membersync.internal.MemoryUnit;
import io.membersync.internal.OpenUnit;
import io.membersync.member.ShopId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** {@link Records#inMemory()}. */
final class InMemoryRecords implements Records {
  private final MemoryIdentities identities = new MemoryIdentities();
  private final MemoryAttempts attempts = new MemoryAttempts();
  private final MemoryEvidence evidence = new MemoryEvidence(identities);
  private final MemoryOffers offers = new MemoryOffers();
  private final MemoryTokens tokens = new MemoryTokens();
  private final MemoryTasks tasks = new MemoryTasks();
  private final MemoryContacts contacts = new MemoryContacts();
  private final MemorySwitches switches = new MemorySwitches();
  private final MemoryConsents consents = new MemoryConsents();

  @Override
  public UnitOfWork unitOfWork() {
    return Unit.INSTANCE;
  }

  @Override
  public Identities identities() {
    return identities;
  }

  @Override
  public Attempts attempts() {
    return attempts;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  @Override
  public Offers offers() {
    return offers;
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public Tasks tasks() {
    return tasks;
  }

  @Override
  public Contacts contacts() {
    return contacts;
  }

  @Override
  public Switches switches() {
    return switches;
  }

  @Override
  public Consents consents() {
    return consents;
  }

  @Override
  public int deleteExpired(ShopId shop, Instant now, int limit) {
    return MemoryUnit.join(() -> {
      int deleted = attempts.deleteExpired(shop, now, limit);
      return deleted + tasks.deleteExpired(shop, now, limit - deleted);
    });
  }

  /** Times are kept as milliseconds, here as in a database. */
  static Instant millis(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  private enum Unit implements UnitOfWork {
    INSTANCE;

    @Override
    public <T> T execute(Supplier<T> work) {
      return MemoryUnit.execute(work);
    }

    @Override
    public boolean isOpen() {
      return OpenUnit.isOpen();
    }
  }
}
