package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The consent centre in a shop whose own chain lets nobody in and checks CSRF tokens. */
class ConsentCentreTest {

  @Configuration(proxyBeanMethods = false)
  static class Shop {
    @Bean
    SecurityFilterChain shop(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(requests ->
              requests.requestMatchers("/rescue").permitAll().anyRequest().authenticated())
          .build();
    }
  }

  @Test
  void itIsThereForAMemberAndForNobodyElse() throws IOException {
    try (SpringShop shop = SpringShop.with(
                SpringShop.MemberTable.class,
                SecuredShop.class,
                Shop.class,
                SecuredShop.ShopPages.class)
            .secured()
            .start();
        ShopVisitor member = shop.visitor("haneul");
        ShopVisitor visitor = shop.visitor("doyun");
        ShopVisitor rescued = shop.visitor("seoyeon")) {
      member.signUp();
      rescued.read("/rescue?member=1");

      HtmlPage centre = (HtmlPage) member.open("/membersync/consents");
      assertThat(centre.asNormalizedText())
          .contains("My data and consents", "haneul@shop.example", "Agreed");
      for (ShopVisitor nobody : List.of(visitor, rescued)) {
        for (String path : List.of("", "/download", "/download.json")) {
          WebResponse answer =
              nobody.ask(HttpMethod.GET, shop.resolve("/membersync/consents" + path));
          assertThat(answer.getStatusCode()).isEqualTo(303);
          assertThat(answer.getResponseHeaderValue("Location"))
              .endsWith("./?returnTo=/membersync/consents");
        }
      }

      HtmlForm withdraw = centre.getForms().stream()
          .filter(form -> form.getActionAttribute().endsWith("/withdraw"))
          .findFirst()
          .orElseThrow();
      member.browser.addRequestHeader("Sec-Fetch-Site", "same-origin");
      HtmlPage after = withdraw.getElementsByTagName("button").get(0).click();
      assertThat(after.asNormalizedText()).contains("Consent withdrawn");
    }
  }
}
