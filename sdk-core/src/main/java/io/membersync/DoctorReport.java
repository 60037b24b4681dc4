package io.membersync;

import io.membersync.Finding.Severity;
import io.membersync.consent.Gate;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.oauth.AuthorizationRequest;
import io.membersync.oauth.Endpoints;
import io.membersync.oauth.PendingSignIn;
import io.membersync.oauth.ProviderGateway.ProbeAsk;
import io.membersync.profile.FieldMapping;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.AuthorizationAsk;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records.NoticeText;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an engine's doctor finds: in the notices, in the mapping, and what consoles must have. */
final class DoctorReport implements MemberSync.Doctor {
  private final Engine engine;
  private final TermsSeen termsSeen;

  DoctorReport(Engine engine, TermsSeen termsSeen) {
    this.engine = engine;
    this.termsSeen = termsSeen;
  }

  @Override
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(mistakes());
    engine.providers().keySet().forEach(id -> misconfigured(id).ifPresent(findings::add));
    findings.addAll(termsSeen.findings());
    contractual().ifPresent(findings::add);
    engine.providers().values().forEach(provider -> consoleSettings(provider, findings));
    return List.copyOf(findings);
  }

  @Override
  public List<Finding> findingsInRecords() {
    List<Finding> findings = new ArrayList<>();
    for (Notice newest : engine.notices().all()) {
      for (Notice version : engine.notices().versions(newest.tag())) {
        changedTexts(engine, version).forEach(findings::add);
      }
    }
    return List.copyOf(findings);
  }

  private Optional<Finding> misconfigured(ProviderId id) {
    return engine
        .switches()
        .findTrouble(id)
        .map(trouble -> new Finding(
            "provider-misconfigured",
            Severity.ERROR,
            "provider " + id,
            "it refuses this shop for a setting (" + trouble.last().code() + ") since "
                + trouble.since() + ", and is not offered: " + trouble.last().fix()));
  }

  @Override
  public List<Finding> probe() {
    return probe(engine.providers().values());
  }

  /** Whether nothing is wrong with this one, as far as a probe can tell. */
  boolean isWell(ProviderId id) {
    return probe(List.of(engine.provider(id))).stream()
        .allMatch(finding -> finding.severity() == Severity.ADVICE);
  }

  private List<Finding> probe(Collection<Provider> providers) {
    List<ProbeAsk> asks = new ArrayList<>();
    for (Provider provider : providers) {
      String console = provider.consoleSettings(ProviderLint.needs(engine, provider)).stream()
          .findFirst()
          .orElse("the provider's console");
      asks.add(new ProbeAsk(provider, endpoints -> signInPage(provider, endpoints), console));
    }
    return engine.gateway().probe(asks);
  }

  private URI signInPage(Provider provider, Endpoints endpoints) {
    ProviderId id = provider.descriptor().id();
    AuthorizationAsk ask =
        new AuthorizationAsk(List.of(), List.of(), false, Optional.empty(), Optional.empty());
    String state = engine.states().create(id, PendingSignIn.Purpose.SIGN_IN, 1, Optional.empty());
    return AuthorizationRequest.create(
            provider, endpoints, engine.redirectUri(id), ask, state, engine.sealer())
        .uri();
  }

  /** Of a version that members have been shown in other words than it has now, or that said else. */
  static Stream<Finding> changedTexts(Engine engine, Notice version) {
    List<NoticeText> shown =
        engine.records().consents().textsOf(engine.shop(), version.tag(), version.version());
    return version.texts().values().stream()
        .flatMap(text -> Stream.of(
                first(shown, text, one -> !one.sha256().equals(text.sha256()))
                    .map(one -> changed(
                        "notice-text-changed",
                        version,
                        one,
                        "members have been shown another text as ",
                        "give this one a version of its own, editorial() where it says the same, and"
                            + " take the old text back")),
                first(shown, text, one -> !one.content().equals(version.content()))
                    .map(
                        one -> changed(
                            "notice-content-changed",
                            version,
                            one,
                            "it covers, keeps or requires something else than what members have been"
                                + " asked as ",
                            "give this one a version of its own, so that members are asked again, and"
                                + " take the old one back; until then their agreements count for what it said before")))
            .flatMap(Optional::stream));
  }

  private static Optional<NoticeText> first(
      List<NoticeText> shown, Notice.Text text, Predicate<NoticeText> other) {
    return shown.stream()
        .filter(one -> one.language().equals(text.language()))
        .filter(other)
        .findFirst();
  }

  private static Finding changed(
      String code, Notice version, NoticeText shown, String what, String mend) {
    return new Finding(
        code,
        Severity.ERROR,
        "notice " + version.tag() + "/" + shown.language(),
        what + "version " + version.version() + ", since " + shown.keptAt() + ": " + mend);
  }

  /** What is wrong, or likely to be, without what only has to be looked at. */
  List<Finding> mistakes() {
    Instant now = engine.clock().instant();
    Notices notices = engine.notices().at(now);
    List<Finding> findings = new ArrayList<>(notices.findings());
    unknownFields(notices, findings);
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      uncovered(mapped, notices, now).ifPresent(findings::add);
    }
    findings.addAll(ProviderLint.of(engine));
    return List.copyOf(findings);
  }

  /** What is covered and can never be written, in the versions in force and to come. */
  private void unknownFields(Notices notices, List<Finding> findings) {
    Set<String> known = FieldNames.known(engine.mapping());
    for (Notice newest : notices.at(Instant.MAX).all()) {
      int inForce = notices.find(newest.tag()).map(Notice::version).orElse(0);
      for (Notice notice : notices.versions(newest.tag())) {
        for (String name : FieldNames.of(notice)) {
          if (notice.version() >= inForce && !known.contains(name)) {
            findings.add(new Finding(
                "notice-field-unknown",
                Severity.WARNING,
                "notice " + notice.tag()
                    + (notice.version() == inForce ? "" : " v" + notice.version()),
                "field " + name + " is neither mapped nor one of MemberSync's: map it, or"
                    + " mend the name; there are " + String.join(", ", known)));
          }
        }
      }
    }
  }

  /** Whether a notice covers it, now or from one of the moments on at which versions begin. */
  static boolean isEverCovered(FieldMapping.Entry mapped, Notices notices, Instant now) {
    return isCovered(mapped, notices.at(now))
        || isCovered(mapped, notices)
        || moments(notices, now).stream().anyMatch(moment -> isCovered(mapped, notices.at(moment)));
  }

  private static boolean isCovered(FieldMapping.Entry mapped, Notices notices) {
    return new Gate(notices).isCovered(mapped);
  }

  /** When versions to come begin, the first one first. */
  private static Set<Instant> moments(Notices notices, Instant now) {
    Set<Instant> moments = new TreeSet<>();
    for (Notice newest : notices.at(Instant.MAX).all()) {
      notices.versions(newest.tag()).stream()
          .flatMap(version -> version.effectiveFrom().stream())
          .filter(from -> from.isAfter(now))
          .forEach(moments::add);
    }
    return moments;
  }

  private static Optional<Finding> uncovered(
      FieldMapping.Entry mapped, Notices notices, Instant now) {
    boolean coveredNow = isCovered(mapped, notices);
    if (coveredNow && isCovered(mapped, notices.at(Instant.MAX))) {
      return Optional.empty();
    }
    Optional<Instant> change = moments(notices, now).stream()
        .filter(moment -> isCovered(mapped, notices.at(moment)) != coveredNow)
        .findFirst();
    String attribute = "'" + mapped.attribute() + "'";
    if (change.isEmpty()) {
      return found(
          "mapping-no-more",
          mapped,
          "no notice in force covers it any more, and nothing is written to " + attribute
              + ": cover it, or do not map it");
    }
    return coveredNow
        ? found(
            "mapping-no-more",
            mapped,
            "from " + change.get() + " on no notice covers it, and nothing is written to "
                + attribute + " then: cover it in the later version too, or do not map it")
        : found(
            "mapping-not-yet",
            mapped,
            "no notice covers it before " + change.get() + ", and nothing is written to "
                + attribute + " until then: cover it by a notice in force");
  }

  private static Optional<Finding> found(String code, FieldMapping.Entry mapped, String mend) {
    return Optional.of(
        new Finding(code, Severity.WARNING, "mapping of " + mapped.field().name(), mend));
  }

  /** What is written without asking. */
  private Optional<Finding> contractual() {
    Set<String> fields = new LinkedHashSet<>();
    Set<String> tags = new LinkedHashSet<>();
    for (FieldMapping.Entry mapped : engine.mapping().entries()) {
      for (Notice notice : engine.notices().covering(mapped.field())) {
        if (notice.kind() == Notice.Kind.CONTRACT_INFO) {
          fields.add(mapped.field().name());
          tags.add(notice.tag());
        }
      }
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(new Finding(
            "mapping-contract",
            Severity.ADVICE,
            "mapping of " + String.join(", ", fields),
            "written without a consent, for the contract (notice " + String.join(", ", tags)
                + "): list it in the privacy policy apart from what is consented to, and be able to"
                + " show that the contract needs it (PIPA 22(3))"));
  }

  private void consoleSettings(Provider provider, List<Finding> findings) {
    for (String setting : provider.consoleSettings(ProviderLint.needs(engine, provider))) {
      findings.add(new Finding(
          "console-setting",
          Severity.ADVICE,
          "provider " + provider.descriptor().id(),
          setting));
    }
  }

  /** The provider's own tags where the shop has named some, or else the notice's. */
  static List<String> tagsAt(Notice notice) {
    List<String> others = notice.providerTags().stream()
        .filter(tag -> !tag.equals(notice.tag()))
        .sorted()
        .toList();
    return others.isEmpty() ? List.of(notice.tag()) : others;
  }
}
