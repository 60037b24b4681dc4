package io.membersync.servlet;

import io.membersync.member.MemberId;
import io.membersync.member.MemberSessions;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.servlet.pages.Texts;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The shop as the endpoints see it. Immutable.
 *
 * @param home the shop's first page
 * @param signInPage the shop's own sign-in page
 * @param login tells who has signed in there, where that can be told
 * @param loginIsProofFor how long ago that may have been, to be a proof
 * @param clientAddress where a request comes from, where that can be told
 * @param returnPath where a sign-in leads that names no path, where the shop knows one
 * @param guardianPage the shop's page on which the guardian of a child consents
 * @param providerNames what visitors call a provider, where the shop says so
 * @param remembersLastUsed whether the provider of the last sign-in stands first
 */
record Site(
    Engine engine,
    MemberSessions<ServletExchange> sessions,
    String home,
    Optional<ShopLogin> signInPage,
    Optional<ShopLogin> login,
    Duration loginIsProofFor,
    Function<HttpServletRequest, Optional<String>> clientAddress,
    Function<ServletExchange, Optional<String>> returnPath,
    Optional<String> guardianPage,
    Map<ProviderId, String> providerNames,
    boolean remembersLastUsed) {

  /** Where a sign-in leads that begins now. */
  String returnTo(Visit visit, Errand errand) {
    return errand
        .returnTo()
        .or(() ->
            returnPath.apply(visit.exchange()).flatMap(path -> Errand.to(path).returnTo()))
        .orElse(home);
  }

  /** The member who has proven just now, by the shop's own sign-in, to be that member. */
  Optional<MemberId> provenByLogin(Visit visit) {
    Instant now = Instant.now();
    return login
        .flatMap(one -> one.find(visit.exchange()))
        .filter(
            signedIn -> Duration.between(signedIn.at(), now).abs().compareTo(loginIsProofFor) < 0)
        .map(ShopLogin.SignedIn::member);
  }

  PageDetails details(Visit visit, int status) {
    return details(visit, status, visit.language(), List.of());
  }

  PageDetails details(
      Visit visit, int status, Locale language, List<PageDetails.LanguageLink> languages) {
    return new PageDetails(
        language, status, engine.notices().shopName(), home, visit.base(), languages);
  }

  /** This page in the other languages, with what is known of its address kept. */
  List<PageDetails.LanguageLink> otherLanguages(Visit visit) {
    return Languages.KNOWN.stream()
        .filter(language -> !language.equals(visit.language()))
        .map(language -> {
          Query query = new Query();
          SignInPages.PARAMETERS.forEach(name -> query.add(name, visit.query().find(name)));
          Errand.of(visit.query()).addTo(query).add(Languages.PARAMETER, language.getLanguage());
          return new PageDetails.LanguageLink(
              language, language.getDisplayLanguage(language), query.toString());
        })
        .toList();
  }

  /** The providers to offer, in the shop's order. */
  List<Page.ProviderLink> providers(Visit visit, Errand errand) {
    return engine.providers().stream().map(one -> link(visit, one, errand)).toList();
  }

  /** Somebody has signed in by this provider, so that it may stand first from now on. */
  void signedInBy(Visit visit, ProviderId provider) {
    if (remembersLastUsed) {
      LastUsed.remember(visit, provider);
    }
  }

  /** The same links, that of this browser's last sign-in first. */
  List<Page.ProviderLink> lastUsedFirst(Visit visit, List<Page.ProviderLink> links) {
    return remembersLastUsed ? LastUsed.first(visit, links) : links;
  }

  /** A link that begins with this provider, offered or not; empty when the shop has it not. */
  Optional<Page.ProviderLink> link(Visit visit, ProviderId provider, Errand errand) {
    return find(provider).map(one -> link(visit, one, errand));
  }

  Optional<ProviderDescriptor> find(ProviderId provider) {
    return engine.addedProviders().stream()
        .filter(one -> one.id().equals(provider))
        .findFirst();
  }

  /** What visitors call a provider. */
  String name(ProviderId provider, Locale language) {
    @Nullable String given = providerNames.get(provider);
    if (given != null) {
      return given;
    }
    String brand = find(provider).map(ProviderDescriptor::brand).orElse(provider.value());
    return Texts.in(language).brandName(brand);
  }

  Optional<String> shopSignIn(Errand errand) {
    return signInPage.map(page -> page.link(errand.returnTo().orElse(home)));
  }

  /** The shop's page for the guardian of this child. */
  Optional<String> guardianPage(String reference, Errand back) {
    return guardianPage.map(path -> {
      String query = new Query()
          .add("reference", reference)
          .add("returnTo", back.returnTo().orElse(home))
          .toString();
      return path.contains("?") ? path + "&" + query.substring(1) : path + query;
    });
  }

  /** The sign-in page. */
  static String signIn(Visit visit, Errand errand) {
    return visit.base()
        + errand.addTo(new Query()).add(Languages.PARAMETER, visit.chosenLanguage());
  }

  private Page.ProviderLink link(Visit visit, ProviderDescriptor provider, Errand errand) {
    String href = visit.base()
        + "start/"
        + provider.id()
        + errand.addTo(new Query()).add(Languages.PARAMETER, visit.chosenLanguage());
    return new Page.ProviderLink(
        provider.id(), provider.brand(), name(provider.id(), visit.language()), href, false);
  }
}
