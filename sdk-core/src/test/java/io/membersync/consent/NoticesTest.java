package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.profile.Field;
import io.membersync.testsupport.Fault;
import java.text.Normalizer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void aTitleThatTheBooksCannotKeepIsRefused() {
    String longest = "가".repeat(1_000);
    assertThat(Notice.terms("tos").text("ko", longest, "글").build().textIn("ko").title())
        .isEqualTo(longest);
    assertThatThrownBy(() -> Notice.terms("tos").text("ko", longest + "가", "글"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1,000 characters: the one in ko has 1001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "k", "ko:KR", "ko_KR", "ko-", "en-abcdefgh-abcdefgh-abcdefgh-abcdefgh"})
  void aLanguageThatIsNoneIsRefused(String language) {
    assertThatThrownBy(() -> Notice.terms("tos").text(language, "약관", "글"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("(BCP 47): '" + language + "'");
    assertThat(Notice.terms("tos").text("zh-Hant-TW", "약관", "글").build().texts())
        .containsOnlyKeys("zh-Hant-TW");
  }

  @Test
  void aTextWithAZeroByteIsRefused() {
    Notice.Builder told =
        Notice.terms("tos").text("ko", "약관", "글").told("ko", Notice.Item.PURPOSE, "목\0적");
    List<ThrowingCallable> ways = List.of(
        () -> Notice.terms("tos").text("ko", "약\0관", "글"),
        () -> Notice.terms("tos").text("ko", "약관", "글\0"),
        told::build);
    assertThat(ways)
        .allSatisfy(way -> assertThatThrownBy(way)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("U+0000: there is one in the title or text in ko"));
  }
}
