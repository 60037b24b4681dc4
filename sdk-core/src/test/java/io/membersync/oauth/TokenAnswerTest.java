package io.membersync.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Secret;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import io.membersync.testsupport.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAnswerTest {
  final GatewayFixture it = new GatewayFixture();

  @AfterEach
  void close() {
    it.close();
  }

  private static TokenSet read(Provider provider, String json, String... requested)
      throws ProviderFailure {
    return new TokenAnswer(provider, document(json), TestClock.START).tokens(List.of(requested));
  }

  private static JsonDocument document(String json) {
    try {
      return JsonDocument.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (ProfileException e) {
      throw new AssertionError(e);
    }
  }

  private ProviderFailure refusal(String json) {
    try {
      read(it.plain(), json);
    } catch (ProviderFailure failure) {
      return failure;
    }
    throw new AssertionError("passed: " + json);
  }

  private static String answer(String more) {
    return "{\"access_token\":\"at-1\",\"token_type\":\"bearer\"" + more + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"token_type\":\"bearer\"}",
        "{\"access_token\":null,\"token_type\":\"bearer\"}",
        "{\"access_token\":\"\",\"token_type\":\"bearer\"}",
        "{\"access_token\":\" \",\"token_type\":\"bearer\"}",
        "{\"access_token\":1234,\"token_type\":\"bearer\"}",
        "{\"access_token\":[\"at-1\"],\"token_type\":\"bearer\"}",
        "{\"access_token\":\"at\\r\\nX: y\",\"token_type\":\"bearer\"}",
        "{\"access_token\":\"토큰\",\"token_type\":\"bearer\"}"
      })
  @Fault("TR-01")
  void withoutOnePlainAccessTokenThereIsNoSignIn(String json) {
    ProviderFailure failure = refusal(json);

    assertThat(failure.kind()).isEqualTo(ErrorKind.SHAPE);
    assertThat(failure).hasMessageContaining("access_token").hasMessageNotContaining("X: y");
  }

  @Test
  @Fault("TR-03")
  void onlyBearerTokensAreTakenInAnyCase() throws Exception {
    for (String type : List.of("bearer", "Bearer", "BEARER", "bEaReR")) {
      read(it.plain(), "{\"access_token\":\"at-1\",\"token_type\":\"" + type + "\"}");
    }
    for (String type : List.of("\"mac\"", "\"\"", "null", "1", "\"bearer \"", "\"DPoP\"")) {
      assertThat(refusal("{\"access_token\":\"at-1\",\"token_type\":" + type + "}"))
          .as(type)
          .hasMessageContaining("token_type");
    }
    assertThat(refusal("{\"access_token\":\"at-1\"}")).hasMessageContaining("token_type");
    Provider lenient =
        Provider.of(it.descriptor().tokenTypeOptional().build(), GatewayFixture.client());
    read(lenient, "{\"access_token\":\"at-1\"}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
          3600                  | PT1H
          "3600"                | PT1H
          3600.7                | PT1H
          0                     | PT0S
          -1                    | PT0S
          "-1"                  | PT0S
          1e308                 | P3650D
          1e999                 | P3650D
          "1e308"               | P3650D
          9223372036854775808   | P3650D
          9223372036854775807   | P3650D
          99999999999999999999  | P3650D
          """)
  @Fault("TR-04")
  void aLifetimeIsReadOrClampedAndNeverOverflows(String sent, Duration life) throws Exception {
    TokenSet tokens = read(it.plain(), answer(",\"expires_in\":" + sent));

    assertThat(tokens.expiresAt()).contains(TestClock.START.plus(life));
  }

  @Test
  @Fault("TR-04")
  void aLifetimeMayBeMissingButNotNonsense() throws Exception {
    assertThat(read(it.plain(), answer("")).expiresAt()).isEmpty();
    assertThat(read(it.plain(), answer(",\"expires_in\":null")).expiresAt()).isEmpty();
    for (String sent : List.of(
        "true",
        "{}",
        "[]",
        "\"\"",
        "\" \"",
        "\"soon\"",
        "\"NaN\"",
        "\"Infinity\"",
        "\"0x10\"",
        "\"1d\"",
        "\"3600s\"",
        "\"1_000\"")) {
      assertThat(refusal(answer(",\"expires_in\":" + sent)))
          .as(sent)
          .hasMessageContaining("expires_in");
    }
  }

  @Test
  void refreshTokensComeWithTheirOwnLifetime() throws Exception {
    TokenSet tokens = read(
        it.plain(), answer(",\"refresh_token\":\"rt-1\",\"refresh_token_expires_in\":5183999"));

    assertThat(tokens.refreshToken()).contains(Secret.of("rt-1"));
    assertThat(tokens.refreshExpiresAt()).contains(TestClock.START.plusSeconds(5_183_999));
    assertThat(read(it.plain(), answer(",\"refresh_token\":\"\"")).refreshToken())
        .isEmpty();
    assertThat(refusal(answer(",\"refresh_token\":7"))).hasMessageContaining("refresh_token");
  }

  @Test
  @Fault("TR-05")
  void withOpenIdConnectAnIdTokenMustCome() {
    for (String more : List.of("", ",\"id_token\":null", ",\"id_token\":\"\"")) {
      ProviderFailure failure = null;
      try {
        read(it.openId(), answer(more));
      } catch (ProviderFailure e) {
        failure = e;
      }
      assertThat(failure).as(more).isNotNull();
      assertThat(Optional.ofNullable(failure).map(ProviderFailure::kind))
          .contains(ErrorKind.PROTOCOL);
    }
  }

  @Test
  void withoutOpenIdConnectAnIdTokenIsNotEvenKept() throws Exception {
    TokenSet tokens = read(it.plain(), answer(",\"id_token\":\"a.b.c\""));

    assertThat(tokens.idToken()).isEmpty();
    assertThat(tokens.grant().identityToken()).isFalse();
  }

  @Test
  @Fault("TR-06")
  void scopesThatAreNotNamedAreOnlyAssumed() throws Exception {
    assertThat(read(it.plain(), answer(""), "account_email", "birthday").grant())
        .isEqualTo(new Grant(Set.of("account_email", "birthday"), false, false));
    assertThat(read(it.plain(), answer(",\"scope\":null"), "birthday").grant())
        .isEqualTo(new Grant(Set.of("birthday"), false, false));
    assertThat(read(it.plain(), answer(",\"scope\":\"\""), "account_email").grant())
        .isEqualTo(new Grant(Set.of(), true, false));
    assertThat(read(it.plain(), answer(",\"scope\":\"birthday\""), "account_email", "birthday")
            .grant())
        .isEqualTo(new Grant(Set.of("birthday"), true, false));
    assertThat(refusal(answer(",\"scope\":[\"birthday\"]"))).hasMessageContaining("scope");
  }

  @Test
  @Fault("TR-07")
  void scopesThatNobodyAskedForAreIgnoredAndTheOperatorIsTold() throws Exception {
    List<String> granted = new ArrayList<>();

    String log = Logged.during(() -> granted.addAll(
        read(asking("birthday"), answer(",\"scope\":\"birthday  admin phone\""), "birthday")
            .grant()
            .scopes()));

    assertThat(granted).containsExactly("birthday");
    assertThat(log).contains("WARN", "provider fake", "not asked for").doesNotContain("admin");
  }

  @Test
  @Fault("TR-07")
  void nobodyIsToldOfWhatWasAskedFor() throws Exception {
    assertThat(Logged.during(() -> read(
            asking("birthday", "phone"),
            answer(",\"scope\":\"openid phone\""),
            "birthday",
            "phone")))
        .isEmpty();
  }

  @Test
  void whereTheProvidersConsoleDecidesAFurtherQuestionTakesNothingGrantedBeforeAway()
      throws Exception {
    assertThat(read(it.plain(), answer(",\"scope\":\"birthday phone\"")).grant().scopes())
        .containsExactlyInAnyOrder("birthday", "phone");
    assertThat(Logged.during(() -> assertThat(
                read(it.plain(), answer(",\"scope\":\"birthday phone gender\""), "gender")
                    .grant()
                    .scopes())
            .containsExactlyInAnyOrder("birthday", "phone", "gender")))
        .isEmpty();
  }

  @Test
  void aScopeCountsByTheNameItIsAskedByHoweverTheAnswerSpellsIt() throws Exception {
    Provider provider = Provider.of(
        it.descriptor()
            .scopes("openid", "email")
            .scopeAliases(Map.of("https://fake.example/auth/email", "email"))
            .build(),
        GatewayFixture.client());

    assertThat(Logged.during(() -> assertThat(read(
                    provider,
                    answer(",\"scope\":\"openid https://fake.example/auth/email\""),
                    "openid",
                    "email")
                .grant()
                .scopes())
            .containsExactlyInAnyOrder("openid", "email")))
        .isEmpty();
    assertThat(refreshed(provider, "https://fake.example/auth/email", "email"))
        .containsExactly("email");
  }

  @Test
  @Fault("TR-07")
  void whoJoinsGrantsTakesNothingGrantedBeforeAwayByAFurtherQuestionOnly() throws Exception {
    Provider provider = Provider.of(
        it.descriptor().scopes("email", "phone").namesEarlierScopes().build(),
        GatewayFixture.client());
    String wide = answer(",\"scope\":\"email phone gender\"");

    for (String further : List.of("gender", "phone")) {
      assertThat(read(provider, wide, further).grant().scopes())
          .as(further)
          .containsExactlyInAnyOrder("email", "phone", "gender");
    }
    assertThat(Logged.during(
            () -> assertThat(read(provider, wide, "phone", "email").grant().scopes())
                .containsExactlyInAnyOrder("email", "phone")))
        .contains("not asked for");
    assertThat(read(asking("email"), wide, "gender").grant().scopes()).containsExactly("gender");
    assertThat(refreshed(provider, "email gender", "email", "phone"))
        .as("nothing is added by a refresh")
        .containsExactly("email");
  }

  private static Set<String> refreshed(Provider provider, String named, String... old)
      throws ProviderFailure {
    return new TokenAnswer(
            provider, document(answer(",\"scope\":\"" + named + "\"")), TestClock.START)
        .refreshed(new TokenEndpoint.Refresh(
            Secret.of("rt-1"),
            new Grant(Set.of(old), true, false),
            Optional.empty(),
            Optional.empty()))
        .grant()
        .scopes();
  }

  private Provider asking(String... scopes) {
    return Provider.of(it.descriptor().scopes(scopes).build(), GatewayFixture.client());
  }

  @Test
  void scopesAreSplitByTheProvidersSeparatorToo() throws Exception {
    Provider provider = Provider.of(
        it.descriptor().scopes("a", "b").scopeSeparator(",").build(), GatewayFixture.client());

    assertThat(read(provider, answer(",\"scope\":\"a,b\"")).grant().scopes())
        .containsExactlyInAnyOrder("a", "b");
  }
}
