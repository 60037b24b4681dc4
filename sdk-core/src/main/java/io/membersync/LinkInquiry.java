package io.membersync;

import io.membersync.Members.Standing;
import io.membersync.oauth.ProviderFailure;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.LinkInspection;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.records.Records.Identity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider once which of some links it still has: many by one call where it has such a call,
 * otherwise each by its kept token. In their order, and until a moment of {@link System#nanoTime}.
 */
final class LinkInquiry {
  /** So many that are not answered one after the other are the provider's trouble, not theirs. */
  private static final int SILENT_IN_A_ROW = 3;

  private final Engine engine;
  private final Provider provider;
  private final long end;

  /** Of the first so many links. */
  final List<Heard> heard = new ArrayList<>();

  /** Why it is not all of them; null also where the time was over. */
  @Nullable
  ProviderError stopped;

  LinkInquiry(Engine engine, Provider provider, long end) {
    this.engine = engine;
    this.provider = provider;
    this.end = end;
  }

  /** What was heard of one link. No record: nobody compares it. */
  static final class Heard {
    final Identity link;
    final Standing standing;

    /** Just before. */
    final Instant askedAt;

    /** Whether the provider has it by its own word of the last day. */
    final boolean good;

    /** Whether it was asked by the token that was kept. */
    final boolean byToken;

    /** When the provider had given the tokens that were kept before it was asked; null without any. */
    final @Nullable Instant receivedAt;

    Heard(
        Identity link,
        Standing standing,
        Instant askedAt,
        boolean good,
        boolean byToken,
        @Nullable Instant receivedAt) {
      this.link = link;
      this.standing = standing;
      this.askedAt = askedAt;
      this.good = good;
      this.byToken = byToken;
      this.receivedAt = receivedAt;
    }

    static Heard unanswered(Identity link, Instant askedAt) {
      return new Heard(link, Standing.UNANSWERED, askedAt, false, false, null);
    }

    /** When the provider had given the token that it was asked by. */
    Optional<Instant> tokenFrom() {
      return byToken ? Optional.ofNullable(receivedAt) : Optional.empty();
    }

    boolean isMissing() {
      return standing == Standing.MISSING;
    }
  }

  /**
   * Asks.
   *
   * @param untilGood whether one that the provider has is enough
   */
  LinkInquiry ask(List<Identity> links, boolean untilGood) {
    try {
      LinkInspection inspection = provider.linkInspection().orElse(null);
      if (inspection == null) {
        askEach(links, untilGood);
      } else {
        askTogether(inspection, links);
      }
    } catch (ProviderFailure failure) {
      stopped = failure.error();
    }
    return this;
  }

  int missing() {
    return (int) heard.stream().filter(Heard::isMissing).count();
  }

  int good() {
    return (int) heard.stream().filter(one -> one.good).count();
  }

  /** One about whom every answer is broken is passed over, unless no answer is whole. */
  private void askTogether(LinkInspection question, List<Identity> links) throws ProviderFailure {
    int size = question.most();
    int passedOver = 0; // one after the other
    while (heard.size() < links.size() && System.nanoTime() < end) {
      int from = heard.size();
      List<Identity> some = links.subList(from, Math.min(links.size(), from + size));
      try {
        askTogetherOf(question, some);
        size = Math.min(question.most(), 2 * size);
        passedOver = 0;
      } catch (ProviderFailure failure) {
        boolean isBroken = failure.kind() == ErrorKind.SHAPE;
        boolean othersAreAnswered =
            passedOver + 1 < SILENT_IN_A_ROW && (from + 1 < links.size() || passedOver < from);
        if (some.size() > 1 && (isBroken || isRefusal(question, failure))) {
          size = (some.size() + 1) / 2; // it is one of these, or several
        } else if (isBroken && othersAreAnswered) {
          heard.add(Heard.unanswered(some.get(0), now()));
          passedOver++;
        } else {
          heard.subList(from - passedOver, from).clear(); // they are asked again
          throw failure;
        }
      }
    }
  }

  /** Whom an answer leaves out is asked about again until it names nobody: it may have been cut. */
  private void askTogetherOf(LinkInspection question, List<Identity> some) throws ProviderFailure {
    SealedTokens tokens = new SealedTokens(engine);
    List<Identity> left = new ArrayList<>(some);
    left.removeIf(link -> !question.askable().test(link.subject()));
    Set<Identity> asked = Set.copyOf(left);
    Map<Identity, Instant> receivedAt = new HashMap<>();
    Instant now = now();
    boolean ended = false;
    for (boolean again = false; !left.isEmpty() && !ended; again = true) {
      if (System.nanoTime() >= end) {
        return;
      }
      if (again) {
        for (Identity link : left) {
          tokens
              .findTime(provider.descriptor().id(), link.subject())
              .ifPresent(time -> receivedAt.put(link, time));
        }
      }
      now = now();
      Set<String> linked = linked(question, left);
      ended = again && linked.isEmpty();
      left.removeIf(link -> linked.contains(link.subject()));
    }
    for (Identity link : some) {
      // One that was made while it was asked about cannot have been in the answer.
      Standing standing = !asked.contains(link)
          ? Standing.UNANSWERED
          : !left.contains(link)
              ? Standing.LINKED
              : link.linkedAt().isBefore(now) ? Standing.MISSING : Standing.RECENT;
      boolean good = standing == Standing.LINKED;
      heard.add(new Heard(link, standing, now, good, false, receivedAt.get(link)));
    }
  }

  private Set<String> linked(LinkInspection question, List<Identity> links) throws ProviderFailure {
    try {
      return engine
          .gateway()
          .linked(provider, question, links.stream().map(Identity::subject).toList());
    } catch (ProviderFailure failure) {
      if (links.size() == 1 && isRefusal(question, failure)) {
        return Set.of();
      }
      throw failure;
    }
  }

  private static boolean isRefusal(LinkInspection question, ProviderFailure failure) {
    return question.refusal().equals(failure.error().code());
  }

  private void askEach(List<Identity> links, boolean untilGood) throws ProviderFailure {
    TokenTrial trial = new TokenTrial(engine);
    int silent = 0;
    int firstSilent = 0;
    for (Identity link : links) {
      if (System.nanoTime() >= end || (untilGood && good() > 0)) {
        return;
      }
      Heard one;
      try {
        one = trial.of(provider.descriptor().id(), link, now());
        if (one.isMissing() || one.standing == Standing.LINKED) {
          silent = 0;
        }
      } catch (ProviderFailure failure) {
        ErrorKind kind = failure.kind();
        if (kind == ErrorKind.RATE_LIMITED || kind == ErrorKind.CONFIGURATION) {
          throw failure;
        }
        silent = kind == ErrorKind.VISITOR ? 0 : silent + 1;
        if (silent == 1) {
          firstSilent = heard.size();
        }
        if (silent == SILENT_IN_A_ROW) {
          if (firstSilent > 0) {
            heard.subList(firstSilent, heard.size()).clear(); // they are asked again
          } else {
            heard.add(Heard.unanswered(link, now())); // nobody after them would ever be asked
          }
          throw failure;
        }
        one = Heard.unanswered(link, now());
      }
      heard.add(one);
    }
  }

  /** As the books keep it, so that what is recorded from now on is not before it. */
  private Instant now() {
    return engine.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
