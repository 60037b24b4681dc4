package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsentEventTest {
  private static ConsentEvent because(String reason) {
    Instant now = Instant.parse("2026-11-21T03:00:00Z");
    return new ConsentEvent(
        "e1",
        "shop",
        "member",
        ConsentEvent.Type.REVOKED,
        Optional.empty(),
        now,
        now,
        ConsentEvent.Actor.PROVIDER,
        ConsentEvent.Channel.WEBHOOK,
        "KAKAO",
        ConsentEvent.Act.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        ConsentEvent.Quality.PROVIDER,
        Optional.of(reason));
  }

  @Test
  void aReasonIsACodeAndNothingThatAPersonHasWritten() {
    assertThat(because("UNLINKED").reason()).contains("UNLINKED");
    for (String text : List.of("", "Kim Haneul", "haneul@shop.example", "A".repeat(65))) {
      assertThatThrownBy(() -> because(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the reason of consent event e1 is no code")
          .hasMessageNotContaining("aneul");
    }
  }
}
