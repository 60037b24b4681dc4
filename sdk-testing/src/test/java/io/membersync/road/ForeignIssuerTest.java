package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.ProviderId;
import io.membersync.provider.oidc.OpenIdConnect;
import io.membersync.testing.TestBrowser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.Test;

/** An OpenID provider that somebody else wrote signs a person in through the generic provider. */
class ForeignIssuerTest {

  private static final ProviderId ACME = ProviderId.of("acme");

  @Test
  void aPersonSignsUpAndInAgainAndIsTheSameMember() throws IOException, InterruptedException {
    MockOAuth2Server server = new MockOAuth2Server();
    server.start(InetAddress.getLoopbackAddress(), 0);
    InMemoryMemberStore members = new InMemoryMemberStore();
    OpenIdConnect acme = OpenIdConnect.of(
            ACME, server.issuerUrl("acme").uri(), "wine-shop", Secret.of("a shop's secret"))
        .trusting(Field.EMAIL);
    try (MemberSync sync = MemberSync.builder(members, RoadFixture.told())
        .provider(acme)
        .callbacks(RoadFixture.CALLBACKS)
        .http(RoadFixture.PATIENT)
        .build()) {
      MemberId first = signIn(server, sync);

      assertThat(members.valuesOf(first))
          .containsEntry("name", "Mina Kim")
          .containsEntry("email", "mina@example.com");
      assertThat(signIn(server, sync)).isEqualTo(first);
      assertThat(members.count()).isOne();
      assertThat(sync.members().find(first).orElseThrow().provenance())
          .filteredOn(row -> row.attribute().equals("email"))
          .singleElement()
          .satisfies(row -> assertThat(row.verifiedBy()).contains("acme"));
    } finally {
      server.shutdown();
    }
  }

  private static MemberId signIn(MockOAuth2Server server, MemberSync sync)
      throws IOException, InterruptedException {
    server.enqueueCallback(new DefaultOAuth2TokenCallback(
        "acme",
        "person-1",
        "JWT",
        List.of("wine-shop"),
        Map.of("name", "Mina Kim", "email", "mina@example.com", "email_verified", true)));
    TestBrowser browser = new TestBrowser();
    HttpRequest authorization =
        HttpRequest.newBuilder(RoadFixture.beginWhenKnown(sync, ACME, browser)).build();
    HttpResponse<Void> answer =
        HttpClient.newHttpClient().send(authorization, HttpResponse.BodyHandlers.discarding());
    URI callback = URI.create(answer.headers().firstValue("Location").orElseThrow());
    SignInResult result = browser.complete(sync, ACME, callback);
    assertThat(result).isInstanceOf(SignInResult.SignedIn.class);
    return ((SignInResult.SignedIn) result).member().orElseThrow();
  }
}
