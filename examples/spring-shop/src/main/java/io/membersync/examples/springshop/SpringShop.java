package io.membersync.examples.springshop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A shop for ceramics and tea. {@code mvn -Pspring-shop} opens it on this computer. */
@SpringBootApplication
public class SpringShop {
  public static void main(String[] arguments) {
    SpringApplication.run(SpringShop.class, arguments);
  }
}
