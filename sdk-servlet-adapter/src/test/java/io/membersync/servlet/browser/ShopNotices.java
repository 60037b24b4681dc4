package io.membersync.servlet.browser;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;

/** The starter set, with its gaps filled as a shop would fill them. */
final class ShopNotices {
  static final Notices ALL = Notices.korea("소담마켓")
      .with(Notice.terms("tos")
          .text("ko", "소담마켓 이용약관", """
              제1조 (목적) 이 약관은 소담마켓이 제공하는 쇼핑 서비스의 이용 조건과 절차를 정합니다.
              제2조 (회원) 회원은 본인의 정보를 정확하게 유지해야 합니다.
              제3조 (탈퇴) 회원은 언제든지 마이페이지에서 탈퇴할 수 있습니다.""")
          .text("en", "Sodam Market terms of service", """
              1. Purpose. These terms govern the use of Sodam Market's shopping service.
              2. Members keep their details correct.
              3. Members may leave at any time on their account page.""")
          .build())
      .with(Notice.contract("basic")
          .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.NICKNAME, Field.EMAIL, Field.PHONE)
          .covers(Purpose.ORDER_FULFIL, Field.SHIPPING_ADDRESSES)
          .text("ko", "회원 가입과 주문에 필요한 개인정보", """
              처리 항목: 이름(별명), 이메일, 휴대전화번호, 배송지
              이용 목적: 회원 식별, 주문·배송·고객 문의 처리
              법적 근거: 개인정보 보호법 제15조 제1항 제4호(계약의 체결 및 이행)
              보유 기간: 회원 탈퇴 시까지. 거래 기록은 관계 법령에 따라 5년""")
          .text("en", "Details needed for membership and orders", """
              Items: name (nickname), e-mail, phone, shipping address
              Purpose: knowing the member, orders, delivery and enquiries
              Basis: Personal Information Protection Act, article 15(1)4 (contract)
              Kept: until the member leaves; records of orders five years, by law""")
          .build())
      .with(Notice.consent("opt_profile", Notice.Kind.COLLECT_USE)
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
              보유 기간: 회원 탈퇴 또는 동의 철회 시까지
              동의하지 않아도 가입하고 구매할 수 있습니다.""")
          .text("en", "Details for personal offers", """
              Items: birthday, birth year, gender, age range, picture
              Purpose: birthday offers and recommendations
              Kept: until the member leaves or withdraws
              You can join and buy without agreeing.""")
          .build())
      .with(Notice.consent("mkt", Notice.Kind.MARKETING_USE)
          .covers(Purpose.MARKETING, Field.EMAIL, Field.PHONE, Field.CHANNELS)
          .text("ko", "마케팅 목적의 개인정보 수집·이용", """
              수집 항목: 이메일, 휴대전화번호, 메신저 채널 추가 여부
              이용 목적: 이벤트와 혜택 안내
              보유 기간: 회원 탈퇴 또는 동의 철회 시까지
              동의하지 않아도 가입하고 구매할 수 있습니다.""")
          .text("en", "Use of contact details for marketing", """
              Items: e-mail, phone, whether you follow our channel
              Purpose: news of events and offers
              Kept: until the member leaves or withdraws
              You can join and buy without agreeing.""")
          .build());

  private ShopNotices() {}
}
