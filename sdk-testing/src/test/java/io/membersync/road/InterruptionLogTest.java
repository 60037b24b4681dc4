package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.SignInResult.Rejected;
import io.membersync.member.MemberStoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the log says of a sign-in that the shop's database stopped. */
class InterruptionLogTest extends RoadFixture {

  @Test
  void aFailureOfTheStoreIsNoRefusalAndHasTheIdThatTheVisitorIsShown() {
    URI callback = callback("haneul");
    watched.beforeNext("members.create", () -> {
      throw MemberStoreException.unavailable("store-away", "no connection");
    });

    PrintStream real = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      assertThatThrownBy(() -> complete(callback)).isInstanceOf(MemberStoreException.class);
    } finally {
      System.setErr(real);
    }

    Rejected again = (Rejected) complete(callback);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(again.details().correlationId() + ": kakao interrupted: store-away")
        .doesNotContain("refused");
  }
}
