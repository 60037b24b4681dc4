package io.membersync.examples.toyshop;

import io.membersync.testsupport.servers.Server;

/** A database server of one's own, for as long as this process runs. */
final class OwnServer {
  private static volatile Runnable stop = () -> {};

  private OwnServer() {}

  /** Ends the server, where one was started. */
  static void stop() {
    stop.run();
  }

  /**
   * Starts it and makes an empty database.
   *
   * @param name {@code postgresql} or {@code mariadb}
   * @return its address, user included
   * @throws IllegalStateException if it cannot be started; the message says what is missing
   */
  static String newDatabase(String name) {
    try {
      Drivers.register();
      return Start.server(name);
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "what starts a server is at hand within Maven only: mvn -Pshop -D"
              + DatabaseChoice.PROPERTY
              + "=" + name + ". Elsewhere give the address of one that runs:"
              + " -D" + DatabaseChoice.PROPERTY + "=jdbc:" + name + "://…",
          e);
    } catch (ExceptionInInitializerError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException("no " + name + " of one's own: " + cause.getMessage(), cause);
    }
  }

  /** Apart, so that its absence is noticed by whoever asks for a server only. */
  private static final class Start {
    static String server(String name) {
      Server server = name.equals("mariadb") ? Server.MARIADB : Server.POSTGRESQL;
      String address = server.newDatabase();
      stop = server::stop;
      return address;
    }
  }
}
