package io.membersync.records;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The transactions that MemberSync opens and ends. Only their owner can repeat one, so nobody else
 * may have one open around {@code complete()}.
 */
public interface UnitOfWork {

  /**
   * Runs the work in one new transaction: committed when it returns, rolled back when it throws, or
   * when a store's failure inside it was swallowed.
   *
   * @throws IllegalStateException if one is open on this thread already
   * @throws io.membersync.member.MemberStoreException repeatable when it met another transaction
   */
  <T> T execute(Supplier<T> work);

  /** Whether this thread is inside a transaction, of ours or of anybody else that can be seen. */
  boolean isOpen();

  /**
   * What the transaction that is open on this thread is called by whoever opened it, such as the
   * method that Spring's {@code @Transactional} stands on; for messages. Default: not known.
   */
  default Optional<String> openedBy() {
    return Optional.empty();
  }
}
