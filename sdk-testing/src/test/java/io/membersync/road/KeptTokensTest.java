package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync.Observer.Kind;
import io.membersync.Members;
import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.Failure;
import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.ReceivedRequest;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a provider's tokens are kept, and what they are used for. */
class KeptTokensTest extends RoadFixture {
  @Test
  void noTokenIsKeptWhereTheAdminKeyUnlinks() {
    MemberId member = signUp("haneul");

    assertThat(watched.calls("tokens.put")).isEmpty();
    assertThat(sync.members().withAccessToken(member, Kakao.ID, Secret::reveal)).isEmpty();
    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue(); // by the admin key
  }

  @Test
  void withoutAnAdminKeyTheTokenIsKeptForUnlinkingAndUsed() {
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect())));
    MemberId member = signUp("haneul");
    assertThat(watched.calls("tokens.put")).hasSize(1);

    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();
    assertThat(runDue()).isOne();

    assertThat(kakao.requests(KakaoEndpoint.UNLINK))
        .singleElement()
        .satisfies(request ->
            assertThat(request.header("Authorization").orElseThrow()).startsWith("Bearer "));
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
  }

  @Test
  void discardKeepsNothingWhatever() {
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()))
        .tokens(Kakao.ID, TokenPolicy.DISCARD));

    signUp("haneul");

    assertThat(watched.calls("tokens.put")).isEmpty();
  }

  @Test
  void aKeptTokenIsRefreshedWhenDueAndTheOldRefreshTokenStays() {
    MemberId member = keepingTokens();
    String first = token(member).orElseThrow();
    assertThat(token(member)).contains(first);
    assertThat(refreshes()).isEmpty();

    clock.advance(Duration.ofHours(13));
    String second = token(member).orElseThrow();
    assertThat(second).isNotEqualTo(first);
    assertThat(token(member)).contains(second);

    clock.advance(Duration.ofHours(13));
    String third = token(member).orElseThrow();
    assertThat(third).isNotEqualTo(second);
    assertThat(refreshes()).hasSize(2);
    assertThat(refreshes().get(1).formParameter("refresh_token"))
        .isEqualTo(refreshes().get(0).formParameter("refresh_token"));
  }

  @Test
  void aRefreshThatFailsGivesNoTokenAndLosesNothing() {
    MemberId member = keepingTokens();
    clock.advance(Duration.ofHours(13));
    kakao.failNext(KakaoEndpoint.TOKEN, Failure.raw(503, java.util.Map.of(), ""));
    assertThat(token(member)).isEmpty();

    clock.advance(Duration.ofSeconds(16));
    assertThat(token(member)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "https://kauth.kakao.com, CLIENT, 4021987799",
    "https://kauth.example.com, CLIENT, SUBJECT",
    "https://kauth.kakao.com, another-client, SUBJECT"
  })
  @Fault("TR-19")
  void refreshedTokensThatComeWithAnIdTokenOfAnotherAreGivenUpAndTheLinkStays(
      String issuer, String audience, String subject) {
    Heard heard = new Heard();
    MemberId member = keepingTokensByOpenIdConnect(heard);
    clock.advance(Duration.ofHours(13));
    kakao.failNext(
        KakaoEndpoint.TOKEN,
        Failure.set("id_token", "\"" + idToken(issuer, audience, subject) + "\""));

    assertThat(Logged.during(() -> assertThat(token(member)).isEmpty()))
        .contains("the kept tokens are given up", "possible attack");

    assertThat(heard.ends(Kind.PROVIDER_CALL, "refresh")).containsExactly("protocol");
    assertThat(token(member)).as("no call more").isEmpty();
    assertThat(heard.ends(Kind.PROVIDER_CALL, "refresh")).hasSize(1);
    assertThat(identity("haneul")).isPresent();
    assertThat(signUp("haneul")).isEqualTo(member);
    assertThat(token(member)).as("the new sign-in's").isPresent();
  }

  @Test
  @Fault("TR-19")
  void refreshedTokensMayComeWithAnIdTokenOfTheSamePerson() {
    MemberId member = keepingTokensByOpenIdConnect(new Heard());
    clock.advance(Duration.ofHours(13));
    kakao.failNext(
        KakaoEndpoint.TOKEN,
        Failure.set(
            "id_token", "\"" + idToken("https://kauth.kakao.com", "CLIENT", "SUBJECT") + "\""));

    assertThat(token(member)).isPresent();
  }

  private MemberId keepingTokensByOpenIdConnect(Heard heard) {
    sync = open(bare(told())
        .callbacks(CALLBACKS)
        .provider(kakao.provider(
            Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())).withOpenIdConnect()))
        .tokens(Kakao.ID, TokenPolicy.KEEP)
        .observer(heard));
    return signUp("haneul");
  }

  private String idToken(String issuer, String audience, String subject) {
    String claims =
        "{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"" + subject + "\"}";
    return Stream.of(
            "{\"alg\":\"RS256\"}",
            claims.replace("CLIENT", kakao.clientId()).replace("SUBJECT", subject()),
            "signature")
        .map(part -> Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(part.getBytes(StandardCharsets.UTF_8)))
        .collect(Collectors.joining("."));
  }

  private String subject() {
    return String.valueOf(kakao.person("haneul").id());
  }

  @Test
  void loggingOutEndsTheProvidersTokensAndNotTheLink() {
    MemberId member = keepingTokens();

    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue();

    assertThat(kakao.calls(KakaoEndpoint.LOGOUT)).isOne();
    assertThat(token(member)).isEmpty();
    assertThat(identity("haneul")).isPresent();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
  }

  @Test
  void theTokensOfASignInDuringALogOutStay() {
    MemberId member = keepingTokens();
    clock.advance(Duration.ofMinutes(1));
    watched.afterNext("tokens.find", () -> signIn("haneul"));

    assertThat(sync.members().logOut(member, Kakao.ID)).isTrue();

    assertThat(token(member)).isPresent();
  }

  @Test
  void unlinkingEndsTheWayInAtOnceAndTellsTheProvider() {
    MemberId member = keepingTokens();
    var before = values(member);

    assertThat(sync.members().unlink(member, Kakao.ID)).isTrue();

    assertThat(identity("haneul")).isEmpty();
    assertThat(token(member)).isEmpty();
    assertThat(values(member)).isEqualTo(before);
    assertThat(events)
        .last()
        .extracting(Members.Event::kind)
        .isEqualTo(Members.Event.Kind.LEAVE_PENDING);
    kakao.failNext(KakaoEndpoint.UNLINK, Failure.raw(503, java.util.Map.of(), ""));
    runDue();
    assertThat(kakao.findLink(kakao.person("haneul"))).isPresent();
    clock.advance(Duration.ofMinutes(2));
    assertThat(runDue()).isOne();
    assertThat(kakao.findLink(kakao.person("haneul"))).isEmpty();
    assertThat(sync.members().unlink(member, Kakao.ID)).isFalse();
  }

  @Test
  void whoeverGetsToRefreshLooksFirstWhetherItWasDone() {
    MemberId member = keepingTokens();
    clock.advance(Duration.ofHours(13));
    watched.afterNext("tokens.find", () -> {
      assertThat(token(member)).isPresent(); // a faster node, whose lease then ends
      clock.advance(Duration.ofSeconds(16));
    });

    assertThat(token(member)).isPresent();

    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void aRefreshedTokenIsKeptThoughAnotherTransactionMeetsIt() {
    MemberId member = keepingTokens();
    clock.advance(Duration.ofHours(13));
    conflict("tokens.put");

    String refreshed = token(member).orElseThrow();

    assertThat(token(member)).contains(refreshed);
    assertThat(refreshes()).hasSize(1);
  }

  @Test
  void aTokenThatWasRefreshedWhileTheLinkEndedIsNotKept() {
    MemberId member = keepingTokens();
    clock.advance(Duration.ofHours(13));
    watched.afterNext("tokens.lease", () -> sync.members().unlink(member, Kakao.ID));

    assertThat(token(member)).isEmpty();

    String subject = String.valueOf(kakao.person("haneul").id());
    assertThat(books.tokens().find(SHOP, "kakao", subject)).isEmpty();
  }

  @Test
  void aShopThatDiscardsTokensFromNowOnLosesThoseItHad() {
    MemberId member = keepingTokens();
    String subject = String.valueOf(kakao.person("haneul").id());
    byte[] kept = books.tokens().find(SHOP, "kakao", subject).orElseThrow().sealed();

    sync = open(shop().tokens(Kakao.ID, TokenPolicy.DISCARD));
    assertThat(signUp("haneul")).isNotNull();

    assertThat(token(member)).isEmpty();
    byte[] time = books.tokens().find(SHOP, "kakao", subject).orElseThrow().sealed();
    assertThat(time).as("no more than the time").hasSizeLessThan(kept.length);
  }

  private MemberId keepingTokens() {
    sync = open(shop().tokens(Kakao.ID, TokenPolicy.KEEP));
    return signUp("haneul");
  }

  private Optional<String> token(MemberId member) {
    return sync.members().withAccessToken(member, Kakao.ID, Secret::reveal);
  }

  private List<ReceivedRequest> refreshes() {
    return kakao.requests(KakaoEndpoint.TOKEN).stream()
        .filter(request -> request.formParameter("refresh_token").isPresent())
        .toList();
  }
}
