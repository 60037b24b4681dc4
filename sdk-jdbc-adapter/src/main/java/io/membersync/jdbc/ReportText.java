package io.membersync.jdbc;

import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to an update as text: one line for each attribute, the outcome first. */
final class ReportText {
  private ReportText() {}

  static String write(UpdateReport report) {
    StringBuilder text = new StringBuilder();
    report
        .outcomes()
        .forEach((attribute, outcome) ->
            text.append(outcome.name()).append(' ').append(attribute).append('\n'));
    return text.toString();
  }

  static UpdateReport read(String text) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    text.lines().forEach(line -> {
      int blank = line.indexOf(' ');
      outcomes.put(line.substring(blank + 1), Outcome.valueOf(line.substring(0, blank)));
    });
    return new UpdateReport(true, outcomes);
  }
}
