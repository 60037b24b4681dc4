package io.membersync.examples.toyshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.testing.OldMemberTable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of twenty years come by Kakao, on the database that a subclass names. */
abstract class OldMembersWalk {
  private static final int OLD = OldMembers.TABLE.members().size();

  @SuppressWarnings("NullAway.Init") // opened before each test
  Shop shop;

  abstract DatabaseChoice database();

  @BeforeEach
  void open() throws IOException {
    shop = Shop.open(0, database(), Shop.newSecret());
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void somebodyNewIsWrittenAsTheTableWantsIt() {
    Visitor visitor = new Visitor(shop, "haneul");

    DemoPage end = visitor.signUp("/login/?returnTo=/me");

    assertThat(end.address().getPath()).isEqualTo("/me");
    assertThat(visitor.row())
        .containsEntry("MB_NAME", Optional.of("Kim Haneul"))
        .containsEntry("HP", Optional.of("010-5550-1234"))
        .containsEntry("GRADE_CD", Optional.of("01"))
        .containsEntry("STATUS_CD", Optional.of("A"));
    assertThat(visitor.row().getOrDefault("REG_DT", Optional.empty()).orElse(""))
        .matches("20[0-9]{12}");
    assertThat(shop.database.memberIds()).hasSize(OLD + 1);
    assertThat(shop.database.members().check()).isEmpty();
  }

  @Test
  void anOldMemberIsLinkedByACodeFromTheInboxAndKeepsTheirRow() {
    Map<String, Optional<String>> before = row(OldMembers.KNOWN);
    Visitor visitor = new Visitor(shop, "old-member");

    DemoPage proof = visitor.atProof("/login/?returnTo=/me");
    assertThat(proof.body())
        .contains("이미 가입하신 회원이신가요?")
        .contains("href=\"/inbox\"")
        .doesNotContain(OldMembers.KNOWN.email().orElseThrow());
    DemoPage sent = visitor.send(proof, proof.form("action", "send-phone"));
    DemoPage inbox = visitor.open("/inbox");
    assertThat(inbox.body()).contains("연습용").contains("인증번호입니다");
    String code = inbox.body().replaceAll("(?s).*?class=\"code\">([0-9]{6})<.*", "$1");
    DemoPage next =
        visitor.send(sent, sent.form("code").typing("code", code).with("action", "code"));
    DemoPage end = visitor.answer(next, Visitor.REQUIRED::contains);

    assertThat(end.address().getPath()).isEqualTo("/me");
    assertThat(end.body()).contains("아이디와 비밀번호").contains("<b>카카오</b>");
    assertThat(row(OldMembers.KNOWN)).as("nothing of it is overwritten").isEqualTo(before);
    assertThat(shop.database.memberIds()).hasSize(OLD);
    Visitor later = new Visitor(shop, "old-member");
    DemoPage people = later.atKakao("/login/?returnTo=/me");
    assertThat(later.send(people, people.form("person", "old-member")).address().getPath())
        .isEqualTo("/me");
  }

  @Test
  void whoJoinedTwiceChoosesByPasswordWhichMemberItIs() {
    Visitor visitor = new Visitor(shop, "joined-twice");
    DemoPage proof = visitor.atProof("/login/?returnTo=/me");

    DemoPage door = visitor.open(proof.link("/sign-in"));
    DemoPage wrong = visitor.signInByPassword(door, OldMembers.ONCE.userId(), "not this");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("아이디 또는 비밀번호가 맞지 않습니다");
    DemoPage back = visitor.signInByPassword(wrong, OldMembers.ONCE.userId(), OldMembers.PASSWORD);
    assertThat(back.address()).as("where it was asked for").isEqualTo(proof.address());
    DemoPage next = visitor.send(back, back.form("action", "prove"));
    visitor.answer(next, Visitor.REQUIRED::contains);

    assertThat(visitor.row())
        .containsEntry("MEMBER_NO", Optional.of(Long.toString(OldMembers.ONCE.number())));
    assertThat(shop.database.memberIds()).hasSize(OLD);
  }

  @Test
  void whomTheOlderLoginKnowsIsThatMemberWithoutAQuestion() {
    Visitor visitor = new Visitor(shop, "older-login");

    visitor.answer(visitor.atShopNotices("/login/?returnTo=/me"), Visitor.REQUIRED::contains);

    assertThat(visitor.row())
        .containsEntry("MEMBER_NO", Optional.of(Long.toString(OldMembers.SOCIAL.number())));
    assertThat(shop.database.memberIds()).hasSize(OLD);
  }

  @Test
  void anOldMemberSignsInByPasswordAndAddsKakao() {
    Visitor visitor = new Visitor(shop, "haneul");
    visitor.addToCart("muscat");
    String guest = visitor.sessionId().orElseThrow();
    DemoPage door = visitor.open("/sign-in?next=/me");
    DemoPage mine =
        visitor.signInByPassword(door, OldMembers.PASSWORD_ONLY.userId(), OldMembers.PASSWORD);
    assertThat(mine.address().getPath()).isEqualTo("/me");
    assertThat(mine.body())
        .contains(OldMembers.PASSWORD_ONLY.name() + "님")
        .contains("/login/link/kakao");
    assertThat(visitor.sessionId()).isPresent().isNotEqualTo(Optional.of(guest));

    DemoForm add = DemoForm.allOf(mine.body()).stream()
        .filter(form -> form.action().startsWith("/login/link/kakao"))
        .findFirst()
        .orElseThrow();
    DemoPage leaving = visitor.send(mine, add);
    DemoPage people = visitor.open(leaving.link("/oauth/authorize"));
    DemoPage items = visitor.send(people, people.form("person", "haneul"));
    DemoPage next = visitor.send(items, items.form("action", "agree-all"));
    DemoPage end = next.address().getPath().equals("/me")
        ? next
        : visitor.answer(next, Visitor.REQUIRED::contains);

    assertThat(end.address().getPath()).isEqualTo("/me");
    assertThat(end.body()).contains("<b>카카오</b>");
    assertThat(shop.database.memberIds()).hasSize(OLD);
  }

  private Map<String, Optional<String>> row(OldMemberTable.Member member) {
    return shop.database.findRow(new MemberId(Long.toString(member.number())));
  }
}
