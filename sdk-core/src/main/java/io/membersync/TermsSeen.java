package io.membersync;

import io.membersync.Finding.Severity;
import io.membersync.consent.Notice;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which terms providers have in their consoles, as their answers have shown since the start, and where
 * that is not what the shop's notices say. No sign-in waits for it.
 */
final class TermsSeen {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final int MOST_TOLD = 50;
  private static final Pattern TELLABLE = Pattern.compile("[\\p{L}\\p{N}_.:/-]{1,100}");

  private final Engine engine;
  private final Map<ProviderId, Map<String, Boolean>> lists = new ConcurrentSkipListMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  TermsSeen(Engine engine) {
    this.engine = engine;
  }

  /** Takes in what an answer lists. */
  void see(ProviderId provider, List<ServiceTerm> terms) {
    for (ServiceTerm term : terms) {
      if (engine.notices().findByProviderTag(term.tag()).isEmpty()) {
        tellUnknown(provider, term.tag());
      }
    }
    if (terms.stream().allMatch(ServiceTerm::agreed)) {
      return; // some providers list only what was agreed to
    }
    Map<String, Boolean> list = new TreeMap<>();
    terms.forEach(term -> list.put(term.tag(), term.required()));
    if (!list.equals(lists.put(provider, list))) {
      findings().forEach(found -> tell(found.toString()));
    }
  }

  /** A term that nobody knows is asked for again on the shop's own page. */
  private void tellUnknown(ProviderId provider, String tag) {
    List<String> asked = engine.notices().asked().stream().map(Notice::tag).toList();
    if (asked.isEmpty()) {
      return; // this shop asks nothing twice
    }
    if (told.size() < MOST_TOLD && TELLABLE.matcher(tag).matches() && told.add(tag)) {
      LOG.warn(
          "provider {} has asked for the term {}, which answers no notice, so visitors may be asked"
              + " twice; say Notices.askedBy(tag, \"{}\") if one of {} is the same. Told once",
          provider,
          tag,
          tag,
          asked);
    }
  }

  private void tell(String finding) {
    if (told.size() < MOST_TOLD && told.add(finding)) {
      LOG.warn("{}. Told once", finding);
    }
  }

  /** What is in no provider's console, and what is required in one and not of the shop's visitors. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Notice notice : engine.notices().asked()) {
      unknown(notice).ifPresent(findings::add);
      lists.forEach(
          (provider, list) -> requiredThere(notice, provider, list).ifPresent(findings::add));
    }
    return findings;
  }

  /** Only of tags that the shop has named for providers. */
  private Optional<Finding> unknown(Notice notice) {
    List<String> tags = DoctorReport.tagsAt(notice);
    boolean missing = !lists.isEmpty()
        && !tags.equals(List.of(notice.tag()))
        && tags.stream()
            .noneMatch(tag -> lists.values().stream().anyMatch(list -> list.containsKey(tag)));
    return missing
        ? Optional.of(new Finding(
            "notice-tag-unknown",
            Severity.WARNING,
            "notice " + notice.tag(),
            "no provider of " + lists.keySet() + " has a term with the tag "
                + String.join(", ", tags)
                + ", so it is asked for on the shop's page only: add the term in the provider's"
                + " console, or mend askedBy"))
        : Optional.empty();
  }

  private static Optional<Finding> requiredThere(
      Notice notice, ProviderId provider, Map<String, Boolean> list) {
    return notice.providerTags().stream()
        .filter(tag -> !notice.isRequired() && list.getOrDefault(tag, false))
        .sorted()
        .findFirst()
        .map(tag -> new Finding(
            "notice-required-there",
            Severity.ERROR,
            "notice " + notice.tag(),
            "provider " + provider + " asks for the term " + tag + " as required, and the notice is"
                + " optional: set it to optional in the provider's console (PIPA 22(5))"));
  }
}
