package io.membersync.servlet;

import io.membersync.SignInResult.CodeWay;
import io.membersync.servlet.pages.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A page as JSON. Failures follow RFC 9457, with {@code reason} as the stable name. */
final class PageJson {
  private PageJson() {}

  static boolean isProblem(Page page) {
    return page instanceof Page.Failed
        || page instanceof Page.Unavailable
        || page instanceof Page.Starting
        || (page instanceof Page.Linking linking && linking.authorization().isEmpty());
  }

  static Json of(Page page) {
    if (page instanceof Page.SignIn signIn) {
      return result("sign_in")
          .put("shopName", signIn.details().shopName())
          .put("language", signIn.details().language().getLanguage())
          .put("providers", providers(signIn.providers()))
          .put("shopSignIn", signIn.shopSignIn());
    } else if (page instanceof Page.Starting starting) {
      return problem(starting, "starting", "starting.title")
          .put("provider", starting.provider().provider())
          .put("retry", starting.retry());
    } else if (page instanceof Page.Linking linking) {
      return linking.authorization().isPresent()
          ? result("redirect").put("location", linking.authorization())
          : problem(linking, "starting", "starting.title")
              .put("provider", linking.provider().provider())
              .put("retry", linking.action());
    } else if (page instanceof Page.Consent consent) {
      return result("needs_consent")
          .put("parked", consent.parked().reference())
          .put("action", consent.action())
          .put("language", consent.language())
          .put("byGuardian", consent.byGuardian())
          .put("told", notices(consent.told()))
          .put("asked", notices(consent.asked()));
    } else if (page instanceof Page.Fields fields) {
      return result("needs_fields")
          .put("parked", fields.parked().reference())
          .put("action", fields.action())
          .put("language", fields.details().language().getLanguage())
          .put(
              "fields",
              fields.missing().stream()
                  .map(one -> new Json()
                      .put("name", one.field().name())
                      .put("presence", lower(one.presence()))
                      .put("rejected", one.rejected()))
                  .toList());
    } else if (page instanceof Page.Proof proof) {
      return result("needs_proof")
          .put("parked", proof.parked().reference())
          .put("action", proof.action())
          .put("language", proof.details().language().getLanguage())
          .put("subject", lower(proof.choices().subject()))
          .put("hints", proof.choices().hints())
          .put("codes", codes(proof.choices().codes()))
          .put("providers", providers(proof.providers()))
          .put("shopSignIn", proof.shopSignIn())
          .put("session", lower(proof.session()))
          .put("newMemberAllowed", proof.choices().newMemberAllowed());
    } else if (page instanceof Page.Centre centre) {
      return CentreJson.of(centre);
    } else if (page instanceof Page.Guardian guardian) {
      return result("needs_proof")
          .put("parked", guardian.parked().reference())
          .put("action", guardian.action())
          .put("language", guardian.details().language().getLanguage())
          .put("subject", "guardian")
          .put("guardianReference", guardian.reference())
          .put("guardianPage", guardian.guardianPage());
    } else if (page instanceof Page.Cancelled cancelled) {
      return result("cancelled")
          .put("reason", lower(cancelled.reason()))
          .put("signIn", cancelled.signIn());
    } else if (page instanceof Page.Unavailable unavailable) {
      return problem(unavailable, "unavailable", "unavailable.title", unavailable.name())
          .put("provider", unavailable.provider())
          .put("otherWays", providers(unavailable.others()))
          .put("shopSignIn", unavailable.shopSignIn())
          .put("signIn", unavailable.signIn())
          .put("correlationId", unavailable.correlationId());
    } else {
      return failed((Page.Failed) page);
    }
  }

  private static Json failed(Page.Failed failed) {
    String key = Texts.key(failed.failure(), failed.startAgain().isPresent());
    return problem(failed, failed.failure().code(), key + ".title")
        .put("provider", failed.startAgain().map(Page.ProviderLink::provider))
        .put("startAgain", failed.startAgain().map(Page.ProviderLink::href))
        .put("signIn", failed.signIn())
        .put("correlationId", failed.correlationId());
  }

  static Json result(String name) {
    return new Json().put("result", name);
  }

  private static Json problem(Page page, String reason, String title, Object... arguments) {
    return new Json()
        .put("title", Texts.in(page.details().language()).text(title, arguments))
        .put("status", page.details().status())
        .put("reason", reason);
  }

  private static List<Json> providers(List<Page.ProviderLink> providers) {
    return providers.stream()
        .map(one -> new Json()
            .put("id", one.provider())
            .put("brand", one.brand())
            .put("name", one.name())
            .put("start", one.href())
            .put("lastUsed", one.lastUsed()))
        .toList();
  }

  static List<Json> notices(List<Page.ShownNotice> notices) {
    return notices.stream()
        .map(one -> new Json()
            .put("tag", one.notice().tag())
            .put("version", one.notice().version())
            .put("kind", lower(one.notice().kind()))
            .put("required", one.notice().isRequired())
            .put("language", one.text().language())
            .put("title", one.text().title())
            .put("body", one.text().body())
            .put("sha256", one.text().sha256())
            .put(
                "shown",
                one.notice().kind().isAsked() ? Optional.of(one.token()) : Optional.empty()))
        .toList();
  }

  private static List<Json> codes(List<CodeWay> codes) {
    return codes.stream()
        .map(one -> new Json()
            .put("field", one.field().name())
            .put("hint", one.hint())
            .put("sentUntil", one.sentUntil().map(Instant::toString))
            .put("resendFrom", one.resendFrom().map(Instant::toString))
            .put("fault", one.fault().map(PageJson::lower)))
        .toList();
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
