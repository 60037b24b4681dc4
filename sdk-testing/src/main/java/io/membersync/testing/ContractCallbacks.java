package io.membersync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.SignInResult;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.Cancelled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What comes back by the visitor's browser: nobody calls the provider for any of it. */
final class ContractCallbacks extends ContractDays {
  ContractCallbacks(ProviderSamples samples) {
    super(samples);
  }

  /** The visitor does not want to, and that is nobody's failure. */
  Stream<DynamicTest> cancelled() {
    return samples.cancels().stream()
        .map(query -> day("cancelled by " + query, script -> {
          ContractVisit visit = visit(script);
          SignInResult result = visit.comesBack(query);
          assertTrue(
              result instanceof Cancelled cancelled && cancelled.reason() == CancelReason.VISITOR,
              () -> "cancelled by the visitor: " + result);
          endsBadly(visit, script, result, End.ANY);
          assertEquals(0, script.calls(), "calls of the provider");
        }));
  }

  Stream<DynamicTest> bad() {
    List<DynamicTest> days = new ArrayList<>();
    Map<String, UnaryOperator<String>> changes = new LinkedHashMap<>();
    changes.put("without state", query -> query.replaceAll("&state=[^&]*", ""));
    changes.put("with another state", query -> query.replaceAll("&state=[^&]*", "&state=abc"));
    changes.put("with state twice", query -> query + "&state=abc");
    changes.put("with code and error", query -> query + "&error=access_denied");
    changes.put("without code", query -> query.replaceAll("code=[^&]*", ""));
    changes.put("with a token", query -> query + "&access_token=at");
    changes.forEach((what, change) -> days.add(day("a callback " + what, script -> {
      ContractVisit visit = visit(script);
      endsBadly(visit, script, visit.changed(change), End.REJECTED);
      assertEquals(0, script.calls(), "calls of the provider");
    })));
    days.add(day("a callback in another browser", script -> {
      ContractVisit visit = visit(script);
      endsBadly(visit, script, visit.inAnotherBrowser(), End.REJECTED);
      assertEquals(0, script.calls(), "calls of the provider");
    }));
    for (String error : List.of("server_error", "temporarily_unavailable")) {
      days.add(day("a callback with " + error, script -> {
        ContractVisit visit = visit(script);
        endsBadly(visit, script, visit.comesBack("error=" + error), End.UNAVAILABLE);
        assertEquals(0, script.calls(), "calls of the provider");
      }));
    }
    return days.stream();
  }
}
