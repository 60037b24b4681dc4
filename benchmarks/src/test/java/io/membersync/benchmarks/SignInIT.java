package io.membersync.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.benchmarks.measuring.Flow;
import io.membersync.benchmarks.measuring.Measurement;
import io.membersync.benchmarks.measuring.Provider;
import io.membersync.benchmarks.measuring.ProviderProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What one sign-in costs: by hand, with MemberSync, and with what people use today. Each contender
 * and the provider run in processes of their own; the rounds of the contenders take turns, so that
 * whatever else the machine does meets all of them.
 */
@Tag("bench")
@Tag("sign-in")
class SignInIT {
  private static final String FLOOR = "by hand";
  private static final String MEMBERSYNC = "MemberSync";

  private static final Path CONTENDERS =
      Path.of(System.getProperty("basedir", "."), "contenders").toAbsolutePath();
  private static final Path OUTPUT =
      Path.of(System.getProperty("basedir", "."), "target", "bench").toAbsolutePath();

  private static final int WARM_UP = Integer.getInteger("bench.warm-up", 10_000);
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 7);
  private static final int SIGN_INS = Integer.getInteger("bench.sign-ins", 3_000);
  private static final int VISITORS = 16;
  private static final int FAR_MILLIS = 20;

  private final List<String> report = new ArrayList<>();

  private record Entry(String name, String module, String main) {}

  private static List<Entry> contenders(Flow flow) {
    List<Entry> all = new ArrayList<>();
    all.add(new Entry(FLOOR, "floor", "floor.ByHand"));
    all.add(new Entry(MEMBERSYNC, "membersync", "sync.WithMemberSync"));
    if (flow == Flow.OAUTH2) {
      all.add(new Entry("ScribeJava", "scribejava", "scribejava.WithScribeJava"));
    }
    all.add(new Entry("Spring Security", "spring-security", "spring.WithSpringSecurity"));
    return all;
  }

  @Test
  void whatASignInCosts() throws IOException {
    Files.createDirectories(OUTPUT);
    double loadBefore = Machine.load();
    report.add("## One sign-in of a known member");
    report.add("");
    report.add(Machine.facts());
    report.add("");
    List<Results> near = new ArrayList<>();
    for (Flow flow : Flow.values()) {
      near.add(measure(flow));
    }
    double load = Math.max(loadBefore, 0);
    report.add(String.format(
        Locale.ROOT,
        "%d rounds of %d sign-ins after %d to warm up; medians. Load when it began: %.1f%s.",
        ROUNDS,
        SIGN_INS,
        WARM_UP,
        load,
        load > 1 ? " (**a busy machine: the numbers are rough**)" : ""));
    Files.write(OUTPUT.resolve("sign-in.md"), report);
    report.forEach(System.out::println);

    String limit = System.getProperty("bench.limit", "");
    if (!limit.isEmpty()) {
      for (Results results : near) {
        assertThat(results.cpuRatio(MEMBERSYNC))
            .as("MemberSync's CPU against a sign-in by hand")
            .isLessThanOrEqualTo(Double.parseDouble(limit));
      }
    }
  }

  private Results measure(Flow flow) throws IOException {
    Map<String, Worker> workers = new LinkedHashMap<>();
    try (Worker provider = new Worker(
        CONTENDERS.resolve("measuring"), OUTPUT, "provider", ProviderProcess.class.getName())) {
      String address = provider.readLine();
      for (Entry entry : contenders(flow)) {
        Worker worker = new Worker(
            CONTENDERS.resolve(entry.module()),
            OUTPUT,
            entry.module() + "-" + flow.name().toLowerCase(Locale.ROOT),
            "io.membersync.benchmarks." + entry.main(),
            flow.name(),
            address);
        workers.put(entry.name(), worker);
        assertThat(worker.readLine()).isEqualTo("ready");
      }
      warmUp(flow, provider, workers);
      Results near = rounds(flow.title() + ", provider at 0 ms, one visitor at a time", workers, 1);
      assertThat(provider.ask("delay " + FAR_MILLIS)).isEqualTo("ok");
      workers.values().forEach(worker -> worker.ask("measure " + VISITORS * 10 + " " + VISITORS));
      rounds(
          flow.title() + ", provider at " + FAR_MILLIS + " ms, " + VISITORS + " visitors at a time",
          workers,
          VISITORS);
      assertThat(provider.ask("delay 0")).isEqualTo("ok");
      profile(flow, workers);
      return near;
    } finally {
      workers.values().forEach(Worker::close);
    }
  }

  /** Until the compiler has seen everything; and none may do with fewer calls than the others. */
  private void warmUp(Flow flow, Worker provider, Map<String, Worker> workers) {
    for (Map.Entry<String, Worker> worker : workers.entrySet()) {
      worker.getValue().ask("measure " + WARM_UP + " 1");
      provider.ask("calls");
      worker.getValue().ask("measure 100 1");
      String person = flow == Flow.OAUTH2 ? Provider.PROFILE_PATH : Provider.USER_INFO_PATH;
      String calls = provider.ask("calls");
      assertThat(calls)
          .as("calls of 100 sign-ins, %s", worker.getKey())
          .contains(Provider.TOKEN_PATH + "=100", person + "=100");
      String both = "{" + Provider.TOKEN_PATH + "=100, " + person + "=100}";
      if (worker.getKey().equals(MEMBERSYNC) || worker.getKey().equals(FLOOR)) {
        assertThat(calls).as("calls of 100 sign-ins, %s", worker.getKey()).isEqualTo(both);
      } else if (!calls.equals(both)) {
        report.add("100 sign-ins of " + worker.getKey() + " made these calls: `" + calls + "`.");
        report.add("");
      }
    }
  }

  private Results rounds(String title, Map<String, Worker> workers, int visitors) {
    Results results = new Results(title);
    for (int round = 0; round < ROUNDS; round++) {
      workers.forEach((name, worker) ->
          results.add(name, Measurement.parse(worker.ask("measure " + SIGN_INS + " " + visitors))));
    }
    for (String name : workers.keySet()) {
      assertThat(results.cpuMicros(name)).as("CPU of %s", name).isPositive();
      assertThat(results.median(name, Measurement::allocatedKilobytes))
          .as("memory of %s", name)
          .isPositive();
    }
    report.addAll(results.table());
    return results;
  }

  /** Where the time goes, on request. */
  private void profile(Flow flow, Map<String, Worker> workers) {
    String wanted = System.getProperty("bench.profile", "");
    if (wanted.isEmpty()) {
      return;
    }
    Worker worker = workers.get(wanted);
    if (worker == null) {
      throw new IllegalArgumentException(
          "-Dbench.profile: there is no contender " + wanted + " among " + workers.keySet());
    }
    Path file = OUTPUT.resolve(wanted.replace(' ', '-') + "-" + flow + ".jfr");
    int lines = Integer.parseInt(worker.ask("profile " + 3 * SIGN_INS + " 1 " + file));
    report.add("### Where " + wanted + " spends it: " + flow.title());
    report.add("");
    report.add("```");
    for (int i = 0; i < lines; i++) {
      report.add(worker.readLine());
    }
    report.add("```");
    report.add("");
  }
}
