package io.membersync.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.membersync.consent.Notice.Item;
import io.membersync.consent.Notice.Kind;
import io.membersync.profile.Field;
import io.membersync.testsupport.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notices as the shop changes them over the years. */
class NoticeVersionsTest {
  private static final Purpose POINTS = new Purpose("POINTS");
  private static final Instant CHANGE = Instant.parse("2026-12-01T00:00:00Z");

  private static Notice.Builder points(int version) {
    return Notice.consent("third_points", Kind.THIRD_PARTY)
        .version(version)
        .provides("PointCo", POINTS, Field.PHONE)
        .retention(Period.ofYears(1))
        .text("ko", "제공", "받는 자: PointCo");
  }

  @Test
  void theOneInForceIsThatOfTheMoment() {
    Notice first = points(1).build();
    Notice second = points(2).effectiveFrom(CHANGE).build();
    Notice announced =
        Notice.terms("tos2").text("ko", "약관", "제1조").effectiveFrom(CHANGE).build();
    Notices notices = Notices.of("Shop", first, second, announced);

    assertThat(notices.at(CHANGE.minusMillis(1)).all()).containsExactly(first);
    assertThat(notices.at(CHANGE).all()).containsExactly(second, announced);
    assertThat(notices.at(CHANGE.minusMillis(1)).all()).as("again").containsExactly(first);
    assertThat(notices.all()).as("the newest").containsExactly(second, announced);
  }

  @Test
  @Fault("T53")
  void aChangeOfContentIsNotEditorial() {
    assertThatThrownBy(() -> Notices.of(
            "Shop",
            points(1).build(),
            points(2).provides("PointCo", POINTS, Field.EMAIL).editorial().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("notice third_points, version 2 is called editorial, but it covers")
        .hasMessageContaining("leave editorial() out");
    assertThatThrownBy(() -> Notices.of(
            "Shop",
            points(1).build(),
            points(2).retention(Period.ofYears(3)).editorial().build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void versionsFollowEachOther() {
    assertThatThrownBy(() -> Notices.of(
            "Shop",
            points(1).effectiveFrom(CHANGE).build(),
            points(2).effectiveFrom(CHANGE.minus(Duration.ofDays(1))).build()))
        .hasMessageContaining("version 2 would be in force before version 1");
    assertThatThrownBy(() -> Notices.of(
            "Shop",
            points(1).build(),
            Notice.consent("third_points", Kind.COLLECT_USE)
                .version(2)
                .text("ko", "제공", "내용")
                .build()))
        .hasMessageContaining("give it a tag of its own");
    assertThatThrownBy(() -> points(1).editorial().build())
        .hasMessageContaining("has none before it");
    assertThatThrownBy(() -> Notices.of("Shop", points(1).build(), points(1).build()))
        .hasMessageContaining("third_points and the version 1");
  }

  @ParameterizedTest
  @Fault("T09")
  @ValueSource(strings = {"제휴사 등", "포인트코 등", "our partners", "PointCo and others", " "})
  void whoGetsTheDataIsNamed(String recipient) {
    assertThatThrownBy(() ->
            Notice.consent("third", Kind.THIRD_PARTY).provides(recipient, POINTS, Field.PHONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PIPA 17(2)1");
  }

  @Test
  @Fault("T14")
  void aContractGivesNothingAway() {
    assertThatThrownBy(() -> Notice.contract("basic").provides("PointCo", POINTS, Field.PHONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PIPA 17");
  }

  @Test
  void whatTheLawWantsToldIsPartOfTheTextThatIsShownAndHashed() {
    Notice plain = points(1).build();
    Notice told = points(1)
        .told("ko", Item.REFUSAL, "동의하지 않아도 가입할 수 있습니다.")
        .told("ko", Item.RECIPIENT, "받는 자: 포인트코 주식회사")
        .build();

    assertThat(told.textIn("ko").body())
        .isEqualTo("받는 자: PointCo\n받는 자: 포인트코 주식회사\n동의하지 않아도 가입할 수 있습니다.");
    assertThat(told.textIn("ko").sha256()).isNotEqualTo(plain.textIn("ko").sha256());
    Notices changed = Notices.of("Shop", told).withText("third_points", "ko", "제공", "새 글");
    assertThat(changed.find("third_points").orElseThrow().textIn("ko").body())
        .as("told still")
        .startsWith("새 글\n받는 자: 포인트코");
    assertThatThrownBy(() -> points(1).told("en", Item.PURPOSE, "points").build())
        .hasMessageContaining("has no text in it");
  }

  @Test
  void advertisingSaysByWhat() {
    assertThatThrownBy(
            () -> Notice.consent("ad", Kind.AD_RECEIVE).text("ko", "광고", "글").build())
        .hasMessageContaining("Notice.advertising(tag, medium)");
    assertThatThrownBy(() -> Notice.advertisingAtNight("night", Notice.Medium.EMAIL))
        .hasMessageContaining("50(3)");
  }

  @Test
  void tenThousandVersionsAreReadInASecond() {
    List<Notice> many = new ArrayList<>();
    for (int tag = 0; tag < 100; tag++) {
      for (int version = 1; version <= 100; version++) {
        many.add(Notice.consent("n" + tag, Kind.COLLECT_USE)
            .version(version)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .effectiveFrom(CHANGE.plus(Duration.ofDays(version)))
            .text("ko", "수집·이용", "내용 " + version)
            .build());
      }
    }
    long begun = System.nanoTime();
    Notices notices = Notices.of("Shop", many.toArray(Notice[]::new));
    assertThat(notices.at(CHANGE.plus(Duration.ofDays(50))).asked()).hasSize(100);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
  }
}
