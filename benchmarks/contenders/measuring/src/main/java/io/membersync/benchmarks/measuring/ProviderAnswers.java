package io.membersync.benchmarks.measuring;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * What the provider says. It looks at what a contender must have sent, so that none is fast by
 * leaving something out: client, secret, PKCE verifier, and the access token.
 */
final class ProviderAnswers {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String ACCESS_TOKEN = "ms-at-bench-5Yc0mJ8yC2wq4HfT1sKd9LrX7vNbQ3uE";
  private static final String TOKENS = """
      {"token_type":"bearer","access_token":"%s","expires_in":21599,\
      "refresh_token":"ms-rt-bench-0123456789abcdef0123456789abcdef",\
      "refresh_token_expires_in":5183999,"scope":"%s"%s}""";
  private static final String PROFILE = """
      {"id":4021987766,"connected_at":"2026-03-02T04:11:09Z","synched_at":"2026-03-02T04:11:09Z",\
      "kakao_account":{"profile_nickname_needs_agreement":false,\
      "profile_image_needs_agreement":false,"profile":{"nickname":"Haneul",\
      "thumbnail_image_url":"https://img.example/110.jpg",\
      "profile_image_url":"https://img.example/640.jpg","is_default_image":false,\
      "is_default_nickname":false},"name_needs_agreement":false,"name":"Kim Haneul",\
      "email_needs_agreement":false,"is_email_valid":true,"is_email_verified":true,\
      "email":"haneul@shop.example","birthyear_needs_agreement":false,"birthyear":"1991",\
      "birthday_needs_agreement":false,"birthday":"0415","birthday_type":"LUNAR",\
      "is_leap_month":false,"gender_needs_agreement":false,"gender":"female",\
      "phone_number_needs_agreement":false,"phone_number":"+82 10-5550-1234"}}""";
  private static final String USER_INFO = """
      {"sub":"4021987766","name":"Kim Haneul","nickname":"Haneul",\
      "picture":"https://img.example/640.jpg","email":"haneul@shop.example",\
      "email_verified":true,"gender":"female","birthdate":"1991-04-15",\
      "phone_number":"+82 10-5550-1234","phone_number_verified":true}""";

  private final Provider provider;
  private final KeyPair keys;
  private final byte[] tokens;
  private final byte[] profile = bytes(PROFILE);
  private final byte[] userInfo = bytes(USER_INFO);
  private final byte[] keySet;
  private final byte[] metadata;

  ProviderAnswers(Provider provider) throws GeneralSecurityException {
    this.provider = provider;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    this.keys = generator.generateKeyPair();
    this.tokens = bytes(String.format(
        TOKENS,
        ACCESS_TOKEN,
        "profile_nickname profile_image account_email name phone_number",
        ""));
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    this.keySet = bytes("{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\","
        + "\"kid\":\"k1\",\"n\":\""
        + number(key.getModulus())
        + "\",\"e\":\""
        + number(key.getPublicExponent())
        + "\"}]}");
    this.metadata = bytes("{\"issuer\":\"" + provider.issuer() + "\",\"authorization_endpoint\":\""
        + provider.authorize() + "\",\"token_endpoint\":\"" + provider.token()
        + "\",\"userinfo_endpoint\":\"" + provider.userInfo() + "\",\"jwks_uri\":\""
        + provider.keys() + "\",\"response_types_supported\":[\"code\"],"
        + "\"subject_types_supported\":[\"public\"],"
        + "\"id_token_signing_alg_values_supported\":[\"RS256\"],"
        + "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
        + "\"code_challenge_methods_supported\":[\"S256\"]}");
  }

  byte[] answer(HttpConnection request) throws IOException {
    return switch (request.path()) {
      case Provider.TOKEN_PATH -> tokens(request.body());
      case Provider.PROFILE_PATH -> guarded(request, profile);
      case Provider.USER_INFO_PATH -> guarded(request, userInfo);
      case Provider.KEYS_PATH -> keySet;
      case Provider.METADATA_PATH -> metadata;
      default -> throw new IOException("nothing is at " + request.path());
    };
  }

  private byte[] guarded(HttpConnection request, byte[] answer) throws IOException {
    if (!request.authorization().equals("Bearer " + ACCESS_TOKEN)) {
      throw new IOException("the access token is missing");
    }
    return answer;
  }

  private byte[] tokens(String form) throws IOException {
    String address = "?" + form;
    if (!Provider.parameter(address, "client_id").equals(Provider.CLIENT_ID)
        || !Provider.parameter(address, "client_secret").equals(Provider.CLIENT_SECRET)
        || Provider.parameter(address, "code_verifier").length() < 43
        || Provider.parameter(address, "redirect_uri").isEmpty()) {
      throw new IOException("client, secret, redirect URI or PKCE verifier is missing");
    }
    String nonce = Provider.parameter(address, "code").substring(1);
    if (nonce.isEmpty()) {
      return tokens;
    }
    String token = ",\"id_token\":\"" + idToken(nonce) + "\"";
    return bytes(String.format(TOKENS, ACCESS_TOKEN, "openid profile email phone", token));
  }

  private String idToken(String nonce) {
    long now = System.currentTimeMillis() / 1000;
    String claims = "{\"iss\":\"" + provider.issuer() + "\",\"aud\":\"" + Provider.CLIENT_ID
        + "\",\"sub\":\"" + Provider.SUBJECT + "\",\"iat\":" + now + ",\"exp\":" + (now + 21_599)
        + ",\"auth_time\":" + now + ",\"nonce\":\"" + nonce + "\",\"nickname\":\"Haneul\"}";
    String head = encode("{\"kid\":\"k1\",\"typ\":\"JWT\",\"alg\":\"RS256\"}");
    String signed = head + "." + encode(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(bytes(signed));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot sign with RSA", e);
    }
  }

  private static String encode(String text) {
    return BASE64.encodeToString(bytes(text));
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return BASE64.encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
