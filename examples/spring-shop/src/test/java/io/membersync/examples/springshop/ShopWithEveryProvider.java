package io.membersync.examples.springshop;

import io.membersync.spring.test.AutoConfigureFakeProviders;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The shop with the profile {@code providers}, and a fake in the place of each provider. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT,
    properties = "spring.datasource.url=jdbc:h2:mem:every;DB_CLOSE_DELAY=-1")
@ActiveProfiles("providers")
@AutoConfigureFakeProviders
abstract class ShopWithEveryProvider {
  @LocalServerPort
  int port;

  @DynamicPropertySource
  static void address(DynamicPropertyRegistry properties) {
    int port = RunningShop.freePort();
    properties.add("server.port", () -> port);
  }

  String address(String path) {
    return "http://localhost:" + port + path;
  }
}
