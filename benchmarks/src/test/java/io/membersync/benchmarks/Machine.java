package io.membersync.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the numbers were measured on. */
final class Machine {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  private Machine() {}

  static String facts() throws IOException {
    String model = Files.exists(CPU)
        ? Files.readAllLines(CPU).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor")
        : "unknown processor";
    return String.format(
        Locale.ROOT,
        "%s, %d processors; %s %s %s; Java %s (%s)",
        model,
        cores(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"),
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.name"));
  }

  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** How many processes wanted to run during the last minute; negative where nobody knows. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
