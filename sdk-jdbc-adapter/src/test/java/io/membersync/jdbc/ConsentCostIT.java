package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.SignIn;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notice.Kind;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.KakaoServiceTerm;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.servers.Server;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What consent adds to the CPU of a sign-up: the same people, provider, table and calls, once with a
 * contract alone and once with six agreements, each recorded with its text; PostgreSQL and the fake
 * are not counted. Rounds take turns.
 */
@Tag("bench")
@Tag("consent")
class ConsentCostIT extends OldTableFixture {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 15);
  private static final int SIGN_UPS = Integer.getInteger("bench.sign-ins", 200);
  private static final int WARM_UP = Integer.getInteger("bench.warm-up", 4_000);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private int people;

  @Override
  TestDatabase open() {
    return TestDatabase.on(Server.POSTGRESQL);
  }

  private static Notices contractAlone() {
    return Notices.of(
        "Wine Shop",
        contract()
            .covers(Purpose.PERSONALISE, Field.BIRTH_YEAR, Field.BIRTHDAY, Field.GENDER)
            .build());
  }

  private static Notice.Builder contract() {
    return Notice.contract("basic")
        .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
        .covers(Purpose.ORDER_FULFIL, Field.SHIPPING_ADDRESSES)
        .text("ko", "안내", "이름과 연락처");
  }

  private static Notices sixAgreements() {
    return Notices.of(
        "Wine Shop",
        contract().build(),
        Notice.terms("tos").askedBy("tos_20260101").text("ko", "약관", "제1조 …").build(),
        Notice.consent("opt_profile", Kind.COLLECT_USE)
            .askedBy("profile_2026")
            .covers(Purpose.PERSONALISE, Field.BIRTH_YEAR, Field.BIRTHDAY, Field.GENDER)
            .text("ko", "맞춤", "생일과 성별")
            .build(),
        Notice.consent("third_points", Kind.THIRD_PARTY)
            .askedBy("points_2026")
            .provides("PointCo", new Purpose("POINTS"), Field.PHONE)
            .text("ko", "제공", "포인트")
            .build(),
        Notice.consent("mkt", Kind.MARKETING_USE)
            .askedBy("mkt_2026")
            .covers(Purpose.MARKETING, Field.PHONE, Field.EMAIL)
            .text("ko", "마케팅", "활용")
            .build(),
        Notice.advertising("ad_sms", Notice.Medium.SMS)
            .askedBy("marketing_20260401")
            .text("ko", "광고", "문자")
            .build(),
        Notice.advertisingAtNight("night_sms", Notice.Medium.SMS)
            .askedBy("night_push_20260401")
            .text("ko", "밤", "문자")
            .build());
  }

  @Test
  void consentIsCheap() {
    JdbcMemberStore store = builder().build();
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync bare = open(store, kakao, contractAlone());
        MemberSync full = open(store, kakao, sixAgreements())) {
      kakao.reconfigure(app -> app.toBuilder()
          .term(KakaoServiceTerm.optional("profile_2026", "Profile"))
          .term(KakaoServiceTerm.optional("points_2026", "Points"))
          .term(KakaoServiceTerm.optional("mkt_2026", "Marketing"))
          .build());
      kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
      signUps(bare, kakao, WARM_UP / 2);
      signUps(full, kakao, WARM_UP);
      signUps(bare, kakao, WARM_UP / 2);
      List<Double> without = new ArrayList<>();
      List<Double> with = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        without.add(signUps(bare, kakao, SIGN_UPS));
        with.add(signUps(full, kakao, SIGN_UPS));
        ratios.add(with.get(round) / without.get(round));
      }
      assertThat(one("SELECT COUNT(*) FROM membersync_consent_event WHERE type = 'GRANTED'"))
          .isEqualTo(String.valueOf(6L * (WARM_UP + (long) ROUNDS * SIGN_UPS)));
      System.out.printf(
          Locale.ROOT,
          "CPU of a sign-up: with six agreements %.0f µs (%.0f to %.0f), with a contract alone %.0f µs"
              + " (%.0f to %.0f), × %.2f%n",
          median(with),
          Collections.min(with),
          Collections.max(with),
          median(without),
          Collections.min(without),
          Collections.max(without),
          median(ratios));
    }
  }

  private static MemberSync open(JdbcMemberStore store, FakeKakao kakao, Notices notices) {
    return OldMembersRoadTest.builder(store, kakao, notices).build();
  }

  /** Microseconds of CPU of one sign-up, from the callback on. */
  private double signUps(MemberSync sync, FakeKakao kakao, int count) {
    long nanos = 0;
    for (int i = 0; i < count; i++) {
      int number = ++people;
      KakaoPerson person = KakaoPerson.named("new" + number, 8_000_000_000L + number)
          .nickname("Kim")
          .name("Kim " + number)
          .email("new" + number + "@shop.example")
          .phoneNumber(
              String.format(Locale.ROOT, "+82 10-8%03d-%04d", number / 10_000, number % 10_000))
          .gender("female")
          .birthyear("1990")
          .birthday("0415")
          .build();
      kakao.put(person);
      TestBrowser browser = new TestBrowser();
      URI callback =
          kakao.visitor(person).agree(browser.begin(sync, Kakao.ID, SignIn.returningTo("/")));
      long before = cpu();
      assertThat(browser.complete(sync, Kakao.ID, callback)).isInstanceOf(SignedIn.class);
      nanos += cpu() - before;
    }
    return nanos / 1_000.0 / count;
  }

  /** Of this thread and of those that call the provider. */
  private static long cpu() {
    long nanos = THREADS.getCurrentThreadCpuTime();
    for (var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("membersync-calls")) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
