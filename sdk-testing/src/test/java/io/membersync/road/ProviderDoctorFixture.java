package io.membersync.road;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.Finding;
import io.membersync.MemberSyncBuilder;
import io.membersync.Secret;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.profile.Field;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.Trust;
import io.membersync.provider.kakao.Kakao;
import io.membersync.testing.FakeApple;
import io.membersync.testing.FakeFacebook;
import io.membersync.testing.FakeGoogle;
import io.membersync.testing.FakeLine;
import io.membersync.testing.FakeNaver;
import io.membersync.testing.FakeSocialLogin;
import io.membersync.testsupport.TestClock;
import java.net.URI;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Registrations at fakes and elsewhere, for the doctor to look at. */
abstract class ProviderDoctorFixture extends RoadFixture {
  static final ProviderId OWN = ProviderId.of("own");
  static final URI PUBLIC = URI.create("https://www.wineshop.co.kr/login/callback/");
  static final Secret GOOD = Secret.of("a-secret-by-the-console-0123456789");

  final FakeGoogle google = FakeGoogle.onLoopback();
  final FakeNaver naver = FakeNaver.onLoopback();
  final FakeApple apple = FakeApple.onLoopback();
  final FakeLine line = FakeLine.onLoopback();
  final FakeFacebook facebook = FakeFacebook.onLoopback();

  @BeforeEach
  void register() {
    for (FakeSocialLogin<?> fake : List.of(google, naver, apple, line, facebook)) {
      fake.clearFailures();
    }
    google.registerRedirectUri(CALLBACKS.resolve("google"));
    naver.registerRedirectUri(CALLBACKS.resolve("naver"));
    apple.registerRedirectUri(CALLBACKS.resolve("apple"));
    line.registerRedirectUri(CALLBACKS.resolve("line"));
    facebook.registerRedirectUri(CALLBACKS.resolve("facebook"));
  }

  @AfterEach
  void backToTheStart() {
    clock.set(TestClock.START);
    google.listenAgain();
  }

  @AfterAll
  void closeFakes() {
    List.of(google, naver, apple, line, facebook).forEach(FakeSocialLogin::close);
  }

  /** Covers what the basic mapping writes, and no more. */
  static Notices plain(Field<?>... more) {
    Notice.Builder basic = Notice.contract("basic")
        .covers(Purpose.MEMBER_IDENTIFY, Field.NAME, Field.EMAIL, Field.PHONE)
        .retention(Period.ZERO)
        .text("ko", "안내", "이름, 연락처");
    if (more.length > 0) {
      basic.covers(Purpose.MEMBER_IDENTIFY, more);
    }
    return Notices.of("Wine Shop", basic.build());
  }

  MemberSyncBuilder with(Provider... providers) {
    MemberSyncBuilder builder = bare(plain()).callbacks(PUBLIC);
    for (Provider provider : providers) {
      builder.provider(provider);
    }
    return builder;
  }

  List<Finding> found(MemberSyncBuilder builder, String code) {
    return open(builder).doctor().findings().stream()
        .filter(found -> found.code().equals(code))
        .toList();
  }

  Finding one(MemberSyncBuilder builder, String code) {
    List<Finding> found = found(builder, code);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  static Provider own(ClientRegistration client, ClientAuth auth) {
    return Provider.of(
        ProviderDescriptor.builder(OWN)
            .authorization("https://own.example/authorize")
            .token("https://own.example/token", auth)
            .field(Field.NAME, "name", Trust.UNPROVEN)
            .field(Field.EMAIL, "email", Trust.UNPROVEN)
            .field(Field.PHONE, "phone", Trust.UNPROVEN)
            .build(),
        client);
  }

  static Provider own(String clientId, String secret) {
    return own(ClientRegistration.of(clientId, Secret.of(secret)), ClientAuth.POST_BODY);
  }

  static Kakao soundKakao() {
    return Kakao.of("0123456789abcdef0123456789abcdef", GOOD);
  }
}
