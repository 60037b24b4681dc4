package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Answers;
import io.membersync.MemberSync;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.SignInResult;
import io.membersync.SignInResult.NeedsProof;
import io.membersync.SignInResult.Rejected;
import io.membersync.SignInResult.SignedIn;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.provider.kakao.Kakao;
import io.membersync.records.KeyRing;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.OldMemberTable;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The members of twenty years come by Kakao for the first time. */
class OldMembersRoadTest extends OldTableFixture {
  private static final URI CALLBACKS = URI.create("http://localhost:8080/login/callback/");

  /** How a first sign-in ends. */
  private enum End {
    KNOWN_BY_THE_OLDER_LOGIN,
    PROVEN,
    SHUT_OUT,
    MADE_ANEW
  }

  @Test
  void aFirstSignInOfEachMakesNoSecondMember() {
    Map<End, Integer> ends = new EnumMap<>(End.class);
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = engine(kakao).build()) {
      open(sync);
      kakao.registerRedirectUri(CALLBACKS.resolve("kakao"));
      // Whom the shop has neither a contact nor an older id of, it cannot know again.
      for (OldMemberTable.Member old : OLD.members()) {
        if (old.email().isPresent() || old.phone().isPresent() || old.kakaoId().isPresent()) {
          ends.merge(comeBack(sync, kakao, old), 1, Integer::sum);
        }
      }
    }

    assertThat(one("SELECT COUNT(*) FROM TB_MEMBER")).isEqualTo("1000");
    assertThat(one("SELECT COUNT(DISTINCT member_id) FROM membersync_member"))
        .isEqualTo(
            Integer.toString(count(ends, End.KNOWN_BY_THE_OLDER_LOGIN) + count(ends, End.PROVEN)));
    assertThat(ends)
        .containsEntry(End.KNOWN_BY_THE_OLDER_LOGIN, 50)
        .doesNotContainKey(End.MADE_ANEW);
    assertThat(count(ends, End.PROVEN)).isGreaterThan(800);
    assertThat(count(ends, End.SHUT_OUT)).isPositive();
  }

  private static int count(Map<End, Integer> ends, End end) {
    return ends.getOrDefault(end, 0);
  }

  private static End comeBack(MemberSync sync, FakeKakao kakao, OldMemberTable.Member old) {
    KakaoPerson person = KakaoPerson.named(
            old.userId(), old.kakaoId().map(Long::parseLong).orElse(7_000_000_000L + old.number()))
        .nickname(old.name())
        .name(old.name())
        .email(old.email().map(text -> text.toLowerCase(Locale.ROOT)).orElse(null))
        .phoneNumber(old.canonicalPhone().map(OldMembersRoadTest::asKakaoWrites).orElse(null))
        .build();
    kakao.put(person);
    MemberId member = new MemberId(Long.toString(old.number()));
    TestBrowser browser = new TestBrowser();
    SignInResult result =
        browser.signIn(sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization));
    boolean asked = result instanceof NeedsProof;
    if (result instanceof NeedsProof proof) {
      result = sync.resume(browser, proof.parked(), Answers.none().signedInAs(member));
    }
    if (result instanceof SignedIn signedIn) {
      boolean same = signedIn.member().equals(Optional.of(member));
      boolean made = signedIn.details().isNewMember();
      assertThat(same || made).as("member %s is nobody else", member).isTrue();
      return made ? End.MADE_ANEW : asked ? End.PROVEN : End.KNOWN_BY_THE_OLDER_LOGIN;
    }
    assertThat(result).as("member %s, %s", member, old.status()).isInstanceOf(Rejected.class);
    assertThat(((Rejected) result).reason())
        .isEqualTo(SignInResult.RejectReason.MEMBER_NOT_ADMITTED);
    assertThat(old.status()).isIn("B", "L");
    return End.SHUT_OUT;
  }

  /** {@code +82 10-1234-5678}. */
  private static String asKakaoWrites(String canonical) {
    return "+82 " + canonical.substring(3, 5) + "-" + canonical.substring(5, 9) + "-"
        + canonical.substring(9);
  }

  /** What is done before the first visitor comes. */
  void open(MemberSync sync) {}

  MemberSyncBuilder engine(FakeKakao kakao) {
    return engine(kakao, database.unit());
  }

  static MemberSyncBuilder engine(FakeKakao kakao, JdbcUnitOfWork unit) {
    return engine(kakao, builder(unit).build());
  }

  static MemberSyncBuilder engine(FakeKakao kakao, JdbcMemberStore store) {
    return builder(store, kakao, notices());
  }

  static MemberSyncBuilder builder(JdbcMemberStore store, FakeKakao kakao, Notices notices) {
    return MemberSync.builder(store, notices)
        .provider(kakao.provider())
        .callbacks(CALLBACKS)
        .records(new JdbcRecords((JdbcUnitOfWork) store.unitOfWork().orElseThrow()))
        .keys(KeyRing.of(Secret.of("a secret of this shop, long enough to be one")))
        .http(PATIENT);
  }

  static Notices notices() {
    List<Field<?>> fields = List.of(
        Field.NAME,
        Field.EMAIL,
        Field.PHONE,
        Field.BIRTH_YEAR,
        Field.BIRTHDAY,
        Field.GENDER,
        Field.SHIPPING_ADDRESSES);
    return Notices.of(
        "Wine Shop",
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, fields.toArray(Field<?>[]::new))
            .text("en", "Processed for the contract", "Name and contacts.")
            .build());
  }
}
