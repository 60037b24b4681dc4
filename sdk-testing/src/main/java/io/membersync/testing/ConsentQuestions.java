package io.membersync.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the consent page still has to ask one person.
 *
 * @param shown false if Kakao would send the person on without any page
 */
record ConsentQuestions(
    boolean shown,
    List<KakaoConsentItem> items,
    List<KakaoServiceTerm> terms,
    List<KakaoChannel> channels) {

  static ConsentQuestions of(
      AuthorizationRequest request, KakaoPerson person, KakaoApp app, KakaoAccounts accounts) {
    Optional<KakaoLink> link = accounts.findLink(person.id());
    // The simple sign-up page comes once, also for those who are linked from before Kakao Sync.
    boolean first = link.isEmpty();
    boolean signUp = app.isSimpleSignUp() && link.flatMap(KakaoLink::synchedAt).isEmpty();
    Set<String> agreed = link.map(KakaoLink::agreedItems).orElse(Set.of());
    List<KakaoConsentItem> items = new ArrayList<>();
    for (KakaoConsentItem item : app.items()) {
      boolean asked = switch (item.stage()) {
        case REQUIRED -> true;
        case OPTIONAL -> first || signUp;
        case IN_USE -> false;
      };
      if (!agreed.contains(item.id()) && (asked || request.scopes().contains(item.id()))) {
        items.add(item);
      }
    }
    Set<String> accepted = link.map(found -> found.agreedTerms().keySet()).orElse(Set.of());
    List<KakaoServiceTerm> terms = terms(request, app, first || signUp).stream()
        .filter(term -> !accepted.contains(term.tag()))
        .toList();
    List<KakaoChannel> channels = signUp ? channels(request, person, app, accounts) : List.of();
    boolean shown = first || signUp || !items.isEmpty() || !terms.isEmpty();
    return new ConsentQuestions(shown, List.copyOf(items), terms, channels);
  }

  private static List<KakaoServiceTerm> terms(
      AuthorizationRequest request, KakaoApp app, boolean all) {
    if (!app.isSimpleSignUp()) {
      return List.of();
    }
    if (request.serviceTerms().isEmpty()) {
      return all ? app.terms() : List.of();
    }
    List<String> tags = request.serviceTerms().get();
    List<KakaoServiceTerm> listed =
        app.terms().stream().filter(term -> tags.contains(term.tag())).toList();
    return listed.stream().anyMatch(KakaoServiceTerm::required) ? listed : List.of();
  }

  private static List<KakaoChannel> channels(
      AuthorizationRequest request, KakaoPerson person, KakaoApp app, KakaoAccounts accounts) {
    return app.channels().stream()
        .filter(channel ->
            request.channels().map(ids -> ids.contains(channel.publicId())).orElse(true))
        .filter(channel -> accounts
            .findFollowing(person.id(), channel.publicId())
            .filter(found -> found.relation() == KakaoChannel.Relation.ADDED)
            .isEmpty())
        .toList();
  }

  /** Names of what was left out although nobody gets in without it. */
  List<String> missing(Collection<String> tickedItems, Collection<String> tickedTerms) {
    Set<String> missing = new LinkedHashSet<>();
    for (KakaoConsentItem item : items) {
      if (item.stage() == KakaoConsentItem.Stage.REQUIRED && !tickedItems.contains(item.id())) {
        missing.add(item.koreanName());
      }
    }
    for (KakaoServiceTerm term : terms) {
      if (term.required() && !tickedTerms.contains(term.tag())) {
        missing.add(term.title());
      }
    }
    return List.copyOf(missing);
  }
}
