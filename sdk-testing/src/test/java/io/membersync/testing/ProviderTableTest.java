package io.membersync.testing;

import io.membersync.Secret;
import io.membersync.profile.Field;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import io.membersync.provider.facebook.Facebook;
import io.membersync.provider.google.Google;
import io.membersync.provider.kakao.Kakao;
import io.membersync.provider.line.Line;
import io.membersync.provider.naver.Naver;
import io.membersync.provider.oidc.OpenIdConnect;
import java.net.URI;
import org.junit.jupiter.api.Nested;

/** Every provider through the same good and bad days, by the samples of its documentation. */
class ProviderTableTest {
  private static final Secret SECRET = Secret.of("a-client-secret-of-32-characters");

  @Nested
  class OfKakao extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return kakao(Kakao.of("rest-api-key", SECRET));
    }
  }

  @Nested
  class OfKakaoByOpenIdConnect extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return kakao(Kakao.of("rest-api-key", SECRET).withOpenIdConnect())
          .identityToken("{\"sub\":\"4021987766\"}");
    }
  }

  private static ProviderSamples kakao(Kakao kakao) {
    return ProviderSamples.of(kakao, "4021987766")
        .answer(
            "token",
            "{\"access_token\":\"at\",\"token_type\":\"bearer\",\"refresh_token\":\"rt\","
                + "\"expires_in\":21599,\"scope\":\"account_email profile_nickname phone_number birthyear"
                + " birthday gender shipping_address plusfriends\"}")
        .answer(
            "profile",
            "{\"id\":4021987766,\"kakao_account\":{\"email_needs_agreement\":false,"
                + "\"is_email_valid\":true,\"is_email_verified\":true,"
                + "\"email\":\"haneul@shop.example\",\"profile\":{\"nickname\":\"하늘\"},"
                + "\"phone_number\":\"+82 10-1234-5678\",\"birthyear\":\"1995\","
                + "\"birthday\":\"0412\",\"birthday_type\":\"SOLAR\",\"gender\":\"female\"}}")
        .answer("terms", "{\"id\":4021987766,\"service_terms\":[]}")
        .answer(
            "addresses",
            "{\"user_id\":4021987766,\"shipping_addresses_needs_agreement\":false,"
                + "\"shipping_addresses\":[{\"id\":881,\"name\":\"Home\",\"is_default\":true,"
                + "\"updated_at\":1772424000,\"base_address\":\"12 Sample-ro, Jung-gu, Seoul\","
                + "\"detail_address\":\"3F\",\"receiver_name\":\"Kim Haneul\",\"zone_number\":"
                + "\"04500\"}]}")
        .answer(
            "channels",
            "{\"user_id\":4021987766,\"channels\":[{\"channel_uuid\":\"@sampleshop\","
                + "\"channel_public_id\":\"_AbCdEf\",\"relation\":\"ADDED\"}]}")
        .declined(
            "profile",
            "{\"id\":4021987766,\"kakao_account\":{\"email_needs_agreement\":true,"
                + "\"profile\":{\"nickname\":\"하늘\"},\"phone_number_needs_agreement\":true,"
                + "\"birthyear\":\"1995\",\"birthday\":\"0412\",\"birthday_type\":\"SOLAR\","
                + "\"gender\":\"female\"}}",
            Field.EMAIL,
            Field.PHONE)
        .declined(
            "addresses",
            "{\"user_id\":4021987766,\"shipping_addresses_needs_agreement\":true}",
            Field.SHIPPING_ADDRESSES)
        .error(
            "token",
            401,
            "{\"error\":\"invalid_client\",\"error_code\":\"KOE010\"}",
            ErrorKind.CONFIGURATION)
        .error(
            "token",
            400,
            "{\"error\":\"invalid_grant\",\"error_code\":\"KOE320\"}",
            ErrorKind.TOKEN_DEAD)
        .error("profile", 401, "{\"code\":-401,\"msg\":\"\"}", ErrorKind.TOKEN_DEAD)
        .error("profile", 400, "{\"code\":-10,\"msg\":\"\"}", ErrorKind.RATE_LIMITED)
        .error("terms", 403, "{\"code\":-402,\"msg\":\"\"}", ErrorKind.VISITOR)
        .error("addresses", 403, "{\"code\":-402,\"msg\":\"\"}", ErrorKind.VISITOR)
        .error("channels", 401, "{\"code\":-401,\"msg\":\"\"}", ErrorKind.TOKEN_DEAD)
        .error("channels", 400, "{\"code\":-10,\"msg\":\"\"}", ErrorKind.RATE_LIMITED)
        .error("channels", 403, "{\"code\":-5,\"msg\":\"\"}", ErrorKind.CONFIGURATION);
  }

  @Nested
  class OfNaver extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return naver(Naver.of("msyncDemoClientId01", SECRET));
    }
  }

  @Nested
  class OfNaverByOpenIdConnect extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return naver(Naver.of("msyncDemoClientId01", SECRET).withOpenIdConnect())
          .profileWithAnotherId()
          .identityToken("{\"sub\":\"Zx9_demoNaverUser-0001\"}");
    }
  }

  @Nested
  class OfNaverWithTermsAndAddress extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      Naver naver = Naver.of("msyncDemoClientId01", SECRET)
          .withItems(Field.EMAIL, Field.NAME, Field.PHONE)
          .withServiceTerms()
          .withDeliveryAddress();
      return naver(naver)
          .answer(
              "terms",
              "{\"result\":\"success\",\"accessToken\":\"AAAANvDemo+Acc/ess0001=\","
                  + "\"agreementInfos\":[{\"termCode\":\"service_terms\",\"clientId\":"
                  + "\"msyncDemoClientId01\",\"agreeDate\":\"09:00:00.123 AM 11/21/2026\"}]}")
          .answer(
              "address",
              "{\"result\":\"success\",\"data\":{\"receiverName\":\"홍데모\",\"zipCode\":"
                  + "\"06000\",\"baseAddress\":\"서울특별시 데모구 데모로 1\",\"detailAddress\":"
                  + "\"101호\",\"roadNameYn\":\"Y\",\"telNo\":\"010-1234-5678\"}}")
          .declined(
              "profile",
              "{\"resultcode\":\"00\",\"message\":\"success\",\"response\":{\"id\":"
                  + "\"Zx9_demoNaverUser-0001\",\"name\":\"김데모\",\"nickname\":\"데모\","
                  + "\"gender\":\"F\",\"age\":\"20-29\",\"birthday\":\"10-01\","
                  + "\"birthyear\":\"1999\"}}",
              Field.EMAIL,
              Field.PHONE)
          .error("terms", 200, "{\"result\":\"failure\"}", ErrorKind.SHAPE)
          .error(
              "address",
              403,
              "{\"errorMessage\":\"Forbidden\",\"errorCode\":\"403\"}",
              ErrorKind.VISITOR)
          .error(
              "address",
              401,
              "{\"errorMessage\":\"Authentication failed\",\"errorCode\":\"024\"}",
              ErrorKind.TOKEN_DEAD)
          .error(
              "address",
              429,
              "{\"errorMessage\":\"Query limit exceeded\",\"errorCode\":\"010\"}",
              ErrorKind.RATE_LIMITED);
    }
  }

  private static ProviderSamples naver(Naver naver) {
    return ProviderSamples.of(naver, "Zx9_demoNaverUser-0001")
        .answer(
            "token",
            "{\"access_token\":\"AAAANvDemo+Acc/ess0001=\",\"refresh_token\":"
                + "\"nvDemoRefresh0001abcDEF\",\"token_type\":\"bearer\",\"expires_in\":\"3600\"}")
        .answer(
            "profile",
            "{\"resultcode\":\"00\",\"message\":\"success\",\"response\":{\"id\":"
                + "\"Zx9_demoNaverUser-0001\",\"email\":\"demo.user@example.com\",\"name\":\"김데모\","
                + "\"nickname\":\"데모\",\"gender\":\"F\",\"age\":\"20-29\",\"birthday\":\"10-01\","
                + "\"birthyear\":\"1999\",\"mobile\":\"010-1234-5678\"}}")
        .error(
            "token",
            200,
            "{\"error\":\"invalid_request\",\"error_description\":\"no valid data in session\"}",
            ErrorKind.TOKEN_DEAD)
        .error(
            "token",
            200,
            "{\"error\":\"unauthorized_client\",\"error_description\":\"wrong pair\"}",
            ErrorKind.CONFIGURATION)
        .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
        .error("token", 401, "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION)
        .error("token", 500, "{\"error\":\"server_error\"}", ErrorKind.PROVIDER_DOWN)
        .error(
            "profile",
            200,
            "{\"resultcode\":\"024\",\"message\":\"Authentication failed\"}",
            ErrorKind.TOKEN_DEAD)
        .error(
            "profile",
            401,
            "{\"errorMessage\":\"Authentication failed\",\"errorCode\":\"024\"}",
            ErrorKind.TOKEN_DEAD)
        .error(
            "profile",
            429,
            "{\"errorMessage\":\"Query limit exceeded\",\"errorCode\":\"010\"}",
            ErrorKind.RATE_LIMITED)
        .error(
            "profile",
            500,
            "{\"errorMessage\":\"fault\",\"errorCode\":\"500\"}",
            ErrorKind.PROVIDER_DOWN)
        .cancelled("error=access_denied&error_description=Canceled+By+User");
  }

  @Nested
  class OfGoogle extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      Google google = Google.of("demo-web.apps.googleusercontent.com", SECRET).asking(Field.PHONE);
      return ProviderSamples.of(google, "100000000000000000001")
          .answer(
              "token",
              "{\"access_token\":\"ya29.demo-access\",\"expires_in\":3599,\"refresh_token\":"
                  + "\"1//0demo-refresh-token-value-0001\",\"scope\":\"openid"
                  + " https://www.googleapis.com/auth/userinfo.email"
                  + " https://www.googleapis.com/auth/userinfo.profile"
                  + " https://www.googleapis.com/auth/user.phonenumbers.read\","
                  + "\"token_type\":\"Bearer\"}")
          .identityToken("{\"sub\":\"100000000000000000001\",\"email\":\"demo.user@gmail.com\","
              + "\"email_verified\":true,\"name\":\"Demo User\"}")
          .callback("iss", "https://accounts.google.com")
          .callback("scope", "email profile openid")
          .answer(
              "people",
              "{\"resourceName\":\"people/100000000000000000001\",\"etag\":\"%EgDemo=\","
                  + "\"phoneNumbers\":[{\"metadata\":{\"primary\":true,\"source\":{\"type\":"
                  + "\"ACCOUNT\",\"id\":\"1\"}},\"value\":\"010-1234-5678\","
                  + "\"canonicalForm\":\"+821012345678\"}]}")
          .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
          .error("token", 401, "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION)
          .error("people", 401, peopleError(401, "UNAUTHENTICATED", ""), ErrorKind.TOKEN_DEAD)
          .error(
              "people",
              403,
              peopleError(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
              ErrorKind.VISITOR)
          .error(
              "people",
              403,
              peopleError(403, "PERMISSION_DENIED", "SERVICE_DISABLED"),
              ErrorKind.CONFIGURATION)
          .error("people", 403, peopleError(403, "PERMISSION_DENIED", ""), ErrorKind.CONFIGURATION)
          .error("people", 429, peopleError(429, "RESOURCE_EXHAUSTED", ""), ErrorKind.RATE_LIMITED)
          .error("people", 503, peopleError(503, "UNAVAILABLE", ""), ErrorKind.PROVIDER_DOWN);
    }

    private static String peopleError(int code, String status, String reason) {
      return "{\"error\":{\"code\":" + code + ",\"status\":\"" + status + "\""
          + (reason.isEmpty() ? "" : ",\"details\":[{\"reason\":\"" + reason + "\"}]") + "}}";
    }
  }

  @Nested
  class OfApple extends ProviderContract {
    private final Secret key = freshKey();

    @Override
    protected ProviderSamples samples() {
      String subject = "000001.0123456789abcdef0123456789abcdef.0001";
      return ProviderSamples.of(
              Apple.of("com.example.shop.web", "TEAMID0001", "ABC123DEFG", key), subject)
          .answer(
              "token",
              "{\"access_token\":\"a0demo.0.apple.access\",\"token_type\":\"bearer\","
                  + "\"expires_in\":3600,\"refresh_token\":\"r0demo.0.apple.refresh\"}")
          .identityToken("{\"sub\":\"" + subject + "\",\"email\":"
              + "\"abc123demo@privaterelay.appleid.com\",\"email_verified\":\"true\","
              + "\"is_private_email\":\"true\",\"nonce_supported\":true}")
          .callback(
              "user", "{\"name\":{\"firstName\":\"Demo\",\"lastName\":\"User\"},\"email\":\"x\"}")
          .cancelled("error=user_cancelled_authorize")
          .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
          .error("token", 400, "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION)
          .error("token", 400, "{\"error\":\"invalid_request\"}", ErrorKind.CONFIGURATION)
          .error("token", 400, "{\"error\":\"unsupported_grant_type\"}", ErrorKind.CONFIGURATION)
          .error("token", 400, "{\"error\":\"invalid_scope\"}", ErrorKind.CONFIGURATION)
          .error("token", 400, "{\"error\":\"unauthorized_client\"}", ErrorKind.CONFIGURATION);
    }
  }

  @Nested
  class OfFacebook extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return ProviderSamples.of(Facebook.of("100000000000001", SECRET), "10220000000000001")
          .answer(
              "token",
              "{\"access_token\":\"EAAdemoUserToken\",\"token_type\":\"bearer\","
                  + "\"expires_in\":5400}")
          .answer(
              "profile",
              "{\"id\":\"10220000000000001\",\"name\":\"Demo User\",\"email\":"
                  + "\"demo.user@example.com\",\"picture\":{\"data\":{\"height\":50,"
                  + "\"is_silhouette\":false,\"url\":\"https://platform-lookaside.example/p\","
                  + "\"width\":50}}}")
          .answer(
              "permissions",
              "{\"data\":[{\"permission\":\"email\",\"status\":\"granted\"},"
                  + "{\"permission\":\"public_profile\",\"status\":\"granted\"}]}")
          .declined(
              "permissions",
              "{\"data\":[{\"permission\":\"email\",\"status\":\"declined\"},"
                  + "{\"permission\":\"public_profile\",\"status\":\"granted\"}]}",
              Field.EMAIL)
          .declined(
              "permissions",
              "{\"data\":[{\"permission\":\"email\",\"status\":\"expired\"},"
                  + "{\"permission\":\"public_profile\",\"status\":\"granted\"}]}",
              Field.EMAIL)
          .cancelled("error_reason=user_denied&error=access_denied"
              + "&error_description=Permissions+error")
          .error("token", 400, facebookError(100, 36009), ErrorKind.TOKEN_DEAD)
          .error("token", 400, facebookError(1, 0), ErrorKind.CONFIGURATION)
          .error("profile", 400, facebookError(190, 463), ErrorKind.TOKEN_DEAD)
          .error("profile", 401, facebookError(190, 458), ErrorKind.TOKEN_DEAD)
          .error("profile", 403, facebookError(200, 0), ErrorKind.VISITOR)
          .error("profile", 400, facebookError(4, 0), ErrorKind.RATE_LIMITED)
          .error("profile", 400, facebookError(17, 0), ErrorKind.RATE_LIMITED)
          .error("profile", 400, facebookError(32, 0), ErrorKind.RATE_LIMITED)
          .error("profile", 400, facebookError(613, 0), ErrorKind.RATE_LIMITED)
          .error("profile", 400, facebookError(100, 0), ErrorKind.CONFIGURATION)
          .error("profile", 500, facebookError(2, 0), ErrorKind.PROVIDER_DOWN)
          .error("permissions", 400, facebookError(190, 460), ErrorKind.TOKEN_DEAD)
          .error("permissions", 400, facebookError(613, 0), ErrorKind.RATE_LIMITED)
          .error("permissions", 500, facebookError(2, 0), ErrorKind.PROVIDER_DOWN);
    }

    private static String facebookError(int code, int subcode) {
      return "{\"error\":{\"message\":\"demo\",\"type\":\"OAuthException\",\"code\":" + code
          + (subcode == 0 ? "" : ",\"error_subcode\":" + subcode)
          + ",\"fbtrace_id\":\"ADemoTrace\"}}";
    }
  }

  @Nested
  class OfLine extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return line(Line.of("2000000001", SECRET).withOfficialAccount("@shop"));
    }
  }

  @Nested
  class OfLineForItsNativeApp extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      return line(Line.of("2000000001", SECRET).withOfficialAccount("@shop").withNativeApp());
    }
  }

  private static ProviderSamples line(Line line) {
    String subject = "Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    return ProviderSamples.of(line, subject)
        .answer(
            "token",
            "{\"access_token\":\"lineDemoAccess\",\"expires_in\":2592000,\"refresh_token\":"
                + "\"lineDemoRefresh\",\"scope\":\"profile openid\",\"token_type\":\"Bearer\"}")
        .identityToken("{\"sub\":\"" + subject
            + "\",\"name\":\"Demo User\",\"email\":\"demo.user@example.com\"}")
        .answer("profile", "{\"sub\":\"" + subject + "\",\"name\":\"Demo User\"}")
        .answer("friendship", "{\"friendFlag\":true}")
        .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
        .error("token", 400, "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION)
        .error("profile", 401, "{\"message\":\"demo\"}", ErrorKind.TOKEN_DEAD)
        .error("profile", 429, "{\"message\":\"demo\"}", ErrorKind.RATE_LIMITED)
        .error("friendship", 403, "{\"message\":\"demo\"}", ErrorKind.CONFIGURATION)
        .error("friendship", 401, "{\"message\":\"demo\"}", ErrorKind.TOKEN_DEAD)
        .error("friendship", 429, "{\"message\":\"demo\"}", ErrorKind.RATE_LIMITED)
        .cancelled("error=ACCESS_DENIED&error_description=demo+refused")
        .cancelled("error=access_denied");
  }

  @Nested
  class OfADiscoveredIssuer extends ProviderContract {
    @Override
    protected ProviderSamples samples() {
      OpenIdConnect issuer = OpenIdConnect.of(
          ProviderId.of("acme"), URI.create("https://id.acme.example/realm"), "client", SECRET);
      return ProviderSamples.of(issuer, "acme-visitor-0001")
          .answer(
              "token",
              "{\"access_token\":\"at\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                  + "\"scope\":\"openid profile email\"}")
          .identityToken("{\"sub\":\"acme-visitor-0001\",\"name\":\"Demo User\"}")
          .answer(
              "profile",
              "{\"sub\":\"acme-visitor-0001\",\"name\":\"Demo User\",\"nickname\":\"Demo\","
                  + "\"email\":\"demo.user@example.com\",\"email_verified\":true,"
                  + "\"phone_number\":\"+821012345678\",\"gender\":\"female\","
                  + "\"picture\":\"https://id.acme.example/p.png\",\"birthdate\":\"1995-04-12\"}")
          .error("token", 400, "{\"error\":\"invalid_grant\"}", ErrorKind.TOKEN_DEAD)
          .error("token", 401, "{\"error\":\"invalid_client\"}", ErrorKind.CONFIGURATION)
          .error("profile", 401, "{\"error\":\"invalid_token\"}", ErrorKind.TOKEN_DEAD)
          .error("profile", 403, "{\"error\":\"insufficient_scope\"}", ErrorKind.VISITOR);
    }
  }

  private static Secret freshKey() {
    try (FakeApple apple = FakeApple.onLoopback()) {
      return apple.privateKey();
    }
  }
}
