package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignInResult.Cancelled;
import io.membersync.SignInResult.RejectReason;
import io.membersync.SignInResult.SignedIn;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ProviderId;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testing.Failure;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testsupport.Fault;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which provider a callback says it comes from (RFC 9207). */
class CallbackIssuerTest extends RoadFixture {
  private static final ProviderId FOREIGN = ProviderId.of("foreign");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://kauth.kakao.com1",
        "https://kauth.kakao.com/",
        "https://KAUTH.kakao.com",
        "HTTPS://kauth.kakao.com",
        "https://kauth.kakao.com:443",
        "https://kauth.kakao%2Ecom",
        "http://kauth.kakao.com",
        ""
      })
  @Fault({"AR-07", "AR-11"})
  void anIssuerThatDiffersByOneCharacterIsRefused(String issuer) {
    URI callback = callback("haneul");

    refused(complete(with(callback, "iss", issuer)), RejectReason.WRONG_PROVIDER);

    assertNothingHappened();
    assertThat(complete(with(callback, "iss", "https://kauth.kakao.com")))
        .isInstanceOf(SignedIn.class);
  }

  @Test
  @Fault("AR-07")
  void anotherIssuersErrorEndsNoSignInAsThisOnes() {
    URI callback = callback("haneul");
    String state = callback.toString().replaceAll(".*[?&]state=([^&]*).*", "$1");
    URI denied = URI.create(CALLBACKS.resolve("kakao") + "?error=access_denied&state=" + state);

    refused(complete(with(denied, "iss", "https://evil.example")), RejectReason.WRONG_PROVIDER);

    assertNothingHappened();
    assertThat(complete(denied)).isInstanceOf(Cancelled.class);
  }

  @Test
  @Fault("AR-08")
  void aMissingIssuerIsRefusedWhereTheMetadataAnnounceIt() {
    try (FakeKakao issuer = announcing()) {
      sync = open(shopOf(issuer));
      URI callback = issuer.visitor("haneul").agree(beginWhenKnown(sync, FOREIGN, browser));

      refused(browser.complete(sync, FOREIGN, callback), RejectReason.WRONG_PROVIDER);
      assertThat(issuer.calls(KakaoEndpoint.TOKEN)).isZero();
      assertNobodyBecameAMember();

      URI named = with(callback, "iss", issuer.baseUri().toString());
      assertThat(browser.complete(sync, FOREIGN, named)).isInstanceOf(SignedIn.class);
    }
  }

  @Test
  @Fault("AR-08")
  void aMissingIssuerIsRefusedOnANodeThatHasNoMetadataYet() {
    try (FakeKakao issuer = announcing()) {
      sync = open(shopOf(issuer));
      URI callback = issuer.visitor("haneul").agree(beginWhenKnown(sync, FOREIGN, browser));
      issuer.clearFailures();
      issuer.failUntilCleared(KakaoEndpoint.DISCOVERY, Failure.hang());
      MemberSync started = open(shopOf(issuer));

      refused(browser.complete(started, FOREIGN, callback), RejectReason.WRONG_PROVIDER);

      assertThat(issuer.calls(KakaoEndpoint.TOKEN)).isZero();
      assertNobodyBecameAMember();
    }
  }

  /** An issuer whose metadata say that every callback names it. */
  private FakeKakao announcing() {
    FakeKakao issuer = FakeKakao.builder().clock(clock).ownIssuer().start();
    issuer.registerRedirectUri(CALLBACKS.resolve("foreign"));
    issuer.failUntilCleared(
        KakaoEndpoint.DISCOVERY,
        Failure.set("authorization_response_iss_parameter_supported", "true"));
    return issuer;
  }

  private MemberSyncBuilder shopOf(FakeKakao issuer) {
    return bare(told())
        .callbacks(CALLBACKS)
        .provider(OpenIdConnect.of(
                FOREIGN, issuer.baseUri(), issuer.clientId(), Secret.of(issuer.clientSecret()))
            .withClientAuth(ClientAuth.POST_BODY)
            .withScopes("openid"));
  }
}
