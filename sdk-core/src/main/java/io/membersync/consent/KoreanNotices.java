package io.membersync.consent;

import io.membersync.profile.Field;
import java.time.Period;

/** The starter set of a shop in Korea. Gaps that only the shop can fill stand in square brackets. */
final class KoreanNotices {
  private KoreanNotices() {}

  static Notices starterSet(String shop) {
    return Notices.of(
        shop,
        Notice.terms("tos")
            .text(
                "ko", shop + " 이용약관", "[이용약관 전문 또는 주소를 넣어 주세요]\n" + shop + " 회원 가입과 서비스 이용에 적용됩니다.")
            .text(
                "en",
                shop + " terms of service",
                "[Put the terms or their address here]\nThey govern membership and use of " + shop
                    + ".")
            .build(),
        Notice.terms("age14")
            .text("ko", "만 14세 이상입니다", "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다.")
            .text(
                "en",
                "I am 14 or older",
                "Children under 14 can join only with the consent of a legal guardian.")
            .build(),
        Notice.contract("basic")
            .retention(Period.ZERO)
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.NICKNAME, Field.EMAIL, Field.PHONE)
            .covers(
                Purpose.ORDER_FULFIL,
                Field.NAME,
                Field.PHONE,
                Field.EMAIL,
                Field.SHIPPING_ADDRESSES)
            .text("ko", "동의 없이 처리하는 개인정보 안내", """
                처리 항목: 이름(별명), 이메일, 휴대전화번호, 배송지
                이용 목적: 회원 식별, 주문·배송·고객 문의 처리
                법적 근거: 개인정보 보호법 제15조 제1항 제4호(계약의 체결 및 이행)
                보유 기간: [회원 탈퇴 시까지. 관계 법령이 정한 기간은 따로 보관]""")
            .text("en", "Processed without consent", """
                Items: name (nickname), e-mail, phone, shipping address
                Purpose: knowing the member, orders, delivery and enquiries
                Basis: Personal Information Protection Act, article 15(1)4 (contract)
                Kept: [until the member leaves, or as long as the law says]""")
            .build(),
        Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
            .retention(Period.ZERO)
            .covers(
                Purpose.PERSONALISE,
                Field.BIRTHDAY,
                Field.BIRTH_YEAR,
                Field.GENDER,
                Field.AGE_RANGE,
                Field.PICTURE)
            .text("ko", "맞춤 혜택을 위한 개인정보 수집·이용", """
                수집 항목: 생일, 출생 연도, 성별, 연령대, 프로필 사진
                이용 목적: 생일 혜택과 상품 추천
                보유 기간: [회원 탈퇴 또는 동의 철회 시까지]
                동의하지 않아도 가입하고 구매할 수 있습니다.""")
            .text("en", "Details for personal offers", """
                Items: birthday, birth year, gender, age range, picture
                Purpose: birthday offers and recommendations
                Kept: [until the member leaves or withdraws]
                You can join and buy without agreeing.""")
            .build(),
        Notice.consent("mkt", Notice.Kind.MARKETING_USE)
            .retention(Period.ZERO)
            .covers(Purpose.MARKETING, Field.EMAIL, Field.PHONE, Field.CHANNELS)
            .text("ko", "마케팅 목적의 개인정보 수집·이용", """
                수집 항목: 이메일, 휴대전화번호, 메신저 채널 추가 여부
                이용 목적: 이벤트와 혜택 안내
                보유 기간: [회원 탈퇴 또는 동의 철회 시까지]
                동의하지 않아도 가입하고 구매할 수 있습니다.""")
            .text("en", "Use of contact details for marketing", """
                Items: e-mail, phone, whether you follow our channel
                Purpose: news of events and offers
                Kept: [until the member leaves or withdraws]
                You can join and buy without agreeing.""")
            .build(),
        advertising("ad_sms", Notice.Medium.SMS, "문자 메시지", "text message"),
        advertising("ad_email", Notice.Medium.EMAIL, "이메일", "e-mail"),
        advertising("ad_messenger", Notice.Medium.MESSENGER, "메신저 메시지", "messenger message"));
  }

  private static Notice advertising(
      String tag, Notice.Medium medium, String korean, String english) {
    return Notice.advertising(tag, medium)
        .text(
            "ko",
            korean + "로 광고성 정보 받기",
            korean + "로 할인, 이벤트 등 광고성 정보를 보내 드립니다.\n언제든지 수신 동의를 철회할 수 있습니다.")
        .text(
            "en",
            "Advertising by " + english,
            "We send advertising such as discounts and events by " + english
                + ".\nYou can withdraw at any time.")
        .build();
  }
}
