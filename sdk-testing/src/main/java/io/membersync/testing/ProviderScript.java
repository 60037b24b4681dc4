package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.testing.http.Answer;
import io.membersync.testing.http.FakeServer;
import io.membersync.testing.http.JsonNode;
import io.membersync.testing.http.JsonPath;
import io.membersync.testing.http.JsonText;
import io.membersync.testing.http.Parameters;
import io.membersync.testing.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;

/** A provider that answers by samples, for one sign-in of {@link ProviderContract}. */
final class ProviderScript implements AutoCloseable {
  static final String TOKEN = "token";
  static final String KEYS = "keys";

  private static final long LIFE_SECONDS = 3600;

  private final ProviderSamples samples;
  private final FakeServer server = FakeServer.bind("sample-provider", 0, null);
  private final SigningKeys keys = new SigningKeys();
  private final Map<String, String> steps = new LinkedHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> withheld = new CopyOnWriteArrayList<>();
  private volatile String nonce = "";
  private volatile UnaryOperator<IdTokenDraft> change = UnaryOperator.identity();

  ProviderScript(ProviderSamples samples) {
    this.samples = samples;
    ProviderDescriptor descriptor = samples.provider().descriptor();
    descriptor.token().ifPresent(uri -> steps.put(uri.getPath(), TOKEN));
    descriptor.keys().ifPresent(uri -> steps.put(uri.getPath(), KEYS));
    calls(samples.provider()).forEach(call -> steps.put(call.uri().getPath(), call.name()));
    server.start(this::answer);
  }

  /** The calls of a sign-in that was granted everything. */
  static List<ProviderCall> calls(Provider provider) {
    Set<String> scopes = new LinkedHashSet<>(provider.descriptor().scopes());
    provider.descriptor().fields().forEach(field -> provider.scopeOf(field).ifPresent(scopes::add));
    return provider.calls(new Provider.Grant(scopes, true, true));
  }

  /** The provider, led here. */
  Provider provider() {
    Set<String> origins = new LinkedHashSet<>();
    ProviderDescriptor descriptor = samples.provider().descriptor();
    for (Optional<URI> uri : List.of(
        descriptor.authorization(), descriptor.token(), descriptor.keys(), descriptor.profile())) {
      uri.map(ProviderScript::origin).ifPresent(origins::add);
    }
    calls(samples.provider()).forEach(call -> origins.add(origin(call.uri())));
    return FakeEndpoints.lead(
        samples.provider(),
        URI.create("http://127.0.0.1:" + server.port()),
        origins.toArray(String[]::new));
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  void fail(String step, Failure failure) {
    failures.put(step, failure);
  }

  /** The visitor withholds what stands there, in whichever answers it does. */
  void withhold(String path) {
    withheld.add(path);
  }

  /** Whether some sample has it: where not, it cannot be withheld. */
  boolean isInSamples(String path) {
    return Stream.concat(samples.answers().values().stream(), samples.claims().stream())
            .flatMap(json -> JsonText.parse(json).stream())
            .anyMatch(json -> ProviderContract.hasMember(json, path))
        || samples.callback().keySet().stream().anyMatch(name -> path.startsWith(name + "."));
  }

  void changeIdToken(UnaryOperator<IdTokenDraft> draft) {
    change = draft;
  }

  /** How often anything was asked. */
  int calls() {
    return calls.get();
  }

  /** What the public key looks like, for a token that takes it for a secret. */
  byte[] publicKey() {
    return keys.signing().pair().getPublic().getEncoded();
  }

  /** The visitor agrees: where the browser is sent back to. */
  URI agree(URI authorization) {
    Parameters asked = Parameters.parse(authorization.getRawQuery());
    nonce = asked.find("nonce").orElse("");
    StringBuilder query = new StringBuilder("?code=sample-code&state=")
        .append(Parameters.encode(asked.find("state").orElseThrow()));
    samples.callback().forEach((name, value) -> {
      if (withheld.stream().noneMatch(path -> path.startsWith(name + "."))) {
        query.append('&').append(name).append('=').append(Parameters.encode(value));
      }
    });
    return URI.create(asked.find("redirect_uri").orElseThrow() + query);
  }

  private Answer answer(Request request) {
    calls.incrementAndGet();
    String step = steps.get(request.path());
    if (step == null) {
      return Answer.text(404, "text/plain", "the samples have no step at " + request.path() + "\n");
    }
    Failure failure = failures.get(step);
    Answer answer = failure != null && failure.replaces() ? Answer.empty(200) : good(step);
    answer = failure == null ? answer : failure.spoil(answer);
    Optional<JsonNode> json = answer.findJson();
    return json.isEmpty()
        ? answer
        : answer.withBody(json.get().toString().getBytes(StandardCharsets.UTF_8));
  }

  private Answer good(String step) {
    if (step.equals(KEYS)) {
      return Answer.json(200, keys.keySet());
    }
    String sample = samples.answers().get(step);
    if (sample == null) {
      return Answer.json(404, JsonNode.object());
    }
    JsonNode json = JsonText.parse(sample)
        .orElseThrow(() -> new IllegalArgumentException("the sample of " + step + " is not JSON"));
    if (!step.equals(TOKEN)) {
      removeWithheld(json);
    }
    if (step.equals(TOKEN) && samples.claims().isPresent()) {
      ((JsonNode.JsonObject) json).set("id_token", JsonNode.of(idToken()));
    }
    return Answer.json(200, json);
  }

  private void removeWithheld(JsonNode json) {
    for (String path : withheld) {
      if (ProviderContract.hasMember(json, path)) {
        JsonPath.of(path).remove(json);
      }
    }
  }

  private String claims() {
    JsonNode claims = JsonText.parse(samples.claims().orElseThrow())
        .orElseThrow(() -> new IllegalArgumentException("the claims of the samples are not JSON"));
    removeWithheld(claims);
    return claims.toString();
  }

  private String idToken() {
    ProviderDescriptor descriptor = samples.provider().descriptor();
    boolean bySecret = descriptor.idTokenAlgorithms().contains("HS256");
    long now = Clock.systemUTC().instant().getEpochSecond();
    SigningKeys.Named key = keys.signing();
    IdTokenDraft draft = new IdTokenDraft(
            bySecret
                ? "{\"typ\":\"JWT\",\"alg\":\"HS256\"}"
                : "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"" + key.kid() + "\"}",
            claims(),
            key.pair().getPrivate())
        .claim("iss", descriptor.issuer().orElseThrow())
        .claim("aud", samples.provider().client().clientId())
        .claim("iat", now)
        .claim("exp", now + LIFE_SECONDS)
        .claim("nonce", nonce)
        .withoutClaim("at_hash");
    if (bySecret) {
      Secret secret = samples.provider().client().secret().orElseThrow();
      draft = draft.signedBy(
          new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
          "HmacSHA256");
    }
    return change.apply(draft).sign();
  }

  @Override
  public void close() {
    server.close();
    keys.close();
  }
}
