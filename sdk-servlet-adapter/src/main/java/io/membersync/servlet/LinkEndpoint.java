package io.membersync.servlet;

import io.membersync.Begun;
import io.membersync.SignIn;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.Optional;

/**
 * Begins to add a way in for the member who is signed in: {@code /link/{provider}}, by POST from a
 * page of the shop's own.
 */
final class LinkEndpoint {
  private final Site site;
  private final PageWriter writer;
  private final SignInPages pages;

  LinkEndpoint(Site site, PageWriter writer, SignInPages pages) {
    this.site = site;
    this.writer = writer;
    this.pages = pages;
  }

  void link(Visit visit, ProviderId provider) throws IOException, Refusal {
    if (!site.engine().knows(provider)) {
      throw new Refusal(Failure.NOT_FOUND);
    }
    Parameters parameters = StartEndpoint.parameters(visit);
    Errand posted = Errand.of(parameters);
    Errand errand = posted.returnTo().isPresent() ? posted : Errand.of(visit.query());
    Optional<MemberId> member = site.sessions().current(visit.exchange());
    if (member.isEmpty()) {
      if (visit.wantsJson()) {
        throw new Refusal(Failure.NOT_SIGNED_IN);
      }
      writer.redirect(visit, Site.signIn(visit, errand));
      return;
    }
    Page.ProviderLink link =
        site.link(visit, provider, errand).orElseThrow(() -> new Refusal(Failure.NOT_FOUND));
    SignIn linking =
        SignIn.linking(member.get(), errand.returnTo().orElse(site.home())).in(visit.language());
    Begun begun = site.engine()
        .begin(
            provider, visit.browser(), AppEndpoint.isMeant(parameters) ? linking.inApp() : linking);
    if (begun instanceof Begun.InApp inApp) {
      writer.json(visit, AppEndpoint.begun(visit, provider, inApp));
      return;
    }
    Optional<String> authorization = begun instanceof Begun.RedirectTo redirect
        ? Optional.of(redirect.uri().toASCIIString())
        : Optional.empty();
    boolean starting =
        begun instanceof Begun.NotStarted not && not.reason() == Begun.Reason.STARTING;
    if (authorization.isEmpty() && !starting) {
      writer.write(visit, pages.unavailable(visit, provider, errand, Optional.empty()));
      return;
    }
    String action = visit.base()
        + "link/"
        + provider
        + errand.addTo(new Query()).add(Languages.PARAMETER, visit.chosenLanguage());
    writer.write(
        visit,
        new Page.Linking(site.details(visit, starting ? 503 : 200), action, link, authorization));
  }
}
