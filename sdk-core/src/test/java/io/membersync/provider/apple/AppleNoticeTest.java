package io.membersync.provider.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.provider.JsonDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the decoded samples: {@code notification.json}, whose events are text, and {@code events.jsonl}. */
class AppleNoticeTest {
  private static final LifecycleEvent REVOKED = new LifecycleEvent(
      Apple.ID,
      Kind.UNLINKED,
      "000001.0123456789abcdef0123456789abcdef.0001",
      "consent-revoked",
      "apple-demo-0001",
      Optional.of(Instant.ofEpochMilli(1_795_219_199_000L)));

  private static final String CLAIMS =
      Samples.text("notification.json").replaceFirst("^.*\"claims\":", "").replaceFirst("}$", "");

  private static Received receive(String claims) {
    JsonDocument json = Samples.json(claims);
    return AppleNotice.read(Apple.ID, json);
  }

  /** The claims with this event, as text or as an object. */
  private static String claims(String event, boolean asText) {
    String text = "\"" + event.replace("\"", "\\\"") + "\"";
    return CLAIMS.substring(0, CLAIMS.indexOf("\"events\":")) + "\"events\":"
        + (asText ? text : event) + "}";
  }

  @Test
  void theSampleIsRead() {
    Received received = receive(CLAIMS);

    assertThat(received.httpStatus()).isEqualTo(200);
    assertThat(received.events()).containsExactly(REVOKED);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,false", "2,true", "3,true"})
  void theOtherEventsAreReadAsTextAndAsAnObject(int line, boolean ends) {
    String event = Samples.text("events.jsonl").lines().toList().get(line);

    for (boolean asText : List.of(true, false)) {
      Received received = receive(claims(event, asText));
      assertThat(received.httpStatus()).isEqualTo(200);
      assertThat(received.events())
          .extracting(LifecycleEvent::kind, LifecycleEvent::subject, LifecycleEvent::occurredAt)
          .isEqualTo(
              ends
                  ? List.of(tuple(Kind.UNLINKED, REVOKED.subject(), REVOKED.occurredAt()))
                  : List.of());
    }
  }
}
