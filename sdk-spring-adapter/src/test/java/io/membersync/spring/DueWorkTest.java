package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.testsupport.Eventually;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who calls for due work, by what is on the class path and what is set. */
class DueWorkTest {
  private final ApplicationContextRunner shop = new ApplicationContextRunner()
      .withConfiguration(AutoConfigurations.of(
          DataSourceAutoConfiguration.class,
          DataSourceTransactionManagerAutoConfiguration.class,
          JdbcTemplateAutoConfiguration.class,
          JdbcClientAutoConfiguration.class,
          MemberSyncJdbcAutoConfiguration.class,
          MemberSyncAutoConfiguration.class,
          MemberSyncWorkAutoConfiguration.class))
      .withPropertyValues(
          "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
          "membersync.shop-name=Wine Shop",
          "membersync.base-url=https://shop.example",
          "membersync.members.table=member",
          "membersync.work.every=1s",
          "membersync.providers.kakao.client-id=rest-api-key",
          "membersync.providers.kakao.client-secret=a-secret-of-kakao");

  @Test
  void withDbSchedulerTheNodesTakeTurns() {
    shop.run(context -> {
      assertThat(context).hasSingleBean(DueWork.class);
      JdbcClient jdbc = context.getBean(JdbcClient.class);
      String runs = "SELECT COUNT(*) FROM membersync_scheduled_task"
          + " WHERE task_name = 'membersync-work-shop' AND last_success IS NOT NULL";
      Eventually.isTrue(() -> jdbc.sql(runs).query(Integer.class).single() == 1);
      DueWork work = context.getBean(DueWork.class);
      work.stop();
      assertThat(work.isRunning()).isFalse();
      jdbc.sql("UPDATE membersync_scheduled_task SET last_success = NULL").update();
      work.start();
      Eventually.isTrue(() -> jdbc.sql(runs).query(Integer.class).single() == 1);
    });
  }

  @Test
  void withoutItANodeCallsForItself() {
    shop.withClassLoader(new FilteredClassLoader(Scheduler.class)).run(context -> {
      assertThat(context).hasNotFailed().hasSingleBean(DueWork.class);
      assertThat(context.getBean(DueWork.class).isRunning()).isTrue();
      assertThat(Thread.getAllStackTraces().keySet())
          .anyMatch(thread -> thread.getName().startsWith("membersync-work-"));
    });
  }

  @Test
  void aShopMayCallItself() {
    shop.withPropertyValues("membersync.work.scheduler=none").run(context -> {
      assertThat(context).hasNotFailed();
      assertThat(context).doesNotHaveBean(RecurringTask.class);
      assertThat(context
              .getBean(JdbcClient.class)
              .sql("SELECT COUNT(*) FROM membersync_scheduled_task")
              .query(Integer.class)
              .single())
          .isZero();
    });
  }

  @Test
  void aSchedulerThatIsNotThereIsAskedFor() {
    shop.withClassLoader(new FilteredClassLoader(Scheduler.class))
        .withPropertyValues("membersync.work.scheduler=db-scheduler")
        .run(context -> assertThat(context)
            .getFailure()
            .rootCause()
            .isInstanceOf(MemberSyncConfigurationException.class)
            .hasMessageContaining(
                "membersync.work.scheduler is db-scheduler, but it is not there"));
  }

  @Test
  void withoutTheJdbcModuleTheBooksAreInMemory() {
    shop.withClassLoader(new FilteredClassLoader("io.membersync.jdbc"))
        .withBean(
            io.membersync.member.MemberStore.class, io.membersync.member.InMemoryMemberStore::new)
        .run(context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(JdbcRecords.class);
          assertThat(context.getBean(DueWork.class).isRunning()).isTrue();
        });
  }
}
