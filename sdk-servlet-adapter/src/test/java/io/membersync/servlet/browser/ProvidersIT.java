package io.membersync.servlet.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.ProviderId;
import io.membersync.provider.apple.Apple;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every provider at a site of its own, from the shop's button to its pages and back. */
@Tag("real")
class ProvidersIT {
  @RegisterExtension
  final ThreeSites sites = new ThreeSites(FieldMapping.none()
          .map(Field.NAME, "name")
          .map(Field.NICKNAME, "nickname")
          .map(Field.EMAIL, "email")
          .required()
          .map(Field.PHONE, "phone"))
      .withFakes("naver", "google", "facebook", "line");

  @ParameterizedTest
  @CsvSource({
    "kakao, phone, +821055501234",
    "naver, phone, +821055501234",
    "google, phone, +821055501234",
    "apple, name, 김하늘",
    "facebook, name, 김하늘",
    "line, nickname, 하늘이"
  })
  void whoAgreesThereBecomesAMemberAndIsKnownTheNextTime(
      String provider, String attribute, String value) {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().presses(ProviderId.of(provider)).isPerson("haneul").agreesToEverything();
    comesBack(visitor, provider);
    visitor.isAskedForConsent().agreesTo("tos", "age14").presses("continue").arrivesAt("/cart");
    MemberId member = new MemberId(visitor.member());
    assertThat(sites.world().members.valuesOf(member))
        .containsEntry("email", "haneul@shop.example")
        .containsEntry(attribute, value);

    visitor.isForgottenByTheShop().opensSignIn("/orders").presses(ProviderId.of(provider));
    comesBack(visitor, provider); // everything is agreed there
    visitor.arrivesAt(Pattern.compile(".*/orders" + Visitor.FRAGMENT_ENDED));
    assertThat(visitor.member()).isEqualTo(member.value());
    assertThat(sites.world().members.count()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kakao", "naver", "google", "apple", "facebook", "line"})
  void whoCancelsThereIsToldSoByTheShop(String provider) {
    Visitor visitor = sites.visitor();
    visitor.opensSignIn().presses(ProviderId.of(provider)).presses("cancel");
    comesBack(visitor, provider);
    visitor.arrivesAt(Pattern.compile("https://shop\\.test:[0-9]+/login/cancelled\\?.*"));
    visitor.seesHeading("로그인이 취소되었습니다");
    visitor.opens("/cart");
    assertThat(visitor.member()).isEqualTo("guest");
    assertThat(sites.world().members.count()).isZero();
  }

  private static void comesBack(Visitor visitor, String provider) {
    if (provider.equals(Apple.ID.value())) {
      visitor.continuesFromApple();
    }
  }
}
