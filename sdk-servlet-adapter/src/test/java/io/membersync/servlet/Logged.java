package io.membersync.servlet;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What goes to the log meanwhile. */
final class Logged {
  private Logged() {}

  static String during(Runnable work) {
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
