package io.membersync.jdbc;

import io.membersync.member.MemberStoreException;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who opens and ends the transactions of a {@link JdbcUnitOfWork}, where the shop has a transaction
 * manager: whatever of the shop works with that one then commits together with MemberSync's tables.
 * Spring's is ready in {@code membersync-spring-boot-starter}. Called from many threads.
 */
public interface ConnectionTransactions {
  /**
   * Runs the work in a new transaction on a connection of its own: commits when it returns, rolls
   * back when it throws anything, which passes as it is. Only called when none is open.
   *
   * @param readCommitted whether the transaction must be set to READ COMMITTED; it is so by itself
   *     otherwise
   * @param atEnd to be called after the commit or rollback, before the connection is given back
   * @throws MemberStoreException or any exception of the manager's own, whose message is not quoted
   */
  <T> T begin(boolean readCommitted, Function<Connection, T> work, Runnable atEnd);

  /**
   * Runs the work on the connection of the transaction that is open on this thread; where none is, on
   * one whose statements are each a transaction of their own.
   */
  <T> T join(Function<Connection, T> work);

  /** Whether a transaction is open on this thread. */
  boolean isOpen();

  /** What the open transaction is called, such as the method that opened it; for messages. */
  Optional<String> name();
}
