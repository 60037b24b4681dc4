package io.membersync.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the log, which goes to standard error in tests, says meanwhile. One test at a time. */
public final class Logged {
  private Logged() {}

  /** Work of a test, which may fail as it likes. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    /** Does it. */
    void run() throws E;
  }

  /** The lines that were logged while this was done. */
  public static <E extends Exception> String during(Work<E> work) throws E {
    PrintStream real = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(real);
    }
    return log.toString(StandardCharsets.UTF_8);
  }
}
