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
    try {
      this.last = ask();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(failure(e));
    }
  }

  /** The secret of this moment; the last one while the source does not answer. */
  public Secret get() {
    try {
      last = ask();
    } catch (RuntimeException e) {
      LOG.warn("{}; the last one goes on", failure(e));
    }
    return last;
  }

  private Secret ask() {
    Secret current = source.get();
    if (current == null) {
      throw new Useless("null");
    }
    if (!current.reveal().equals(current.reveal().strip())) {
      throw new Useless("a secret that begins or ends with a blank or a line end");
    }
    return current;
  }

  private static final class Useless extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Useless(String what) {
      super(what, null, false, false);
    }
  }

  /** What the source threw may quote what it read. */
  private String failure(RuntimeException failure) {
    String what =
        failure instanceof Useless ? failure.getMessage() : failure.getClass().getName();
    return "the source of " + name + " answered with " + what;
  }
}
