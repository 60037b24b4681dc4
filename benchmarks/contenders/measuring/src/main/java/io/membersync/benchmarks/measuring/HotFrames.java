package io.membersync.benchmarks.measuring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time and the memory go, by Java's own flight recorder: methods with the share of samples
 * in which they run themselves, and in which they or what they call runs.
 */
final class HotFrames {
  private static final int MOST = 40;

  private HotFrames() {}

  static List<String> record(Callable<Measurement> work, int signIns, Path file)
      throws InterruptedException {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(1));
      recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(1));
      recording.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "2000/s");
      recording.start();
      Measurement measured = work.call();
      recording.stop();
      recording.dump(file);
      List<String> report = new ArrayList<>();
      report.add(String.format(
          Locale.ROOT,
          "recorded while %d sign-ins took %.0f µs of CPU each",
          signIns,
          measured.cpuMicros()));
      report.addAll(read(file));
      return report;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the recording failed", e);
    }
  }

  private static List<String> read(Path file) throws IOException {
    Tally time = new Tally();
    Tally memory = new Tally();
    Set<Long> threads = new HashSet<>();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> time.add(event, 1);
          case "jdk.ObjectAllocationSample" -> {
            // A thread's first sample stands for all that it allocated before the recording.
            if (threads.add(event.getThread().getJavaThreadId())) {
              break;
            }
            memory.add(event, event.getLong("weight"));
          }
          default -> {
            // native code that waits and native code that works look the same
          }
        }
      }
    }
    List<String> lines = new ArrayList<>();
    lines.addAll(time.table("Java code, by time in the method itself", time.self));
    lines.addAll(time.table("Java code, by time in the method and below", time.below));
    lines.addAll(memory.table("memory, by who allocates it himself", memory.self));
    lines.addAll(memory.table("memory, by method and below", memory.below));
    return lines;
  }

  private static final class Tally {
    private final Map<String, Long> self = new HashMap<>();
    private final Map<String, Long> below = new HashMap<>();
    private long total;

    void add(RecordedEvent event, long weight) {
      if (event.getStackTrace() == null) {
        return;
      }
      List<RecordedFrame> frames = event.getStackTrace().getFrames();
      if (frames.stream().noneMatch(frame -> name(frame).startsWith("StopWatch."))) {
        return;
      }
      total += weight;
      self.merge(name(frames.get(0)), weight, Long::sum);
      Set<String> seen = new HashSet<>();
      for (RecordedFrame frame : frames) {
        if (seen.add(name(frame))) {
          below.merge(name(frame), weight, Long::sum);
        }
      }
    }

    List<String> table(String title, Map<String, Long> rows) {
      List<String> lines = new ArrayList<>();
      lines.add("");
      lines.add(title);
      rows.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(MOST)
          .forEach(row -> lines.add(String.format(
              Locale.ROOT, "%5.1f %%  %s", 100.0 * row.getValue() / total, row.getKey())));
      return lines;
    }

    private static String name(RecordedFrame frame) {
      RecordedMethod method = frame.getMethod();
      String type = method.getType().getName();
      return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
    }
  }
}
