package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderId;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A client secret that is exchanged while the shop runs. */
class ClientSecretRoadTest extends RoadFixture {
  private static final Secret NEXT = Secret.of("the-next-client-secret");

  private MemberSync openFrom(Supplier<Secret> source) {
    Kakao registration =
        Kakao.of(kakao.clientId(), Secret.of("not the one")).withClientSecretFrom(source);
    return open(bare(told())
        .provider(kakao.provider(registration))
        .tokens(Kakao.ID, TokenPolicy.KEEP)
        .callbacks(CALLBACKS));
  }

  private Secret current() {
    return Secret.of(kakao.clientSecret());
  }

  @Test
  @Fault("CF-09")
  void noSignInFailsWhileSecretsAreExchanged() {
    AtomicReference<Secret> held = new AtomicReference<>(current());
    Secret former = current();
    MemberSync early = openFrom(held::get);
    MemberSync late = openFrom(() -> former); // a node that has not heard of the new one yet
    TestBrowser under = new TestBrowser();
    sync = early;
    browser = under;
    URI underWay = callback("haneul");

    kakao.reconfigure(
        app -> app.toBuilder().nextSecret(kakao.clientId(), NEXT.reveal()).build());
    held.set(NEXT);

    browser = under;
    MemberId member = memberOf(complete(underWay));
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
    sync = late;
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);

    kakao.reconfigure(
        app -> app.toBuilder().key(kakao.clientId(), NEXT.reveal()).build());

    refused(signIn("haneul"), RejectReason.CONFIGURATION);
    sync = early;
    assertThat(memberOf(signIn("haneul"))).isEqualTo(member);
  }

  @Test
  void aTokenIsRefreshedWithTheSecretOfThatMoment() {
    AtomicReference<Secret> held = new AtomicReference<>(current());
    sync = openFrom(held::get);
    MemberId member = signUp("haneul");
    kakao.reconfigure(
        app -> app.toBuilder().key(kakao.clientId(), NEXT.reveal()).build());
    held.set(NEXT);
    clock.advance(Duration.ofHours(13)); // an access token of Kakao lives less

    assertThat(sync.members().withAccessToken(member, Kakao.ID, token -> true)).contains(true);
  }

  @Test
  void theLastOneGoesOnWhileTheSourceFailsAndNothingOfItIsTold() {
    Secret first = current();
    AtomicReference<Supplier<Secret>> source = new AtomicReference<>(() -> first);
    sync = openFrom(() -> source.get().get());
    source.set(() -> {
      throw new IllegalStateException("cannot read secret-in-a-message");
    });

    String log = Logged.during(() -> assertThat(signIn("haneul")).isInstanceOf(SignedIn.class));

    assertThat(log)
        .contains("the client secret of provider kakao")
        .contains("java.lang.IllegalStateException")
        .doesNotContain("secret-in-a-message")
        .doesNotContain(first.reveal());
  }

  @Test
  void aSourceThatFailsFromTheStartIsRefusedAtOnce() {
    Kakao registration = Kakao.of("key", Secret.of("secret"));
    assertThatThrownBy(() -> registration.withClientSecretFrom(() -> {
          throw new IllegalStateException("cannot read secret-in-a-message");
        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the source of the client secret of provider kakao answered with"
            + " java.lang.IllegalStateException");
  }

  @Test
  void aSecretWithALineEndIsRefusedAtTheStartAndPassedOverLater() {
    Kakao registration = Kakao.of("key", Secret.of("secret"));
    assertThatThrownBy(() -> registration.withClientSecretFrom(() -> Secret.of("secret\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the source of the client secret of provider kakao answered with"
            + " a secret that begins or ends with a blank or a line end");
    AtomicReference<Secret> held = new AtomicReference<>(current());
    sync = openFrom(held::get);
    held.set(Secret.of(current().reveal() + "\n"));

    assertThat(signIn("haneul")).isInstanceOf(SignedIn.class);
  }

  @Test
  void aPublicClientHasNoSecretToTake() {
    OpenIdConnect client = OpenIdConnect.withoutClientSecret(
        ProviderId.of("issuer"), URI.create("https://issuer.example"), "client");
    assertThatThrownBy(() -> client.withClientSecretFrom(() -> NEXT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("provider issuer: a public client");
  }

  @Test
  void anIssuersClientTakesItToo() {
    OpenIdConnect client = OpenIdConnect.of(
            ProviderId.of("issuer"), URI.create("https://issuer.example"), "client", Secret.of("a"))
        .withClientSecretFrom(() -> NEXT);
    assertThat(client.client().secret()).contains(NEXT);
  }
}
