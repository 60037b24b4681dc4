package io.membersync.servlet;

import io.membersync.Begun;
import io.membersync.Callback;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sign-in by the provider's SDK in the shop's own app: what it needs, and what it hands over at {@code
 * /app/{provider}}.
 */
final class AppEndpoint {
  private static final String PARAMETER = "app";

  private final Site site;
  private final Outcome outcome;

  AppEndpoint(Site site, Outcome outcome) {
    this.site = site;
    this.outcome = outcome;
  }

  /** Whether a sign-in or a further way in is begun by an app. */
  static boolean isMeant(Parameters parameters) {
    return parameters.find(PARAMETER).filter("true"::equals).isPresent();
  }

  static Json begun(Visit visit, ProviderId provider, Begun.InApp inApp) {
    return PageJson.result("in_app")
        .put("state", inApp.state())
        .put("nonce", inApp.nonce())
        .put("action", visit.base() + PARAMETER + "/" + provider);
  }

  void handedOver(Visit visit, ProviderId provider) throws IOException, Refusal {
    Parameters form = Parameters.parse(Body.form(visit.request()));
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : form.names()) {
      List<String> values = form.all(name);
      if (values.size() > 1) {
        throw new Refusal(Failure.BAD_REQUEST);
      }
      given.put(name, values.get(0));
    }
    Callback came = Callback.fromApp(provider, given);
    Callback callback =
        site.sessions().current(visit.exchange()).map(came::inSessionOf).orElse(came);
    outcome.answer(visit, site.engine().complete(visit.browser(), callback), false, Map.of());
  }
}
