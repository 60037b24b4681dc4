package io.membersync.spring.nodes;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.spring.SpringShop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** One process of a shop on Spring Boot, until its standard input ends. */
public final class SpringNode {
  /** By which visitors reach the shop; a proxy there leads to the nodes in turn. */
  static final URI ADDRESS = URI.create("http://127.0.0.1:8080");

  private SpringNode() {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(SpringShop.LedToFake.class)
  static class Shop {
    /** Told beforehand, so that one callback makes a member. */
    @Bean
    Notices notices() {
      return Notices.of(
          "Wine Shop",
          Notice.contract("basic")
              .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
              .text("en", "Processed for the contract", "Name and contacts.")
              .build());
    }
  }

  /**
   * Starts.
   *
   * @param arguments address of the database, address, client id and client secret of the fake Kakao
   */
  public static void main(String[] arguments) throws IOException {
    try (ConfigurableApplicationContext shop = new SpringApplicationBuilder(Shop.class)
        .run(
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN",
            "--server.address=127.0.0.1",
            "--server.port=0",
            "--spring.autoconfigure.exclude=" + SpringShop.SECURITY,
            "--spring.jpa.hibernate.ddl-auto=none",
            "--spring.datasource.url=" + arguments[0],
            "--membersync.base-url=" + ADDRESS,
            "--membersync.keys[0]=one secret for all nodes of this shop",
            "--membersync.members.table=member",
            "--membersync.mapping.name.required=false",
            "--membersync.mapping.email.unique=true",
            "--membersync.mapping.phone.required=false",
            "--membersync.providers.kakao.client-id=" + arguments[2],
            "--membersync.providers.kakao.client-secret=" + arguments[3],
            "--membersync.providers.kakao.openid-connect=true",
            "--membersync.http.per-attempt=10s",
            "--" + SpringShop.FAKE + "=" + arguments[1])) {
      System.out.println("listening " + shop.getEnvironment().getProperty("local.server.port"));
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
