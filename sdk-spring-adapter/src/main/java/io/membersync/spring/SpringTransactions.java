package io.membersync.spring;

import io.membersync.jdbc.ConnectionTransactions;
import io.membersync.member.MemberStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of the application's own manager, which the shop's repositories take part in. */
final class SpringTransactions implements ConnectionTransactions {
  private static final String NAME = "MemberSync";

  private final PlatformTransactionManager manager;
  private final DataSource dataSource;

  SpringTransactions(PlatformTransactionManager manager, DataSource dataSource) {
    this.manager = manager;
    this.dataSource = dataSource;
  }

  @Override
  public <T> T begin(boolean readCommitted, Function<Connection, T> work, Runnable atEnd) {
    TransactionTemplate template = new TransactionTemplate(manager);
    template.setName(NAME);
    // Never a part of one that is there: only one that has just ended can be, still bound.
    template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    if (readCommitted) {
      template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }
    try {
      return template.<T>execute(status -> {
        TransactionSynchronizationManager.registerSynchronization(new AtEnd(atEnd));
        return join(connection -> {
          requireManaged(connection);
          return work.apply(connection);
        });
      });
    } catch (ConcurrencyFailureException e) {
      // A mapper that writes at the end only finds out there that it was overtaken.
      throw MemberStoreException.conflict(
              "store-serialization",
              "the transaction met another one: " + e.getClass().getName())
          .describe(e);
    }
  }

  @Override
  public <T> T join(Function<Connection, T> work) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try {
      return work.apply(connection);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  /** Without this, members would be committed by one transaction and their identities by none. */
  private void requireManaged(Connection connection) {
    try {
      if (connection.getAutoCommit()) {
        throw MemberStoreException.unavailable(
            "store-setting",
            "the transaction manager " + manager.getClass().getName()
                + " does not manage the data source of MemberSync's tables: set"
                + " membersync.jdbc.transaction-manager and membersync.jdbc.data-source to beans that"
                + " belong together");
      }
    } catch (SQLException e) {
      throw MemberStoreException.unavailable(
              "store-connection",
              "the connection does not answer: " + e.getClass().getName())
          .describe(e);
    }
  }

  /**
   * A transaction that has ended stays bound to the thread while its listeners are told, such as those
   * of {@code @TransactionalEventListener}; only its synchronizations are gone by then.
   */
  @Override
  public boolean isOpen() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && TransactionSynchronizationManager.isSynchronizationActive();
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(TransactionSynchronizationManager.getCurrentTransactionName());
  }

  private record AtEnd(Runnable work) implements TransactionSynchronization {
    @Override
    public void afterCompletion(int status) {
      work.run();
    }
  }
}
