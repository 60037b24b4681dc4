package io.membersync;

import io.membersync.LinkInquiry.Heard;
import io.membersync.internal.JsonText;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends ways in: because a provider says so, or the shop. A link closes at once; no column of a
 * member is touched, and a person without another way in is left for the shop to decide about.
 */
final class LinkEnding {
  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);

  /** Kakao waits a day for a sign-up to be finished, and looks once a day. */
  private static final Duration LONGEST_SIGN_UP = Duration.ofDays(3);

  private final Engine engine;
  private final Withdrawals withdrawals;
  private final UnlinkStop stop;
  private final EndedLinks endedLinks;
  private final ChannelChanges channelChanges;

  LinkEnding(Engine engine, Withdrawals withdrawals) {
    this.engine = engine;
    this.withdrawals = withdrawals;
    this.stop = new UnlinkStop(engine);
    this.endedLinks = new EndedLinks(engine);
    this.channelChanges = new ChannelChanges(engine);
  }

  /** An event as the content of an inbox task. A clock that is ahead makes none of the future. */
  static byte[] write(LifecycleEvent event, Instant receivedAt) {
    Instant at = event
        .occurredAt()
        .map(time -> isOfAChannel(event.kind()) ? time : lastMoment(time))
        .filter(receivedAt::isAfter)
        .orElse(receivedAt);
    return JsonText.object(json -> {
      json.name("provider").value(event.provider().value());
      json.name("kind").value(event.kind().name());
      json.name("subject").value(event.subject());
      json.name("reason").value(event.reason());
      json.name("at").value(at.toEpochMilli());
    });
  }

  /**
   * As of a provider that has not told it: it was asked, and had the link no more.
   *
   * @param isStill whether it is the link that was asked about; the person cannot change then
   */
  void applyUntold(Heard missing, BooleanSupplier isStill) {
    PersonId person = missing.link.person();
    ProviderId provider = ProviderId.of(missing.link.namespace());
    String subject = missing.link.subject();
    boolean ownLogin = hasOwnLogin(provider, subject);
    // A dead token says nothing of a sign-in that came after it and waits for the visitor.
    Instant endedAt = missing.tokenFrom().orElse(missing.askedAt);
    engine
        .repeated("untold end of a link of " + provider, () -> {
          engine.hold(person);
          if (!isStill.getAsBoolean()) {
            return List.<Members.Event>of();
          }
          endedLinks.remember(provider, subject, endedAt);
          return closeForProvider(provider, subject, missing.askedAt, false, ownLogin);
        })
        .forEach(this::tell);
  }

  /** A time in whole seconds may mean any moment of its second: that of a sign-in, and after it. */
  private static Instant lastMoment(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.SECONDS))
        ? time.plusSeconds(1).minusMillis(1)
        : time;
  }

  private static boolean isOfAChannel(Kind kind) {
    return kind == Kind.CHANNEL_ADDED || kind == Kind.CHANNEL_BLOCKED;
  }

  /**
   * Applies an event: it ends only a link that was made before it, and not anew since.
   *
   * @return false where the shop has not heard of a duty that it gets by it, and is to be told again
   */
  boolean apply(JsonDocument event) {
    ProviderId provider = ProviderId.of(event.findString("provider").orElseThrow());
    Instant at = Instant.ofEpochMilli(event.findWhole("at").orElseThrow());
    String subject = event.findString("subject").orElseThrow();
    Kind kind = Kind.valueOf(event.findString("kind").orElseThrow());
    if (kind == Kind.SESSIONS_REVOKED || kind == Kind.TOKENS_REVOKED) {
      endSessions(provider, subject, at, kind == Kind.TOKENS_REVOKED);
      return true;
    }
    if (kind == Kind.TOKEN_REVOKED) {
      if (engine.providers().containsKey(provider)) {
        new TokenVault(engine).dropNamed(provider, subject);
      }
      return true;
    }
    if (isOfAChannel(kind)) {
      String channel = event.findString("reason").orElseThrow();
      channelChanges
          .apply(provider, subject, channel, kind == Kind.CHANNEL_ADDED, at)
          .ifPresent(this::tell);
      return true;
    }
    boolean ownLogin = hasOwnLogin(provider, subject);
    Optional<String> deletion = kind == Kind.DELETION_REQUESTED
        ? Optional.of(event.findString("reason").orElseThrow())
        : Optional.empty();
    List<Members.Event> told = engine.repeated("end of a link of " + provider, () -> {
      Optional<Records.Identity> link = engine.findAndHold(provider, subject);
      Optional<PersonId> person = personAt(link, provider, subject, at);
      boolean incomplete = kind == Kind.SIGN_UP_INCOMPLETE
          && link.filter(found -> found.linkedAt().isBefore(at.minus(LONGEST_SIGN_UP)))
              .isEmpty();
      endedLinks.remember(provider, subject, at);
      if (incomplete && engine.providers().containsKey(provider)) {
        OnceOnly.forget(engine, provider, subject);
      }
      List<Members.Event> ended =
          new ArrayList<>(closeForProvider(provider, subject, at, incomplete, ownLogin));
      deletion
          .flatMap(code -> person.map(found -> deletionRequested(found, provider, code)))
          .ifPresent(ended::add);
      return ended;
    });
    boolean heard = true;
    for (Members.Event one : told) {
      heard &= tell(one) || one.kind() != Members.Event.Kind.DELETION_REQUESTED;
    }
    return heard;
  }

  /**
   * Who was linked at that time: the link may have ended before, by the notice of the visitor's removing
   * the app, or when this event was half applied. A link that was made since is not meant.
   */
  private Optional<PersonId> personAt(
      Optional<Records.Identity> link, ProviderId provider, String subject, Instant at) {
    return link.isPresent()
        ? link.filter(found -> !found.linkedAt().isAfter(at)).map(Records.Identity::person)
        : endedLinks.findPerson(provider, subject).map(new MergedConsents(engine)::successorOf);
  }

  private Members.Event deletionRequested(PersonId person, ProviderId provider, String code) {
    return new Members.Event(
        Members.Event.Kind.DELETION_REQUESTED,
        person,
        engine.memberOf(person),
        provider,
        Optional.of(code),
        engine.clock().instant());
  }

  /**
   * Who has signed in since is not meant: that session began with the provider's good word. Nor is
   * anybody by a word that is older than repetitions are known for.
   */
  private void endSessions(ProviderId provider, String subject, Instant at, boolean tokensAreDead) {
    if (!at.isAfter(engine.clock().instant().minus(DueWork.REMEMBER))) {
      return;
    }
    engine
        .repeated("end of sessions at " + provider, () -> {
          TokenVault tokens = new TokenVault(engine);
          Optional<Records.Identity> held = engine.findAndHold(provider, subject);
          endedLinks.remember(provider, subject, at);
          Optional<Records.Identity> link = held.filter(
                  found -> !found.linkedAt().isAfter(at))
              .filter(found -> !tokens.hasSignInSince(at, provider, subject));
          if (link.isPresent() && tokensAreDead && !tokens.hasSince(at, provider, subject)) {
            tokens.find(provider, subject).ifPresent(dead -> tokens.drop(provider, subject, dead));
          }
          return link.map(
              found -> event(Members.Event.Kind.SESSIONS_REVOKED, found.person(), provider));
        })
        .ifPresent(this::tell);
  }

  /** What was held back follows now, unless the person has found another way in meanwhile. */
  void follow(JsonDocument held) {
    PersonId person = UnlinkStop.personOf(held);
    ProviderId provider = UnlinkStop.providerOf(held);
    boolean ownLogin = hasOwnLogin(Optional.of(person));
    engine
        .repeated("what follows the end of a link of " + provider, () -> {
          engine.hold(person);
          boolean last = !ownLogin && !engine.hasWayIn(person);
          if (!isLinkedBy(person, provider)) { // who has come back by it has agreed anew
            endConsents(person, provider, last, UnlinkStop.isIncomplete(held));
          }
          return !last || engine.hasLeft(person)
              ? Optional.<Members.Event>empty()
              : Optional.of(leavePending(person, provider));
        })
        .ifPresent(this::tell);
  }

  private void endConsents(PersonId person, ProviderId provider, boolean last, boolean incomplete) {
    if (incomplete) {
      withdrawals.undo(person, provider, last);
      LaterWrite.wake(engine, person); // what waits for a member ends: the way in has gone
    } else {
      withdrawals.revoke(person, provider, true);
    }
  }

  private boolean isLinkedBy(PersonId person, ProviderId provider) {
    return engine.records().identities().ofPerson(engine.shop(), person).stream()
        .anyMatch(way -> way.namespace().equals(provider.value()));
  }

  /** The shop ends a member's way in; the provider is told. */
  boolean endFor(MemberId member, ProviderId provider) {
    Optional<Records.Identity> identity = engine.findIdentity(member, provider);
    if (identity.isEmpty()) {
      return false;
    }
    String subject = identity.get().subject();
    boolean ownLogin = engine.members().hasOwnLogin(member);
    Optional<Members.Event> ended = engine.repeated("end of a link of " + provider, () -> {
      return engine
          .findAndHold(provider, subject)
          .filter(held -> held.person().equals(identity.get().person()))
          .flatMap(held -> closeForShop(provider, subject, ownLogin));
    });
    ended.ifPresent(this::tell);
    return ended.isPresent();
  }

  /** The same by the member's own wish, for every account there, unless nothing else is left. */
  Members.GivenUp giveUp(MemberId member, ProviderId provider) {
    boolean ownLogin = engine.members().hasOwnLogin(member);
    List<Members.Event> told = new ArrayList<>();
    Members.GivenUp result = engine.repeated("a way in by " + provider + " given up", () -> {
      told.clear();
      Optional<PersonId> person = engine.personOf(member).map(Records.Person::id);
      person.ifPresent(engine::hold);
      List<Records.Identity> ways = person
          .map(id -> engine.records().identities().ofPerson(engine.shop(), id))
          .orElse(List.of());
      List<Records.Identity> there =
          ways.stream().filter(way -> way.namespace().equals(provider.value())).toList();
      if (there.isEmpty()) {
        return Members.GivenUp.NOT_LINKED;
      }
      boolean another =
          ways.stream().anyMatch(way -> !there.contains(way) && leadsIn(way.namespace()));
      if (!ownLogin && !another) {
        return Members.GivenUp.LAST_WAY_IN;
      }
      for (Records.Identity way : there) {
        closeForShop(provider, way.subject(), true).ifPresent(told::add);
      }
      return Members.GivenUp.DONE;
    });
    told.forEach(this::tell);
    return result;
  }

  private boolean hasOwnLogin(ProviderId provider, String subject) {
    return hasOwnLogin(engine.findIdentity(provider, subject).map(Records.Identity::person));
  }

  private boolean hasOwnLogin(Optional<PersonId> person) {
    return person.flatMap(engine::memberOf).map(engine.members()::hasOwnLogin).orElse(false);
  }

  private boolean leadsIn(String namespace) {
    ProviderId id = ProviderId.of(namespace);
    return engine.providers().containsKey(id) && !engine.switches().isOff(id);
  }

  List<Members.HeldBack> heldBack(ProviderId provider, int limit) {
    return stop.held(provider, limit).stream()
        .map(held ->
            new Members.HeldBack(held.person(), engine.memberOf(held.person()), held.endedAt()))
        .toList();
  }

  int release(ProviderId provider) {
    return stop.release(provider);
  }

  private boolean tell(Members.Event ended) {
    if (ended.kind() == Members.Event.Kind.HELD_BACK) {
      LOG.error(
          "very many links of {} have ended within an hour: they are closed, and what follows waits"
              + " for members().release({})",
          ended.provider(),
          ended.provider());
    } else {
      LOG.info("{} at {}, person {}", ended.kind(), ended.provider(), ended.person());
    }
    return engine.tell(ended);
  }

  private List<Members.Event> closeForProvider(
      ProviderId provider,
      String subject,
      Instant madeUntil,
      boolean incomplete,
      boolean ownLogin) {
    Optional<PersonId> ended = new TokenVault(engine).hasSince(madeUntil, provider, subject)
        ? Optional.empty() // who has signed in since has agreed there anew
        : end(provider, subject, madeUntil);
    if (ended.isEmpty()) {
      if (engine.findIdentity(provider, subject).isPresent()) {
        LOG.info(
            "{} has ended a link at {}, and it began anew since: it stays", provider, madeUntil);
      } else {
        LOG.info("{} has ended a link that nobody has here", provider);
      }
      return List.of();
    }
    PersonId person = ended.get();
    boolean unlinked = !engine.hasWayIn(person);
    boolean last = unlinked && !ownLogin;
    // In a storm the consents of somebody with a password wait as everybody else's do.
    return switch (stop.count(provider, person, unlinked, incomplete)) {
      case FOLLOWS -> {
        endConsents(person, provider, last, incomplete);
        yield List.of(
            last
                ? leavePending(person, provider)
                : event(Members.Event.Kind.UNLINKED, person, provider));
      }
      case HELD_BACK_FIRST ->
        List.of(
            event(Members.Event.Kind.UNLINKED, person, provider),
            event(Members.Event.Kind.HELD_BACK, person, provider));
      case HELD_BACK -> List.of(event(Members.Event.Kind.UNLINKED, person, provider));
    };
  }

  /** The shop's own word is never held back. */
  private Optional<Members.Event> closeForShop(
      ProviderId provider, String subject, boolean getsInOtherwise) {
    Abandonment.addUnlink(
        engine, provider, subject, new TokenVault(engine).find(provider, subject));
    Optional<PersonId> ended = end(provider, subject, Instant.MAX);
    ended.ifPresent(person -> withdrawals.revoke(person, provider, false));
    return ended.map(person -> getsInOtherwise || engine.hasWayIn(person)
        ? event(Members.Event.Kind.UNLINKED, person, provider)
        : leavePending(person, provider));
  }

  private Optional<PersonId> end(ProviderId provider, String subject, Instant madeUntil) {
    Optional<Records.Identity> ended =
        engine.records().identities().unlink(engine.shop(), provider.value(), subject, madeUntil);
    ended.ifPresent(link -> {
      engine.records().tokens().remove(engine.shop(), provider.value(), subject);
      endedLinks.rememberPerson(provider, subject, link.person());
    });
    return ended.map(Records.Identity::person);
  }

  /** Who has left already, or was merged, has nothing to decide about. */
  private Members.Event leavePending(PersonId person, ProviderId provider) {
    if (engine.hasLeft(person)) {
      return event(Members.Event.Kind.UNLINKED, person, provider);
    }
    engine
        .records()
        .identities()
        .setState(engine.shop(), person, Records.PersonState.LEAVE_PENDING);
    return event(Members.Event.Kind.LEAVE_PENDING, person, provider);
  }

  private Members.Event event(Members.Event.Kind kind, PersonId person, ProviderId provider) {
    return new Members.Event(
        kind,
        person,
        engine.memberOf(person),
        provider,
        Optional.empty(),
        engine.clock().instant());
  }
}
