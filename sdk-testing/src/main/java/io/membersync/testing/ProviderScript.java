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
import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.spec.SecretKeySpec;

/**
 * A provider that answers by samples, for one day of {@link ProviderContract}. Where the provider's
 * addresses come from its issuer's metadata, it serves these too.
 */
final class ProviderScript implements AutoCloseable {
  static final String TOKEN = "token";
  static final String KEYS = "keys";
  static final String METADATA = "metadata";
  static final String PROFILE = "profile";

  private static final String UNKNOWN = "?";
  private static final String ELLIPTIC = "ms-key-elliptic";
  private static final long LIFE_SECONDS = 3600;

  private final ProviderSamples samples;
  private final ProviderDescriptor descriptor;
  private final FakeServer server = FakeServer.bind("sample-provider", 0, null);
  private final SigningKeys keys = new SigningKeys();
  private final KeyPair elliptic = SigningKeys.elliptic();
  private final Map<String, String> steps = new LinkedHashMap<>();
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> replaced = new ConcurrentHashMap<>();
  private final List<UnaryOperator<String>> changes = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private volatile String claims;
  private volatile String nonce = "";
  private volatile UnaryOperator<IdTokenDraft> change = UnaryOperator.identity();

  ProviderScript(ProviderSamples samples) {
    this.samples = samples;
    this.descriptor = samples.provider().descriptor();
    this.answers.putAll(samples.answers());
    this.claims = samples.claims().orElse("");
    if (descriptor.isDiscovered()) {
      URI home = URI.create(home(descriptor));
      steps.put(home.getPath() + "/.well-known/openid-configuration", METADATA);
      steps.put(home.getPath() + "/token", TOKEN);
      steps.put(home.getPath() + "/keys", KEYS);
    }
    descriptor.token().ifPresent(uri -> steps.put(uri.getPath(), TOKEN));
    descriptor.keys().ifPresent(uri -> steps.put(uri.getPath(), KEYS));
    calls(samples).forEach(call -> steps.put(call.uri().getPath(), call.name()));
    server.start(this::answer);
  }

  /** The calls of a sign-in that was granted everything. */
  static List<ProviderCall> calls(ProviderSamples samples) {
    Provider provider = samples.provider();
    Set<String> scopes = new LinkedHashSet<>(provider.descriptor().scopes());
    provider.descriptor().fields().forEach(field -> provider.scopeOf(field).ifPresent(scopes::add));
    List<ProviderCall> calls =
        new ArrayList<>(provider.calls(new Provider.Grant(scopes, true, true)));
    if (provider.descriptor().isDiscovered() && samples.answers().containsKey(PROFILE)) {
      calls.removeIf(call -> call.name().equals(PROFILE));
      calls.add(
          0, ProviderCall.get(PROFILE, URI.create(home(provider.descriptor()) + "/userinfo")));
    }
    return calls;
  }

  /** The provider, led here. */
  Provider provider() {
    Set<String> origins = new LinkedHashSet<>();
    for (Optional<URI> uri : List.of(
        descriptor.authorization(), descriptor.token(), descriptor.keys(), descriptor.profile())) {
      uri.map(ProviderScript::origin).ifPresent(origins::add);
    }
    if (descriptor.isDiscovered()) {
      origins.add(origin(URI.create(home(descriptor))));
    }
    calls(samples).forEach(call -> origins.add(origin(call.uri())));
    return FakeEndpoints.lead(
        samples.provider(),
        URI.create("http://127.0.0.1:" + server.port()),
        origins.toArray(String[]::new));
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String home(ProviderDescriptor descriptor) {
    String issuer = descriptor.issuer().orElseThrow();
    return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
  }

  void fail(String step, Failure failure) {
    failures.put(step, failure);
  }

  /** All is well again. */
  void heal() {
    failures.clear();
  }

  /** The visitor withholds what stands there, in whichever answers it does. */
  void withhold(String path) {
    changes.add(text -> changed(text, path, json -> JsonPath.of(path).remove(json)));
    samples.callback().keySet().stream()
        .filter(name -> path.startsWith(name + "."))
        .forEach(name -> replaced.put(name, ""));
  }

  /** Something else stands there, in whichever answers it does. */
  void replace(String path, String json) {
    changes.add(text ->
        changed(text, path, root -> JsonPath.of(path).set(root, JsonNode.raw(json))));
    samples.callback().forEach((name, value) -> {
      if (path.startsWith(name + ".")) {
        String within = path.substring(name.length() + 1);
        replaced.put(
            name,
            changed(value, within, root -> JsonPath.of(within).set(root, JsonNode.raw(json))));
      }
    });
  }

  /** Answers this step so. */
  void answer(String step, String json) {
    answers.put(step, json);
  }

  /** Everything is about another visitor, or one step of it. */
  void nameAnother(Optional<String> step, String subject) {
    answers.replaceAll((name, json) ->
        step.map(name::equals).orElse(true) ? json.replace(samples.subject(), subject) : json);
    if (step.isEmpty()) {
      claims = claims.replace(samples.subject(), subject);
    }
  }

  private static String changed(String text, String path, Consumer<JsonNode> change) {
    JsonNode json = parse(text);
    if (!ContractDays.hasMember(json, path)) {
      return text;
    }
    change.accept(json);
    return json.toString();
  }

  void changeIdToken(UnaryOperator<IdTokenDraft> draft) {
    change = draft;
  }

  /** How often anything of a sign-in was asked. */
  int calls() {
    return (int) asked.stream().filter(step -> !step.equals(METADATA)).count();
  }

  /** What was asked, in its order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  boolean wasAskedElsewhere() {
    return asked.contains(UNKNOWN);
  }

  /** What the public key looks like, for a token that takes it for a secret. */
  byte[] publicKey() {
    return (isElliptic() ? elliptic : keys.signing().pair()).getPublic().getEncoded();
  }

  /** The visitor agrees: where the browser is sent back to. */
  URI agree(URI authorization) {
    Parameters authorize = Parameters.parse(authorization.getRawQuery());
    nonce = authorize.find("nonce").orElse("");
    StringBuilder query = new StringBuilder("?code=sample-code&state=")
        .append(Parameters.encode(authorize.find("state").orElseThrow()));
    samples.callback().forEach((name, value) -> {
      String given = replaced.getOrDefault(name, value);
      if (!given.isEmpty()) {
        query.append('&').append(name).append('=').append(Parameters.encode(given));
      }
    });
    return URI.create(authorize.find("redirect_uri").orElseThrow() + query);
  }

  private Answer answer(Request request) {
    String step = steps.getOrDefault(request.path(), UNKNOWN);
    asked.add(step);
    if (step.equals(UNKNOWN)) {
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
      return Answer.json(
          200, isElliptic() ? SigningKeys.ellipticKeySet(ELLIPTIC, elliptic) : keys.keySet());
    }
    if (step.equals(METADATA)) {
      return Answer.json(200, metadata());
    }
    String sample = answers.get(step);
    if (sample == null) {
      return Answer.json(404, JsonNode.object());
    }
    if (!step.equals(TOKEN)) {
      return Answer.json(200, parse(shown(sample)));
    }
    JsonNode json = parse(sample);
    if (samples.claims().isPresent()) {
      ((JsonNode.JsonObject) json).set("id_token", JsonNode.of(idToken()));
    }
    return Answer.json(200, json);
  }

  private JsonNode.JsonObject metadata() {
    String home = home(descriptor);
    JsonNode.Array algorithms = new JsonNode.Array();
    descriptor.idTokenAlgorithms().forEach(algorithms::add);
    JsonNode.JsonObject metadata = JsonNode.object()
        .add("issuer", descriptor.issuer().orElseThrow())
        .add("authorization_endpoint", home + "/authorize")
        .add("token_endpoint", home + "/token")
        .add("jwks_uri", home + "/keys")
        .add("id_token_signing_alg_values_supported", algorithms);
    return answers.containsKey(PROFILE)
        ? metadata.add("userinfo_endpoint", home + "/userinfo")
        : metadata;
  }

  /** What is left of it on this day. */
  private String shown(String sample) {
    String shown = sample;
    for (UnaryOperator<String> day : changes) {
      shown = day.apply(shown);
    }
    return shown;
  }

  private static JsonNode parse(String text) {
    return JsonText.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("a sample is not JSON: " + text));
  }

  private boolean isElliptic() {
    return descriptor.idTokenAlgorithms().contains("ES256")
        && !descriptor.idTokenAlgorithms().contains("RS256");
  }

  private String idToken() {
    long now = Clock.systemUTC().instant().getEpochSecond();
    return change
        .apply(draft(shown(claims))
            .claim("iss", descriptor.issuer().orElseThrow())
            .claim("aud", samples.provider().client().clientId())
            .claim("iat", now)
            .claim("exp", now + LIFE_SECONDS)
            .claim("nonce", nonce)
            .withoutClaim("at_hash"))
        .sign();
  }

  private IdTokenDraft draft(String payload) {
    if (descriptor.idTokenAlgorithms().contains("HS256")) {
      Secret secret = samples.provider().client().secret().orElseThrow();
      return new IdTokenDraft(
          "{\"typ\":\"JWT\",\"alg\":\"HS256\"}",
          payload,
          new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
          "HmacSHA256");
    }
    if (isElliptic()) {
      return new IdTokenDraft(
          "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"" + ELLIPTIC + "\"}",
          payload,
          elliptic.getPrivate(),
          SigningKeys.ES256);
    }
    SigningKeys.Named key = keys.signing();
    return new IdTokenDraft(
        "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"" + key.kid() + "\"}",
        payload,
        key.pair().getPrivate());
  }

  @Override
  public void close() {
    server.close();
    keys.close();
  }
}
