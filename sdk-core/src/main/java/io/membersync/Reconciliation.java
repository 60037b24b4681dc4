package io.membersync;

import io.membersync.LinkInquiry.Heard;
import io.membersync.Members.Confirmed;
import io.membersync.Members.Missing;
import io.membersync.Members.Reconciled;
import io.membersync.Members.Standing;
import io.membersync.member.PersonId;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds links whose end a provider has told nobody of, and ends those that an operator confirms. A
 * wrong registration looks just as everybody's having gone does, so whoever is missing is weighed
 * against those who are not.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  private static final String USE = "reconcile";
  private static final Duration BUDGET = Duration.ofSeconds(30);
  private static final int MOST = 1_000;

  /** So few may be all that a small shop has. */
  private static final int FEW = 10;

  /** So many are sought for one that the provider has. */
  private static final int OTHERS = 100;

  private final Engine engine;
  private final LinkEnding linkEnding;

  Reconciliation(Engine engine, LinkEnding linkEnding) {
    this.engine = engine;
    this.linkEnding = linkEnding;
  }

  /** A page of what is missing. */
  Reconciled page(ProviderId id, Optional<String> after, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a page has 1 to 1,000 links: " + limit);
    }
    Provider provider = engine.provider(id);
    long end = end();
    String place = after.isPresent() ? open(id, after.get()) : "";
    List<Identity> links = page(id, place, limit);
    LinkInquiry inquiry = new LinkInquiry(engine, provider, end).ask(links, false);

    Map<Standing, Integer> looked = new EnumMap<>(Standing.class);
    List<Missing> missing = new ArrayList<>();
    for (Heard heard : inquiry.heard) {
      Identity link = heard.link;
      place = link.subject();
      Standing standing = heard.standing;
      if (heard.isMissing()) {
        if (isStill(heard)) {
          missing.add(new Missing(
              link.person(),
              engine.memberOf(link.person()),
              link.linkedAt(),
              heard.askedAt,
              heard.tokenFrom()));
        } else {
          standing = Standing.RECENT;
        }
      }
      looked.merge(standing, 1, Integer::sum);
    }
    boolean ended = inquiry.heard.size() == links.size() && links.size() < limit;
    boolean doubtful = missing.size() > inquiry.good()
        && (missing.size() >= FEW || inquire(provider, others(id, links), end).good() == 0);
    if (doubtful) {
      LOG.error(
          "{} knows {} of {} links no more: look first whether its registration (app, keys) is the one"
              + " they were made by",
          id,
          missing.size(),
          inquiry.heard.size());
    }
    return new Reconciled(
        missing,
        looked,
        doubtful,
        Optional.ofNullable(inquiry.stopped),
        ended ? Optional.empty() : Optional.of(seal(id, place)));
  }

  /** What became of each that an operator confirms. */
  Map<PersonId, Confirmed> confirm(ProviderId id, List<PersonId> persons) {
    Provider provider = engine.provider(id);
    long end = end();
    Map<PersonId, Confirmed> results = new LinkedHashMap<>();
    List<Identity> links = new ArrayList<>();
    for (PersonId person : persons) {
      if (results.put(person, Confirmed.NOT_LINKED) == null) {
        for (Identity link : engine.records().identities().ofPerson(engine.shop(), person)) {
          if (link.namespace().equals(id.value())) {
            links.add(link);
            results.put(person, Confirmed.NOT_ASKED);
          }
        }
      }
    }
    LinkInquiry inquiry = new LinkInquiry(engine, provider, end).ask(links, false);
    boolean credible = isCredible(provider, inquiry, end);
    for (Heard heard : inquiry.heard) {
      PersonId person = heard.link.person();
      // Of several accounts at one provider, an end is told rather than what has not ended.
      if (results.get(person) != Confirmed.ENDED && (heard.good || heard.isMissing())) {
        results.put(person, confirm(id, heard, credible));
      }
    }
    return results;
  }

  private Confirmed confirm(ProviderId id, Heard heard, boolean credible) {
    if (!heard.isMissing()) {
      return Confirmed.LINKED;
    }
    if (!credible) {
      return Confirmed.NOT_CREDIBLE;
    }
    linkEnding.applyUntold(heard, () -> isStill(heard));
    return engine.findIdentity(id, heard.link.subject()).isPresent()
        ? Confirmed.LINKED // anew
        : Confirmed.ENDED;
  }

  /** Where there is nobody else, a few are believed; others of whom nothing is known are no proof. */
  private boolean isCredible(Provider provider, LinkInquiry inquiry, long end) {
    if (inquiry.missing() == 0 || inquiry.good() > 0) {
      return true;
    }
    List<Identity> missing =
        inquiry.heard.stream().filter(Heard::isMissing).map(heard -> heard.link).toList();
    List<Identity> others = others(provider.descriptor().id(), missing);
    return others.isEmpty()
        ? missing.size() <= FEW
        : inquire(provider, others, end).good() > 0;
  }

  private LinkInquiry inquire(Provider provider, List<Identity> others, long end) {
    return new LinkInquiry(engine, provider, end).ask(others, true);
  }

  /** Some links besides these. */
  private List<Identity> others(ProviderId id, List<Identity> besides) {
    Set<Identity> asked = new HashSet<>(besides);
    List<Identity> others = new ArrayList<>(page(id, "", asked.size() + OTHERS));
    others.removeIf(asked::contains);
    return others;
  }

  /**
   * Not if it was ended or made anew, or has other tokens than before the provider was asked, or none any
   * more: a log-out kills a token too.
   */
  private boolean isStill(Heard missing) {
    Identity link = missing.link;
    ProviderId id = ProviderId.of(link.namespace());
    SealedTokens tokens = new SealedTokens(engine);
    return engine.findIdentity(id, link.subject()).equals(Optional.of(link))
        && tokens.findTime(id, link.subject()).equals(Optional.ofNullable(missing.receivedAt))
        && (!missing.byToken || tokens.hasRefreshToken(id, link.subject()));
  }

  private List<Identity> page(ProviderId id, String after, int limit) {
    return engine.records().identities().page(engine.shop(), id.value(), after, limit);
  }

  private long end() {
    if (engine.unit().isOpen()) {
      throw new IllegalStateException(
          "the provider is asked over the network: close the transaction around the call");
    }
    return System.nanoTime() + BUDGET.toNanos();
  }

  /** A place is a person's id at the provider, and an operator's window shows it. */
  private String seal(ProviderId id, String place) {
    return engine.sealer().sealCompact(USE, (mark(id) + place).getBytes(StandardCharsets.UTF_8));
  }

  private String open(ProviderId id, String place) {
    String text = engine
        .sealer()
        .openCompact(USE, place)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
    if (!text.startsWith(mark(id))) {
      throw new IllegalArgumentException("no page for " + id + " has ended at this place");
    }
    return text.substring(mark(id).length());
  }

  private String mark(ProviderId id) {
    return engine.shop() + "\n" + id + "\n";
  }
}
