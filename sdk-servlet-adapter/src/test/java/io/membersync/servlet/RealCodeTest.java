package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.CodeSender;
import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A code through the servlet, the engine and a fake Kakao together. */
class RealCodeTest extends RealShopFixture {
  private static final List<CodeSender.Message> SENT = new CopyOnWriteArrayList<>();

  RealCodeTest() {
    super(
        new InMemoryMemberStore(),
        Notices.of(
            "Wine Shop",
            Notice.contract("basic")
                .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
                .text("ko", "계약", "이름과 연락처")
                .build()),
        (builder, kakao) -> builder.codes(new Inbox(), CodeSender.Limits.defaults()));
    SENT.clear();
  }

  @Test
  void anExistingMemberIsLinkedByACodeOnThePage() {
    MemberId existing = members.add(Map.of("phone", "+821055501234", "name", "Old Name"));
    URI authorization =
        URI.create(shop.get("/login/start/kakao?returnTo=%2Fcart").header("Location"));
    String page = shop.get(pathOf(kakao.visitor("haneul").agree(authorization))).location();
    assertThat(shop.get(page).body()).contains("***1234").contains("value=\"send-phone\"");

    assertThat(shop.post(page, "action=send-phone").location()).isEqualTo(page);
    assertThat(shop.get(page).body()).contains("one-time-code").doesNotContain("role=\"alert\"");
    String code = SENT.get(0).code().reveal();
    String wrong = code.equals("000000") ? "000001" : "000000";
    assertThat(shop.post(page, "action=code&code=" + wrong).status()).isEqualTo(422);
    assertThat(shop.post(page, "action=send-phone").body()).contains("방금 인증번호를 보냈습니다");

    Shop.Answer done = shop.post(page, "action=code&code=" + code);

    assertThat(done.location()).isEqualTo("/cart");
    assertThat(shop.session().get(1)).isEqualTo(existing.value());
    assertThat(members.count()).isOne();
    assertThat(SENT).hasSize(1);
  }

  private static final class Inbox implements CodeSender {
    @Override
    public Set<Field<String>> reaches() {
      return Set.of(Field.PHONE);
    }

    @Override
    public void send(Message message) {
      SENT.add(message);
    }
  }
}
