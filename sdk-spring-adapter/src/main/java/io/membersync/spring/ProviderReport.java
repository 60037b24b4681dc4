package io.membersync.spring;

import io.membersync.MemberSync.Switches;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What an operator is told of one provider, as JSON. */
final class ProviderReport {
  private ProviderReport() {}

  /** Whether it can be used, for the health endpoint. */
  static Map<String, Object> brief(Switches.State state, ProviderActivity.Summary seen) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("position", word(state.position()));
    report.put("failing", seen.isFailing());
    seen.lastFailure().ifPresent(failure -> report.put("lastError", failure.error()));
    return report;
  }

  /** Everything. */
  static Map<String, Object> full(Switches.State state, ProviderActivity.Summary seen) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("position", word(state.position()));
    state.since().map(Instant::toString).ifPresent(since -> report.put("since", since));
    report.put("failing", seen.isFailing());
    seen.lastAnswer().map(Instant::toString).ifPresent(at -> report.put("lastAnswer", at));
    seen.lastFailure().ifPresent(failure -> report.put("lastFailure", failure(failure)));
    report.put("last15Minutes", seen.lately());
    return report;
  }

  private static Map<String, Object> failure(ProviderActivity.Failure failure) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("at", failure.at().toString());
    report.put("call", failure.call());
    report.put("error", failure.error());
    failure.reason().ifPresent(reason -> report.put("reason", reason));
    return report;
  }

  static String word(Switches.Position position) {
    return position.name().toLowerCase(Locale.ROOT);
  }
}
