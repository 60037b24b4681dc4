package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.testsupport.TestClock;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a container's session tells of the shop's own login, without the shop's help and with it. */
class SessionLoginTest {
  private static final MemberId MINA = new MemberId("mina");
  private static final Instant NOON = Instant.parse("2026-11-22T03:00:00Z");

  private final TestClock clock = new TestClock(NOON);
  private final HttpSessions sessions = new HttpSessions("member", MemberId::value, clock);
  private final ShopLogin login = sessions.loginAt("/member/login", Optional.of("next"), false);
  private final ContainerSession session = new ContainerSession();

  @Test
  void aSessionThatBeganWithTheMemberIsAsOldAsTheSignInAtMost() {
    session.begun = NOON.minus(Duration.ofDays(1));
    session.held.put("member", "mina");

    assertThat(login.find(session.exchange()))
        .contains(new ShopLogin.SignedIn(MINA, NOON.minus(Duration.ofDays(1))));
  }

  @Test
  void whoeverWasSeenAsAGuestHasSignedInSince() {
    session.begun = NOON.minus(Duration.ofDays(1));
    assertThat(login.find(session.exchange())).isEmpty();

    clock.advance(Duration.ofMinutes(2));
    session.held.put("member", "mina");

    assertThat(login.find(session.exchange())).contains(new ShopLogin.SignedIn(MINA, NOON));
  }

  @Test
  void aSessionThatMemberSyncOpenedIsNone() {
    session.begun = NOON;
    sessions.open(session.exchange(), MINA);

    assertThat(sessions.current(session.exchange())).contains(MINA);
    assertThat(login.find(session.exchange())).isEmpty();
  }

  @Test
  void theShopsOwnSignInMaySayItItself() {
    session.begun = NOON.minus(Duration.ofDays(1));
    sessions.open(session.exchange(), MINA);

    sessions.openByShopLogin(session.exchange(), MINA);
    clock.advance(Duration.ofMinutes(3));

    assertThat(login.find(session.exchange())).contains(new ShopLogin.SignedIn(MINA, NOON));
    sessions.open(session.exchange(), MINA);
    assertThat(login.find(session.exchange())).isEmpty();
  }

  @Test
  void aLoginIsNoProofForAnotherMemberWhomTheSameSessionShowsSince() {
    sessions.openByShopLogin(session.exchange(), new MemberId("staff"));

    session.held.put("member", "mina"); // staff look at the shop as she sees it

    assertThat(login.find(session.exchange())).isEmpty();
    assertThat(sessions.loginAt("/", Optional.empty(), true).find(session.exchange()))
        .isEmpty();
  }

  @Test
  void withoutAPageToldOnlyWhatTheShopSaysItselfIsASignIn() {
    ShopLogin none = sessions.loginAt("/", Optional.empty(), true);
    session.held.put("member", "mina"); // as by a cookie that remembers her

    assertThat(login.find(session.exchange())).isPresent();
    assertThat(none.find(session.exchange())).isEmpty();

    sessions.openByShopLogin(session.exchange(), MINA);
    assertThat(none.find(session.exchange())).contains(new ShopLogin.SignedIn(MINA, NOON));
  }

  @Test
  void whatIsEndedIsAskedAnewAndNothingOfItIsLeftToWhoeverComesNext() {
    session.held.put("grade", "gold");
    sessions.open(session.exchange(), MINA);

    login.end(session.exchange());

    assertThat(sessions.current(session.exchange())).isEmpty();
    assertThat(session.held).isEmpty();
    session.held.put("member", "mina");
    assertThat(login.find(session.exchange())).contains(new ShopLogin.SignedIn(MINA, NOON));
  }

  /** A session as a container keeps it, which goes on under a new id. */
  private static final class ContainerSession {
    final Map<String, Object> held = new HashMap<>();
    Instant begun = NOON;

    ServletExchange exchange() {
      HttpSession session = fake(HttpSession.class, (name, arguments) -> switch (name) {
        case "getAttributeNames" -> Collections.enumeration(Map.copyOf(held).keySet());
        case "getAttribute" -> held.get(arguments[0]);
        case "setAttribute" -> held.put((String) arguments[0], arguments[1]);
        case "removeAttribute" -> held.remove(arguments[0]);
        case "getCreationTime" -> begun.toEpochMilli();
        case "getId" -> "id";
        case "invalidate" -> {
          held.clear();
          yield null;
        }
        default -> throw new AssertionError(name);
      });
      return new ServletExchange(
          fake(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getSession" -> session;
            case "getRequestedSessionId" -> null;
            default -> throw new AssertionError(name);
          }),
          fake(HttpServletResponse.class, (name, arguments) -> null));
    }
  }

  private interface Answering {
    @Nullable
    Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answering answering) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> answering.to(method.getName(), arguments)));
  }
}
