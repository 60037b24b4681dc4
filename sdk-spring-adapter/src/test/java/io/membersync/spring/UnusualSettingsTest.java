package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.membersync.MemberSync;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberStore;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.Records;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.htmlunit.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.web.MockServletContext;

/** Settings and beans as some shops have them. */
@ExtendWith(OutputCaptureExtension.class)
class UnusualSettingsTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {}

  private static SpringApplicationBuilder shop(String... properties) {
    return new SpringApplicationBuilder(Shop.class)
        .properties(
            "spring.main.web-application-type=none",
            "spring.main.banner-mode=off",
            "spring.autoconfigure.exclude="
                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration",
            "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
            "membersync.shop-name=Wine Shop",
            "membersync.base-url=https://shop.example",
            "membersync.members.table=member",
            "membersync.providers.kakao.client-id=rest-api-key",
            "membersync.providers.kakao.client-secret=a-secret-of-kakao")
        .properties(properties);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/shop/", "/shop", "/"})
  void theContextPathIsCleanedAsSpringBootDoes(String path) {
    String clean = path.replaceAll("/$", "");
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
            .property("server.servlet.context-path", path)
            .start();
        ShopVisitor haneul = shop.visitor("haneul")) {
      assertThat(shop.bean(MemberSync.class).redirectUri(Kakao.ID).getPath())
          .isEqualTo(clean + "/membersync/callback/kakao");
      assertThat(haneul
              .ask(HttpMethod.GET, shop.address.resolve(clean + "/membersync/"))
              .getContentAsString())
          .contains("href=\"" + clean + "/\"");
    }
  }

  @Test
  void inAContainerOfItsOwnTheContextPathIsTheContainers() {
    AnnotationConfigServletWebApplicationContext war =
        new AnnotationConfigServletWebApplicationContext();
    MockServletContext servlets = new MockServletContext();
    servlets.setContextPath("/war");
    war.setServletContext(servlets);
    SpringApplication application = new SpringApplication(Shop.class);
    application.setApplicationContextFactory(type -> war);
    application.setDefaultProperties(Map.of(
        "spring.main.web-application-type", "servlet",
        "server.servlet.context-path", "/ignored",
        "spring.datasource.url", "jdbc:h2:mem:" + UUID.randomUUID(),
        "membersync.shop-name", "Wine Shop",
        "membersync.base-url", "https://shop.example",
        "membersync.members.table", "member",
        "membersync.providers.kakao.client-id", "rest-api-key",
        "membersync.providers.kakao.client-secret", "a-secret-of-kakao"));
    try (var running = application.run()) {
      assertThat(running.getBean(MemberSync.class).redirectUri(Kakao.ID))
          .hasToString("https://shop.example/war/membersync/callback/kakao");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoRecords {
    @Bean
    Records one() {
      return Records.inMemory();
    }

    @Bean
    Records two() {
      return Records.inMemory();
    }
  }

  @Test
  void ofTwoRecordsNeitherIsLeftOutSilently() {
    assertThat(catchThrowable(() -> shop().sources(TwoRecords.class).run().close()))
        .rootCause()
        .hasMessageContaining("there are 2 beans of type io.membersync.records.Records: one, two");
  }

  @Configuration(proxyBeanMethods = false)
  static class NeedsNoDatabase {
    @Bean
    Records records() {
      return Records.inMemory();
    }

    @Bean
    MemberStore members() {
      return new InMemoryMemberStore();
    }

    @Bean
    DataSource reports() {
      return new DriverManagerDataSource("jdbc:h2:mem:reports");
    }

    @Bean
    DataSource archive() {
      return new DriverManagerDataSource("jdbc:h2:mem:archive");
    }
  }

  @Test
  void aShopWithBooksAndMembersOfItsOwnIsNotAskedForADatabase() {
    try (var running = shop().sources(NeedsNoDatabase.class).run()) {
      assertThat(running.getBean(MemberSync.class).providers()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "membersync.keys.first=zqmark7-a-secret-of-enough-letters-for-a-key",
        "membersync.keys=zqmark7",
        "membersync.keys=zqmark7-a-secret-of-enough-letters,zqmark7",
        "membersync.providers.kakao.client-secret.value=zqmark7",
        "membersync.providers.kakao.admin-keys.one=zqmark7",
        "membersync.base-url=https://user:zqmark7@shop.example",
      })
  void noSecretIsPrintedWhereItIsRefused(String property, CapturedOutput output) {
    Throwable failure = catchThrowable(() -> shop(property).run().close());
    assertThat(failure).as(property).isNotNull();
    assertThat(output.getAll()).contains("APPLICATION FAILED TO START").doesNotContain("zqmark7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "membersync.mapping.name",
        "membersync.providers",
        "membersync.providers.kakao",
        "membersync.page",
      })
  void aValueWhereAGroupShouldBeIsNotOverlooked(String group, CapturedOutput output) {
    assertThat(catchThrowable(() -> shop(group + "=zqmark7").run().close())).isNotNull();
    assertThat(output.getAll())
        .contains(group + " has a value, but is a group of properties")
        .doesNotContain("zqmark7");
  }

  @Test
  void aBlankSecretIsToldByItsName(CapturedOutput output) {
    assertThat(catchThrowable(
            () -> shop("membersync.providers.kakao.client-secret=").run().close()))
        .isNotNull();
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START")
        .contains("membersync.providers.kakao.client-secret")
        .contains("secret is blank: is the environment variable or property empty?");
  }

  @Test
  void everythingByEnvironmentVariables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("MEMBERSYNC_PROVIDERS_KAKAO_CLIENTID", "rest-api-key");
    variables.put("MEMBERSYNC_PROVIDERS_KAKAO_CLIENT_SECRET", "a-secret-of-kakao");
    variables.put("MEMBERSYNC_SHOPNAME", "Wine Shop");
    variables.put("MEMBERSYNC_BASE_URL", "https://shop.example");
    variables.put("MEMBERSYNC_KEYS_0_", "a key of the tests that is long enough");
    variables.put("MEMBERSYNC_KEYS_1", "another key of the tests, long enough");
    variables.put("MEMBERSYNC_MEMBERS_TABLE", "member");
    variables.put("MEMBERSYNC_PORT", "tcp://10.0.0.1:80");
    variables.put("MEMBERSYNC_SERVICE_HOST", "10.0.0.1");
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    variables.put(
        "SPRING_AUTOCONFIGURE_EXCLUDE",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
    variables.put("SPRING_DATASOURCE_URL", "jdbc:h2:mem:" + UUID.randomUUID());
    try (var running = new SpringApplicationBuilder(Shop.class)
        .environment(environment)
        .properties("spring.main.web-application-type=none", "spring.main.banner-mode=off")
        .run()) {
      assertThat(running.getBean(MemberSync.class).providers()).hasSize(1);
      assertThat(running.getBean(MemberSyncProperties.class).keys()).isNotEmpty();
    }
  }

  @Test
  void theShopsOwnScriptsGoBeforeOurTables(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("schema.sql");
    Files.writeString(
        script,
        "CREATE TABLE seen AS SELECT COUNT(*) AS tables FROM information_schema.tables"
            + " WHERE LOWER(table_name) LIKE 'membersync%'");
    try (var running =
        shop("spring.sql.init.schema-locations=" + script.toUri()).run()) {
      JdbcClient jdbc = running.getBean(JdbcClient.class);
      assertThat(jdbc.sql("SELECT tables FROM seen").query(Long.class).single()).isZero();
      assertThat(jdbc.sql("SELECT COUNT(*) FROM membersync_person")
              .query(Long.class)
              .single())
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--ms-accent", "[--ms-accent]", "ms-accent"})
  void aVariableOfTheStyleKeepsItsName(String name) {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
            .property("membersync.page.css-variables." + name, "#7c3aed")
            .start();
        ShopVisitor visitor = shop.visitor("haneul")) {
      Matcher sheet =
          Pattern.compile("href=\"([^\"]*\\.css[^\"]*)\"").matcher(visitor.read("/membersync/"));
      assertThat(sheet.find()).isTrue();
      assertThat(visitor
              .ask(HttpMethod.GET, shop.resolve("/membersync/").resolve(sheet.group(1)))
              .getContentAsString())
          .containsPattern("--ms-accent: ?#7c3aed");
    }
  }

  @Test
  void keysOfMapsKeepTheirUnderscores() {
    MemberSyncProperties bound = new Binder(new MapConfigurationPropertySource(Map.of(
            "membersync.members.literals.GRADE_CD", "10",
            "membersync.members.columns.birth_year", "BIRTH_YY")))
        .bind("membersync", MemberSyncProperties.class)
        .get();
    assertThat(bound.members().literals()).containsEntry("GRADE_CD", "10");
    assertThat(bound.members().columns()).containsEntry("birth_year", "BIRTH_YY");
  }

  @Test
  void theEndpointsOfTheActuatorTellNoSecret() throws Exception {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class)
        .property("management.endpoints.web.exposure.include", "*")
        .property("membersync.providers.kakao.client-secret", "zqmark7")
        .property("membersync.providers.kakao.admin-keys[0]", "zqmark7-admin")
        .property("membersync.keys[0]", "zqmark7-a-secret-of-enough-letters-for-a-key")
        .start()) {
      for (String path :
          new String[] {"configprops", "configprops/membersync", "env", "beans", "conditions"}) {
        HttpResponse<String> answer = HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(shop.resolve("/actuator/" + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.body()).as(path).doesNotContain("zqmark7");
        if (path.startsWith("configprops/")) {
          assertThat(answer.body()).contains("shopName").doesNotContain("Cannot serialize");
        }
      }
    }
  }

  @Test
  void membersAreNotAskedAgainTooSoon() {
    assertThatThrownBy(() -> SpringShop.with(SpringShop.MemberTable.class)
            .property("membersync.ask-again-after", "6d")
            .start())
        .hasStackTraceContaining(
            "membersync.ask-again-after: members are not asked again before seven days");
  }
}
