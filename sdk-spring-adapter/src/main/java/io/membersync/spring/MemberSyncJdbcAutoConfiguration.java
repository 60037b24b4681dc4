package io.membersync.spring;

import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcRecords;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberStore;
import io.membersync.member.ShopId;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import io.membersync.spring.MemberSyncProperties.CreateTables;
import io.membersync.spring.MemberSyncProperties.Jdbc;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;

/** MemberSync's books and the shop's member table, in the application's database. */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
      "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
      // Spring Boot 3.5
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
      "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
      "org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration"
    })
@ConditionalOnClass({JdbcRecords.class, DataSourceUtils.class})
@ConditionalOnBean(DataSource.class)
@ConditionalOnProperty(name = "membersync.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MemberSyncProperties.class)
final class MemberSyncJdbcAutoConfiguration {

  /**
   * The data source with MemberSync's tables; a type of its own hides none of the shop's. Picked only
   * where it is used: a shop with books and members elsewhere has nothing to say about it.
   */
  record Books(DataSource dataSource) {}

  @Bean
  @Lazy
  Books memberSyncBooks(MemberSyncProperties properties, ListableBeanFactory beans) {
    Jdbc jdbc = properties.jdbc();
    return new Books(
        pick(beans, DataSource.class, "membersync.jdbc.data-source", jdbc.dataSource()));
  }

  @Bean
  @Lazy
  @ConditionalOnMissingBean
  JdbcUnitOfWork memberSyncUnitOfWork(
      MemberSyncProperties properties, Books books, ListableBeanFactory beans) {
    Jdbc jdbc = properties.jdbc();
    PlatformTransactionManager manager = pick(
        beans,
        PlatformTransactionManager.class,
        "membersync.jdbc.transaction-manager",
        jdbc.transactionManager());
    return Settings.named(
        "membersync.jdbc.statement-timeout",
        () -> JdbcUnitOfWork.managedBy(
            new SpringTransactions(manager, books.dataSource()),
            books.dataSource(),
            jdbc.statementTimeout()));
  }

  /** After the shop's own scripts: Flyway begins in no database with tables that it has not made. */
  @Bean
  @DependsOnDatabaseInitialization
  @ConditionalOnMissingBean(Records.class)
  JdbcRecords memberSyncRecords(MemberSyncProperties properties, Books books, JdbcUnitOfWork unit) {
    CreateTables create = properties.jdbc().createTables();
    if (create == CreateTables.ALWAYS
        || (create == CreateTables.EMBEDDED
            && EmbeddedDatabaseConnection.isEmbedded(books.dataSource()))) {
      JdbcRecords.createTables(books.dataSource());
    }
    return new JdbcRecords(unit);
  }

  @Bean
  @ConditionalOnMissingBean(MemberStore.class)
  @ConditionalOnProperty("membersync.members.table")
  JdbcMemberStore memberSyncMemberStore(
      MemberSyncProperties properties,
      JdbcUnitOfWork unit,
      ObjectProvider<FieldMapping> mapping,
      ObjectProvider<JdbcMemberStoreCustomizer> customizers) {
    return MemberTableProperties.store(
        properties.members(),
        properties.members().table().orElseThrow(),
        new ShopId(properties.shop()),
        unit,
        Optional.ofNullable(mapping.getIfUnique())
            .or(() -> MappingProperties.mapping(properties.mapping()))
            .orElseGet(FieldMapping::basic),
        customizers.orderedStream().toList());
  }

  @Bean
  MemberTableCheck memberSyncTableCheck(
      MemberSyncProperties properties, ObjectProvider<JdbcMemberStore> stores) {
    return new MemberTableCheck(stores, properties.members().check());
  }

  private static <T> T pick(
      ListableBeanFactory beans, Class<T> type, String property, Optional<String> name) {
    if (name.isPresent()) {
      return named(beans, type, property, name.get());
    }
    T only = beans.getBeanProvider(type).getIfUnique();
    if (only != null) {
      return only;
    }
    String[] names = beans.getBeanNamesForType(type);
    throw new MemberSyncConfigurationException(
        names.length == 0
            ? "there is no bean of type " + type.getName()
            : "there are " + names.length + " beans of type " + type.getName() + ": "
                + String.join(", ", names) + ", and none of them is @Primary",
        names.length == 0
            ? "Add spring-boot-starter-jdbc, which makes one for spring.datasource.url."
            : "Set " + property + " to the name of the one whose database has the member table.");
  }

  private static <T> T named(BeanFactory beans, Class<T> type, String property, String name) {
    try {
      return beans.getBean(name, type);
    } catch (NoSuchBeanDefinitionException e) {
      throw new MemberSyncConfigurationException(
          property + " is " + name + ", but there is no such bean", "Correct the name.");
    }
  }
}
