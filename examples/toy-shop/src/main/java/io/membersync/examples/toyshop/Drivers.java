package io.membersync.examples.toyshop;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ServiceLoader;

/** The JDBC drivers beside the shop. */
final class Drivers {
  private Drivers() {}

  /** Within Maven the driver manager has looked around before the shop's class path was there. */
  static void register() {
    for (Driver driver : ServiceLoader.load(Driver.class, Drivers.class.getClassLoader())) {
      try {
        DriverManager.registerDriver(driver);
      } catch (SQLException e) {
        throw new IllegalStateException("driver " + driver.getClass().getName(), e);
      }
    }
  }

  /**
   * Says what to do where no driver takes this address.
   *
   * @throws IllegalStateException if there is none
   */
  static void require(String url) {
    register();
    boolean known = DriverManager.drivers().anyMatch(driver -> {
      try {
        return driver.acceptsURL(url);
      } catch (SQLException e) {
        return false;
      }
    });
    if (!known) {
      throw new IllegalStateException(
          "no JDBC driver takes this address: mvn -Pshop -D" + DatabaseChoice.PROPERTY
              + "=… brings those of PostgreSQL and MariaDB; beside the jar put one on the class path");
    }
  }
}
