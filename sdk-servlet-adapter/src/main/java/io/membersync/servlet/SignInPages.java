package io.membersync.servlet;

import io.membersync.SignInResult.CancelReason;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The pages that belong to no sign-in under way: where it begins, and the clean addresses it ends
 * on. What their addresses say is from a closed list, so that a forged one says nothing new.
 */
final class SignInPages {
  private static final String REASON = "reason";
  private static final String PROVIDER = "provider";
  private static final String ID = "id";
  static final String AGAIN = "again";

  /** What the addresses say beside where the visitor goes and comes from. */
  static final List<String> PARAMETERS = List.of(REASON, PROVIDER, ID, AGAIN);

  private final Site site;
  private final PageWriter writer;

  SignInPages(Site site, PageWriter writer) {
    this.site = site;
    this.writer = writer;
  }

  void signIn(Visit visit) throws IOException {
    Errand errand = Errand.of(visit.query());
    Languages.remember(visit.chosenLanguage(), visit.browser(), visit.request().isSecure());
    writer.write(
        visit,
        new Page.SignIn(
            site.details(visit, 200, visit.language(), site.otherLanguages(visit)),
            site.lastUsedFirst(visit, site.providers(visit, errand)),
            site.shopSignIn(errand)));
  }

  void cancelled(Visit visit) throws IOException {
    CancelReason reason =
        visit.query().find(REASON).flatMap(SignInPages::cancelReason).orElse(CancelReason.VISITOR);
    writer.write(visit, cancelled(visit, reason, Errand.of(visit.query())));
  }

  void unavailable(Visit visit) throws IOException, Refusal {
    ProviderId provider = provider(visit).orElseThrow(() -> new Refusal(Failure.NOT_FOUND));
    writer.write(visit, unavailable(visit, provider, Errand.of(visit.query()), id(visit)));
  }

  void failed(Visit visit) throws IOException, Refusal {
    Failure failure = visit
        .query()
        .find(REASON)
        .flatMap(Failure::ofCode)
        .orElseThrow(() -> new Refusal(Failure.NOT_FOUND));
    Optional<ProviderId> again =
        visit.query().find(AGAIN).isPresent() ? provider(visit) : Optional.empty();
    writer.write(visit, failed(visit, failure, again, Errand.of(visit.query()), id(visit)));
  }

  Page cancelled(Visit visit, CancelReason reason, Errand errand) {
    return new Page.Cancelled(
        site.details(visit, 200, visit.language(), site.otherLanguages(visit)),
        reason,
        Site.signIn(visit, errand));
  }

  Page unavailable(Visit visit, ProviderId provider, Errand errand, Optional<String> id) {
    return new Page.Unavailable(
        site.details(visit, 503),
        provider,
        site.name(provider, visit.language()),
        site.lastUsedFirst(visit, site.providers(visit, errand)).stream()
            .filter(link -> !link.provider().equals(provider))
            .toList(),
        site.shopSignIn(errand),
        Site.signIn(visit, errand),
        id);
  }

  Page failed(
      Visit visit,
      Failure failure,
      Optional<ProviderId> again,
      Errand errand,
      Optional<String> id) {
    return new Page.Failed(
        site.details(visit, failure.status()),
        failure,
        again.flatMap(provider -> site.link(visit, provider, errand)).map(SignInPages::again),
        Site.signIn(visit, errand),
        id);
  }

  /** Should the browser have lost its cookies again, the button is not offered once more. */
  private static Page.ProviderLink again(Page.ProviderLink link) {
    String separator = link.href().contains("?") ? "&" : "?";
    return new Page.ProviderLink(
        link.provider(), link.brand(), link.name(), link.href() + separator + AGAIN + "=1", false);
  }

  /** The clean address of a page for which the answer was refused. */
  static String failedAddress(
      Visit visit,
      Failure failure,
      Optional<ProviderId> again,
      Errand errand,
      Optional<String> id) {
    Query query = new Query()
        .add(REASON, failure.code())
        .add(PROVIDER, again.map(ProviderId::value))
        .add(AGAIN, again.map(provider -> "1"))
        .add(ID, id);
    return visit.base() + "failed" + errand.addTo(query);
  }

  static String unavailableAddress(
      Visit visit, ProviderId provider, Errand errand, String correlationId) {
    Query query = new Query().add(PROVIDER, provider.value()).add(ID, correlationId);
    return visit.base() + "unavailable" + errand.addTo(query);
  }

  static String cancelledAddress(Visit visit, CancelReason reason, Errand errand) {
    Query query = new Query().add(REASON, reason.name().toLowerCase(Locale.ROOT));
    return visit.base() + "cancelled" + errand.addTo(query);
  }

  private Optional<ProviderId> provider(Visit visit) {
    return visit
        .query()
        .find(PROVIDER)
        .flatMap(name -> site.engine().addedProviders().stream()
            .map(one -> one.id())
            .filter(id -> id.value().equals(name))
            .findFirst());
  }

  private static Optional<String> id(Visit visit) {
    return visit.query().find(ID).filter(id -> id.matches("[A-Za-z0-9]{12}"));
  }

  private static Optional<CancelReason> cancelReason(String text) {
    return Arrays.stream(CancelReason.values())
        .filter(reason -> reason.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
