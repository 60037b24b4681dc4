package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.member.MemberId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.htmlunit.HttpMethod;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Staff who look at the shop as a member add no way in of their own to that member. */
class SwitchedUserTest {

  @Configuration(proxyBeanMethods = false)
  static class Shop {
    @Bean
    SecurityFilterChain shop(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
          .build();
    }

    @Bean
    MemberPrincipals memberPrincipals() {
      return new MemberPrincipals() {
        @Override
        public Optional<MemberId> findMember(Authentication authentication) {
          return Optional.of(new MemberId(authentication.getName()));
        }
      };
    }
  }

  @RestController
  static final class SignIns {
    /** What form login, and Spring Security's SwitchUserFilter after it, leave behind. */
    @GetMapping("/as")
    String as(
        @RequestParam("switched") boolean switched,
        HttpServletRequest request,
        HttpServletResponse response) {
      Authentication staff = UsernamePasswordAuthenticationToken.authenticated(
          "staff", null, List.of(new SimpleGrantedAuthority("ROLE_STAFF")));
      List<GrantedAuthority> authorities = switched
          ? List.of(new SwitchUserGrantedAuthority("ROLE_PREVIOUS_ADMINISTRATOR", staff))
          : List.of(new SimpleGrantedAuthority("ROLE_USER"));
      var context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(
          UsernamePasswordAuthenticationToken.authenticated("1", null, authorities));
      new HttpSessionSecurityContextRepository().saveContext(context, request, response);
      return "done";
    }
  }

  @Test
  void onlyTheMemberBeginsToLink() {
    try (SpringShop shop = SpringShop.with(SpringShop.MemberTable.class, Shop.class, SignIns.class)
            .secured()
            .start();
        ShopVisitor member = shop.visitor("haneul");
        ShopVisitor staff = shop.visitor("doyun")) {
      member.read("/as?switched=false");
      staff.read("/as?switched=true");

      assertThat(link(shop, member)).isEqualTo(200);
      assertThat(link(shop, staff)).isNotEqualTo(200);
    }
  }

  private static int link(SpringShop shop, ShopVisitor visitor) {
    visitor.browser.addRequestHeader("Origin", shop.address.toString());
    return visitor.ask(HttpMethod.POST, shop.resolve("/membersync/link/kakao")).getStatusCode();
  }
}
