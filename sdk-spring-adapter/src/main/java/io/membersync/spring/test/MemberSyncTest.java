package io.membersync.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests how visitors become members, and nothing else of the application: its database, its member
 * store or table, its {@code membersync} settings, and fake providers as of {@link
 * AutoConfigureFakeProviders}. No web server and no controller is there; components of the
 * application are left out unless they are a part of MemberSync (a {@code MemberStore}, {@code
 * CodeSender}, {@code MemberSyncCustomizer} and the like) or named by {@link #includeFilters}.
 * Configuration classes are left out as well, as in Spring Boot's own slices: {@code @Import} those
 * with beans of MemberSync.
 *
 * <pre>{@code
 * @MemberSyncTest
 * class SignUpTest {
 *   @Autowired FakeKakao kakao;
 *   @Autowired MemberSync sync;
 *   @Autowired JdbcClient jdbc;
 *   …
 * }
 * }</pre>
 *
 * <p>A test that needs the pages too is a {@code @SpringBootTest} with {@link
 * AutoConfigureFakeProviders}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(MemberSyncTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@ImportAutoConfiguration
@AutoConfigureFakeProviders
@SuppressWarnings("exports") // of Spring's own annotations
public @interface MemberSyncTest {
  /** Properties of this test, as {@code name=value}. */
  String[] properties() default {};

  /** Components that the test needs beside those of MemberSync. */
  Filter[] includeFilters() default {};

  /** Components to leave out. */
  Filter[] excludeFilters() default {};

  /** Whether the components of MemberSync are found by themselves. Default: they are. */
  boolean useDefaultFilters() default true;

  /** Auto-configurations to leave out. */
  @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
  Class<?>[] excludeAutoConfiguration() default {};
}
