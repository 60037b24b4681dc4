package io.membersync.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.membersync.spring.SpringShop.MemberTable;
import java.util.Locale;
import java.util.Optional;
import org.htmlunit.util.Cookie;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

/** Which language MemberSync's pages speak in a shop that speaks several. The browser wants English. */
class ShopLanguageTest {

  @Configuration(proxyBeanMethods = false)
  static class Chosen {
    @Bean
    LocaleResolver localeResolver() {
      return new CookieLocaleResolver("shop-language");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class CustomizedByTheShop {
    @Bean
    MemberSyncServletCustomizer korean() {
      return servlet -> servlet.languageOf(request -> Optional.of(Locale.KOREAN));
    }
  }

  private static String page(SpringShop shop, String path, String language) {
    try (ShopVisitor visitor = shop.visitor("haneul")) {
      visitor
          .browser
          .getCookieManager()
          .addCookie(new Cookie("127.0.0.1", "shop-language", language));
      return visitor.read(path);
    }
  }

  @Test
  void itIsThatOfTheShopsPagesWhereTheVisitorHasChosenNoOther() {
    try (SpringShop shop = SpringShop.with(MemberTable.class, Chosen.class).start()) {
      assertThat(page(shop, "/membersync/", "ko")).contains("<html lang=\"ko\"");
      assertThat(page(shop, "/membersync/", "ko-KR")).contains("<html lang=\"ko\"");
      assertThat(page(shop, "/membersync/?lang=en", "ko")).contains("<html lang=\"en\"");
      assertThat(page(shop, "/membersync/", "fr")).contains("<html lang=\"en\"");
      assertThat(page(shop, "/membersync/", "%00!no language")).contains("<html lang=\"en\"");
    }
  }

  @Test
  void withoutAChoiceItIsTheBrowsersAndTheShopsCustomizerHasTheLastWord() {
    try (SpringShop shop = SpringShop.with(MemberTable.class).start()) {
      assertThat(page(shop, "/membersync/", "ko")).contains("<html lang=\"en\"");
    }
    try (SpringShop shop = SpringShop.with(
            MemberTable.class, Chosen.class, CustomizedByTheShop.class)
        .start()) {
      assertThat(page(shop, "/membersync/", "en")).contains("<html lang=\"ko\"");
    }
  }
}
