package io.membersync;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.membersync.consent.ConsentEvent;
import io.membersync.consent.ConsentEvent.Quality;
import io.membersync.consent.Gate;
import io.membersync.consent.Jurisdiction;
import io.membersync.consent.Notices;
import io.membersync.internal.Sealer;
import io.membersync.member.CodeSender;
import io.membersync.member.LinkPolicy;
import io.membersync.member.MemberId;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import io.membersync.oauth.EndpointMap;
import io.membersync.oauth.PendingCookies;
import io.membersync.oauth.ProviderGateway;
import io.membersync.oauth.StateTokens;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.Profile;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.TokenPolicy;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import io.membersync.records.UnitOfWork;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one engine is made of, for the steps of the road.
 *
 * @param callbacks base of the redirect URIs, ending in a slash
 * @param secure whether cookies need https
 * @param addresses where the providers' addresses really are
 * @param codeSender empty where no codes are sent
 * @param weakestEvidence of a consent that advertising is sent by
 * @param ages what becomes of children, and who checks adults
 * @param askAgainAfter how long nobody is asked unbidden what they have declined or withdrawn
 * @param contactIndexed whether members are sought by MemberSync's own index of contacts
 * @param unlinkAbandoned whether a provider is told when a sign-up was given up
 */
record Engine(
    ShopId shop,
    Clock clock,
    Sealer sealer,
    Map<ProviderId, Provider> providers,
    Map<ProviderId, TokenPolicy> tokenPolicies,
    URI callbacks,
    boolean secure,
    Notices notices,
    Gate gate,
    FieldMapping mapping,
    GuardedStore members,
    Records records,
    ProviderSwitches switches,
    ProviderGateway gateway,
    EndpointMap addresses,
    StateTokens states,
    PendingCookies pendings,
    Optional<CodeSender> codeSender,
    CodeSender.Limits codeLimits,
    LinkPolicy linkPolicy,
    Jurisdiction jurisdiction,
    Quality weakestEvidence,
    AgePolicy ages,
    Duration askAgainAfter,
    boolean contactIndexed,
    boolean unlinkAbandoned,
    List<Consumer<Members.Event>> listeners,
    Watch watch) {

  private static final Logger LOG = LoggerFactory.getLogger(MemberSync.class);
  static final int TRIES = 3;

  /** Those in force at this moment. */
  @Override
  public Notices notices() {
    return notices.at(clock.instant());
  }

  Provider provider(ProviderId id) {
    Provider provider = providers.get(id);
    if (provider == null) {
      throw noProvider(id, providers.keySet());
    }
    return provider;
  }

  static IllegalArgumentException noProvider(ProviderId id, Collection<ProviderId> added) {
    return new IllegalArgumentException("there is no provider " + id + "; added were " + added);
  }

  /** The providers to offer. */
  List<ProviderId> offered() {
    return providers.keySet().stream().filter(switches::isOn).toList();
  }

  /** The transactions of the records and the shop's store. */
  UnitOfWork unit() {
    return new GuardedUnit(records.unitOfWork());
  }

  /** In the transaction that is open already, or in one of its own as {@link #repeated}. */
  <T> T joined(String name, Supplier<T> work) {
    return unit().isOpen() ? work.get() : repeated(name, work);
  }

  /**
   * In a transaction of its own, which is run again when it met another one; three times at most.
   *
   * @param name of the unit, for the log
   */
  <T> T repeated(String name, Supplier<T> work) {
    for (int i = 1; ; i++) {
      try {
        return unit().execute(work);
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == TRIES) {
          throw e;
        }
        LOG.info("{} met another one ({}), try {} of {}", name, e.code(), i + 1, TRIES);
      }
    }
  }

  /** Who is linked through this provider's subject. */
  Optional<Records.Identity> findIdentity(ProviderId provider, String subject) {
    return records.identities().find(shop, provider.value(), subject);
  }

  /** In a unit of work: the same, which nobody ends or makes anew before the unit is over. */
  Optional<Records.Identity> findAndHold(ProviderId provider, String subject) {
    hold(() -> findIdentity(provider, subject).map(Records.Identity::person));
    return findIdentity(provider, subject);
  }

  /** In a unit of work: holds whom this finds, who may be another one meanwhile: by a merge. */
  Optional<PersonId> hold(Supplier<Optional<PersonId>> who) {
    Optional<PersonId> held = Optional.empty();
    for (Optional<PersonId> found = who.get(); !found.equals(held); found = who.get()) {
      held = found;
      held.ifPresent(this::hold);
    }
    return held;
  }

  /** In a unit of work: others who hold or change this person wait until it is over. */
  void hold(PersonId person) {
    records.identities().hold(shop, person);
  }

  /** The member's way in through this provider. */
  Optional<Records.Identity> findIdentity(MemberId member, ProviderId provider) {
    return personOf(member).stream()
        .flatMap(person -> records.identities().ofPerson(shop, person.id()).stream())
        .filter(identity -> identity.namespace().equals(provider.value()))
        .findFirst();
  }

  /** The person who is this member. */
  Optional<Records.Person> personOf(MemberId member) {
    return records.identities().findPersonOf(shop, member);
  }

  /** All that was recorded of this person, in that order. */
  List<ConsentEvent> eventsOf(PersonId person) {
    return records.evidence().eventsOf(shop, person);
  }

  /** By the shop's word, whatever its row says. */
  boolean hasLeft(PersonId person) {
    return records
        .identities()
        .findPerson(shop, person)
        .filter(Records.Person::hasLeft)
        .isPresent();
  }

  boolean hasLeft(MemberId member) {
    return personOf(member).filter(Records.Person::hasLeft).isPresent();
  }

  /** The gate, by the consents of this moment. */
  Gate.Decision allowed(PersonId person, Profile profile) {
    Minors minors = new Minors(this, new GuardianProofs(this));
    List<ConsentEvent> events = eventsOf(person);
    return minors
        .gate(minors.ofBooks(person))
        .evaluate(profile, mapping, events, Gate.now(events, clock.instant()));
  }

  Optional<MemberId> memberOf(PersonId person) {
    return records.identities().findPerson(shop, person).flatMap(Records.Person::member);
  }

  boolean hasWayIn(PersonId person) {
    return !records.identities().ofPerson(shop, person).isEmpty();
  }

  /**
   * Tells the shop's listeners; what one throws reaches neither the others nor the sign-in.
   *
   * @return whether none of them failed
   */
  @CanIgnoreReturnValue
  boolean tell(Members.Event event) {
    boolean heard = true;
    for (Consumer<Members.Event> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        heard = false;
        LOG.warn("a listener failed on {} of person {}", event.kind(), event.person(), quiet(e));
      }
    }
    return heard;
  }

  /** What failed and where; its message may quote a member. */
  private static Throwable quiet(Throwable failure) {
    Throwable quiet = new Throwable(failure.getClass().getName());
    quiet.setStackTrace(failure.getStackTrace());
    return quiet;
  }

  /** Fields that the shop wants and the provider sent in a form that is none of theirs. */
  List<Field<?>> unreadable(Profile profile) {
    List<Field<?>> wanted = new ArrayList<>();
    for (FieldMapping.Entry mapped : mapping.entries()) {
      if (profile.unreadable().contains(mapped.field())) {
        wanted.add(mapped.field());
      }
    }
    return wanted;
  }

  /** Fields that the shop wants and the provider sent without the visitor's leave. */
  List<Field<?>> ungranted(Profile profile) {
    List<Field<?>> wanted = new ArrayList<>();
    for (FieldMapping.Entry mapped : mapping.entries()) {
      if (profile.ungranted().contains(mapped.field())) {
        wanted.add(mapped.field());
      }
    }
    return wanted;
  }

  URI redirectUri(ProviderId provider) {
    return callbacks.resolve(provider.value());
  }

  SignInResult.OtherWays waysBesides(ProviderId provider) {
    return new SignInResult.OtherWays(
        offered().stream().filter(other -> !other.equals(provider)).toList());
  }

  String language(Optional<String> chosen) {
    return chosen.orElseGet(() -> notices.all().isEmpty()
        ? "ko"
        : notices.all().get(0).texts().keySet().iterator().next());
  }
}
