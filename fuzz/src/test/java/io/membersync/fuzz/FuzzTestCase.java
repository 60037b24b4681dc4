package io.membersync.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.membersync.testsupport.ThreadTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/**
 * One target. Whatever bytes it is given, it ends soon and as declared, and what stood in the bytes is
 * in no log line, no message and nothing that is printed.
 *
 * <p>{@code mvn verify} gives it its seeds, from the resources below {@code <target>Inputs/input}, and a
 * few hundred changed ones, the same ones each time; {@code mvn -Pfuzz} whatever Jazzer makes of them.
 * What Jazzer finds it leaves among the seeds.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class FuzzTestCase {
  /** Stands in values of the seeds that nobody else is to see. No provider's code has such a letter. */
  protected static final String PERSONAL = "kanari#7";

  /** What a busy machine never reaches with inputs as small as these. */
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final String FUZZING = "JAZZER_FUZZ";
  private static final Duration HANGS = Duration.ofSeconds(30);
  private static final int MUTATED = 400;

  private final AtomicLong runs = new AtomicLong();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream logged = new PrintStream(log, true, StandardCharsets.UTF_8);
  private boolean through;
  private volatile long firstBegun;
  private volatile long inputBegun;
  private volatile byte[] current = new byte[0];

  /** Gives these bytes to what is tested, and lets nothing but a fault out. */
  protected abstract void give(byte[] input);

  @FuzzTest
  void input(byte[] input) {
    if (runs.getAndIncrement() == 0) {
      firstBegun = System.nanoTime();
    }
    run(input);
  }

  /** Says that an input was not refused: what lies behind is tried too. */
  protected void wentThrough() {
    through = true;
  }

  @Test
  void aSeedGoesAllTheWay() throws IOException {
    seeds().forEach(this::run);

    assertThat(through).as("one of %s is accepted", getClass().getSimpleName()).isTrue();
  }

  @Test
  @DisabledIfEnvironmentVariable(named = FUZZING, matches = ".*", disabledReason = "Jazzer does it")
  void changedSeedsEndAsDeclaredToo() throws IOException {
    List<byte[]> seeds = seeds();
    assertThat(seeds).as("seeds of %s", getClass().getSimpleName()).isNotEmpty();
    Mutator mutator = new Mutator(new Random(getClass().getName().hashCode()), seeds);
    for (int i = 0; i < MUTATED; i++) {
      byte[] input = mutator.next();
      try {
        run(input);
      } catch (RuntimeException | Error e) {
        Path kept = keep("changed", input);
        throw new AssertionError(getClass().getSimpleName() + " fails on " + kept, e);
      }
    }
  }

  private void run(byte[] input) {
    PrintStream real = System.err;
    Duration before = ThreadTime.now();
    current = input;
    inputBegun = System.nanoTime();
    log.reset();
    System.setErr(logged);
    try {
      give(input);
    } finally {
      System.setErr(real);
      inputBegun = 0;
    }
    Duration took = ThreadTime.now().minus(before);
    if (took.compareTo(LONGEST) > 0) {
      throw new AssertionError("it took " + took.toMillis() + " ms of CPU");
    }
    if (log.size() > 0) {
      requireNothingPersonal("a log line", log.toString(StandardCharsets.UTF_8));
    }
  }

  /** Takes an exception that is declared, as long as it quotes nothing. */
  protected static void declared(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      requireNothingPersonal(cause.getClass().getName(), String.valueOf(cause.getMessage()));
    }
  }

  /** Prints a result as somebody's log might. */
  protected static void shown(Object result) {
    requireNothingPersonal(result.getClass().getSimpleName(), result.toString());
  }

  private static void requireNothingPersonal(String where, String text) {
    if (text.contains(PERSONAL)) {
      throw new AssertionError(where + " quotes the input: " + text);
    }
  }

  private List<byte[]> seeds() throws IOException {
    Path folder = Path.of("src/test/resources")
        .resolve(getClass().getName().replace('.', '/') + "Inputs")
        .resolve("input");
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    return seeds;
  }

  private Path keep(String what, byte[] input) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/fuzz"));
    return Files.write(folder.resolve(getClass().getName() + "." + what), input);
  }

  /** Nobody interrupts an endless loop: the process is ended, and with it the build. */
  @BeforeAll
  void watch() {
    Thread watcher = new Thread(this::endWhatHangs, "hang-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void endWhatHangs() {
    try {
      while (true) {
        Thread.sleep(1_000);
        long since = inputBegun;
        if (since != 0 && System.nanoTime() - since > HANGS.toNanos()) {
          System.out.println(getClass().getName() + " hangs on " + keep("hang", current));
          Runtime.getRuntime().halt(70);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("what hangs could not be kept", e);
    }
  }

  /** What {@link TargetsRan} looks for. */
  @AfterAll
  void report() throws IOException {
    if (System.getenv(FUZZING) != null) {
      Duration ran = Duration.ofNanos(System.nanoTime() - firstBegun);
      TargetsRan.Report report = new TargetsRan.Report(
          getClass().getName(),
          runs.get(),
          ran.toMillis(),
          TargetsRan.found(Path.of(""), getClass().getName(), Instant.now().minus(ran)));
      report.write(Path.of(""));
    }
  }
}
