package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.Consents.By;
import io.membersync.MemberSync;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberEraser.Erasure;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.records.Records.StepState;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import io.membersync.testsupport.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A withdrawal reaches the columns that the shop has marked, and no others. */
class WithdrawalErasesTest extends OldTableFixture {

  private static Notices notices() {
    return Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .covers(Purpose.ORDER_FULFIL, Field.SHIPPING_ADDRESSES)
            .text("ko", "안내", "이름과 연락처")
            .build(),
        Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTH_YEAR, Field.BIRTHDAY, Field.GENDER)
            .text("ko", "맞춤", "생일과 성별")
            .build());
  }

  @Test
  @Fault("T15")
  void whatHasNoGroundAnyMoreIsBlankedWhereTheShopHasMarkedIt() {
    JdbcMemberStore store =
        builder().eraseOnWithdrawal("gender").eraseOnWithdrawal("phone").build();
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = open(
            store,
            new JdbcRecords((JdbcUnitOfWork) store.unitOfWork().orElseThrow()),
            kakao,
            notices())) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      MemberId member = signUp(sync, kakao);
      assertThat(row(member)).isEqualTo("M 010-5551-0815");

      assertThat(sync.consents().preview(member, Set.of("opt_profile")))
          .containsExactly(new Erasure("gender", "TB_MEMBER.SEX", true, "NULL"));
      sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
      assertThat(row(member)).as("not in the commit itself").isEqualTo("M 010-5551-0815");
      sync.work().runDue(Duration.ofMinutes(1));

      assertThat(row(member)).as("the phone has another ground").isEqualTo("- 010-5551-0815");
      assertThat(sync.consents().steps(member))
          .filteredOn(step -> step.target().equals("store"))
          .singleElement()
          .satisfies(step -> {
            assertThat(step.state()).isEqualTo(StepState.DONE);
            assertThat(step.receipt().orElseThrow())
                .contains("gender applied")
                .contains("birthday read_only");
          });
      assertThat(sync.consents().openSteps(10)).isEmpty();
    }
  }

  @Test
  void aColumnOfTwoConsentsIsBlankedWhenBothHaveEnded() {
    JdbcMemberStore store =
        builder().eraseOnWithdrawal("birthday").eraseOnWithdrawal("birth_year").build();
    Notices two = notices()
        .without("opt_profile")
        .with(Notice.consent("years", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTH_YEAR)
            .text("ko", "나이", "출생 연도")
            .build())
        .with(Notice.consent("salutation", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.GENDER)
            .text("ko", "호칭", "성별")
            .build())
        .with(Notice.consent("days", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("ko", "생일", "생일 선물")
            .build());
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = open(
            store,
            new JdbcRecords((JdbcUnitOfWork) store.unitOfWork().orElseThrow()),
            kakao,
            two)) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      MemberId member = signUp(sync, kakao, "years", "days");
      assertThat(birth(member)).isEqualTo("19900415");

      sync.consents().withdraw(member, Set.of("days"), By.MEMBER);
      sync.work().runDue(Duration.ofMinutes(1));
      assertThat(birth(member)).as("the year has a ground").isEqualTo("19900415");
      assertThat(sync.consents().withoutGround(member)).containsExactly("birthday");

      assertThat(sync.consents().preview(member, Set.of("years"))).hasSize(2);
      sync.consents().withdraw(member, Set.of("years"), By.MEMBER);
      sync.work().runDue(Duration.ofMinutes(1));
      assertThat(birth(member)).isEqualTo("-");
      assertThat(sync.consents().withoutGround(member)).isEmpty();
    }
  }

  private String birth(MemberId member) {
    return one(
        "SELECT CONCAT('', COALESCE(BIRTH, '-')) FROM TB_MEMBER WHERE MEMBER_NO = " + member);
  }

  @Test
  void whoAgreesAgainHasItFilledAgain() {
    JdbcMemberStore store = builder().eraseOnWithdrawal("gender").build();
    JdbcRecords records = new JdbcRecords((JdbcUnitOfWork) store.unitOfWork().orElseThrow());
    try (FakeKakao kakao = FakeKakao.onLoopback()) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      MemberId member;
      try (MemberSync sync = open(store, records, kakao, notices())) {
        member = signUp(sync, kakao);
        sync.consents().withdraw(member, Set.of("opt_profile"), By.MEMBER);
        sync.work().runDue(Duration.ofMinutes(1));
        assertThat(row(member)).startsWith("- ");
      }
      Notices again = notices()
          .with(Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
              .version(2)
              .required()
              .covers(Purpose.PERSONALISE, Field.BIRTH_YEAR, Field.BIRTHDAY, Field.GENDER)
              .text("ko", "맞춤", "생일과 성별, 다시")
              .build());
      try (MemberSync sync = open(store, records, kakao, again)) {
        kakao.link(kakao.person("mina")); // the withdrawal took the item back there, too
        assertThat(signUp(sync, kakao)).isEqualTo(member);
        assertThat(row(member)).startsWith("M ");
      }
    }
  }

  @Test
  @Fault("T17")
  void whoLeavesIsBlankedWhereTheShopHasMarkedItContractOrNot() {
    JdbcMemberStore store =
        builder().eraseOnWithdrawal("gender").eraseOnWithdrawal("phone").build();
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = open(
            store,
            new JdbcRecords((JdbcUnitOfWork) store.unitOfWork().orElseThrow()),
            kakao,
            notices())) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      MemberId member = signUp(sync, kakao);
      assertThat(sync.consents().previewLeaving(member))
          .extracting(Erasure::attribute)
          .containsExactlyInAnyOrder("gender", "phone");

      sync.members().left(member);
      sync.work().runDue(Duration.ofMinutes(1));

      assertThat(row(member)).isEqualTo("- -");
      assertThat(sync.consents()
              .mayUse(member, Field.NAME, Gate.Use.of(Purpose.MEMBER_IDENTIFY))
              .allowed())
          .isFalse();
      assertThat(sync.consents().openSteps(10)).isEmpty();
    }
  }

  private static MemberSync open(
      JdbcMemberStore store, JdbcRecords records, FakeKakao kakao, Notices notices) {
    return MemberSync.builder(store, notices)
        .provider(kakao.provider())
        .callbacks(URI.create("http://localhost:8080/login/callback/"))
        .records(records)
        .keys(KeyRing.of(Secret.of("a secret of this shop, long enough to be one")))
        .http(OldMembersRoadTest.PATIENT)
        .build();
  }

  private String row(MemberId member) {
    return one(
        "SELECT CONCAT(COALESCE(SEX, '-'), ' ', COALESCE(HP, '-')) FROM TB_MEMBER WHERE MEMBER_NO = "
            + member);
  }

  private static MemberId signUp(MemberSync sync, FakeKakao kakao) {
    return signUp(sync, kakao, "opt_profile");
  }

  private static MemberId signUp(MemberSync sync, FakeKakao kakao, String... agreed) {
    Answers answers = Answers.none();
    for (String tag : agreed) {
      answers = answers.consent(tag, true);
    }
    KakaoPerson person = KakaoPerson.named("mina", 2718281800L)
        .nickname("mina")
        .name("Mina Kim")
        .email("mina.new@shop.example")
        .phoneNumber("+82 10-5551-0815")
        .gender("male")
        .birthyear("1990")
        .birthday("0415")
        .build();
    kakao.put(person);
    TestBrowser browser = new TestBrowser();
    SignInResult asked =
        browser.signIn(sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization));
    SignInResult done = sync.resume(browser, ((SignInResult.NeedsConsent) asked).parked(), answers);
    return ((SignInResult.SignedIn) done).member().orElseThrow();
  }
}
