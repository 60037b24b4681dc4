package io.membersync.spring;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.membersync.MemberSync;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.ScheduledWork;
import io.membersync.member.ShopId;
import io.membersync.spring.MemberSyncJdbcAutoConfiguration.Books;
import io.membersync.spring.MemberSyncProperties.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Who calls for due work. With db-scheduler on the class path one node at a time does it: in the
 * shop's own scheduler where its starter is there, in one of MemberSync's otherwise. Without it each
 * node asks for itself, on a scheduler of Spring's.
 */
@AutoConfiguration(
    after = MemberSyncAutoConfiguration.class,
    beforeName = MemberSyncWorkAutoConfiguration.STARTER)
@ConditionalOnBean(MemberSync.class)
final class MemberSyncWorkAutoConfiguration {
  static final String STARTER =
      "com.github.kagkarlsson.scheduler.boot.autoconfigure.DbSchedulerAutoConfiguration";

  private static final String PROPERTY = "membersync.work.scheduler";
  private static final String EVERY = "membersync.work.every";

  /** That db-scheduler calls for the work. */
  record ByDatabase() {}

  /** By db-scheduler, where it is there and nothing else is wanted. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Scheduler.class, ScheduledWork.class})
  @ConditionalOnBean({JdbcRecords.class, Books.class})
  @Conditional(DatabaseMayCall.class)
  static class DbScheduler {
    @Bean
    ByDatabase memberSyncWorkByDatabase() {
      return new ByDatabase();
    }

    /** Taken up by the shop's own scheduler, as any task of the shop. */
    @Bean
    @ConditionalOnClass(name = STARTER)
    RecurringTask<Void> memberSyncWork(MemberSyncProperties properties, MemberSync sync) {
      Work work = properties.work();
      return Settings.named(
          EVERY, () -> ScheduledWork.task(sync, new ShopId(properties.shop()), work.every()));
    }

    @Bean
    @ConditionalOnMissingClass(STARTER)
    DueWork memberSyncDueWork(MemberSyncProperties properties, MemberSync sync, Books books) {
      Duration every = properties.work().every();
      ShopId shop = new ShopId(properties.shop());
      Settings.named(EVERY, () -> ScheduledWork.task(sync, shop, every));
      OwnScheduler scheduler =
          new OwnScheduler(() -> ScheduledWork.scheduler(books.dataSource(), sync, shop, every));
      return DueWork.byDatabase(scheduler::start, scheduler::stop);
    }
  }

  /** One that has been stopped cannot be started again, but a context can. */
  private static final class OwnScheduler {
    private final Supplier<Scheduler> schedulers;
    private @Nullable Scheduler running;

    OwnScheduler(Supplier<Scheduler> schedulers) {
      this.schedulers = schedulers;
    }

    void start() {
      Scheduler scheduler = schedulers.get();
      running = scheduler;
      scheduler.start();
    }

    void stop() {
      Scheduler scheduler = running;
      if (scheduler != null) {
        scheduler.stop();
      }
    }
  }

  @Bean
  @ConditionalOnMissingBean(ByDatabase.class)
  DueWork memberSyncDueWork(
      MemberSyncProperties properties, MemberSync sync, Environment environment) {
    Work work = properties.work();
    return switch (work.scheduler()) {
      case NONE -> DueWork.none();
      case AUTO, SPRING ->
        Settings.named(EVERY, () -> DueWork.bySpring(sync, work.every(), isVirtual(environment)));
      case DB_SCHEDULER ->
        throw new MemberSyncConfigurationException(
            PROPERTY + " is db-scheduler, but it is not there, or MemberSync's records are not in a"
                + " database",
            "Add com.github.kagkarlsson:db-scheduler, or change " + PROPERTY + ".");
    };
  }

  private static boolean isVirtual(Environment environment) {
    return environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
        && Runtime.version().feature() >= 21;
  }

  /** Whether the shop has said that somebody else is to call. */
  static final class DatabaseMayCall implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      String wanted = context.getEnvironment().getProperty(PROPERTY, "auto");
      return wanted.equalsIgnoreCase("auto")
          || wanted.toLowerCase(Locale.ROOT).replace('_', '-').equals("db-scheduler");
    }
  }
}
