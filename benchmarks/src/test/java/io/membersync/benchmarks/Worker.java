package io.membersync.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of its own, with a class path of its own, that does what it is told line by line. */
final class Worker implements AutoCloseable {
  // Far more than a whole benchmark takes: a process that hangs must not hang the build.
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(60);
  private static final List<String> JAVA_OPTIONS = List.of(
      "-Xms256m",
      "-Xmx256m",
      "-XX:+UseSerialGC",
      "-XX:+UnlockDiagnosticVMOptions",
      "-XX:+DebugNonSafepoints",
      "-Dslf4j.internal.verbosity=ERROR");

  private final String name;
  private final Path log;
  private final Process process;
  private final Writer orders;
  private final BufferedReader answers;
  private final CompletableFuture<Void> end;

  /**
   * Starts a module's main program.
   *
   * @param module whose folder holds the classes and the class path that Maven wrote
   * @param output for its standard error
   */
  Worker(Path module, Path output, String label, String main, String... arguments)
      throws IOException {
    this.name = label;
    this.log = output.resolve(label + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JAVA_OPTIONS);
    command.add("-cp");
    command.add(classPath(module));
    command.add(main);
    command.addAll(List.of(arguments));
    this.process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.end = process
        .onExit()
        .completeOnTimeout(process, LONGEST_LIFE.toSeconds(), TimeUnit.SECONDS)
        .thenAccept(Process::destroyForcibly);
  }

  static String classPath(Path module) throws IOException {
    Path resolved = module.resolve("target/class-path.txt");
    if (!Files.exists(resolved)) {
      throw new IllegalStateException("no class path for " + module.getFileName()
          + ": run this with `mvn -Pbench`, from the root of the project");
    }
    String libraries = Files.readString(resolved).strip();
    String own = module.resolve("target/classes").toString();
    return libraries.isEmpty() ? own : own + System.getProperty("path.separator") + libraries;
  }

  /** Gives an order and returns the line that answers it. */
  String ask(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw ended();
    }
    return readLine();
  }

  /** Waits for the next line. */
  String readLine() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw ended();
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IllegalStateException ended() {
    String tail = "";
    try {
      List<String> lines = Files.readAllLines(log);
      tail = String.join("\n", lines.subList(0, Math.min(lines.size(), 20)));
    } catch (IOException e) {
      tail = "and it left no log";
    }
    return new IllegalStateException("the process of " + name + " has ended:\n" + tail);
  }

  @Override
  public void close() {
    try {
      orders.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      end.cancel(false);
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
