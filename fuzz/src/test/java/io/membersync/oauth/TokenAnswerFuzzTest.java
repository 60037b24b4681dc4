package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.fuzz.FuzzTestCase;
import io.membersync.fuzz.Parts;
import io.membersync.fuzz.Providers;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.Headers;

/** The answer to a token call: whose, its status, two headers, and its body. */
class TokenAnswerFuzzTest extends FuzzTestCase {
  private static final List<Provider> PROVIDERS = Providers.all();
  private static final List<Integer> STATUSES = List.of(200, 400, 401, 403, 429, 500, 503, 302);

  private final AnswerReader reader = new AnswerReader(Clock.fixed(Providers.NOW, ZoneOffset.UTC));

  @Override
  protected void give(byte[] input) {
    Parts parts = new Parts(input, 5);
    Provider provider = parts.choice(0, PROVIDERS);
    HttpAnswer answer = new HttpAnswer(
        parts.choice(1, STATUSES), headers(parts.text(2), parts.text(3)), parts.bytes(4));
    answer.retryAfter(Providers.NOW);
    answer.requestId().ifPresent(FuzzTestCase::shown);
    answer.location();
    answer.date();
    answer.lifetime(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1));
    try {
      Optional<JsonDocument> body =
          reader.read(provider, TokenEndpoint.STEP, answer).body();
      if (body.isPresent()) {
        TokenAnswer tokens = new TokenAnswer(provider, body.get(), Providers.NOW);
        refresh(tokens);
        shown(tokens.tokens(List.of("openid", "email")));
        wentThrough();
      }
    } catch (ProviderFailure e) {
      declared(e);
      shown(e.error());
    }
  }

  private static void refresh(TokenAnswer tokens) {
    try {
      shown(tokens.refreshed(new TokenEndpoint.Refresh(
          Secret.of("refresh-1"),
          new Grant(Set.of("openid", "email"), true, false),
          Optional.empty(),
          Optional.of("subject-1"))));
    } catch (ProviderFailure e) {
      declared(e);
    }
  }

  private static Headers headers(String type, String other) {
    Headers.Builder headers = new Headers.Builder();
    if (!type.isEmpty()) {
      headers.addUnsafeNonAscii("Content-Type", plain(type));
    }
    for (String name :
        List.of("Retry-After", "X-Request-Id", "Location", "Date", "Cache-Control")) {
      if (!other.isEmpty()) {
        headers.addUnsafeNonAscii(name, plain(other));
      }
    }
    return headers.build();
  }

  /** As far as a header that has come can hold it. */
  private static String plain(String text) {
    return text.replaceAll("[\r\n\u0000]", "");
  }
}
