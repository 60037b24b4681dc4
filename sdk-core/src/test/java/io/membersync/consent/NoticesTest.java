package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.profile.Field;
import io.membersync.testsupport.Fault;
import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoticesTest {
  @Test
  void theHashOfATextDoesNotDependOnLineEndsTrailingBlanksOrNormalForm() {
    String text = "수집 항목: 이름, 휴대전화번호\n보유 기간: 회원 탈퇴 시까지";
    String decomposed =
        Normalizer.normalize(text, Normalizer.Form.NFD).replace("\n", " \r\n") + "\r\n\r\n";

    assertThat(NoticeContent.textSha256(text))
        .isEqualTo("0027e537a2437c0dc3c831a652f299a80da728cef96507ccb53d9ca5107db9f0");
    assertThat(NoticeContent.textSha256(decomposed)).isEqualTo(NoticeContent.textSha256(text));
    assertThat(NoticeContent.textSha256(text + "!")).isNotEqualTo(NoticeContent.textSha256(text));
  }

  @ParameterizedTest
  @Fault("T05")
  @EnumSource(
      value = Notice.Kind.class,
      names = {"MARKETING_USE", "AD_RECEIVE", "AD_NIGHT", "OUT_OF_PURPOSE", "THIRD_PARTY"})
  void whatTheLawLeavesFreeCannotBeRequired(Notice.Kind kind) {
    assertThatThrownBy(() -> Notice.consent("mkt", kind).required())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mkt")
        .hasMessageContaining("PIPA 22(5)");
  }

  @Test
  void theStarterSetForKoreaSpeaksBothLanguagesAndShowsItsGaps() {
    Notices notices = Notices.korea("Wine Shop");

    assertThat(notices.all()).allSatisfy(n -> assertThat(n.texts()).containsOnlyKeys("ko", "en"));
    assertThat(notices.asked()).extracting(Notice::tag).startsWith("tos", "age14", "opt_profile");
    assertThat(notices.asked().stream().filter(Notice::isRequired).map(Notice::tag))
        .containsExactly("tos", "age14");
    assertThat(notices.find("basic").orElseThrow().textIn("ko").body()).contains("[");
    assertThat(notices.covering(Field.CI)).isEmpty();
  }

  @Test
  void anUnknownTagIsNamedWithTheKnownOnes() {
    assertThatThrownBy(() -> Notices.korea("Shop").without("mtk"))
        .hasMessageContaining("mtk")
        .hasMessageContaining("mkt");
  }

  @Test
  void theGapsOfTheStarterSetAreKnownUntilTheyAreFilled() {
    Notices korea = Notices.korea("Wine Shop");
    assertThat(korea.unfinished()).contains("tos/ko", "tos/en", "basic/ko");
    assertThat(korea.in("ko").unfinished()).contains("tos/ko").doesNotContain("tos/en");
    assertThat(korea.in("ko").find("tos").orElseThrow().texts()).containsOnlyKeys("ko");
    assertThatThrownBy(() -> korea.in("ja"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tos")
        .hasMessageContaining("[ko, en]");

    Notices filled = korea
        .withText("tos", "ko", "이용약관", "제1조 [목적] 이 약관은 이용 조건을 정합니다.")
        .withText("tos", "en", "Terms", "Article 1 [purpose] The terms.");

    assertThat(filled.unfinished()).contains("basic/ko").doesNotContain("tos/ko", "tos/en");
    assertThat(korea.withText("tos", "ko", "이용약관", "제1조").unfinished())
        .contains("tos/en")
        .doesNotContain("tos/ko");
    assertThat(filled.find("tos").orElseThrow().isRequired()).isTrue();
  }
}
