package io.membersync.testing;

import static io.membersync.testing.TestCalls.bearer;
import static io.membersync.testing.TestCalls.member;
import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.testing.http.HttpCaller;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** kapi: who may ask, and what is told of whom. */
class UserDataTest extends FakeKakaoFixture {
  @Test
  void withoutAValidKeyNothingIsTold() {
    HttpCaller.Reply none = calls.get(KakaoEndpoint.USER_ME, "");
    assertThat(none.status()).isEqualTo(401);
    assertThat(none.text()).isEqualTo("{\"code\":-401,\"msg\":\"no authentication key!\"}");
    assertThat(none.findHeader("WWW-Authenticate")).isEmpty();

    HttpCaller.Reply unknown = calls.get(KakaoEndpoint.USER_ME, "Bearer unknown");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.text())
        .isEqualTo("{\"code\":-401,\"msg\":\"this access token does not exist\"}");
    assertThat(unknown.findHeader("WWW-Authenticate")).contains("Bearer error=invalid_token");

    assertThat(
            calls.get(KakaoEndpoint.USER_ME, "KakaoAK wrong", "target_id", "1").text())
        .isEqualTo("{\"code\":-401,\"msg\":\"invalid app key\"}");
    assertThat(calls.get(KakaoEndpoint.USER_ME, "Basic eA==").text()).contains("-401");
  }

  @Test
  void theAdminKeyNamesThePerson() {
    kakao.link(kakao.person("haneul"));

    assertThat(calls
            .get(
                KakaoEndpoint.USER_ME,
                calls.admin(),
                "target_id_type",
                "user_id",
                "target_id",
                "4021987766")
            .text())
        .startsWith("{\"id\":4021987766,");
    assertThat(calls
            .post(
                KakaoEndpoint.USER_ME,
                calls.admin(),
                "target_id_type",
                "user_id",
                "target_id",
                "4021987766")
            .text())
        .startsWith("{\"id\":4021987766,");
    HttpCaller.Reply stranger = calls.get(
        KakaoEndpoint.USER_ME,
        calls.admin(),
        "target_id_type",
        "user_id",
        "target_id",
        "4021987767");
    assertThat(stranger.status()).isEqualTo(400);
    assertThat(stranger.text()).isEqualTo("{\"code\":-101,\"msg\":\"NotRegisteredUserException\"}");
    assertThat(calls.get(KakaoEndpoint.USER_ME, calls.admin(), "target_id", "1").text())
        .contains("\"code\":-2");
    assertThat(calls
            .get(
                KakaoEndpoint.USER_ME, calls.admin(), "target_id_type", "user_id", "target_id", "x")
            .text())
        .contains("\"code\":-2");
  }

  @Test
  void needsAgreementIsTrueOnlyIfAskingAgainCanBringAValue() {
    KakaoPerson doyun = kakao.person("doyun");
    kakao.link(doyun, link -> link.withholding("account_email", "phone_number"));

    String me = me(doyun);

    assertThat(me)
        .contains("\"email_needs_agreement\":true")
        .contains("\"phone_number_needs_agreement\":false")
        .contains("\"name_needs_agreement\":false")
        .doesNotContain("\"email\":", "is_email_valid", "\"phone_number\":", "\"name\":");
  }

  @Test
  void placeholdersLostAndUnverifiedEmails() {
    for (String key : List.of("placeholder", "lost-email", "unverified-email")) {
      kakao.link(kakao.person(key));
    }

    assertThat(me(kakao.person("placeholder")))
        .contains("\"is_default_nickname\":true", "\"is_default_image\":true");
    assertThat(me(kakao.person("lost-email")))
        .contains("\"is_email_valid\":false,\"is_email_verified\":true,\"email\":\"lost@");
    assertThat(me(kakao.person("unverified-email")))
        .contains("\"is_email_valid\":true,\"is_email_verified\":false,\"email\":\"unproven@");
  }

  @Test
  void lunarBirthdaysKeepTheirKind() {
    kakao.link(kakao.person("seoyeon"));
    kakao.link(kakao.person("abroad"));
    kakao.link(kakao.person("mover"));

    assertThat(me(kakao.person("mover"))).contains("\"nickname\":\"이사왕🚚\"");
    assertThat(me(kakao.person("seoyeon")))
        .contains("\"birthday\":\"0408\",\"birthday_type\":\"LUNAR\",\"is_leap_month\":true")
        .contains("\"nickname\":\"서연이\"");
    assertThat(me(kakao.person("abroad")))
        .contains("\"birthday\":\"0229\",\"birthday_type\":\"SOLAR\",\"is_leap_month\":false")
        .contains("\"birthyear_needs_agreement\":false")
        .doesNotContain("\"birthyear\":");
  }

  @Test
  void groupAppsSendTheTokenOfTheirGroup() {
    KakaoPerson member =
        KakaoPerson.named("member", 88).groupUserToken("group-token").build();
    kakao.link(member);

    assertThat(me(member)).endsWith(",\"group_user_token\":\"group-token\"}");
    assertThat(me(member, "property_keys", "[\"kakao_account.\"]")).doesNotContain("group-token");
  }

  @Test
  void picturesAreHttpUnlessHttpsIsAskedFor() {
    kakao.link(kakao.person("haneul"));

    assertThat(me(kakao.person("haneul"))).contains("\"http://img.example/640.jpg\"");
    assertThat(me(kakao.person("haneul"), "secure_resource", "true"))
        .contains("\"https://img.example/640.jpg\"");
  }

  @Test
  void propertyKeysChooseMembers() {
    KakaoPerson haneul = kakao.person("haneul");
    kakao.link(haneul);

    assertThat(me(haneul, "property_keys", "[\"kakao_account.email\"]"))
        .contains("\"email\":")
        .doesNotContain("nickname", "properties", "gender");
    assertThat(me(haneul, "property_keys", "[\"kakao_account.\",\"properties.\"]"))
        .contains("\"email\":", "\"nickname\":", "\"shop_grade\":\"gold\"");
    assertThat(me(haneul, "property_keys", "kakao_account.email")).contains("\"code\":-2");
  }

  @Test
  void theCombinedProfileItemOfOldApps() {
    kakao.reconfigure(
        app -> app.toBuilder().items(KakaoConsentItem.optional("profile")).build());
    kakao.link(kakao.person("haneul"));

    assertThat(me(kakao.person("haneul")))
        .contains("\"kakao_account\":{\"profile_needs_agreement\":false,\"profile\":{\"nickname\"")
        .doesNotContain("profile_nickname_needs_agreement");
  }

  @Test
  void peopleWaitUntilTheAppSignsThemUp() {
    kakao.reconfigure(
        app -> app.toBuilder().autoLink(false).userProperties("grade").build());
    KakaoPerson haneul = kakao.person("haneul");
    kakao.visitor(haneul).agree(calls.authorize(""));
    String token = bearer(kakao.issueAccessToken(haneul));

    assertThat(calls.get(KakaoEndpoint.USER_ME, token).text())
        .startsWith("{\"id\":4021987766,\"has_signed_up\":false,")
        .contains("\"nickname\":", "\"email\":")
        .doesNotContain("phone_number", "gender", "properties");
    assertThat(calls.get(KakaoEndpoint.SHIPPING_ADDRESSES, token).text()).contains("-101");
    assertThat(calls
            .post(KakaoEndpoint.SIGN_UP, token, "properties", "{\"color\":\"red\"}")
            .text())
        .contains("\"code\":-201");
    assertThat(calls
            .post(KakaoEndpoint.SIGN_UP, token, "properties", "{\"grade\":\"new\"}")
            .status())
        .isEqualTo(200);
    assertThat(calls.get(KakaoEndpoint.USER_ME, token).text())
        .contains("\"has_signed_up\":true", "\"grade\":\"new\"", "phone_number");
    assertThat(calls.post(KakaoEndpoint.SIGN_UP, token).text())
        .isEqualTo("{\"code\":-102,\"msg\":\"already registered\"}");
  }

  @Test
  void linksWithoutDataEndAfterADay() {
    KakaoPerson silent = kakao.person("haneul");
    KakaoPerson read = kakao.person("doyun");
    kakao.visitor(silent).agree(calls.authorize(""));
    kakao.visitor(read).agree(calls.authorize(""));
    assertThat(kakao.findLink(read).orElseThrow().isSignUpComplete()).isFalse();
    me(read);
    clock.advance(Duration.ofHours(24).minusSeconds(1));
    assertThat(kakao.unlinkIncompleteSignUps()).isEmpty();
    clock.advance(Duration.ofSeconds(1));

    assertThat(kakao.unlinkIncompleteSignUps())
        .extracting(KakaoPerson::key)
        .containsExactly("haneul");
    assertThat(kakao.findLink(silent)).isEmpty();
    assertThat(kakao.findLink(read)).isPresent();
  }

  @Test
  void userInfoTellsWhatWasAgreed() {
    kakao.link(kakao.person("haneul"), link -> link.withholding("birthday"));
    String token = bearer(kakao.issueAccessToken(kakao.person("haneul")));
    assertThat(calls.get(KakaoEndpoint.USER_INFO, token).text())
        .contains("\"birthdate\":\"1991\"", "\"name\":\"Kim Haneul\"", "\"picture\":\"http://");

    kakao.link(kakao.person("haneul"));
    assertThat(calls.get(KakaoEndpoint.USER_INFO, token).text())
        .contains("\"birthdate\":\"1991-04-15\"");
    kakao.link(kakao.person("lost-email"));
    assertThat(calls
            .get(
                KakaoEndpoint.USER_INFO, bearer(kakao.issueAccessToken(kakao.person("lost-email"))))
            .text())
        .contains("\"email_verified\":false");
    kakao.reconfigure(app -> app.toBuilder().openIdConnect(false).build());
    assertThat(calls.get(KakaoEndpoint.USER_INFO, token).text()).contains("\"code\":-3");
  }

  @Test
  void anItemTakenOutOfTheAppDeliversNothing() {
    kakao.link(kakao.person("haneul"));
    String token = bearer(kakao.issueAccessToken(kakao.person("haneul")));
    assertThat(calls.get(KakaoEndpoint.USER_INFO, token).text())
        .contains("\"phone_number\"", "\"birthdate\"");

    kakao.reconfigure(app ->
        app.toBuilder().withoutItem("phone_number").withoutItem("birthday").build());

    for (KakaoEndpoint endpoint : List.of(KakaoEndpoint.USER_INFO, KakaoEndpoint.USER_ME)) {
      assertThat(calls.get(endpoint, token).text())
          .contains("haneul@shop.example")
          .doesNotContain("phone_number", "birthday", "-04-");
    }
  }

  @Test
  void listingsArePagedAndCapped() {
    kakao.people().forEach(kakao::link);

    String first = ids("limit", "5");
    assertThat(first).startsWith("{\"elements\":[2718281828,").contains("\"before_url\":null");
    String next = ids("limit", "5", "from_id", "9007199254740993");
    assertThat(next)
        .startsWith("{\"elements\":[9007199254740993,9223372036854775807],\"before_url\":\"http:")
        .endsWith("\"after_url\":null}");
    assertThat(ids("order", "desc", "limit", "1"))
        .startsWith("{\"elements\":[9223372036854775807]");
    assertThat(ids("limit", "101")).contains("\"code\":-2");
    assertThat(users("[" + "1,".repeat(100) + "1]")).contains("\"code\":-2");
    assertThat(users("1,2")).contains("\"code\":-2");
    String[] keys = {"property_keys", "[\"kakao_account.\"]"};
    assertThat(users("[" + "1,".repeat(20) + "1]", keys)).contains("\"code\":-2");
    assertThat(users("[" + "1,".repeat(19) + "1]", keys)).isEqualTo("[]");
    assertThat(users("[\"1\"]")).contains("\"code\":-2");
    assertThat(users(
            "[4021987767,1]",
            "property_keys",
            "[\"kakao_account.\",\"properties.\",\"has_signed_up\"]"))
        .startsWith("[{\"id\":4021987767,")
        .contains("doyun@shop.example")
        .endsWith("}}]");
    assertThat(calls.get(KakaoEndpoint.USER_IDS, "Bearer x").text()).contains("\"code\":-401");
  }

  @Test
  void listingsAreLimitedWhenQuotasHold() {
    restart(FakeKakao.builder().enforceQuotas(true));
    for (int i = 0; i < 100; i++) {
      assertThat(ids()).startsWith("{\"elements\":[]");
    }

    HttpCaller.Reply over = calls.get(KakaoEndpoint.USER_IDS, calls.admin());
    assertThat(over.status()).isEqualTo(429);
    assertThat(over.text()).isEqualTo("{\"code\":-10,\"msg\":\"API limit has been exceeded.\"}");
    clock.advance(Duration.ofMinutes(1));
    assertThat(ids()).startsWith("{\"elements\":[]");
  }

  @Test
  void unknownPathsAndMethods() {
    assertThat(calls.open(kakao.baseUri().resolve("/v9/none")).status()).isEqualTo(404);
    HttpCaller.Reply wrong = calls.get(KakaoEndpoint.UNLINK, "Bearer x");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.findHeader("Allow")).contains("POST");
    assertThat(member(wrong, "code")).isEmpty();
  }

  private String me(KakaoPerson person, String... query) {
    return calls
        .get(KakaoEndpoint.USER_ME, bearer(kakao.issueAccessToken(person)), query)
        .text();
  }

  private String ids(String... query) {
    return calls.get(KakaoEndpoint.USER_IDS, calls.admin(), query).text();
  }

  private String users(String ids, String... more) {
    String[] query = new String[more.length + 4];
    query[0] = "target_id_type";
    query[1] = "user_id";
    query[2] = "target_ids";
    query[3] = ids;
    System.arraycopy(more, 0, query, 4, more.length);
    return calls.get(KakaoEndpoint.USERS, calls.admin(), query).text();
  }
}
