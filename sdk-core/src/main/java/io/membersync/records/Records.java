package io.membersync.records;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.member.ShopId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * MemberSync's own books. Every row begins with the shop. Called from many threads; a call inside
 * {@link UnitOfWork#execute} takes part in that transaction, a call outside runs in one of its own.
 * Everything personal or secret arrives sealed: these books hold bytes that they cannot read.
 *
 * <p>Times are kept in whole milliseconds. Something has expired, is due or has ended from its
 * moment on. Failures are {@link io.membersync.member.MemberStoreException}; after one, the unit of
 * work can only be rolled back. A contract test ships with {@code membersync-testing}.
 */
@SuppressWarnings("ArrayRecordComponent") // sealed bytes go in and out; nobody compares the rows
public interface Records {

  /**
   * Books in memory, for tests and first steps: empty, and lost when the process ends. Units of work
   * are real: rolled back on an exception, invisible to others before they are committed, and shared
   * with {@link io.membersync.member.InMemoryMemberStore}. Safe for many threads.
   */
  static Records inMemory() {
    return new InMemoryRecords();
  }

  /** The transactions these books are kept in. */
  UnitOfWork unitOfWork();

  Identities identities();

  Attempts attempts();

  Evidence evidence();

  Offers offers();

  Tokens tokens();

  Tasks tasks();

  Contacts contacts();

  Switches switches();

  Consents consents();

  /**
   * Deletes what has expired: claims with their outcomes, outcomes of claims that live on, and
   * finished tasks past their retention. Parked sign-ins are deleted by their own job.
   *
   * @return how many rows went; call again when it is {@code limit}
   */
  int deleteExpired(ShopId shop, Instant now, int limit);

  /** Who is who: identities at providers, persons, and the shop's members. */
  interface Identities {
    /**
     * Links an identity to a person.
     *
     * @return false, and nothing changed, when the identity is linked already
     */
    boolean link(ShopId shop, Identity identity);

    Optional<Identity> find(ShopId shop, String namespace, String subject);

    /**
     * How many identities of this namespace are linked, counted up to {@code limit} and no further.
     */
    int count(ShopId shop, String namespace, int limit);

    /**
     * Identities of this namespace, page by page.
     *
     * @param after the last subject of the page before; empty for the first
     * @return at most {@code limit}, by subject in an order of the books' own; fewer on the last page
     */
    List<Identity> page(ShopId shop, String namespace, String after, int limit);

    /** The ways in of a person, oldest first. */
    List<Identity> ofPerson(ShopId shop, PersonId person);

    /**
     * Ends a link, unless it was made after this moment.
     *
     * @return the link that was ended
     */
    Optional<Identity> unlink(ShopId shop, String namespace, String subject, Instant madeUntil);

    /**
     * Adds a person.
     *
     * @throws io.membersync.member.MemberStoreException a conflict if the person is there already,
     *     or the member is tied to another one
     */
    void addPerson(ShopId shop, Person person);

    Optional<Person> findPerson(ShopId shop, PersonId person);

    /**
     * Keeps others who hold or change this person, or end a way in of theirs, waiting until the unit of
     * work ends; and waits for those who do already. What is read of the person afterwards is true until
     * then.
     *
     * @return false when the shop has no such person
     */
    boolean hold(ShopId shop, PersonId person);

    Optional<Person> findPersonOf(ShopId shop, MemberId member);

    /**
     * Ties a person to a member; doing it again changes nothing.
     *
     * @return false, and nothing changed, when either is tied to another
     * @throws IllegalArgumentException if the shop has no such person
     */
    boolean assignMember(ShopId shop, PersonId person, MemberId member);

    /**
     * Changes the state of a person.
     *
     * @throws IllegalArgumentException if the shop has no such person
     */
    void setState(ShopId shop, PersonId person, PersonState state);
  }

  /** Sign-ins under way: states that were spent, their outcomes, and what is parked. */
  interface Attempts {
    /**
     * Spends a state.
     *
     * @return false when somebody spent it before
     */
    boolean claim(ShopId shop, String key, Instant expiresAt);

    /**
     * The claim with its outcome, where there is one; expired ones included until deleted, so look
     * at the times.
     */
    Optional<Claim> findClaim(ShopId shop, String key);

    /**
     * Keeps an outcome beside its claim, in place of the one before; no effect without a claim. The
     * claim itself lives as long as it was claimed for.
     */
    void putOutcome(ShopId shop, String key, byte[] sealed, Instant outcomeExpiresAt);

    /** Parks or replaces what is parked under this key. */
    void park(ShopId shop, ParkedRow parked);

    Optional<ParkedRow> findParked(ShopId shop, String key);

    /**
     * Takes a parked sign-in away.
     *
     * @return false when it is gone already; of several callers one gets true
     */
    boolean removeParked(ShopId shop, String key);

    /** Parked sign-ins that have expired, oldest first. */
    List<ParkedRow> findExpiredParked(ShopId shop, Instant now, int limit);
  }

  /** What was consented to, and where each written value came from. */
  interface Evidence {
    /**
     * Appends; an event whose id is there already is left out.
     *
     * @throws IllegalArgumentException if an event names another shop as its tenant
     */
    void append(ShopId shop, List<ConsentEvent> events);

    /** In the order they were appended, whatever the clocks said. */
    List<ConsentEvent> eventsOf(ShopId shop, PersonId person);

    /**
     * Active persons with a member who may have to be asked for an agreement: they have none to this
     * version of the notice or a later one that lasts longer than a moment, or one was given by a
     * guardian, is to a version later than the newest, or was ended by somebody other than themselves
     * (REVOKED, EXPIRED, SUPERSEDED, INVALIDATED).
     * The events tell more.
     *
     * @param after the last person of the page before; empty for the first
     * @return at most {@code limit}, by id in an order of the books' own; fewer on the last page
     */
    List<Person> lacking(ShopId shop, Agreement agreement, Optional<PersonId> after, int limit);

    /** Writes or replaces the provenance of these attributes. */
    void putProvenance(ShopId shop, PersonId person, List<Provenance> rows);

    /** Forgets where these attributes came from, those that were blanked. */
    void removeProvenance(ShopId shop, PersonId person, Set<String> attributes);

    /** By attribute. */
    List<Provenance> provenanceOf(ShopId shop, PersonId person);

    /**
     * Persons with any provenance.
     *
     * @param after the last one of the page before; empty for the first
     * @return at most {@code limit}, by id in an order of the books' own; fewer on the last page
     */
    List<PersonId> withProvenance(ShopId shop, Optional<PersonId> after, int limit);
  }

  /** What sources last showed, where a rule has to know it, and what the member is still asked. */
  interface Offers {
    /** Writes or replaces what this source last showed for this attribute. */
    void put(ShopId shop, PersonId person, Offer offer);

    /** By attribute, then by origin. */
    List<Offer> ofPerson(ShopId shop, PersonId person);
  }

  /**
   * The contact index: which members hold a contact, told by keyed hashes; and how far the job is that
   * reads all members into it.
   */
  interface Contacts {
    /** Adds what is not there, and notes of all of it that it was seen at this moment. */
    void add(ShopId shop, List<Contact> contacts, Instant seenAt);

    /** These are the member's contacts from now on; all others of the member go. */
    void replace(ShopId shop, MemberId member, List<String> hashes, Instant seenAt);

    /** Notes of whatever is there of these members that it was seen at this moment. */
    void renew(ShopId shop, List<MemberId> members, Instant seenAt);

    /**
     * Who holds a contact.
     *
     * @param hashes of one contact, by every key
     * @return each member once, at most {@code limit}
     */
    List<MemberId> find(ShopId shop, List<String> hashes, int limit);

    /**
     * Deletes what was last seen before this moment.
     *
     * @return how many; call again when it is {@code limit}
     */
    int removeSeenBefore(ShopId shop, Instant moment, int limit);

    /** The pass under way, or the last one; empty before the first. */
    Optional<IndexPass> findPass(ShopId shop);

    /**
     * Moves a pass on, or begins the next one.
     *
     * @param before as it was found
     * @return false, and nothing changed, when somebody else has moved it meanwhile
     */
    boolean putPass(ShopId shop, Optional<IndexPass> before, IndexPass after);
  }

  /** How an operator has switched the shop's providers. */
  interface Switches {
    /** Writes or replaces the switch of a provider. */
    void put(ShopId shop, ProviderSwitch row);

    /** Those that were ever set, by namespace. */
    List<ProviderSwitch> all(ShopId shop);
  }

  /** Providers' tokens, sealed. */
  interface Tokens {
    /** Writes or replaces the tokens of an identity; a lease on them goes on. */
    void put(ShopId shop, TokenRow row);

    Optional<TokenRow> find(ShopId shop, String namespace, String subject);

    void remove(ShopId shop, String namespace, String subject);

    /**
     * Lets one caller refresh at a time; the lease ends by itself. Its holder may prolong it.
     *
     * @return false when another holder has it, or there is nothing to refresh
     */
    boolean lease(
        ShopId shop, String namespace, String subject, String holder, Instant now, Instant until);
  }

  /** Work that is due later, inbox and outbox alike. */
  interface Tasks {
    /**
     * Adds a task.
     *
     * @return false, and nothing changed, when a task of this id was added before, done or not
     */
    boolean add(ShopId shop, Task task);

    /**
     * Takes up to {@code limit} due tasks for oneself until then, soonest first; nobody else gets
     * them meanwhile. Each lease counts as an attempt, so a worker that dies is counted too.
     */
    List<Task> lease(ShopId shop, Instant now, Instant until, int limit);

    /** Done: its content is forgotten, its id is remembered until then. */
    void finish(ShopId shop, String id, Instant rememberUntil);

    /** Not done; free and due again then. No effect on a task that is done. */
    void postpone(ShopId shop, String id, Instant dueAt, String errorCode);

    /** Tasks that are not done, leased ones included, soonest first. */
    List<Task> findOpen(ShopId shop, int limit);

    /** Tasks of this kind that are not done and due only after this moment, oldest first. */
    List<Task> findDueAfter(ShopId shop, String kind, Instant moment, int limit);

    /**
     * How many tasks of this kind were created from this moment on, done ones included while they
     * are remembered; counted up to {@code limit} and no further.
     */
    int countCreated(ShopId shop, String kind, Instant since, int limit);
  }

  /** What belongs to consents beside their events: the exact texts, and what follows from a withdrawal. */
  interface Consents {
    /** Keeps a text for good; one of the same tag, version, language and hash is kept already. */
    void keepText(ShopId shop, NoticeText text);

    /**
     * Every text that was ever shown as this version of a notice, by language, then by the time it
     * was kept, then by hash.
     */
    List<NoticeText> textsOf(ShopId shop, String tag, int version);

    /**
     * Sends nothing by this medium any more. One that is there already stays as it is, unless its cause
     * is {@link Suppression#WITHDRAWN} and the new one's is not: who agrees again ends only that one.
     */
    void suppress(ShopId shop, PersonId person, Suppression suppression);

    /**
     * Takes a suppression back.
     *
     * @return false when there was none
     */
    boolean release(ShopId shop, PersonId person, String medium);

    /** By medium. */
    List<Suppression> suppressionsOf(ShopId shop, PersonId person);

    /**
     * Adds a step.
     *
     * @return false, and nothing changed, when one of this id is there
     */
    boolean addStep(ShopId shop, Step step);

    /**
     * Replaces a step that is in this state still.
     *
     * @return false, and nothing changed, when it is not there or in another state
     */
    boolean changeStep(ShopId shop, Step step, StepState before);

    Optional<Step> findStep(ShopId shop, String id);

    /** The oldest first, then by id. */
    List<Step> stepsOf(ShopId shop, PersonId person);

    /** Those that are open, by deadline, then by id. */
    List<Step> openSteps(ShopId shop, int limit);

    /** Keeps what is known of a person's age, in place of what was kept of the same kind. */
    void putAssurance(ShopId shop, PersonId person, Assurance assurance);

    /**
     * Forgets it.
     *
     * @return false when there was none
     */
    boolean removeAssurance(ShopId shop, PersonId person, AssuranceKind kind);

    /** By kind, in the order of {@link AssuranceKind}. */
    List<Assurance> assurancesOf(ShopId shop, PersonId person);
  }

  /** What an {@link Assurance} is about. */
  enum AssuranceKind {
    /** Whether the person is an adult, as a vendor of identity verification says. */
    ADULT,
    /** That the guardian of a child consents. */
    GUARDIAN,
    /** That the person is a child, and no more. */
    CHILD
  }

  /**
   * What is known of a person's age, by whom. Never a birth date, and of a guardian neither name nor
   * contact.
   *
   * @param source who says so: a vendor, a provider or the shop; at most 80 characters
   * @param outcome a word of at most 40 letters: of {@code ADULT} {@code PASSED} or {@code NOT_PASSED},
   *     of {@code GUARDIAN} how the consent was verified, of {@code CHILD} {@code KNOWN}
   * @param reference where the source finds it again; at most 200 characters, often empty
   * @param at when it was checked
   * @param until when it ends: of a child and a guardian the end of childhood
   */
  record Assurance(
      AssuranceKind kind,
      String source,
      String outcome,
      String reference,
      Instant at,
      Optional<Instant> until) {
    /** Without the end, which gives the birth date away. */
    @Override
    public String toString() {
      return "Assurance[" + kind + ", " + source + ", " + outcome + "]";
    }
  }

  /**
   * An agreement that persons may lack.
   *
   * @param tag of the notice
   * @param oldest the oldest version that counts
   * @param newest the newest version that the shop has: who agreed to a later one, has agreed to none
   * @param until it has to last longer than this
   * @param agreedOnce whether only those are meant who have agreed to any version of it
   */
  record Agreement(String tag, int oldest, int newest, Instant until, boolean agreedOnce) {}

  /**
   * A notice as it was shown.
   *
   * @param sha256 of its text, as in {@link ConsentEvent.NoticeReference}
   * @param content what the notice covered, kept and required when the text was first kept, as in
   *     {@link Notice#content()}; of any length
   * @param title at most 1,000 characters
   * @param body of any length
   */
  record NoticeText(
      String tag,
      int version,
      String language,
      String sha256,
      String content,
      String title,
      String body,
      Instant keptAt) {}

  /**
   * Nothing is sent by this medium.
   *
   * @param medium a word of at most 16 letters, such as {@code SMS}
   * @param cause a code of at most 40 letters, never free text
   */
  record Suppression(String medium, String cause, Instant since) {
    /** The cause that a withdrawal of consent leaves behind. */
    public static final String WITHDRAWN = "WITHDRAWN";
  }

  /** What has become of a step. */
  enum StepState {
    OPEN,
    DONE,
    NOT_APPLICABLE,
    /** By a person, for a reason. */
    GIVEN_UP
  }

  /**
   * One thing that follows from a withdrawal. Holds nothing personal.
   *
   * @param id unique, at most 80 characters
   * @param withdrawal what it belongs to, at most 40 characters
   * @param target where, such as {@code store} or {@code provider:kakao}; at most 80 characters
   * @param tags of the notices, at least one and any number
   * @param attempts how often it was tried
   * @param errorCode of the last try, at most 255 characters
   * @param receipt what the target answered, at most 200 characters
   * @param reason why it was given up, at most 200 characters
   */
  record Step(
      String id,
      String withdrawal,
      PersonId person,
      String target,
      StepState state,
      List<String> tags,
      Instant createdAt,
      Instant deadline,
      Instant changedAt,
      int attempts,
      Optional<String> errorCode,
      Optional<String> receipt,
      Optional<String> reason) {
    public Step {
      if (tags.isEmpty() || tags.stream().anyMatch(tag -> tag.indexOf(',') >= 0)) {
        throw new IllegalArgumentException(
            "step " + id + " needs at least one tag, and none has a comma: " + tags);
      }
      tags = List.copyOf(tags);
    }
  }

  /**
   * An identity at a provider.
   *
   * @param namespace the provider registration's id
   * @param subject the provider's id of the visitor, compared exactly
   */
  record Identity(String namespace, String subject, PersonId person, Instant linkedAt) {
    @Override
    public String toString() {
      return "Identity[" + namespace + ", " + person + "]";
    }
  }

  /**
   * A human at one shop.
   *
   * @param member empty while the shop has not made one yet
   */
  record Person(PersonId id, Optional<MemberId> member, PersonState state, Instant createdAt) {
    /** Whether the member has left, or has become another one. */
    public boolean hasLeft() {
      return state == PersonState.LEFT;
    }
  }

  /** Whether a person is a member of the shop. */
  enum PersonState {
    ACTIVE,
    /** Lost the last way in through a provider; the shop's leave policy decides. */
    LEAVE_PENDING,
    LEFT
  }

  /**
   * A spent state.
   *
   * @param outcome sealed
   * @param expiresAt from when on the state may be forgotten
   * @param outcomeExpiresAt from when on the outcome is not to be told again; stays when the outcome
   *     itself has been deleted, so that a claim that had one differs from one that was interrupted
   */
  record Claim(
      String key, Optional<byte[]> outcome, Instant expiresAt, Optional<Instant> outcomeExpiresAt) {
    @Override
    public String toString() {
      return "Claim[hidden]";
    }
  }

  /** A sealed parked sign-in. */
  record ParkedRow(String key, byte[] sealed, Instant expiresAt) {
    @Override
    public String toString() {
      return "ParkedRow[hidden]";
    }
  }

  /**
   * Where a written value came from.
   *
   * @param attribute the shop's name of the column or property
   * @param origin provider id, or {@code visitor}
   * @param path the member of the provider's answer
   * @param verifiedBy who verified the value
   * @param firstSeen when this source first showed this value
   * @param valueHash keyed hash of the text that MemberSync wrote, as the store keeps it
   * @param basis the consent event's id, or the notice's tag and version
   */
  record Provenance(
      String attribute,
      String field,
      String origin,
      String path,
      Optional<String> verifiedBy,
      Instant firstSeen,
      Instant writtenAt,
      String valueHash,
      String basis) {}

  /**
   * What a source last showed for an attribute, written or not.
   *
   * @param origin provider id, or {@code visitor}
   * @param valueHash keyed hash of its text
   * @param verified whether it was verified
   * @param firstSeen when the source first showed this value
   * @param question the sealed value, while the member is asked whether to take it over
   */
  record Offer(
      String attribute,
      String origin,
      String valueHash,
      boolean verified,
      Instant firstSeen,
      Optional<byte[]> question) {
    @Override
    public String toString() {
      return "Offer[" + attribute + ", " + origin + "]";
    }
  }

  /**
   * That a member holds a contact.
   *
   * @param hash keyed, of the kind of contact and its normalised text; 64 characters at most
   */
  record Contact(MemberId member, String hash) {
    @Override
    public String toString() {
      return "Contact[" + member + "]";
    }
  }

  /**
   * One pass of the job that reads all members into the contact index.
   *
   * @param number from 1
   * @param step rises with every change of the pass
   * @param covers tells keys and contacts that this pass is made with, by a keyed hash
   * @param complete the same of the last pass that came to its end; empty before
   * @param begunAt when it began
   * @param endedAt when it came to its end; empty while it is under way
   * @param position the last member that was read
   * @param members how many were read
   * @param total how many there were when it began, where the store can tell
   * @param unreadable how many could not be read, or have a contact that cannot
   */
  record IndexPass(
      long number,
      long step,
      String covers,
      Optional<String> complete,
      Instant begunAt,
      Optional<Instant> endedAt,
      Optional<MemberId> position,
      long members,
      Optional<Long> total,
      long unreadable) {}

  /**
   * How a provider is switched.
   *
   * @param namespace the provider registration's id
   * @param position a word of at most 16 letters
   * @param since when it was switched so
   */
  record ProviderSwitch(String namespace, String position, Instant since) {}

  /** Sealed tokens of one identity. */
  record TokenRow(String namespace, String subject, byte[] sealed, Instant updatedAt) {
    @Override
    public String toString() {
      return "TokenRow[" + namespace + "]";
    }
  }

  /**
   * Work that is due.
   *
   * @param id unique; adding it again has no effect
   * @param kind which worker does it
   * @param sealed its content
   * @param attempts how often it was leased, this time included
   * @param errorCode of the last try
   */
  record Task(
      String id,
      String kind,
      byte[] sealed,
      Instant dueAt,
      Instant createdAt,
      int attempts,
      Optional<String> errorCode) {
    @Override
    public String toString() {
      return "Task[" + kind + ", " + id + "]";
    }
  }
}
