package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.SignInResult.Rejected;
import io.membersync.member.MemberStoreException;
import io.membersync.testsupport.Logged;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What the log says of a sign-in that the shop's database stopped. */
class InterruptionLogTest extends RoadFixture {

  @Test
  void aFailureOfTheStoreIsNoRefusalAndHasTheIdThatTheVisitorIsShown() {
    URI callback = callback("haneul");
    watched.beforeNext("identities.addPerson", () -> {
      throw MemberStoreException.unavailable("store-away", "no connection");
    });

    String log = Logged.during(() ->
        assertThatThrownBy(() -> complete(callback)).isInstanceOf(MemberStoreException.class));

    Rejected again = (Rejected) complete(callback);
    assertThat(log)
        .contains(again.details().correlationId() + ": kakao interrupted: store-away")
        .doesNotContain("refused");
  }
}
