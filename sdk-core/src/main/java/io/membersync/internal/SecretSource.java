package io.membersync.internal;

import io.membersync.Secret;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A secret that changes while the shop runs. Safe for many threads. */
public final class SecretSource {
  private static final Logger LOG = LoggerFactory.getLogger(SecretSource.class);

  private final String name;
  private final Supplier<? extends @Nullable Secret> source;
  private volatile Secret last;

  /**
   * Asks the source once.
   *
   * @param name of the secret, for messages
   * @throws IllegalArgumentException if it does not answer
   */
  public SecretSource(String name, Supplier<? extends @Nullable Secret> source) {
    this.name = name;
    this.source = source;
    Secret first;
    try {
      first = source.get();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(failure(e.getClass().getName()));
    }
    if (first == null) {
      throw new IllegalArgumentException(failure("null"));
    }
    this.last = first;
  }

  /** The secret of this moment; the last one while the source does not answer. */
  public Secret get() {
    try {
      Secret current = source.get();
      if (current != null) {
        last = current;
      } else {
        LOG.warn("{}; the last one goes on", failure("null"));
      }
    } catch (RuntimeException e) {
      LOG.warn("{}; the last one goes on", failure(e.getClass().getName()));
    }
    return last;
  }

  /** What it threw may quote what it read. */
  private String failure(String what) {
    return "the source of " + name + " answered with " + what;
  }
}
