package io.membersync.benchmarks.measuring;

/**
 * What some sign-ins took.
 *
 * @param cpuNanos of the whole process: compiler, collector and every thread included
 * @param allocatedBytes by the threads that were there at the beginning or at the end
 * @param wallNanos from the first sign-in's beginning to the last one's end
 */
public record Measurement(
    int signIns,
    int threads,
    long cpuNanos,
    long allocatedBytes,
    long wallNanos,
    long p50Nanos,
    long p99Nanos) {

  public double cpuMicros() {
    return cpuNanos / 1e3 / signIns;
  }

  public double allocatedKilobytes() {
    return allocatedBytes / 1024.0 / signIns;
  }

  public double perSecond() {
    return signIns * 1e9 / wallNanos;
  }

  String line() {
    return signIns + " " + threads + " " + cpuNanos + " " + allocatedBytes + " " + wallNanos + " "
        + p50Nanos + " " + p99Nanos;
  }

  /** Reads what a contender's process wrote. */
  public static Measurement parse(String line) {
    String[] parts = line.split(" ", -1);
    return new Measurement(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]),
        Long.parseLong(parts[6]));
  }
}
