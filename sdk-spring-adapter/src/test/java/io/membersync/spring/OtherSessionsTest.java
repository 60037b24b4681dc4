package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberSessions;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A member's sessions end but one, as when a way in was added or given up. */
class OtherSessionsTest {
  @Configuration(proxyBeanMethods = false)
  @Import(Pages.class)
  static class Added {}

  @RestController
  static class Pages {
    private final MemberSessions<ServletExchange> sessions;

    Pages(MemberSessions<ServletExchange> sessions) {
      this.sessions = sessions;
    }

    @GetMapping("/who")
    String who(HttpServletRequest request, HttpServletResponse response) {
      return sessions
          .current(new ServletExchange(request, response))
          .map(member -> "member " + member.value())
          .orElse("nobody");
    }

    @GetMapping("/end-others")
    String endOthers(HttpServletRequest request, HttpServletResponse response) {
      ServletExchange exchange = new ServletExchange(request, response);
      sessions.endOthers(exchange, sessions.current(exchange).orElseThrow());
      return "done";
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {SecuredShop.class, MemberPrincipalTest.OwnChain.class})
  void theMembersOthersEndAndNobodyElses(Class<?> kind) {
    try (SpringShop shop = SpringShop.with(
                SpringShop.MemberTable.class, SecuredShop.class, Added.class, kind)
            .secured()
            .start();
        ShopVisitor here = shop.visitor("haneul");
        ShopVisitor there = shop.visitor("haneul");
        ShopVisitor other = shop.visitor("doyun")) {
      here.signUp();
      there.signIn("/membersync/start/kakao");
      other.signUp();
      String member = here.read("/who");
      assertThat(there.read("/who")).isEqualTo(member).startsWith("member ");

      assertThat(here.read("/end-others")).isEqualTo("done");

      assertThat(here.read("/who")).isEqualTo(member);
      assertThat(there.read("/who")).isNotEqualTo(member);
      assertThat(other.read("/who")).startsWith("member ").isNotEqualTo(member);
    }
  }
}
