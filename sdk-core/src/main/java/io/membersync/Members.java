package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The shop's members as MemberSync knows them, and their ways in. Safe for many threads. */
public final class Members {
  private final Engine engine;
  private final TokenVault tokens;
  private final LinkEnding linkEnding;
  private final Reconciliation reconciliation;
  private final Questions questions;
  private final Previews previews;
  private final ShopWord shopWord;
  private final IdentityFile identityFile;
  private final ContactIndex contactIndex;
  private final IndexJob indexJob;

  Members(
      Engine engine,
      Previews previews,
      ContactIndex contactIndex,
      Questions questions,
      Withdrawals withdrawals) {
    this.engine = engine;
    this.tokens = new TokenVault(engine);
    this.linkEnding = new LinkEnding(engine, withdrawals);
    this.reconciliation = new Reconciliation(engine, linkEnding);
    this.questions = questions;
    this.previews = previews;
    this.contactIndex = contactIndex;
    this.indexJob = new IndexJob(engine, contactIndex);
    this.shopWord = new ShopWord(engine, contactIndex, withdrawals);
    this.identityFile = new IdentityFile(engine, shopWord);
  }

  /** What MemberSync holds of this member; empty when it knows no such member. */
  public Optional<Report> find(MemberId member) {
    Records records = engine.records();
    return engine
        .personOf(member)
        .map(person -> new Report(
            person.id(),
            person.state(),
            records.identities().ofPerson(engine.shop(), person.id()),
            records.evidence().provenanceOf(engine.shop(), person.id()),
            records.evidence().eventsOf(engine.shop(), person.id())));
  }

  /**
   * What a sign-in of this member through this provider would write now, by the provider's values of
   * this moment. Needs the token policy {@link io.membersync.provider.Provider.TokenPolicy#KEEP}; takes up to
   * 10 seconds, and writes nothing to the member nor to the books beside a refreshed token.
   */
  public Preview preview(MemberId member, ProviderId provider) {
    engine.provider(provider);
    return previews.of(member, provider);
  }

  /** The same of several members, one after the other and in their order. */
  public List<Preview> previews(List<MemberId> members, ProviderId provider) {
    engine.provider(provider);
    return members.stream().map(member -> previews.of(member, provider)).toList();
  }

  /**
   * Differences between the shop's values and a provider's that the member is asked about, by {@link
   * io.membersync.profile.SyncRule#ASK}; for a page of the signed-in member. Those of a provider that
   * is linked no more are left out.
   */
  public List<Question> questions(MemberId member) {
    return questions.of(member);
  }

  /**
   * Ends a question with the member's answer. The value is never asked about again.
   *
   * @param takeOver whether the provider's value replaces the shop's; it passes the gate first
   * @throws IllegalStateException if a transaction is open around the call
   * @throws io.membersync.member.MemberStoreException if the shop's store cannot answer, or cannot
   *     tell whether it took the value; the question stays open and may be answered again
   */
  public Answered answer(MemberId member, Question question, boolean takeOver) {
    return questions.answer(member, question, takeOver);
  }

  /**
   * Ends a member's way in through this provider, at once; the provider is told by {@link
   * MemberSync#work()}. The member and its columns stay as they are.
   *
   * @return false when there was no such way in
   */
  public boolean unlink(MemberId member, ProviderId provider) {
    engine.provider(provider);
    return linkEnding.endFor(member, provider);
  }

  /**
   * The member gives up a way in, in a page of their own: as {@link #unlink} for every account at this
   * provider, but for the last way in, which stays. A provider that is switched off is none; the shop's
   * own login is one where the store says so ({@link io.membersync.member.WaysIn}). Two presses at the
   * same moment do not take the last two. End the member's other sessions afterwards.
   *
   * @throws IllegalStateException if a transaction is open around the call
   * @throws io.membersync.member.MemberStoreException if the shop's database cannot answer; nothing
   *     was changed then
   */
  public GivenUp giveUp(MemberId member, ProviderId provider) {
    engine.provider(provider);
    return linkEnding.giveUp(member, provider);
  }

  /**
   * The shop says: something was changed in the row of this member, or the row was deleted. The contact
   * index gets the contacts of the row as it is now, or loses those of a member who is gone; without
   * {@link MemberSyncBuilder#contactIndex()} nothing is to be done. Nothing else follows: ways in and
   * evidence stay, and a later sign-in leaves the shop's edit as it is. May be said any number of
   * times, of any member, after the transaction that changed the row.
   *
   * @return whether the shop's store has such a member
   * @throws IllegalStateException if a transaction is open around the call
   */
  public boolean changed(MemberId member) {
    return contactIndex.refresh(member);
  }

  /**
   * Reads all members into the contact index, page by page, for about this long; the next call goes on
   * where this one ended, on any node, also after a crash. A call when the pass before has ended begins
   * another, which finds what nobody has told by {@link #changed}, and ends with what is not
   * held any more being deleted from the index: run one each night. Each page is a short transaction.
   * Nodes that call it at once share the pass.
   *
   * @param progress gets each page, on this thread
   * @return how far the pass is by now
   * @throws IllegalStateException without {@link MemberSyncBuilder#contactIndex()}, or if a
   *     transaction is open around the call
   * @throws io.membersync.member.MemberStoreException if the shop's database cannot answer; what was
   *     read before is kept
   */
  public IndexProgress indexContacts(Duration budget, Consumer<IndexProgress> progress) {
    return indexJob.run(budget, progress);
  }

  /**
   * The shop says: it has made this member of that person, whom it had got from {@link
   * SignInResult.SignedIn#person()}. For a shop whose members are made elsewhere, such as a hosted
   * mall that tells of them by an event; before, during or after the callback is handled, twice, and
   * from any node. What the person's sign-ins have left for the member is written by the next {@link
   * MemberSync#work()}, by the consents of that moment. It waits three days for this word and is
   * dropped then; a later sign-in brings it again. Listeners get {@link Event.Kind#JOINED} once.
   */
  public Joined joined(PersonId person, MemberId member) {
    return shopWord.joined(person, member);
  }

  /**
   * The shop says: this member has left. Mark or delete the row first: whoever has left is shut out by
   * the status that the store tells, and an identity that the store knows of an older login leads back
   * to a row that still lets its member in. Every way in ends at once, and each provider is told by
   * {@link MemberSync#work()}; kept tokens go. What was consented to and where values came from stays
   * as evidence, so it is no licence to send advertising to who has left; no column is touched, and the
   * contact index keeps finding the row as long as it is there. Listeners get {@link Event.Kind#LEFT};
   * end the member's sessions there. Whether the person may come back is {@link
   * io.membersync.member.LinkPolicy#rejoiningAsNewMember}.
   *
   * @return false, and nothing changed, when it was said before or MemberSync knows no such member
   */
  public boolean left(MemberId member) {
    return shopWord.left(member);
  }

  /**
   * The shop says: this member is blocked. The ways in stay, so that nobody comes back by one of them
   * as somebody new; a sign-in is refused by the status that the store tells. The books do not
   * change. Listeners get {@link Event.Kind#BLOCKED}, each time it is said; end the member's sessions
   * there.
   *
   * @return false when MemberSync knows no such member
   */
  public boolean blocked(MemberId member) {
    return shopWord.blocked(member);
  }

  /**
   * The shop says: it has made one member of these two. The ways in of the first lead to the second
   * from now on. Consents keep their history: those of the first stay with its person, with an event
   * that names the other one, and let nothing through for the second. Listeners get {@link
   * Event.Kind#MERGED} for the second; end the sessions of the first there. Where the second was merged
   * itself before, the member that it has become is meant.
   *
   * @return false, and nothing changed, when it was said before or MemberSync knows no such member
   * @throws IllegalArgumentException if they are the same
   */
  public boolean merged(MemberId from, MemberId into) {
    return shopWord.merged(from, into);
  }

  /**
   * The shop says: this member came in by this identity before, such as through an older social
   * login. It is a way in from now on, without another proof, so say it only of what that login has
   * proven. An identity that belongs to somebody is never moved.
   *
   * @param subject the provider's own id of the visitor, for this registration of the shop
   */
  public KnownAs knownAs(MemberId member, ProviderId provider, String subject) {
    engine.provider(provider);
    return shopWord.knownAs(member, provider, subject, false, false);
  }

  /**
   * Says {@link #knownAs} of every line of a file: CSV {@code member,provider,subject}, that line as a
   * heading being allowed, or JSON with these three members. Each line is a transaction of its own,
   * and one that was imported before changes nothing, so a file can be run again. Listeners are not
   * told. A file of such ids must not be saved by a spreadsheet, which turns long ones into {@code
   * 7.0E+09}, which is refused, or rounds them, which cannot be seen.
   *
   * @param fromLine the first line to take, from 1
   * @param dryRun whether to say only what would happen
   * @param faults gets each line that was not imported
   * @throws IOException if the file cannot be read
   */
  public ImportReport importIdentities(
      Reader file, long fromLine, boolean dryRun, Consumer<RowFault> faults) throws IOException {
    return identityFile.read(file, fromLine, dryRun, faults);
  }

  /**
   * Writes the ways in of all members through the providers of this engine, as lines that {@link
   * #importIdentities} reads. They are personal data: keep the file accordingly.
   *
   * @param csv CSV with a heading, or lines of JSON
   * @return how many lines
   * @throws IOException if {@code out} throws it
   */
  public long exportIdentities(Appendable out, boolean csv) throws IOException {
    return identityFile.write(out, csv);
  }

  /**
   * Persons who have lost their last way in by a provider's word and are not {@link
   * Event.Kind#LEAVE_PENDING} yet, because too many have at once. Links close as soon as the provider
   * says so; but once 1 % of its links have gone within an hour, at least 10 and at most 100, what
   * follows waits for somebody to look. The floor of 10 keeps a small shop from being stopped by a
   * few people, the ceiling of 100 a large one from losing many before it notices. What the shop
   * itself unlinks is neither counted nor held back.
   *
   * @param limit how many at most
   * @return oldest first, without those who have another way in again
   */
  public List<HeldBack> heldBack(ProviderId provider, int limit) {
    engine.provider(provider);
    return linkEnding.heldBack(provider, limit);
  }

  /**
   * Lets what was held back follow: {@link MemberSync#work()} makes each of these persons {@link
   * Event.Kind#LEAVE_PENDING}, unless another way in was linked meanwhile. Those who come after are
   * held back again while too many go.
   *
   * @return how many were released
   */
  public int release(ProviderId provider) {
    engine.provider(provider);
    return linkEnding.release(provider);
  }

  /**
   * Looks for links that the provider no longer has and whose end it has not told, as a lost webhook
   * would have: asks about the shop's links, page by page, and changes nothing. Where the provider can
   * be asked about many ({@link Provider#linkInspection}) it is; otherwise each kept token is
   * exchanged for another one, which is kept, but for those that it has given within the last day. A token
   * can be dead for another reason than an ended link, such as a changed password, so somebody should
   * look before {@link #confirmUnlinked}. Stops where the provider wants a pause or does not answer, and
   * after half a minute; three links that it does not answer are passed over where a page begins with
   * them, and asked about again otherwise.
   *
   * @param after {@link Reconciled#next} of the page before; empty for the first
   * @param limit how many links are looked at, 1 to 1,000
   * @throws IllegalStateException if a transaction is open around the call
   * @throws IllegalArgumentException if {@code after} is of another provider or shop
   */
  public Reconciled reconcile(ProviderId provider, Optional<String> after, int limit) {
    return reconciliation.page(provider, after, limit);
  }

  /**
   * An operator says: these are gone at the provider, as {@link #reconcile} has found. The provider is
   * asked about each once more, and whom it still does not know loses this way in, with all that an
   * unlink webhook brings with it, {@link #heldBack} included. Nothing ends where the provider does not
   * say of anybody else that it knows them, unless nobody else is linked here and at most ten would end;
   * nor where the person has signed in by it since the provider was asked.
   *
   * @return what became of each
   * @throws IllegalStateException if a transaction is open around the call
   * @throws io.membersync.member.MemberStoreException if the shop's database cannot answer; those
   *     before it are done, and it may all be said again
   */
  public Map<PersonId, Confirmed> confirmUnlinked(ProviderId provider, List<PersonId> persons) {
    return reconciliation.confirm(provider, persons);
  }

  /**
   * Calls something with the member's access token at a provider, refreshed if need be. Needs the
   * token policy {@link io.membersync.provider.Provider.TokenPolicy#KEEP}.
   *
   * @return empty when there is no usable token: none was kept, the provider does not answer, or
   *     another node is refreshing it right now
   */
  public <T> Optional<T> withAccessToken(
      MemberId member, ProviderId provider, Function<Secret, T> call) {
    return engine
        .findIdentity(member, provider)
        .flatMap(identity -> tokens.findFresh(provider, identity.subject()))
        .flatMap(TokenSet::accessToken)
        .map(call);
  }

  /**
   * Ends the provider's own tokens of this member, where the provider has a call for that. The
   * link stays; the shop's session is the shop's to end.
   *
   * @return whether the provider confirmed it
   */
  public boolean logOut(MemberId member, ProviderId id) {
    return tokens.logOut(member, id);
  }

  /**
   * Something that has been committed. Listeners get it after the commit, on the thread that did it;
   * what they throw is logged and changes nothing.
   *
   * @param member empty where the shop has not made one yet
   * @param entry of the sign-in; of {@link Kind#DELETION_REQUESTED} the confirmation code; of {@link
   *     Kind#CHANNEL_ADDED} and {@link Kind#CHANNEL_BLOCKED} the channel's public id
   */
  public record Event(
      Kind kind,
      PersonId person,
      Optional<MemberId> member,
      ProviderId provider,
      Optional<String> entry,
      Instant at) {
    /** What happened. */
    public enum Kind {
      /** A person has come for the first time; the member is empty where it is made later. */
      SIGNED_UP,
      SIGNED_IN,
      /** The member of a person is there: by {@link Members#joined}, or made after the sign-in. */
      JOINED,
      /** Values of a sign-in were written to the member after its commit. */
      UPDATED,
      /**
       * A way in was added to a member who was there: by {@link SignIn#linking}, after a proof, or by
       * {@link io.membersync.member.LinkPolicy#linkingVerified}; tell the member.
       */
      LINKED,
      /**
       * A way in was ended by the provider or the shop, and another one is left; where none is, {@link
       * #LEAVE_PENDING} comes in its place.
       */
      UNLINKED,
      /** The last way in through a provider was ended; the shop decides what follows. */
      LEAVE_PENDING,
      /**
       * By a provider's notice: the person wants deleted what the shop has by this link, which has
       * ended, before or with this. Told again now and then. What is deleted is the shop's to decide
       * ({@link Members#left}, {@link Consents#withdraw}), and the person may ask the shop what became
       * of it, by the confirmation code.
       */
      DELETION_REQUESTED,
      /**
       * By {@link Members#left}; the provider of this and the next two events is {@code shop}, as it
       * is of {@link #JOINED} by the shop's word.
       */
      LEFT,
      /** By {@link Members#blocked}. */
      BLOCKED,
      /** By {@link Members#merged}: the member that is there still. */
      MERGED,
      /**
       * Very many links of this provider have ended within an hour, and what follows for this person
       * and those after waits: see {@link Members#heldBack}. Told once, until it is released.
       */
      HELD_BACK,
      /**
       * A consent has ended by {@link Consents#withdraw}; told until every listener has taken it, so
       * more than once now and then. The provider is {@code shop}; {@link Consents#steps} says which
       * notices have ended.
       */
      CONSENT_WITHDRAWN,
      /**
       * A provider has ended the person's sessions there, or fears that somebody else is in the account:
       * end the sessions that the member has at the shop.
       */
      SESSIONS_REVOKED,
      /**
       * By a provider's notice: the person follows one of the shop's channels now. Of this and the next
       * the time is the provider's, and what is older than what was told is not told any more; of two
       * that nodes tell at once the later one counts, and the same
       * one comes twice now and then. No column is written: a mapped {@link
       * io.membersync.profile.Field#CHANNELS} follows at the next sign-in, through the gate.
       */
      CHANNEL_ADDED,
      /** The same: the person has blocked the channel, so what is sent there does not arrive. */
      CHANNEL_BLOCKED
    }
  }

  /** How a link stands at its provider. */
  public enum Standing {
    LINKED,
    /** The provider knows it no more, or takes its token no more. */
    MISSING,
    /** Not asked, or the answer says nothing: made, or given a token, within the last day. */
    RECENT,
    /**
     * It can only be asked by a token, and none is kept, or it has run out by itself, or may have been
     * exchanged for another one that never arrived.
     */
    NO_TOKEN,
    /** The provider gave no answer for this one or cannot be asked, or its token is in use right now. */
    UNANSWERED
  }

  /**
   * Links of one page, as their provider knows them.
   *
   * @param missing those that it knows no more, in the order of the page; nothing was changed
   * @param looked how many were looked at, by how they stand
   * @param doubtful whether so many are missing that the registration may be of another app, or its key
   *     may be; look there first
   * @param stopped why the page was ended early: a rate limit with the time to wait, a wrong setting, or
   *     a provider that does not answer; who was not asked by then is counted nowhere
   * @param next where to go on; empty when all were looked at
   */
  public record Reconciled(
      List<Missing> missing,
      Map<Standing, Integer> looked,
      boolean doubtful,
      Optional<ProviderError> stopped,
      Optional<String> next) {
    public Reconciled {
      missing = List.copyOf(missing);
      looked = Collections.unmodifiableMap(new TreeMap<>(looked));
    }
  }

  /**
   * Somebody whose link the provider knows no more.
   *
   * @param member empty where the shop has not made one yet
   * @param linkedAt since when the link stands here
   * @param askedAt when the provider was asked
   * @param tokenFrom when it had given the token that it takes no more; empty where it was asked
   *     without one
   */
  public record Missing(
      PersonId person,
      Optional<MemberId> member,
      Instant linkedAt,
      Instant askedAt,
      Optional<Instant> tokenFrom) {}

  /** What became of a link that an operator says is gone. */
  public enum Confirmed {
    /** The provider knows it no more; the way in has ended. */
    ENDED,
    /** The provider has it, by its word of the last day, or it was made anew meanwhile. */
    LINKED,
    /** There is no such way in here. */
    NOT_LINKED,
    /** The provider could not be asked about this one, or not yet after a sign-in; it stays. */
    NOT_ASKED,
    /** The provider does not say of anybody else that it knows them; it stays. */
    NOT_CREDIBLE
  }

  /** What became of a way in that a member gave up. */
  public enum GivenUp {
    DONE,
    /** There was no such way in. */
    NOT_LINKED,
    /** There is no other, so it stays: have the member add one first. */
    LAST_WAY_IN
  }

  /**
   * What became of a file of identities.
   *
   * @param nextLine the first line that was not handled
   * @param linked how many lines gave a way in, or would
   * @param already how many were ways in of their members before
   * @param faults how many lines were not imported
   * @param stopped the code of the failure of the shop's database that ended it before the end of the
   *     file; go on with {@code nextLine}
   */
  public record ImportReport(
      long nextLine, long linked, long already, long faults, Optional<String> stopped) {}

  /**
   * How far the contact index is.
   *
   * @param pass number of the pass, from 1
   * @param members how many it has read
   * @param total how many there were when it began, where the store can tell
   * @param unreadable how many of them the store could not read, or have a contact that it cannot; they
   *     are not found by it until the row is mended
   * @param unreadableNow those of the page just read
   * @param ended whether the pass has come to its end
   */
  public record IndexProgress(
      long pass,
      long members,
      Optional<Long> total,
      long unreadable,
      List<MemberId> unreadableNow,
      boolean ended) {
    public IndexProgress {
      unreadableNow = List.copyOf(unreadableNow);
    }
  }

  /** A line that was not imported. */
  public record RowFault(long line, Reason reason) {
    /** Why. */
    public enum Reason {
      /** Not three values, an empty one, or one of more than 255 characters. */
      MALFORMED,
      /** The engine has no such provider. */
      NO_PROVIDER,
      /** The shop's store has no such member. */
      NO_MEMBER,
      /** The identity is a way in of somebody else. */
      ANOTHER_MEMBER,
      /** A line before gives the same identity; told by a dry run, otherwise the first one counts. */
      TWICE_IN_FILE
    }
  }

  /** What became of the word that a person is a member now. */
  public enum Joined {
    TIED,
    /** They were tied before; what waits is due all the same. */
    ALREADY,
    /** The person is another member, or the member another person; nothing changed. */
    TIED_TO_ANOTHER,
    /** MemberSync does not know this person. */
    NO_PERSON
  }

  /** What became of an identity that the shop knows. */
  public enum KnownAs {
    LINKED,
    /** It is this member's way in already. */
    ALREADY,
    /** It is a way in of somebody else, and stays there. */
    ANOTHER_MEMBER,
    /** The shop's store has no such member, or it was merged into another one. */
    NO_MEMBER
  }

  /** What became of an answer. */
  public enum Answered {
    /** The shop has the provider's value now. */
    TAKEN_OVER,
    /** The shop's value stays. */
    KEPT,
    /** It was answered before, or the provider shows another value by now. */
    NOT_OPEN,
    /** The consent that covers the field is not live, or the member is blocked; it stays open. */
    NOT_ALLOWED,
    /** The shop's store does not take the value; it stays open. */
    REFUSED
  }

  /** A difference between the shop's value and a provider's. Prints no value. */
  public static final class Question {
    private final String attribute;
    private final ProviderId provider;
    private final FieldValue<?> value;
    private final Instant since;
    private final Optional<String> held;

    Question(
        String attribute,
        ProviderId provider,
        FieldValue<?> value,
        Instant since,
        Optional<String> held) {
      this.attribute = attribute;
      this.provider = provider;
      this.value = value;
      this.since = since;
      this.held = held;
    }

    /** The shop's name of the column or property. */
    public String attribute() {
      return attribute;
    }

    public Field<?> field() {
      return value.field();
    }

    public ProviderId provider() {
      return provider;
    }

    /** Whether the provider has verified its value. */
    public boolean isVerified() {
      return value.isVerified();
    }

    /** When the provider first showed its value. */
    public Instant since() {
      return since;
    }

    /** The provider's value, in the field's text form: personal, for the member's eyes. */
    public String revealOffered() {
      return value.text().orElseThrow();
    }

    /** The shop's value: personal as well. */
    public Optional<String> revealHeld() {
      return held;
    }

    @Override
    public String toString() {
      return "Question[" + attribute + ", " + provider + "]";
    }
  }

  /**
   * Somebody for whom what follows an ended link waits.
   *
   * @param member empty where the shop has not made one yet
   * @param endedAt when the link was closed
   */
  public record HeldBack(PersonId person, Optional<MemberId> member, Instant endedAt) {}

  /**
   * What MemberSync holds of one member.
   *
   * @param state whether the person is there, or has left: agreements stay recorded as they were given,
   *     and are no licence to send anything to who has left
   * @param identities the ways in that are linked now
   * @param provenance where each written value came from
   * @param consents every event, in the order they were recorded
   */
  public record Report(
      PersonId person,
      Records.PersonState state,
      List<Records.Identity> identities,
      List<Records.Provenance> provenance,
      List<ConsentEvent> consents) {
    public Report {
      identities = List.copyOf(identities);
      provenance = List.copyOf(provenance);
      consents = List.copyOf(consents);
    }
  }
}
