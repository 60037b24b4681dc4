package io.membersync.examples.springshop;

import io.membersync.examples.springshop.member.Member;
import io.membersync.examples.springshop.member.MemberRepository;
import io.membersync.testing.FakeKakao;
import io.membersync.testing.KakaoPerson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole shop on a free port, started once for all tests on the same database. The port is known
 * before the start, because the redirect URIs are made of it.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT)
@SuppressWarnings("NullAway.Init") // by Spring
abstract class RunningShop {
  static final String PASSWORD = "long ago 2011";

  private static final AtomicLong KAKAO_IDS = new AtomicLong(6_100_000_000L);

  @Autowired
  FakeKakao kakao;

  @Autowired
  MemberRepository members;

  @Autowired
  private PasswordEncoder passwords;

  @LocalServerPort
  private int port;

  @DynamicPropertySource
  static void address(DynamicPropertyRegistry properties) {
    int port = freePort();
    properties.add("server.port", () -> port);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return URI.create("http://localhost:" + port + "/");
  }

  /** Somebody with an account at Kakao and a browser of their own. */
  Visitor visitor(KakaoPerson person) {
    return new Visitor(address(), kakao, person);
  }

  /** Somebody nobody has seen before. */
  static KakaoPerson somebody(String key) {
    return KakaoPerson.named(key, KAKAO_IDS.incrementAndGet())
        .nickname(key)
        .name("Person " + key)
        .email(key + "@shop.example")
        .birthday("0415")
        .build();
  }

  /** Somebody who joined with e-mail address and password before there was Kakao. */
  Member oldMember(String email) {
    Member member = new Member(Instant.parse("2011-04-15T03:00:00Z"));
    member.setName("Old Member");
    member.setEmail(email);
    member.setPassword(passwords.encode(PASSWORD));
    return members.save(member);
  }
}
