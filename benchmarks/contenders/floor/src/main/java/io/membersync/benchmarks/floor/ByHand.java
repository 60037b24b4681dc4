package io.membersync.benchmarks.floor;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.squareup.moshi.JsonReader;
import io.membersync.benchmarks.measuring.Contender;
import io.membersync.benchmarks.measuring.ContenderProcess;
import io.membersync.benchmarks.measuring.Flow;
import io.membersync.benchmarks.measuring.Provider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * The least: a sealed cookie with state, verifier and nonce, the two calls, one read of each answer,
 * one signature check, and a look into a map of members. It forgives nothing and promises nothing.
 */
public final class ByHand implements Contender {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final Flow flow;
  private final HttpUrl authorize;
  private final HttpUrl token;
  private final HttpUrl person;
  private final OkHttpClient http = new OkHttpClient();
  private final SecureRandom random = new SecureRandom();
  private final SealedCookie cookies = new SealedCookie(random);
  private final Provider provider;
  private final Optional<RSASSAVerifier> verifier;
  private final Map<String, Person> members;

  private ByHand(Flow flow, Provider provider) throws Exception {
    this.flow = flow;
    this.provider = provider;
    this.authorize = HttpUrl.get(provider.authorize());
    this.token = HttpUrl.get(provider.token());
    this.person = HttpUrl.get(flow == Flow.OAUTH2 ? provider.profile() : provider.userInfo());
    this.verifier = flow == Flow.OAUTH2 ? Optional.empty() : Optional.of(loadKey());
    this.members = Map.of(
        Provider.SUBJECT,
        new Person(Provider.SUBJECT, "Kim Haneul", "haneul@shop.example", "+82 10-5550-1234"));
  }

  /**
   * Serves the measurement.
   *
   * @throws Exception if it fails
   */
  public static void main(String... args) throws Exception {
    ContenderProcess.run(args, ByHand::new);
  }

  @Override
  public String signIn() throws Exception {
    String state = random(24);
    String codeVerifier = random(32);
    String nonce = flow == Flow.OAUTH2 ? "" : random(24);
    HttpUrl.Builder address = authorize
        .newBuilder()
        .addQueryParameter("response_type", "code")
        .addQueryParameter("client_id", Provider.CLIENT_ID)
        .addQueryParameter("redirect_uri", Provider.REDIRECT_URI)
        .addQueryParameter("state", state)
        .addQueryParameter("code_challenge", sha256(codeVerifier))
        .addQueryParameter("code_challenge_method", "S256");
    if (flow == Flow.OPENID_CONNECT) {
      address.addQueryParameter("scope", "openid profile email phone");
      address.addQueryParameter("nonce", nonce);
    }
    String cookie = cookies.seal(state + "." + codeVerifier + "." + nonce);

    String callback = Provider.visit(address.build().toString());
    String[] pending = cookies.open(cookie).split("\\.", -1);
    String came = Provider.parameter("?" + callback, "state");
    if (!MessageDigest.isEqual(bytes(pending[0]), bytes(came))) {
      throw new IllegalStateException("the state is another one");
    }
    Tokens tokens = exchange(Provider.parameter("?" + callback, "code"), pending[1]);
    if (verifier.isPresent()) {
      check(tokens.idToken(), pending[2]);
    }
    Person found = read(tokens.accessToken());
    Person member = members.get(found.subject());
    if (member == null || !member.equals(found)) {
      throw new IllegalStateException("the member has changed");
    }
    return member.subject();
  }

  private record Tokens(String accessToken, String idToken) {}

  private record Person(String subject, String name, String email, String phone) {}

  private Tokens exchange(String code, String codeVerifier) throws IOException {
    FormBody form = new FormBody.Builder()
        .add("grant_type", "authorization_code")
        .add("client_id", Provider.CLIENT_ID)
        .add("client_secret", Provider.CLIENT_SECRET)
        .add("redirect_uri", Provider.REDIRECT_URI)
        .add("code", code)
        .add("code_verifier", codeVerifier)
        .build();
    Request request = new Request.Builder().url(token).post(form).build();
    try (Response response = http.newCall(request).execute()) {
      return readTokens(JsonReader.of(body(response)));
    }
  }

  private static Tokens readTokens(JsonReader json) throws IOException {
    String accessToken = "";
    String idToken = "";
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "access_token" -> accessToken = json.nextString();
        case "id_token" -> idToken = json.nextString();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return new Tokens(accessToken, idToken);
  }

  private void check(String idToken, String nonce) throws Exception {
    SignedJWT jwt = SignedJWT.parse(idToken);
    if (!jwt.verify(verifier.orElseThrow())) {
      throw new IllegalStateException("the signature is wrong");
    }
    JWTClaimsSet claims = jwt.getJWTClaimsSet();
    if (!provider.issuer().equals(claims.getIssuer())
        || !claims.getAudience().contains(Provider.CLIENT_ID)
        || !nonce.equals(claims.getStringClaim("nonce"))
        || claims.getExpirationTime().toInstant().isBefore(Instant.now())) {
      throw new IllegalStateException("the ID token is not for this sign-in");
    }
  }

  private Person read(String accessToken) throws IOException {
    Request request = new Request.Builder()
        .url(person)
        .header("Authorization", "Bearer " + accessToken)
        .build();
    try (Response response = http.newCall(request).execute()) {
      return PersonReader.read(body(response));
    }
  }

  private static BufferedSource body(Response response) throws IOException {
    if (response.code() != 200) {
      throw new IOException("HTTP " + response.code());
    }
    return response.body().source();
  }

  /** The one person's fields, in whichever of the two forms they come. */
  private static final class PersonReader {
    private String subject = "";
    private String name = "";
    private String email = "";
    private String phone = "";

    static Person read(BufferedSource source) throws IOException {
      PersonReader reader = new PersonReader();
      reader.object(JsonReader.of(source));
      return new Person(reader.subject, reader.name, reader.email, reader.phone);
    }

    private void object(JsonReader json) throws IOException {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "id", "sub" -> subject = json.nextString();
          case "name" -> name = json.nextString();
          case "email" -> email = json.nextString();
          case "phone_number" -> phone = json.nextString();
          case "kakao_account" -> object(json);
          default -> json.skipValue();
        }
      }
      json.endObject();
    }
  }

  private RSASSAVerifier loadKey() throws Exception {
    Request request = new Request.Builder().url(provider.keys()).build();
    try (Response response = http.newCall(request).execute()) {
      JWKSet keys = JWKSet.parse(response.body().string());
      return new RSASSAVerifier(keys.getKeys().get(0).toRSAKey());
    }
  }

  private String random(int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return BASE64.encodeToString(value);
  }

  private static String sha256(String text) throws Exception {
    return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
