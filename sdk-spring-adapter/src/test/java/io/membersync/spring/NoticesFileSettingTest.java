package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.membersync.MemberSync;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;

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

  // ---- in the properties

  private void yaml(String text) throws IOException {
    new YamlPropertySourceLoader()
        .load("yaml", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
        .forEach(source -> ((Map<?, ?>) source.getSource())
            .forEach((name, value) -> properties.put(name.toString(), value.toString())));
  }

  private static final String LISTED = """
      membersync:
        shop-name: Listed Shop
        notices:
          - tag: basic
            kind: contract-info
            retention: P0D
            covers:
              - purpose: MEMBER_IDENTIFY
                fields: [name, email, phone]
            texts:
              ko: {title: 안내, body: "이름, 이메일, 전화번호"}
          - tag: points
            kind: third-party
            version: 2
            effective-from: 2026-01-01T00:00:00+09:00
            retention: P1Y
            asked-by: points_2026
            covers:
              - {purpose: POINTS, fields: phone, recipient: PointCo}
            texts:
              ko:
                title: 제3자 제공
                body: |
                  포인트를 쌓습니다.
                told:
                  recipient: PointCo
                  recipient-retention: 1년
      """;

  @Test
  void theNoticesAreThoseOfTheProperties() throws IOException {
    yaml(LISTED);
    try (ConfigurableApplicationContext shop = start()) {
      Notices notices = shop.getBean(MemberSync.class).notices();
      assertThat(notices.shopName()).isEqualTo("Listed Shop");
      assertThat(notices.all()).extracting(Notice::tag).containsExactly("basic", "points");
      Notice points = notices.find("points").orElseThrow();
      assertThat(points.kind()).isEqualTo(Notice.Kind.THIRD_PARTY);
      assertThat(points.version()).isEqualTo(2);
      assertThat(points.effectiveFrom()).contains(Instant.parse("2025-12-31T15:00:00Z"));
      assertThat(points.retention()).contains(Period.ofYears(1));
      assertThat(points.providerTags()).contains("points_2026");
      assertThat(points.coverage().get(0).recipient()).contains("PointCo");
      assertThat(points.textIn("ko").body()).startsWith("포인트를 쌓습니다.\n");
      assertThat(points.textIn("ko").told())
          .containsEntry(Notice.Item.RECIPIENT, "PointCo")
          .containsEntry(Notice.Item.RECIPIENT_RETENTION, "1년");
    }
  }

  @Test
  void whatIsWrongInOneOfThemIsToldWithItsPlace(CapturedOutput output) throws IOException {
    yaml(LISTED.replace("recipient: PointCo}", "recipient: 제휴사 등}"));
    assertThat(printed(output)).contains("membersync.notices: notices[1] (points): ");
    yaml(LISTED.replace("kind: third-party", "kind: third"));
    assertThat(printed(output)).contains("membersync.notices[1].kind");
    yaml(LISTED.replace("retention: P1Y", "retntion: P1Y"));
    assertThat(printed(output))
        .contains("membersync.notices[1].retntion")
        .contains("did you mean membersync.notices[1].retention?");
  }

  @Test
  void aFileBesideThemIsRefused(CapturedOutput output) throws IOException {
    yaml(LISTED);
    file(BASIC);
    assertThat(printed(output))
        .contains("membersync.notices-file and membersync.notices are both set");
  }
}
