package io.membersync.examples.toyshop;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;

/** What the shop tells and asks its visitors, in the order of its consent page. */
final class ShopNotices {
  static final String SHOP_NAME = "Podo Wine";

  private ShopNotices() {}

  static Notices all() {
    return Notices.of(
        SHOP_NAME,
        Notice.terms("tos")
            .askedBy("tos_20260101") // the same terms stand on Kakao's screen, under this tag
            .text("ko", SHOP_NAME + " 이용약관", """
                제1조 이 약관은 연습용 가게 Podo Wine의 회원 가입과 이용에 적용됩니다.
                제2조 주문한 와인은 매장에서 신분증을 확인한 뒤 드립니다.
                제3조 회원은 언제든지 탈퇴할 수 있습니다.""")
            .text("en", SHOP_NAME + " terms of service", """
                1. These terms govern membership of Podo Wine, a practice shop.
                2. Wine is handed over in the store, once your ID has been checked.
                3. You can leave at any time.""")
            .build(),
        Notice.terms("age19")
            .text("ko", "만 19세 이상입니다", "청소년 보호법에 따라 미성년자에게는 주류를 판매하지 않습니다.")
            .text("en", "I am 19 or older", "By law we do not sell alcohol to minors.")
            .build(),
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("ko", "동의 없이 처리하는 개인정보 안내", """
                처리 항목: 이름, 이메일, 휴대전화번호
                이용 목적: 회원 식별, 주문과 매장 수령 안내
                법적 근거: 개인정보 보호법 제15조 제1항 제4호(계약의 체결 및 이행)
                보유 기간: 회원 탈퇴 시까지""")
            .text("en", "Processed without consent", """
                Items: name, e-mail, phone
                Purpose: knowing the member, orders and pick-up in the store
                Basis: Personal Information Protection Act, article 15(1)4 (contract)
                Kept: until the member leaves""")
            .build(),
        Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY, Field.BIRTH_YEAR, Field.GENDER)
            .text("ko", "생일 혜택과 추천을 위한 개인정보 수집·이용", """
                수집 항목: 생일, 출생 연도, 성별
                이용 목적: 생일 쿠폰과 와인 추천
                보유 기간: 회원 탈퇴 또는 동의 철회 시까지
                동의하지 않아도 가입하고 구매할 수 있습니다.""")
            .text("en", "Details for birthday offers and recommendations", """
                Items: birthday, birth year, gender
                Purpose: a birthday coupon, recommendations of wines
                Kept: until the member leaves or withdraws
                You can join and buy without agreeing.""")
            .build(),
        Notice.advertising("ad_messenger", Notice.Medium.MESSENGER)
            .askedBy("marketing_20260401")
            .text("ko", "카카오톡으로 광고성 정보 받기", "할인과 시음회 소식을 카카오톡으로 보내 드립니다.\n언제든지 수신 동의를 철회할 수 있습니다.")
            .text(
                "en",
                "Advertising by KakaoTalk",
                "We send news of offers and tastings by KakaoTalk.\nYou can withdraw at any time.")
            .build());
  }
}
