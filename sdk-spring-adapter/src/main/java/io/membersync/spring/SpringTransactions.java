package io.membersync.spring;

import io.membersync.jdbc.ConnectionTransactions;
import io.membersync.member.MemberStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of the application's own manager, which the shop's repositories take part in. */
final class SpringTransactions implements ConnectionTransactions {
  private static final Logger log = LoggerFactory.getLogger(SpringTransactions.class);
  private static final String NAME = "MemberSync";

  private final PlatformTransactionManager manager;
  private final DataSource dataSource;
  private final DataSource resource; // that a manager of this data source binds

  SpringTransactions(PlatformTransactionManager manager, DataSource dataSource) {
    this.manager = manager;
    this.dataSource = dataSource;
    this.resource = unwrapped(dataSource);
  }

  /** As Spring's own managers take it. */
  private static DataSource unwrapped(DataSource dataSource) {
    return dataSource instanceof TransactionAwareDataSourceProxy proxy
            && proxy.getTargetDataSource() != null
        ? unwrapped(proxy.getTargetDataSource())
        : dataSource;
  }

  @Override
  public <T> T begin(boolean readCommitted, Function<Connection, T> work, Runnable atEnd) {
    TransactionTemplate template = template();
    if (readCommitted) {
      template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }
    Ending<T> ending = new Ending<>(atEnd);
    try {
      return template.<T>execute(status -> {
        TransactionSynchronizationManager.registerSynchronization(ending);
        boolean bound = TransactionSynchronizationManager.hasResource(resource);
        return ending.keep(join(connection -> {
          requireManaged(connection, bound);
          return work.apply(connection);
        }));
      });
    } catch (RuntimeException e) {
      if (ending.isCommitted()) {
        // To be told that it failed the visitor would have to be told so of a member who is there.
        log.warn(
            "What the shop does after the commit failed with {}; the commit stands",
            e.getClass().getName());
        return ending.kept();
      }
      throw translated(e);
    }
  }

  private TransactionTemplate template() {
    TransactionTemplate template = new TransactionTemplate(manager);
    template.setName(NAME);
    // Never a part of one that is there: only one that has just ended can be, still bound.
    template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    return template;
  }

  private static RuntimeException translated(RuntimeException e) {
    if (e instanceof ConcurrencyFailureException) {
      // A mapper that writes at the end only finds out there that it was overtaken.
      return MemberStoreException.conflict(
              "store-serialization",
              "the transaction met another one: " + e.getClass().getName())
          .describe(e);
    }
    return e instanceof CannotCreateTransactionException ? unavailable(e) : e;
  }

  private static MemberStoreException unavailable(RuntimeException e) {
    return MemberStoreException.unavailable(
            "store-unavailable",
            "connecting to the database failed: " + e.getClass().getName())
        .describe(e);
  }

  @Override
  public <T> T join(Function<Connection, T> work) {
    // What is done on the connection of one that has ended would be nobody's to commit.
    return isEnding() ? template().<T>execute(status -> onConnection(work)) : onConnection(work);
  }

  private <T> T onConnection(Function<Connection, T> work) {
    Connection connection;
    try {
      connection = DataSourceUtils.getConnection(dataSource);
    } catch (CannotGetJdbcConnectionException e) {
      throw unavailable(e);
    }
    try {
      return work.apply(connection);
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }

  /** Without this, members would be committed by one transaction and their identities by none. */
  private void requireManaged(Connection connection, boolean bound) {
    try {
      // Some pools lend without autocommit; there only what the manager has bound tells its own. A
      // manager of several resources binds none.
      if (connection.getAutoCommit() || (manager instanceof ResourceTransactionManager && !bound)) {
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

  @Override
  public boolean isOpen() {
    return TransactionSynchronizationManager.isActualTransactionActive() && !isEnding();
  }

  /**
   * A transaction that has ended stays bound to the thread while its listeners are told, such as those
   * of {@code @TransactionalEventListener}; only its synchronizations are gone by then.
   */
  private static boolean isEnding() {
    return TransactionSynchronizationManager.isActualTransactionActive()
        && !TransactionSynchronizationManager.isSynchronizationActive();
  }

  @Override
  public Optional<String> name() {
    return Optional.ofNullable(TransactionSynchronizationManager.getCurrentTransactionName());
  }

  /** How the transaction has ended, whatever is thrown from there. */
  private static final class Ending<T> implements TransactionSynchronization {
    private final Runnable atEnd;
    private boolean committed;
    private @Nullable T kept;

    Ending(Runnable atEnd) {
      this.atEnd = atEnd;
    }

    T keep(T result) {
      kept = result;
      return result;
    }

    @SuppressWarnings("NullAway") // what the work itself has returned
    T kept() {
      return kept;
    }

    boolean isCommitted() {
      return committed;
    }

    @Override
    public void afterCompletion(int status) {
      committed = status == STATUS_COMMITTED;
      atEnd.run();
    }
  }
}
