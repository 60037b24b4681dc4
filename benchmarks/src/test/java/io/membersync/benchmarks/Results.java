package io.membersync.benchmarks;

import io.membersync.benchmarks.measuring.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One table: what each contender's rounds gave. The first contender is what the others are. */
final class Results {
  private final String title;
  private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();

  Results(String title) {
    this.title = title;
  }

  void add(String contender, Measurement measurement) {
    rounds.computeIfAbsent(contender, name -> new ArrayList<>()).add(measurement);
  }

  double cpuMicros(String contender) {
    return median(contender, Measurement::cpuMicros);
  }

  /** How many times the first contender's CPU this one takes. */
  double cpuRatio(String contender) {
    return cpuMicros(contender) / cpuMicros(first());
  }

  double median(String contender, ToDoubleFunction<Measurement> value) {
    double[] sorted = rounds.getOrDefault(contender, List.of()).stream()
        .mapToDouble(value)
        .sorted()
        .toArray();
    return sorted[sorted.length / 2];
  }

  private String first() {
    return rounds.keySet().iterator().next();
  }

  /** The table in Markdown. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add("### " + title);
    lines.add("");
    lines.add(
        "| contender | CPU, µs | × floor | spread | allocated, kB | × floor | p50, µs | p99, µs"
            + " | sign-ins / s |");
    lines.add("|---|---:|---:|---|---:|---:|---:|---:|---:|");
    double allocatedFirst = median(first(), Measurement::allocatedKilobytes);
    for (String contender : rounds.keySet()) {
      double[] cpu = rounds.getOrDefault(contender, List.of()).stream()
          .mapToDouble(Measurement::cpuMicros)
          .sorted()
          .toArray();
      double allocated = median(contender, Measurement::allocatedKilobytes);
      lines.add(String.format(
          Locale.ROOT,
          "| %s | %.0f | %.2f | %.0f to %.0f | %.1f | %.2f | %.0f | %.0f | %.0f |",
          contender,
          cpuMicros(contender),
          cpuRatio(contender),
          cpu[0],
          cpu[cpu.length - 1],
          allocated,
          allocated / allocatedFirst,
          median(contender, m -> m.p50Nanos() / 1e3),
          median(contender, m -> m.p99Nanos() / 1e3),
          median(contender, Measurement::perSecond)));
    }
    lines.add("");
    return lines;
  }
}
