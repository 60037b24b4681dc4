package io.membersync.examples.toyshop;

import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Where the shop's tables are: by {@code -Dshop.db}.
 *
 * @param isKept whether it is there after this process, and with it what was sealed
 */
record DatabaseChoice(
    String url, Optional<String> user, Optional<String> password, boolean isKept) {
  static final String PROPERTY = "shop.db";

  /** A database that lives as long as this process. */
  static DatabaseChoice inMemory() {
    return at("jdbc:h2:mem:toyshop-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
  }

  static DatabaseChoice at(String url) {
    return new DatabaseChoice(url, Optional.empty(), Optional.empty(), false);
  }

  /**
   * What the settings ask for; starts a server where they ask for one.
   *
   * @throws IllegalStateException if they ask for something that there is not; the message says what
   *     there is
   */
  static DatabaseChoice of(Properties settings) {
    String asked = settings.getProperty(PROPERTY, "h2");
    return switch (asked) {
      case "h2" -> inMemory();
      case "postgresql", "mariadb" -> at(OwnServer.newDatabase(asked));
      default -> {
        if (!asked.matches("jdbc:(h2|postgresql|mariadb):.+")) {
          throw new IllegalStateException(
              PROPERTY + " must be h2, postgresql or mariadb, or an address of a database that is"
                  + " there, such as jdbc:postgresql://localhost/shop or jdbc:mariadb://…, with"
                  + " -Dshop.db.user and -Dshop.db.password; not " + withoutSecrets(asked));
        }
        yield new DatabaseChoice(
            asked,
            Optional.ofNullable(settings.getProperty("shop.db.user")),
            Optional.ofNullable(settings.getProperty("shop.db.password")),
            !isInMemory(asked));
      }
    };
  }

  boolean isInMemory() {
    return isInMemory(url);
  }

  private static boolean isInMemory(String url) {
    return url.startsWith("jdbc:h2:mem:");
  }

  /** The beginning of an address; a password may stand in the rest. */
  private static String withoutSecrets(String asked) {
    return asked.replaceAll("(jdbc:[A-Za-z0-9]*).*", "$1:…");
  }

  @Override
  public String toString() {
    return "DatabaseChoice[" + withoutSecrets(url) + "]";
  }
}
