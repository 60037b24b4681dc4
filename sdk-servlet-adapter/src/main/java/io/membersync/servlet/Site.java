package io.membersync.servlet;

import io.membersync.member.MemberSessions;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.servlet.pages.Texts;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The shop as the endpoints see it. Immutable.
 *
 * @param home the shop's first page
 * @param shopSignIn the shop's own sign-in page
 * @param providerNames what visitors call a provider, where the shop says so
 */
record Site(
    Engine engine,
    MemberSessions<ServletExchange> sessions,
    String home,
    Optional<ShopSignIn> shopSignIn,
    Map<ProviderId, String> providerNames) {

  /**
   * The shop's own sign-in page.
   *
   * @param parameter takes the path to return to
   */
  record ShopSignIn(String path, String parameter) {
    String link(Optional<String> returnTo) {
      return returnTo
          .map(to -> path + (path.contains("?") ? "&" : "?") + parameter + "=" + Query.encode(to))
          .orElse(path);
    }
  }

  private static final Pattern LOCAL_PATH = Pattern.compile("/(?!/)[!-~&&[^\\\\]]{0,511}");

  static final String RETURN_TO = "returnTo";
  static final String ENTRY = "entry";

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
          query
              .add(RETURN_TO, returnTo(visit.query()))
              .add(ENTRY, entry(visit.query()))
              .add(Languages.PARAMETER, language.getLanguage());
          return new PageDetails.LanguageLink(
              language, language.getDisplayLanguage(language), query.toString());
        })
        .toList();
  }

  /** The providers to offer, each with a link that keeps where the visitor goes and comes from. */
  List<Page.ProviderLink> providers(Visit visit, Locale language) {
    return engine.providers().stream()
        .map(one -> link(visit, one, language, returnTo(visit.query()), entry(visit.query())))
        .toList();
  }

  /** A link that begins with this provider; empty when it is not one of the shop's. */
  Optional<Page.ProviderLink> link(
      Visit visit, ProviderId provider, Locale language, Optional<String> returnTo) {
    return find(provider).map(one -> link(visit, one, language, returnTo, entry(visit.query())));
  }

  Optional<ProviderDescriptor> find(ProviderId provider) {
    return engine.providers().stream().filter(one -> one.id().equals(provider)).findFirst();
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

  Optional<String> shopSignIn(Optional<String> returnTo) {
    return shopSignIn.map(page -> page.link(returnTo));
  }

  /**
   * Where to go afterwards, if it can only be read as a path of the shop. The engine makes sure of
   * it once more; but the shop's own sign-in page gets it from here.
   */
  static Optional<String> returnTo(Parameters parameters) {
    return parameters.find(RETURN_TO).filter(path -> LOCAL_PATH.matcher(path).matches());
  }

  /** The entry in the parameters, if it is one. */
  static Optional<String> entry(Parameters parameters) {
    return parameters.find(ENTRY).filter(id -> id.matches("[A-Za-z0-9]{1,8}"));
  }

  /** The sign-in page, keeping where the visitor goes and comes from. */
  static String signIn(Visit visit, Optional<String> returnTo) {
    return visit.base()
        + new Query()
            .add(RETURN_TO, returnTo)
            .add(ENTRY, entry(visit.query()))
            .add(Languages.PARAMETER, visit.chosenLanguage());
  }

  private Page.ProviderLink link(
      Visit visit,
      ProviderDescriptor provider,
      Locale language,
      Optional<String> returnTo,
      Optional<String> entry) {
    String href = visit.base()
        + "start/"
        + provider.id()
        + new Query()
            .add(RETURN_TO, returnTo)
            .add(ENTRY, entry)
            .add(Languages.PARAMETER, visit.chosenLanguage());
    return new Page.ProviderLink(
        provider.id(), provider.brand(), name(provider.id(), language), href);
  }
}
