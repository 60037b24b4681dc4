package io.membersync.servlet;

import io.membersync.Begun;
import io.membersync.SignIn;
import io.membersync.provider.ProviderId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Begins a sign-in: {@code /start/{provider}}. */
final class StartEndpoint {
  private static final String SILENT = "silent";
  private static final String TRY = "try";
  private static final int MOST_TRIES = 5;

  private final Site site;
  private final PageWriter writer;
  private final SignInPages pages;

  StartEndpoint(Site site, PageWriter writer, SignInPages pages) {
    this.site = site;
    this.writer = writer;
    this.pages = pages;
  }

  void start(Visit visit, ProviderId provider) throws IOException, Refusal {
    if (isPrefetch(visit.request())) {
      // Nobody has pressed anything yet; a sign-in begun now would push out one under way.
      visit.response().setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    Parameters parameters = parameters(visit);
    if (!site.engine().knows(provider)) {
      throw new Refusal(Failure.NOT_FOUND);
    }
    Languages.remember(visit.chosenLanguage(), visit.browser(), visit.request().isSecure());
    Begun begun = site.engine().begin(provider, visit.browser(), signIn(visit, parameters));
    if (begun instanceof Begun.RedirectTo redirect) {
      writer.sendTo(visit, redirect.uri().toASCIIString());
    } else if (begun instanceof Begun.InApp inApp) {
      writer.json(visit, AppEndpoint.begun(visit, provider, inApp));
    } else {
      notStarted(visit, provider, parameters, (Begun.NotStarted) begun);
    }
  }

  private SignIn signIn(Visit visit, Parameters parameters) {
    Errand errand = Errand.of(parameters);
    SignIn signIn = SignIn.returningTo(site.returnTo(visit, errand)).in(visit.language());
    if (errand.entry().isPresent()) {
      signIn = signIn.from(errand.entry().get());
    }
    if (isAgain(parameters)) {
      signIn = signIn.again();
    }
    if (AppEndpoint.isMeant(parameters)) {
      signIn = signIn.inApp();
    } else if (isSilent(parameters)) {
      String userAgent = visit.request().getHeader("User-Agent");
      signIn = signIn.silently(userAgent == null ? "" : userAgent);
    }
    return signIn;
  }

  private void notStarted(
      Visit visit, ProviderId provider, Parameters parameters, Begun.NotStarted notStarted)
      throws IOException {
    Errand errand = Errand.of(parameters);
    switch (notStarted.reason()) {
      case STARTING -> {
        visit.response().setHeader("Retry-After", "1");
        writer.write(
            visit,
            site.link(visit, provider, errand)
                .<Page>map(there ->
                    new Page.Starting(site.details(visit, 503), there, retry(there, parameters)))
                .orElseGet(() -> pages.unavailable(visit, provider, errand, Optional.empty())));
      }
      case UNAVAILABLE ->
        writer.write(visit, pages.unavailable(visit, provider, errand, Optional.empty()));
      case NOT_SILENTLY -> {
        if (visit.wantsJson()) {
          Optional<String> start = site.providers(visit, errand).stream()
              .filter(link -> link.provider().equals(provider)) // it may not be offered now
              .map(Page.ProviderLink::href)
              .findFirst();
          writer.json(visit, new Json().put("result", "not_silently").put("start", start));
        } else {
          // Not to where the visitor was going: a page there that tries silently would come back.
          writer.redirect(visit, Site.signIn(visit, errand));
        }
      }
    }
  }

  private static Optional<String> retry(Page.ProviderLink link, Parameters parameters) {
    int tried = parameters
        .find(TRY)
        .filter(text -> text.matches("[0-9]"))
        .map(Integer::parseInt)
        .orElse(0);
    if (tried >= MOST_TRIES) {
      return Optional.empty();
    }
    String silent = isSilent(parameters) ? "&" + SILENT + "=true" : "";
    String again = isAgain(parameters) ? "&" + SignInPages.AGAIN + "=1" : "";
    String app = AppEndpoint.isMeant(parameters) ? "&app=true" : "";
    String separator = link.href().contains("?") ? "&" : "?";
    return Optional.of(link.href() + separator + TRY + "=" + (tried + 1) + silent + again + app);
  }

  /** The visitor pressed the button that starts again: it is not offered a second time. */
  private static boolean isAgain(Parameters parameters) {
    return parameters.find(SignInPages.AGAIN).isPresent();
  }

  private static boolean isSilent(Parameters parameters) {
    return parameters.find(SILENT).filter("true"::equals).isPresent();
  }

  /** From the body of a form, where there is one, else from the address. */
  static Parameters parameters(Visit visit) throws IOException, Refusal {
    HttpServletRequest request = visit.request();
    boolean form =
        visit.isPost() && (request.getContentType() != null || request.getContentLengthLong() > 0);
    return form ? Parameters.parse(Body.form(request)) : visit.query();
  }

  private static boolean isPrefetch(HttpServletRequest request) {
    return isPrefetch(request.getHeader("Sec-Purpose")) || isPrefetch(request.getHeader("Purpose"));
  }

  private static boolean isPrefetch(@org.jspecify.annotations.Nullable String purpose) {
    return purpose != null && purpose.contains("prefetch");
  }
}
