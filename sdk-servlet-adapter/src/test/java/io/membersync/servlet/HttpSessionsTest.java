package io.membersync.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import io.membersync.testsupport.Fault;
import io.membersync.testsupport.Logged;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSessionsTest {
  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  @Fault("RC-10")
  void anIdThatSomebodyElseKnowsIsWorthNothingAfterwards() {
    shop.putIntoCart("pinot");
    String known = shop.cookies.get("JSESSIONID");

    signIn("mina");

    assertThat(shop.cookies.get("JSESSIONID")).isNotEqualTo(known);
    shop.cookies.put("JSESSIONID", known);
    assertThat(shop.session()).containsExactly("", "", "");
  }

  @Test
  void theGuestsCartGoesWithThem() {
    shop.putIntoCart("pinot");
    signIn("mina");
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  void anotherMembersThingsDoNot() {
    signIn("mina");
    shop.putIntoCart("minas-secret");
    signIn("minho");
    assertThat(shop.session().subList(1, 3)).containsExactly("minho", "");
  }

  @Test
  void signingInAgainKeepsEverythingUnderANewId() {
    signIn("mina");
    shop.putIntoCart("pinot");
    String before = shop.session().get(0);
    signIn("mina");
    assertThat(shop.session().get(0)).isNotEqualTo(before);
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  @Fault("AR-01")
  void ofTwoCallbacksEachGetsASessionWithTheCartWhicheverAnswerTheBrowserKeeps() {
    shop.putIntoCart("pinot");
    String guest = shop.cookies.get("JSESSIONID");
    signIn("mina");
    String first = shop.cookies.get("JSESSIONID");
    shop.cookies.put("JSESSIONID", guest);
    signIn("mina");

    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
    shop.cookies.put("JSESSIONID", first);
    assertThat(shop.session().subList(1, 3)).containsExactly("mina", "pinot");
  }

  @Test
  void aGuestsOldIdGivesItsCartToNobodyElse() {
    shop.putIntoCart("pinot");
    String guest = shop.cookies.get("JSESSIONID");
    signIn("mina");
    shop.cookies.put("JSESSIONID", guest);
    signIn("minho");
    assertThat(shop.session().subList(1, 3)).containsExactly("minho", "");
  }

  @Test
  void aVisitorWithoutASessionGetsOne() {
    signIn("mina");
    assertThat(shop.session().get(1)).isEqualTo("mina");
  }

  @Test
  void anIdThatTheShopsOwnSignInStoresAsANumberIsThatMember() {
    HttpSessions sessions = HttpSessions.attribute("memberNo");
    for (Number id : List.of(1001, 1001L, new BigDecimal("1001"), BigInteger.valueOf(1001))) {
      assertThat(sessions.current(holding("memberNo", id)))
          .as(id.getClass().getName())
          .contains(new MemberId("1001"));
    }
    assertThat(sessions.current(holding("memberNo", new BigDecimal("1E+3"))))
        .contains(new MemberId("1000"));
    assertThat(sessions.current(holding("other", 1001L))).isEmpty();
    assertThat(sessions.current(holding("memberNo", ""))).isEmpty();
  }

  @Test
  void aShopMayHaveItsOwnTypeInTheSession() {
    AtomicReference<Object> stored = new AtomicReference<>();
    HttpSessions sessions =
        HttpSessions.attribute("memberNo", member -> Long.valueOf(member.value()));

    sessions.open(storing(stored), new MemberId("1001"));

    assertThat(stored.get()).isEqualTo(1001L);
    HttpSessions.attribute("memberNo").open(storing(stored), new MemberId("1001"));
    assertThat(stored.get()).isEqualTo("1001");
  }

  @Test
  void anAttributeOfAnotherClassIsToldOnceByItsClass() {
    HttpSessions sessions = HttpSessions.attribute("memberNo");

    String log = Logged.during(() -> {
      assertThat(sessions.current(holding("memberNo", List.of("zqmark7")))).isEmpty();
      assertThat(sessions.current(holding("memberNo", List.of("zqmark7")))).isEmpty();
    });

    assertThat(log).containsOnlyOnce("Session attribute memberNo is a java.util.Immutable");
    assertThat(log).doesNotContain("zqmark7");
  }

  private static ServletExchange holding(String attribute, Object value) {
    HttpSession session = fake(
        HttpSession.class,
        Map.of(
            "getAttributeNames",
            arguments -> Collections.enumeration(List.of(attribute)),
            "getAttribute",
            arguments -> attribute.equals(arguments[0]) ? value : null));
    return exchange(Map.of("getSession", arguments -> session));
  }

  private static ServletExchange storing(AtomicReference<Object> stored) {
    HttpSession session = fake(
        HttpSession.class,
        Map.of(
            "getId",
            arguments -> "fresh",
            "removeAttribute",
            arguments -> null,
            "setAttribute",
            arguments -> {
              if (arguments[0].equals("memberNo")) {
                stored.set(arguments[1]);
              }
              return null;
            }));
    return exchange(Map.of(
        "getSession",
        arguments -> Boolean.TRUE.equals(arguments[0]) ? session : null,
        "getRequestedSessionId",
        arguments -> null));
  }

  private static ServletExchange exchange(Map<String, Answering> answers) {
    return new ServletExchange(
        fake(HttpServletRequest.class, answers), fake(HttpServletResponse.class, Map.of()));
  }

  private interface Answering {
    @Nullable
    Object to(Object[] arguments);
  }

  /** Of the container's interfaces, only the methods that are asked. */
  private static <T> T fake(Class<T> type, Map<String, Answering> answers) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> Objects.requireNonNull(
                answers.get(method.getName()), method.getName())
            .to(arguments)));
  }

  private void signIn(String member) {
    shop.engine.result = Made.signedIn(member, "/");
    assertThat(shop.get("/login/callback/kakao?code=c&state=s").status()).isEqualTo(303);
  }
}
