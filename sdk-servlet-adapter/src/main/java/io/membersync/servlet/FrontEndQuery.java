package io.membersync.servlet;

import java.util.Locale;
import java.util.Optional;

/**
 * Tells the shop's own front end what there is to show. It reads the rest as JSON, from the page's
 * own address with this very query; no link stands in it, as anybody may write one there.
 */
final class FrontEndQuery {
  private FrontEndQuery() {}

  static String of(Visit visit, Page page) {
    Query query = new Query();
    if (page instanceof Page.SignIn) {
      query.add("page", "sign_in");
    } else if (page instanceof Page.Starting starting) {
      query
          .add("page", "starting")
          .add("provider", starting.provider().provider().value())
          .add(SignInPages.AGAIN, visit.query().find(SignInPages.AGAIN).map(given -> "1"));
    } else if (page instanceof Page.Linking linking) {
      query.add("page", "linking").add("provider", linking.provider().provider().value());
    } else if (page instanceof Page.Consent consent) {
      query.add("page", "resume").add("parked", consent.parked().reference());
    } else if (page instanceof Page.Fields fields) {
      query.add("page", "resume").add("parked", fields.parked().reference());
    } else if (page instanceof Page.Proof proof) {
      query.add("page", "resume").add("parked", proof.parked().reference());
    } else if (page instanceof Page.Centre centre) {
      query.add("page", "consents");
      centre
          .done()
          .ifPresent(done -> query
              .add("done", done.action().name().toLowerCase(Locale.ROOT))
              .add("notice", done.tag())
              .add(CentreEndpoint.SEAL, visit.query().find(CentreEndpoint.SEAL)));
    } else if (page instanceof Page.Cancelled cancelled) {
      query
          .add("page", "cancelled")
          .add("reason", cancelled.reason().name().toLowerCase(Locale.ROOT));
    } else if (page instanceof Page.Unavailable unavailable) {
      query
          .add("page", "unavailable")
          .add("provider", unavailable.provider().value())
          .add("id", unavailable.correlationId());
    } else if (page instanceof Page.Failed failed) {
      Optional<String> again = failed.startAgain().map(link -> link.provider().value());
      query
          .add("page", "failed")
          .add("reason", failed.failure().code())
          .add("provider", again)
          .add(SignInPages.AGAIN, again.map(provider -> "1"))
          .add("id", failed.correlationId());
    }
    return Errand.of(visit.query())
        .addTo(query)
        .add(Languages.PARAMETER, visit.chosenLanguage())
        .toString();
  }
}
