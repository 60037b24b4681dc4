package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.membersync.Secret;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberStore;
import io.membersync.provider.Provider;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is printed when a shop cannot start, to the letter where the guide quotes it. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTest {
  private final Map<String, Object> properties = new LinkedHashMap<>();

  @BeforeEach
  void rightSettings() {
    properties.put("spring.main.web-application-type", "none");
    properties.put("spring.main.banner-mode", "off");
    properties.put(
        "spring.autoconfigure.exclude",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
    properties.put("spring.datasource.url", "jdbc:h2:mem:" + UUID.randomUUID());
    properties.put("membersync.shop-name", "Wine Shop");
    properties.put("membersync.base-url", "https://shop.example");
    properties.put("membersync.members.table", "member");
    properties.put("membersync.providers.kakao.client-id", "rest-api-key");
    properties.put("membersync.providers.kakao.client-secret", "a-secret-of-kakao");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {}

  private String printed(CapturedOutput output, Class<?>... configurations) {
    SpringApplicationBuilder shop = new SpringApplicationBuilder(Shop.class);
    if (configurations.length > 0) {
      shop.sources(configurations);
    }
    Throwable failure = catchThrowable(() -> shop.properties(properties).run().close());
    assertThat(failure).as("the shop must not start").isNotNull();
    String text = output.getAll();
    assertThat(text).contains("APPLICATION FAILED TO START");
    return text.substring(text.indexOf("APPLICATION FAILED TO START"));
  }

  @Test
  void theRightSettingsStart() {
    try (var shop =
        new SpringApplicationBuilder(Shop.class).properties(properties).run()) {
      assertThat(shop.getBean(io.membersync.MemberSync.class).providers()).hasSize(1);
    }
  }

  @Test
  @Fault("CF-05")
  void aMisspeltPropertyIsNamedWithItsRightName(CapturedOutput output) {
    properties.put("membersync.providers.kakao.client-secrt", "not-to-be-printed");
    properties.put("membersync.membrs.table", "member");
    assertThat(printed(output))
        .contains("These properties are not known to MemberSync:")
        .contains("membersync.providers.kakao.client-secrt")
        .contains("did you mean membersync.providers.kakao.client-secret?")
        .contains("did you mean membersync.members.table?")
        .contains("Correct or remove them.")
        .doesNotContain("not-to-be-printed");
  }

  @Test
  void aTableThatDoesNotFitIsToldBeforeVisitorsCome(CapturedOutput output) {
    properties.put("membersync.members.check", "fail");
    properties.put("spring.datasource.generate-unique-name", "false");
    properties.put("spring.sql.init.schema-locations", "classpath:member-table.sql");
    properties.put("membersync.members.joined-at", "join_dt");
    properties.put("membersync.members.literals.grade_cd", "10");
    assertThat(printed(output))
        .contains("the member table is not as membersync.members says:")
        .contains("column-missing member.join_dt")
        .contains("column-missing member.grade_cd")
        .contains("membersync.members.check=warn starts all the same");
  }

  @Test
  void orItIsWarnedOf(CapturedOutput output) {
    try (var shop =
        new SpringApplicationBuilder(Shop.class).properties(properties).run()) {
      assertThat(shop.isRunning()).isTrue();
    }
    assertThat(output)
        .contains("the member table is not as membersync.members says, so sign-ups may fail")
        .contains("table-missing member");
    properties.put("membersync.members.check", "off");
    int before = output.getAll().length();
    new SpringApplicationBuilder(Shop.class).properties(properties).run().close();
    assertThat(output.getAll().substring(before)).doesNotContain("table-missing");
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoStores {
    @Bean
    MemberStore domesticMembers() {
      return new InMemoryMemberStore();
    }

    @Bean
    MemberStore foreignMembers() {
      return new InMemoryMemberStore();
    }
  }

  @Test
  void ofTwoMemberStoresBothAreNamed(CapturedOutput output) {
    assertThat(printed(output, TwoStores.class))
        .contains("there are 2 beans of type io.membersync.member.MemberStore: domesticMembers,"
            + " foreignMembers, and MemberSync does not know which one holds the members")
        .contains("Mark one of them @Primary, or remove the others.");
  }

  @Test
  void withoutATableOrAStoreBothWaysAreTold(CapturedOutput output) {
    properties.remove("membersync.members.table");
    assertThat(printed(output))
        .contains("MemberSync does not know where the shop's members are")
        .contains("Set membersync.members.table to the member table, or define a bean of type"
            + " io.membersync.member.MemberStore.");
  }

  @Test
  @Fault("CF-01")
  void withoutABaseAddressItIsAskedFor(CapturedOutput output) {
    properties.remove("membersync.base-url");
    assertThat(printed(output))
        .contains("membersync.base-url is missing, which the redirect URIs are made of")
        .contains("Set it to the address by which visitors reach the shop, such as"
            + " https://shop.example; while developing, http://localhost:8080.");
  }

  @Test
  @Fault("CF-02")
  void aPlainAddressOfTheWebIsRefused(CapturedOutput output) {
    properties.put("membersync.base-url", "http://shop.example");
    assertThat(printed(output))
        .contains("membersync.base-url: ")
        .contains("callbacks must be https; http is for loopback only");
  }

  @Test
  void withoutAProviderOneIsAskedFor(CapturedOutput output) {
    properties.remove("membersync.providers.kakao.client-id");
    properties.remove("membersync.providers.kakao.client-secret");
    assertThat(printed(output))
        .contains("there is no provider that visitors could come from")
        .contains("Set membersync.providers.kakao.client-id and .client-secret");
  }

  @Test
  void aProviderWithoutAClientIdIsNamed(CapturedOutput output) {
    properties.put("membersync.providers.kakao.client-id", "");
    assertThat(printed(output))
        .contains("membersync.providers.kakao.client-id: is missing")
        .contains("Set it to the REST API key of the app in Kakao's console.");
  }

  @Test
  @Fault("CF-01")
  void aForgottenClientSecretIsNamed(CapturedOutput output) {
    properties.remove("membersync.providers.kakao.client-secret");
    assertThat(printed(output))
        .contains("membersync.providers.kakao.client-secret: is missing")
        .contains(
            "Set it, or set membersync.providers.kakao.public-client=true where there is none.");
  }

  @Test
  @Fault("CF-01")
  void aForgottenIssuerIsNamed(CapturedOutput output) {
    properties.put("membersync.providers.partner.type", "openid-connect");
    properties.put("membersync.providers.partner.client-id", "shop");
    properties.put("membersync.providers.partner.client-secret", "not-to-be-printed");
    assertThat(printed(output))
        .contains("membersync.providers.partner.issuer: is missing")
        .doesNotContain("not-to-be-printed");
  }

  @Configuration(proxyBeanMethods = false)
  static class OtherCallbacks {
    @Bean
    MemberSyncCustomizer otherCallbacks() {
      return engine -> engine.callbacks(URI.create("https://m.shop.example/in/"));
    }
  }

  @Test
  @Fault("CF-03")
  void twoSourcesOfOneRedirectUriAreRefused(CapturedOutput output) {
    assertThat(printed(output, OtherCallbacks.class))
        .contains("the redirect URI of provider kakao is"
            + " https://shop.example/membersync/callback/kakao by membersync.base-url and"
            + " membersync.path, but https://m.shop.example/in/kakao by a MemberSyncCustomizer")
        .contains("Remove callbacks(…) from the customizer.");
  }

  @Configuration(proxyBeanMethods = false)
  static class SecondKakao {
    @Bean
    Provider secondKakao() {
      return Kakao.of("other-key", Secret.of("other-secret-of-kakao"));
    }
  }

  @Test
  @Fault("CF-04")
  void twoProvidersWithOneRedirectUriAreRefused(CapturedOutput output) {
    assertThat(printed(output, SecondKakao.class))
        .contains("provider kakao is added twice; give the second registration an id of its own")
        .doesNotContain("other-secret-of-kakao");
  }

  @Test
  void aProviderOfAnUnknownKindIsNamed(CapturedOutput output) {
    properties.put("membersync.providers.kakoa.client-id", "rest-api-key");
    assertThat(printed(output))
        .contains("membersync.providers.kakoa: of which kind the provider is cannot be told")
        .contains("Kinds are: apple, facebook, google, kakao, line, naver, openid-connect.");
  }

  @Test
  void aShortKeyIsRefusedWithoutBeingPrinted(CapturedOutput output) {
    properties.put("membersync.keys[0]", "too-short-key");
    assertThat(printed(output))
        .contains("membersync.keys: key ring: secret 1 is shorter than 32 characters")
        .doesNotContain("too-short-key");
  }

  @Test
  void aColumnOfNoAttributeIsNamed(CapturedOutput output) {
    properties.put("membersync.members.columns.e-mail", "EMAIL_ADDR");
    assertThat(printed(output))
        .contains("membersync.members.columns.e-mail: no field is mapped to the attribute 'e-mail'")
        .contains("Mapped are: name, email, phone.");
  }

  @Test
  void anUnknownFormatIsNamed(CapturedOutput output) {
    properties.put("membersync.members.formats.phone", "dots");
    assertThat(printed(output))
        .contains("membersync.members.formats.phone: there is no format 'dots'");
  }

  @Test
  void aMappedFieldThatNoNoticeCoversIsNamed(CapturedOutput output) {
    properties.put("membersync.mapping.emial.required", true);
    assertThat(printed(output))
        .contains("field emial is mapped to 'emial', but no notice covers it");
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoDatabases {
    @Bean
    DataSource members() {
      return new DriverManagerDataSource("jdbc:h2:mem:members");
    }

    @Bean
    DataSource reports() {
      return new DriverManagerDataSource("jdbc:h2:mem:reports");
    }
  }

  @Test
  void ofTwoDatabasesTheRightOneIsAskedFor(CapturedOutput output) {
    assertThat(printed(output, TwoDatabases.class))
        .contains("there are 2 beans of type javax.sql.DataSource: members, reports, and none of"
            + " them is @Primary")
        .contains("Set membersync.jdbc.data-source to the name of the one whose database has the"
            + " member table.");
  }

  @Test
  void aDatabaseOfAWrongNameIsNamed(CapturedOutput output) {
    properties.put("membersync.jdbc.data-source", "membrs");
    assertThat(printed(output, TwoDatabases.class))
        .contains("membersync.jdbc.data-source is membrs, but there is no such bean");
  }

  @Test
  void aPathThatWouldHideTheShopIsRefused(CapturedOutput output) {
    properties.put("spring.main.web-application-type", "servlet");
    properties.put("server.port", "0");
    properties.put("membersync.path", "/");
    assertThat(printed(output))
        .contains("membersync.path must be a path such as /membersync or /member/join: /");
  }

  @Test
  void workThatNobodyCanCallForIsNamed(CapturedOutput output) {
    properties.put("membersync.work.every", "2d");
    assertThat(printed(output))
        .contains("membersync.work.every: ")
        .contains("Change membersync.work.every.");
  }
}
