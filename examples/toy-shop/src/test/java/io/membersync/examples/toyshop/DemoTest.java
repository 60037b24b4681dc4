package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.testing.KakaoEndpoint;
import io.membersync.testing.KakaoError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class DemoTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void printsTheRowWhereItsValuesCameFromAndTheConsents() throws IOException {
    try (Shop shop = Shop.open(0)) {
      new Demo(shop).run(out);
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("MB_NAME +Kim Haneul +kakao +kakao_account.name +- +basic v1")
        .containsPattern("EMAIL +haneul@shop.example +kakao +kakao_account.email +kakao +basic v1")
        .containsPattern("BIRTH +19910415 +kakao +kakao_account.birthyear +- +opt_profile v1")
        .containsPattern("ENTRY_CD +gangnam1 +shop")
        .containsPattern("GRANTED +tos v1 +ko +screen of KAKAO +QR_STORE")
        .containsPattern("GRANTED +age19 v1 +ko +box on the shop's page +QR_STORE +STRONG")
        .containsPattern("kakao +20[0-9-]{8} ")
        .containsPattern("sample-id +20[0-9-]{8} ")
        .contains("Rows in TB_MEMBER before and after: 1001, 1001.")
        .contains("user" + OldMembers.KNOWN.userId().substring(4));
  }

  @Test
  void saysWhereItEndedWhenItDidNotEndWithAMember() throws IOException {
    try (Shop shop = Shop.open(0)) {
      shop.kakao.failNext(KakaoEndpoint.TOKEN, KakaoError.koe(10));

      assertThatThrownBy(() -> new Demo(shop).run(out))
          .isInstanceOf(DemoFailure.class)
          .hasMessageContaining("/login/")
          .hasMessageContaining("has no form with agree");
    }
    assertThat(bytes.size()).isZero();
  }

  @Test
  void signsSomebodyUpThroughEachProvider() throws IOException {
    try (Shop shop = Shop.open(
        0,
        DatabaseChoice.inMemory(),
        Shop.newSecret(),
        ShopNotices.all(),
        Clock.systemUTC(),
        FurtherProviders.all())) {
      new ProvidersDemo(shop, out).run();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("kakao +name +present +- +from kakao +basic v1 +.*opt_profile v1")
        .containsPattern("birthday +present +- +from naver +opt_profile v1")
        .containsPattern("email +present +kakao +from kakao +basic v1")
        .containsPattern("email +present +apple +from apple +basic v1")
        .containsPattern("phone +present +- +from naver +basic v1")
        .containsPattern("gender +present +- +from facebook +opt_profile v1")
        .containsPattern("naver +name +present +-")
        .containsPattern("google +name +present")
        .containsPattern("apple +name +present +-")
        .containsPattern("line +name +not offered +-")
        .containsPattern("facebook +name +present +-");
  }

  @Test
  void walksThroughTheLifeOfConsents() throws IOException {
    ConsentDemo.Later clock = new ConsentDemo.Later();
    try (Shop shop = Shop.open(
        0,
        DatabaseChoice.inMemory(),
        Shop.newSecret(),
        ConsentDemo.notices(clock),
        clock,
        FurtherProviders.none())) {
      new ConsentDemo(shop, clock, out).run();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .containsPattern("DECLINED +ad_messenger v1 +SUBJECT +KAKAO +PROVIDER_SCREEN")
        .containsPattern("WITHDRAWN +opt_profile v1 +SUBJECT +NONE +BUTTON +STRONG")
        .containsPattern("store +DONE +SEX applied")
        .containsPattern("GRANTED +tos v2 +SUBJECT +KAKAO +PROVIDER_SCREEN")
        .contains("At the sign-in after that nothing was asked.")
        .containsPattern("GRANTED +ad_messenger v1 +SUBJECT +NONE +BUTTON")
        .containsPattern("REVOKED +ad_messenger v1 +SYSTEM +NONE +NONE +STRONG +LEFT")
        .contains("5. Left the shop.");
  }
}
