package io.membersync.examples.springshop.practice;

import io.membersync.MemberSync;
import io.membersync.examples.springshop.member.Member;
import io.membersync.examples.springshop.member.MemberRepository;
import io.membersync.provider.Provider;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPeople;
import io.membersync.testing.KakaoPerson;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.security.crypto.password.PasswordEncoder;

/** A fake Kakao, and members who joined before there was Kakao. */
@Configuration(proxyBeanMethods = false)
@Profile("practice")
class PracticeConfiguration {
  private static final Logger log = LoggerFactory.getLogger(PracticeConfiguration.class);

  /** For every old member, shown on the sign-in page. */
  static final String PASSWORD = "ongi1234";

  @Bean(destroyMethod = "close")
  FakeKakao fakeKakao() {
    return FakeKakao.builder()
        .people(
            KakaoPerson.named("jiwoo", 5_100_000_001L)
                .note("처음 온 손님 somebody new")
                .nickname("지우")
                .name("한지우")
                .email("jiwoo@shop.example")
                .phoneNumber("+82 10-5550-2468")
                .birthday("0415")
                .build(),
            KakaoPerson.named("haram", 5_100_000_002L)
                .note("오래된 회원 member for years")
                .nickname("하람")
                .name("정하람")
                .email("haram@shop.example")
                .phoneNumber("+82 10-5550-4321")
                .build(),
            KakaoPeople.haneul(),
            KakaoPeople.doyun(),
            KakaoPeople.bare())
        .start();
  }

  /** What membersync.providers.kakao.client-id and the like make in a real shop. */
  @Bean
  Provider kakao(FakeKakao fakeKakao) {
    return fakeKakao.provider();
  }

  @Bean
  Practice practice(
      MemberSync sync, FakeKakao kakao, MemberRepository members, PasswordEncoder passwords) {
    return new Practice(sync, kakao, members, passwords);
  }

  /** Fills the shop once it is there. */
  record Practice(
      MemberSync sync, FakeKakao kakao, MemberRepository members, PasswordEncoder passwords) {

    @EventListener
    void ready(ApplicationReadyEvent event) {
      kakao.registerRedirectUri(sync.redirectUri(Kakao.ID));
      if (members.count() == 0) {
        members.saveAll(List.of(
            old("정하람", "haram@shop.example", "+821055504321", Member.Grade.BLACK),
            old("윤다온", "daon@shop.example", "+821055508765", Member.Grade.OOLONG)));
      }
      log.info(
          "The shop is open: {}  (Ctrl-C closes it)", sync.redirectUri(Kakao.ID).resolve("/"));
    }

    private Member old(String name, String email, String phone, Member.Grade grade) {
      Member member = new Member(Instant.parse("2011-04-15T03:00:00Z"));
      member.setName(name);
      member.setEmail(email);
      member.setPhone(phone);
      member.setGrade(grade);
      member.setPassword(passwords.encode(PASSWORD));
      return member;
    }
  }
}
