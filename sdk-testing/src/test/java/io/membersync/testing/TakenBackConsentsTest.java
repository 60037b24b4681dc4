package io.membersync.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.http.HttpCaller;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls that take consents back at Kakao, as the provider's real code makes and reads them. */
class TakenBackConsentsTest {
  private static final String SUBJECT = "4021987766";

  private final FakeKakao kakao = FakeKakao.onLoopback();
  private final TestCalls calls = new TestCalls(kakao);
  private final KakaoPerson haneul = kakao.person("haneul");
  private final Provider provider = kakao.provider();

  @BeforeEach
  void link() {
    kakao.link(haneul);
  }

  @AfterEach
  void close() {
    kakao.close();
  }

  @Test
  void theAdminKeyTakesTermsBackForSomebodyWhoIsNotThere() {
    HttpCaller.Reply reply = send(
        KakaoEndpoint.REVOKE_SERVICE_TERMS,
        provider.revokeTerms(SUBJECT, List.of("marketing_20260401", "tos_20260101")));

    assertThat(reply.text())
        .as("the required one is passed over")
        .isEqualTo("{\"id\":4021987766,\"revoked_service_terms\":"
            + "[{\"tag\":\"marketing_20260401\",\"agreed\":false}]}");
    assertThat(agreedTerms()).contains("tos_20260101").doesNotContain("marketing_20260401");
    assertThat(kakao.requests(KakaoEndpoint.REVOKE_SERVICE_TERMS))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.formParameter("tags")).contains("marketing_20260401,tos_20260101");
          assertThat(request.formParameter("target_id_type")).contains("user_id");
          assertThat(request.formParameter("target_id")).contains(SUBJECT);
        });
  }

  @Test
  void theAdminKeyTakesScopesBack() {
    HttpCaller.Reply reply = send(
        KakaoEndpoint.REVOKE_SCOPES,
        provider.revokeScopes(SUBJECT, List.of("gender", "account_email")));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(kakao.requests(KakaoEndpoint.REVOKE_SCOPES).get(0).formParameter("scopes"))
        .contains("[\"gender\",\"account_email\"]");
    assertThat(kakao.findLink(haneul).orElseThrow().agreedItems())
        .contains("profile_nickname")
        .doesNotContain("gender", "account_email");
  }

  @Test
  void withoutAnAdminKeyTheVisitorsTokenDoesIt() {
    Provider plain = kakao.provider(Kakao.of(kakao.clientId(), Secret.of(kakao.clientSecret())));
    String token = kakao.issueAccessToken(haneul);

    ProviderCall call = plain.revokeScopes(SUBJECT, List.of("gender")).orElseThrow();
    assertThat(call.credential()).isEmpty();
    assertThat(calls
            .post(KakaoEndpoint.REVOKE_SCOPES, "Bearer " + token, form(call))
            .status())
        .isEqualTo(200);

    assertThat(kakao.findLink(haneul).orElseThrow().agreedItems()).doesNotContain("gender");
  }

  @Test
  void whatCannotBeTakenBackIsAnAnswerAndNoFaultOfTheSetUp() throws ProfileException {
    for (ProviderError error : List.of(
        failure(
            KakaoEndpoint.REVOKE_SCOPES,
            provider.revokeScopes(SUBJECT, List.of("gender", "profile_nickname"))),
        failure(KakaoEndpoint.REVOKE_SCOPES, provider.revokeScopes(SUBJECT, List.of("story"))),
        failure(
            KakaoEndpoint.REVOKE_SERVICE_TERMS,
            provider.revokeTerms(SUBJECT, List.of("unknown"))))) {
      assertThat(error.kind()).isEqualTo(ErrorKind.VISITOR);
    }
    assertThat(kakao.findLink(haneul).orElseThrow().agreedItems())
        .as("one required item has all of the call refused")
        .contains("gender");
  }

  @Test
  void whoeverIsNotLinkedAnyMoreHasNothingToTakeBack() throws ProfileException {
    kakao.unlink(haneul);

    assertThat(failure(
                KakaoEndpoint.REVOKE_SERVICE_TERMS,
                provider.revokeTerms(SUBJECT, List.of("marketing_20260401")))
            .kind())
        .isEqualTo(ErrorKind.TOKEN_DEAD);
  }

  private Iterable<String> agreedTerms() {
    return kakao.findLink(haneul).orElseThrow().agreedTerms().keySet();
  }

  private ProviderError failure(KakaoEndpoint endpoint, Optional<ProviderCall> call)
      throws ProfileException {
    HttpCaller.Reply reply = send(endpoint, call);
    return provider
        .classify(new Provider.Answer(
            call.orElseThrow().name(),
            reply.status(),
            Optional.of(JsonDocument.parse(reply.text().getBytes(StandardCharsets.UTF_8))),
            Optional.empty()))
        .orElseThrow();
  }

  private HttpCaller.Reply send(KakaoEndpoint endpoint, Optional<ProviderCall> wanted) {
    ProviderCall call = wanted.orElseThrow();
    String authorization = call.authorizationScheme().orElseThrow() + " "
        + call.credential().orElseThrow().reveal();
    return calls.post(endpoint, authorization, form(call));
  }

  /** Names and values by turns. */
  private static String[] form(ProviderCall call) {
    return call.parameters().entrySet().stream()
        .flatMap(one -> Stream.of(one.getKey(), one.getValue()))
        .toArray(String[]::new);
  }
}
