package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.membersync.MemberSync;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A shop whose notices stand in a file. */
@ExtendWith(OutputCaptureExtension.class)
class NoticesFileSettingTest {
  private static final String BASIC = """
      {
        "shopName": "File Shop",
        "notices": [{
          "tag": "basic",
          "kind": "CONTRACT_INFO",
          "retention": "P0D",
          "covers": [{"purpose": "MEMBER_IDENTIFY", "fields": ["name", "email", "phone"]}],
          "texts": {"en": {"title": "For the contract", "body": "Name, e-mail, phone"}}
        }]
      }
      """;

  @TempDir
  Path folder;

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
    properties.put("membersync.base-url", "https://shop.example");
    properties.put("membersync.members.table", "member");
    properties.put("membersync.providers.kakao.client-id", "rest-api-key");
    properties.put("membersync.providers.kakao.client-secret", "a-secret-of-kakao");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {}

  @Configuration(proxyBeanMethods = false)
  static class OwnNotices {
    @Bean
    Notices notices() {
      return Notices.of(
          "Own Shop",
          Notice.contract("basic")
              .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
              .text("en", "For the contract", "Name, e-mail, phone")
              .build());
    }
  }

  private void file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("notices.json"), text);
    properties.put("membersync.notices-file", file.toUri().toString());
  }

  private ConfigurableApplicationContext start(Class<?>... more) {
    SpringApplicationBuilder shop = new SpringApplicationBuilder(Shop.class);
    if (more.length > 0) {
      shop.sources(more);
    }
    return shop.properties(properties).run();
  }

  private String printed(CapturedOutput output) {
    assertThat(catchThrowable(() -> start().close())).as("must not start").isNotNull();
    String text = output.getAll();
    assertThat(text).contains("APPLICATION FAILED TO START");
    return text.substring(text.indexOf("APPLICATION FAILED TO START"));
  }

  @Test
  void theNoticesAreThoseOfTheFile() throws IOException {
    file(BASIC);
    try (ConfigurableApplicationContext shop = start()) {
      Notices notices = shop.getBean(MemberSync.class).notices();
      assertThat(notices.shopName()).isEqualTo("File Shop");
      assertThat(notices.all()).extracting(Notice::tag).containsExactly("basic");
    }
  }

  @Test
  void aBeanTakesItsPlace() throws IOException {
    file("not read");
    try (ConfigurableApplicationContext shop = start(OwnNotices.class)) {
      assertThat(shop.getBean(MemberSync.class).notices().shopName()).isEqualTo("Own Shop");
    }
  }

  @Test
  void aBlankOneIsNone() {
    properties.put("membersync.notices-file", " ");
    properties.put("membersync.shop-name", "Wine Shop");
    try (ConfigurableApplicationContext shop = start()) {
      assertThat(shop.getBean(MemberSync.class).notices().shopName()).isEqualTo("Wine Shop");
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed(CapturedOutput output) {
    properties.put("membersync.notices-file", "classpath:nowhere.json");
    assertThat(printed(output))
        .contains("membersync.notices-file: there is no classpath:nowhere.json")
        .contains("Set membersync.notices-file to where the notices are");
    properties.put(
        "membersync.notices-file", folder.resolve("gone.json").toUri().toString());
    assertThat(printed(output)).contains("membersync.notices-file: there is no file:");
  }

  @Test
  void whatIsWrongInTheFileIsToldWithItsPlace(CapturedOutput output) throws IOException {
    file(BASIC.replace("\"kind\"", "\"knd\""));
    assertThat(printed(output))
        .contains("membersync.notices-file: in file:")
        .contains("notices[0]: there is nothing called 'knd'")
        .contains("Mend the file.");
  }

  @Test
  void withoutAFileAndANameBothWaysAreTold(CapturedOutput output) {
    assertThat(printed(output))
        .contains("membersync.shop-name is missing")
        .contains("membersync.notices-file");
  }
}
