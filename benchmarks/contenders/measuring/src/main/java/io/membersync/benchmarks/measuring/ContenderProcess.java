package io.membersync.benchmarks.measuring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The main program of a contender: makes it once, then does what the lines of its standard input
 * say, and answers each with one line. It ends when the input does.
 */
public final class ContenderProcess {
  private ContenderProcess() {}

  /**
   * Serves.
   *
   * @param args the flow's name and the provider's address
   * @throws Exception if the contender fails; the process then ends with its stack trace
   */
  public static void run(String[] args, Contender.Maker maker) throws Exception {
    // What a library prints must not stand between the answers.
    PrintStream answers = System.out;
    System.setOut(System.err);
    Contender contender = maker.make(Flow.valueOf(args[0]), new Provider(URI.create(args[1])));
    try (StopWatch watch = new StopWatch(contender)) {
      answers.println("ready");
      serve(watch, answers);
    }
    System.exit(0); // libraries may have threads that are no daemons
  }

  private static void serve(StopWatch watch, PrintStream answers)
      throws IOException, InterruptedException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ", 4);
      int signIns = Integer.parseInt(words[1]);
      int threads = Integer.parseInt(words[2]);
      switch (words[0]) {
        case "measure" -> answers.println(watch.measure(signIns, threads).line());
        case "profile" -> {
          List<String> report =
              HotFrames.record(() -> watch.measure(signIns, threads), signIns, Path.of(words[3]));
          answers.println(report.size());
          report.forEach(answers::println);
        }
        default -> throw new IllegalArgumentException("no such order: " + order);
      }
      answers.flush();
    }
  }
}
