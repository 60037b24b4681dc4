package io.membersync.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.SignInResult;
import io.membersync.SignInResult.SignedIn;
import io.membersync.member.MemberId;
import io.membersync.profile.SyncRule;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoAddress;
import io.membersync.testing.KakaoPerson;
import io.membersync.testing.TestBrowser;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Columns that keep less than a provider sends, or another form of it, are not taken for edited. */
class KeptFormRoadTest extends OldTableFixture {
  private static final String ADDRESS =
      "SELECT CONCAT(ZIP, ' ', ADDR1, ' ', COALESCE(ADDR2, '-')) FROM TB_MEMBER WHERE MEMBER_NO = ";

  @Override
  JdbcMemberStoreBuilder builder() {
    return super.builder()
        .column("name", "MB_NAME", ColumnCodec.of(name -> name.toUpperCase(Locale.ROOT), t -> t));
  }

  private static KakaoPerson mina(String name, KakaoAddress... addresses) {
    return KakaoPerson.named("mina", 2718281800L)
        .nickname("mina")
        .name(name)
        .email("mina.new@shop.example")
        .phoneNumber("+82 10-5551-0815")
        .addresses(addresses)
        .build();
  }

  private static KakaoAddress address(long id, String base, String detail, boolean standard) {
    KakaoAddress.Builder address = KakaoAddress.road(id, base, detail, "03173").name("집");
    return standard ? address.standard().build() : address.build();
  }

  private static SignedIn signIn(MemberSync sync, FakeKakao kakao, KakaoPerson person) {
    kakao.put(person);
    SignInResult result = new TestBrowser()
        .signIn(sync, Kakao.ID, authorization -> kakao.visitor(person).agree(authorization));
    assertThat(result).isInstanceOf(SignedIn.class);
    return (SignedIn) result;
  }

  @Test
  void whatTheProviderHasChangedIsWrittenAndAnEditOfTheShopsStays() {
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = OldMembersRoadTest.engine(kakao, builder().build()).build()) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      KakaoAddress office = address(1, "서울 중구 세종대로 1", "9층", false);

      MemberId member = signIn(
              sync, kakao, mina("Mina Kim", office, address(2, "서울 종로구 새문안로 1", "2층", true)))
          .member()
          .orElseThrow();
      assertThat(one(ADDRESS + member)).as("the default one").isEqualTo("03173 서울 종로구 새문안로 1 2층");
      assertThat(one("SELECT MB_NAME FROM TB_MEMBER WHERE MEMBER_NO = " + member))
          .isEqualTo("MINA KIM");

      signIn(sync, kakao, mina("Mina Lee", office, address(2, "부산 해운대구 센텀로 2", "301호", true)));
      assertThat(one(ADDRESS + member))
          .as("she has moved, and nobody has edited the old address")
          .isEqualTo("03173 부산 해운대구 센텀로 2 301호");
      assertThat(one("SELECT MB_NAME FROM TB_MEMBER WHERE MEMBER_NO = " + member))
          .isEqualTo("MINA LEE");

      database.run(
          "UPDATE TB_MEMBER SET ADDR2 = '302호', MB_NAME = 'M. LEE' WHERE MEMBER_NO = " + member);
      signIn(sync, kakao, mina("Mina Park", office, address(2, "대전 서구 둔산로 3", "1호", true)));
      assertThat(one(ADDRESS + member)).as("edited").isEqualTo("03173 부산 해운대구 센텀로 2 302호");
      assertThat(one("SELECT MB_NAME FROM TB_MEMBER WHERE MEMBER_NO = " + member))
          .isEqualTo("M. LEE");
    }
  }

  @Test
  void whatTheColumnsDoNotKeepIsNotAskedAbout() {
    JdbcMemberStore asking =
        builder(database.unit(), MAPPING.rule(SyncRule.ASK)).build();
    try (FakeKakao kakao = FakeKakao.onLoopback();
        MemberSync sync = OldMembersRoadTest.engine(kakao, asking).build()) {
      kakao.registerRedirectUri(URI.create("http://localhost:8080/login/callback/kakao"));
      KakaoAddress home = address(2, "서울 종로구 새문안로 1", "2층", true);
      KakaoAddress moved = address(2, "부산 해운대구 센텀로 2", "301호", true);
      MemberId member = signIn(sync, kakao, mina("Mina Kim", home)).member().orElseThrow();
      database.run("UPDATE TB_MEMBER SET ADDR2 = '3층' WHERE MEMBER_NO = " + member);

      signIn(sync, kakao, mina("Mina Kim", moved));
      Members.Question question = sync.members().questions(member).get(0);
      assertThat(sync.members().answer(member, question, false)).isEqualTo(Members.Answered.KEPT);

      signIn(sync, kakao, mina("Mina Kim", moved, address(3, "서울 중구 세종대로 1", "9층", false)));
      assertThat(sync.members().questions(member))
          .as("another address, of which the columns keep nothing")
          .isEmpty();
    }
  }
}
