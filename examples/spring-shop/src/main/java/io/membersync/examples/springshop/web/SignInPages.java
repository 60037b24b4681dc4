package io.membersync.examples.springshop.web;

import io.membersync.servlet.Page;
import io.membersync.servlet.Pages;
import io.membersync.servlet.ServletExchange;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.LocaleResolver;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.WebContext;
import org.thymeleaf.web.servlet.JakartaServletWebApplication;

/**
 * MemberSync's pages in the shop's layout. They are written by MemberSync's own servlet, which no
 * controller and no view resolver stands before, so the template engine is called here. The response
 * has its status and its headers already.
 */
@Component
class SignInPages implements Pages {
  private static final Map<Class<? extends Page>, String> TEMPLATES = Map.of(
      Page.SignIn.class, "membersync/sign-in",
      Page.Linking.class, "membersync/linking",
      Page.Consent.class, "membersync/consent",
      Page.Fields.class, "membersync/fields",
      Page.Proof.class, "membersync/proof",
      Page.Cancelled.class, "membersync/cancelled",
      Page.Unavailable.class, "membersync/unavailable",
      Page.Failed.class, "membersync/failed");

  private final ITemplateEngine templates;
  private final LocaleResolver languages;

  SignInPages(ITemplateEngine templates, LocaleResolver languages) {
    this.templates = templates;
    this.languages = languages;
  }

  @Override
  public boolean write(Page page, ServletExchange exchange) throws IOException {
    String template = TEMPLATES.get(page.getClass());
    if (template == null || !canAsk(page)) {
      return false; // the page that comes with MemberSync
    }
    HttpServletRequest request = exchange.request();
    HttpServletResponse response = exchange.response();
    Locale language = page.details().language();
    languages.setLocale(request, response, language); // for the shop's pages afterwards
    WebContext context = new WebContext(
        JakartaServletWebApplication.buildApplication(request.getServletContext())
            .buildExchange(request, response),
        language,
        Map.of(
            "page", page,
            "language", language,
            "links", links(page),
            "refresh", refresh(page),
            "reason", reason(page)));
    byte[] html = templates.process(template, context).getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/html; charset=UTF-8");
    response.setHeader("Content-Language", language.getLanguage());
    response.setContentLength(html.length);
    response.getOutputStream().write(html);
    return true;
  }

  /**
   * Whether the shop's form can ask for it: it has a plain input for each field, and none for codes,
   * as this shop sends none.
   */
  private static boolean canAsk(Page page) {
    if (page instanceof Page.Fields fields) {
      return fields.missing().stream()
          .allMatch(
              one -> List.of("name", "email", "phone").contains(one.field().name()));
    }
    return !(page instanceof Page.Proof proof) || proof.choices().codes().isEmpty();
  }

  /** Where the browser goes on to at once, as a redirect after a form would be held up. */
  private static String refresh(Page page) {
    return page instanceof Page.Linking linking ? linking.authorization().orElse("") : "";
  }

  /** What to tell of a failure; most of them look the same to a visitor. */
  private static String reason(Page page) {
    if (!(page instanceof Page.Failed failed)) {
      return "";
    }
    return switch (failed.failure()) {
      case OTHER_BROWSER -> failed.startAgain().isPresent() ? "browser" : "cookies";
      case EXPIRED, ALREADY_USED, CODE_DEAD, INTERRUPTED -> "expired";
      case WRONG_MEMBER, NOT_SIGNED_IN -> "member";
      case LINKED_TO_ANOTHER_MEMBER -> "linked";
      case VISITOR_REFUSED, MEMBER_NOT_ADMITTED -> "refused";
      case NOT_FOUND -> "missing";
      default -> "other";
    };
  }

  private static List<Languages.Link> links(Page page) {
    return page.details().languages().stream()
        .filter(link -> !link.language().equals(page.details().language()))
        .map(link -> new Languages.Link(link.language().getLanguage(), link.name(), link.href()))
        .toList();
  }
}
