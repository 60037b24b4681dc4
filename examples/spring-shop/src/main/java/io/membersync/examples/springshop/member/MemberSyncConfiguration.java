package io.membersync.examples.springshop.member;

import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.spring.MemberPrincipals;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;

/** What MemberSync cannot know by itself; everything else stands in application.yaml. */
@Configuration(proxyBeanMethods = false)
class MemberSyncConfiguration {

  @Bean
  FieldMapping memberMapping() {
    return FieldMapping.none()
        .map(Field.NAME, "name")
        .required() // a parcel needs one
        .map(Field.EMAIL, "email")
        .unique()
        .map(Field.PHONE, "phone")
        .map(Field.BIRTHDAY, "birthday");
  }

  /** Controllers get a {@link ShopUser}, whichever way the member has come in. */
  @Bean
  MemberPrincipals memberPrincipals() {
    return new MemberPrincipals() {
      @Override
      public Object principal(MemberId member) {
        return new ShopUser(Long.parseLong(member.value()), "");
      }

      @Override
      public Optional<MemberId> findMember(Authentication authentication) {
        return authentication.getPrincipal() instanceof ShopUser user
            ? Optional.of(user.member())
            : Optional.empty();
      }
    };
  }

  @Bean
  Notices notices() {
    return Notices.of(
        "Ongi",
        Notice.terms("tos")
            .askedBy("tos_20260101") // Kakao's own screen asks for the same, under this tag
            .text("ko", "온기 이용약관", """
                제1조 이 약관은 연습용 가게 온기의 회원 가입과 이용에 적용됩니다.
                제2조 주문하신 물건은 결제 후 이틀 안에 보내 드립니다.
                제3조 회원은 언제든지 탈퇴할 수 있습니다.""")
            .text("en", "Ongi terms of service", """
                1. These terms govern membership of Ongi, a practice shop.
                2. What you order is sent within two days of payment.
                3. You can leave at any time.""")
            .build(),
        Notice.terms("age14")
            .text("ko", "만 14세 이상입니다", "만 14세 미만은 법정대리인의 동의가 필요하여 지금은 가입하실 수 없습니다.")
            .text(
                "en",
                "I am 14 or older",
                "Younger visitors need the consent of a parent and cannot join yet.")
            .build(),
        Notice.contract("basic")
            .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
            .text("ko", "동의 없이 처리하는 개인정보 안내", """
                처리 항목: 이름, 이메일, 휴대전화번호
                이용 목적: 회원 식별, 주문 확인과 배송 안내
                법적 근거: 개인정보 보호법 제15조 제1항 제4호(계약의 체결 및 이행)
                보유 기간: 회원 탈퇴 시까지""")
            .text("en", "Processed without consent", """
                Items: name, e-mail, phone
                Purpose: knowing the member, orders and delivery
                Basis: Personal Information Protection Act, article 15(1)4 (contract)
                Kept: until the member leaves""")
            .build(),
        Notice.consent("opt_birthday", Notice.Kind.COLLECT_USE)
            .covers(Purpose.PERSONALISE, Field.BIRTHDAY)
            .text("ko", "생일 선물을 위한 개인정보 수집·이용", """
                수집 항목: 생일
                이용 목적: 생일이 있는 달에 차 한 봉 증정
                보유 기간: 회원 탈퇴 또는 동의 철회 시까지
                동의하지 않아도 가입하고 주문하실 수 있습니다.""")
            .text("en", "Your birthday, for a present", """
                Items: birthday
                Purpose: a bag of tea in the month of your birthday
                Kept: until the member leaves or withdraws
                You can join and order without agreeing.""")
            .build());
  }
}
