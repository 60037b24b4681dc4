package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.Finding;
import io.membersync.MemberSync.Switches.Position;
import io.membersync.Secret;
import io.membersync.SignIn;
import io.membersync.SignInResult;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that refuses the shop for a setting is not offered, until it lets somebody in. */
class MisconfiguredRoadTest extends RoadFixture {
  private final AtomicReference<Secret> secret = new AtomicReference<>(Secret.of("wrong"));

  @BeforeEach
  void wrongSecret() {
    secret.set(Secret.of("wrong"));
    Kakao ours = Kakao.of(kakao.clientId(), Secret.of("wrong"))
        .withClientSecretFrom(secret::get)
        .withAdminKey(Secret.of(kakao.app().adminKey()));
    sync =
        open(bare(told()).provider(kakao.provider(ours)).provider(oldKakao()).callbacks(CALLBACKS));
  }

  private void fails() {
    SignInResult result = signIn("haneul");
    assertThat(result).isInstanceOf(Rejected.class);
    assertThat(((Rejected) result).reason()).isEqualTo(RejectReason.CONFIGURATION);
  }

  private void failsTimes(int times) {
    for (int i = 0; i < times; i++) {
      fails();
    }
  }

  private List<ProviderId> offered() {
    return sync.providers().stream().map(ProviderDescriptor::id).toList();
  }

  private Position position() {
    return sync.switches().all().get(Kakao.ID).position();
  }

  @Test
  void threeTimesHideItAndTheDoctorSaysWhatToMend() {
    failsTimes(2);
    assertThat(offered()).containsExactly(Kakao.ID, OLD);

    assertThat(Logged.during(this::fails))
        .contains("ERROR", "provider kakao refuses this shop for a setting (KOE010)")
        .doesNotContain("wrong");

    assertThat(offered()).containsExactly(OLD);
    assertThat(position()).isEqualTo(Position.MISCONFIGURED);
    assertThat(sync.doctor().findings())
        .filteredOn(finding -> finding.code().equals("provider-misconfigured"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Finding.Severity.ERROR);
          assertThat(finding.place()).isEqualTo("provider kakao");
          assertThat(finding.mend()).contains("KOE010").doesNotContain("wrong");
        });
  }

  @Test
  void whoeverComesByAnOlderLinkIsLetInAndEndsIt() {
    failsTimes(3);
    secret.set(Secret.of(kakao.clientSecret()));

    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);

    assertThat(offered()).containsExactly(Kakao.ID, OLD);
    assertThat(position()).isEqualTo(Position.ON);
  }

  @Test
  void aSuccessInBetweenBeginsAnew() {
    failsTimes(2);
    secret.set(Secret.of(kakao.clientSecret()));
    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
    secret.set(Secret.of("wrong"));

    failsTimes(2);

    assertThat(offered()).containsExactly(Kakao.ID, OLD);
  }

  @Test
  void aProviderThatIsDownIsNotMisconfigured() {
    for (int i = 0; i < 4; i++) {
      kakao.failNext(KakaoEndpoint.TOKEN, Failure.reset());
      assertThat(signIn("haneul")).isInstanceOf(SignInResult.Unavailable.class);
    }

    assertThat(offered()).containsExactly(Kakao.ID, OLD);
  }

  @Test
  void whatBrowsersAndAppsBringHidesNothing() {
    for (int i = 0; i < 4; i++) {
      browser = new TestBrowser();
      String state = parameter(begin(), "state");
      complete("state=" + state + "&error=unauthorized_client");
      assertThat(new TestBrowser()
              .signInByApp(
                  sync,
                  Kakao.ID,
                  nonce -> kakao.signInByApp(kakao.person("haneul"), "key", Optional.of(nonce)),
                  "access_token"))
          .isInstanceOf(Rejected.class);
    }

    assertThat(offered()).containsExactly(Kakao.ID, OLD);
  }

  @Test
  void theOperatorSwitchesItOnAgainAndSetsNoSuchThing() {
    failsTimes(3);
    assertThatThrownBy(() -> sync.switches().set(Kakao.ID, Position.MISCONFIGURED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ON, HIDDEN or OFF");

    sync.switches().set(Kakao.ID, Position.ON);

    assertThat(offered()).containsExactly(Kakao.ID, OLD);
    failsTimes(3);
    assertThat(offered()).containsExactly(OLD);
    sync.switches().set(Kakao.ID, Position.OFF);
    assertThat(position()).as("the operator's word").isEqualTo(Position.OFF);
  }

  @Test
  void afterTenMinutesAGoodProbeOffersItToOneMore() {
    failsTimes(3);
    clock.advance(Duration.ofMinutes(9));
    runDue();
    assertThat(offered()).containsExactly(OLD);

    clock.advance(Duration.ofMinutes(2));
    runDue();
    assertThat(offered()).containsExactly(Kakao.ID, OLD);

    fails();
    assertThat(offered()).as("one answer is enough now").containsExactly(OLD);
  }

  @Test
  void hiddenIsAnotherThingThanOff() {
    failsTimes(3);
    secret.set(Secret.of(kakao.clientSecret()));

    assertThat(browser.begin(sync, Kakao.ID, SignIn.returningTo("/")).getHost())
        .as("who asks for it gets it")
        .isNotBlank();
  }
}
