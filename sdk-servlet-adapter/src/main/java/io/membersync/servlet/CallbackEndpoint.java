package io.membersync.servlet;

import io.membersync.Callback;
import io.membersync.provider.Capability;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.Map;

/** Takes the provider's answer: {@code /callback/{provider}}, the redirect URI. */
final class CallbackEndpoint {
  private final Site site;
  private final PageWriter writer;
  private final Outcome outcome;

  CallbackEndpoint(Site site, PageWriter writer, Outcome outcome) {
    this.site = site;
    this.writer = writer;
    this.outcome = outcome;
  }

  void redirected(Visit visit, ProviderId provider) throws IOException {
    if (bringsFragment(provider)) {
      visit.endFragment();
    }
    Callback came = Callback.query(provider, visit.rawQuery());
    Callback callback =
        site.sessions().current(visit.exchange()).map(came::inSessionOf).orElse(came);
    outcome.answer(visit, site.engine().complete(visit.browser(), callback), false, Map.of());
  }

  private boolean bringsFragment(ProviderId provider) {
    return site.engine().addedProviders().stream()
        .anyMatch(added -> added.id().equals(provider)
            && added.capabilities().contains(Capability.FRAGMENT_IN_CALLBACK));
  }

  /** A {@code form_post} comes without cookies, so the browser is sent here again by GET. */
  void posted(Visit visit, ProviderId provider) throws IOException, Refusal {
    Callback callback = Callback.form(provider, Body.form(visit.request()));
    String query =
        site.engine().receiveForm(callback).orElseThrow(() -> new Refusal(Failure.BAD_REQUEST));
    writer.redirect(visit, provider + "?" + query); // relative to this very address
  }
}
