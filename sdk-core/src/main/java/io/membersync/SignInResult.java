package io.membersync;

import io.membersync.consent.Notice;
import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a sign-in ended, or what it still needs. {@link #handle} is the exhaustive form. */
public sealed interface SignInResult {

  /**
   * The visitor is a member, and everything is committed: open the shop's session.
   *
   * @param member empty where the shop makes its members elsewhere and has not yet
   */
  record SignedIn(PersonId person, Optional<MemberId> member, Details details)
      implements SignInResult {}

  /** Fields that the provider did not give, and without which there is no member. */
  record NeedsFields(Parked parked, MissingFields missing) implements SignInResult {}

  /** Notices that the provider did not ask. */
  record NeedsConsent(Parked parked, MissingConsents missing) implements SignInResult {}

  /**
   * Somebody is a member already who has the contact just proven: is it the same person? Or: the
   * visitor has to prove a contact that nobody has verified. Or: the visitor is a child, and a guardian
   * has to consent. See {@link ProofChoices#subject()}.
   */
  record NeedsProof(Parked parked, ProofChoices choices) implements SignInResult {}

  /** The visitor does not want to. Nothing was kept. */
  record Cancelled(CancelReason reason, Details details) implements SignInResult {}

  /** The provider cannot be used now, or the shop has switched it off. */
  record Unavailable(ProviderId provider, OtherWays others, FailureDetails details)
      implements SignInResult {}

  /** The sign-in was refused; nothing was changed. */
  record Rejected(RejectReason reason, FailureDetails details) implements SignInResult {}

  /** Calls the one method that belongs to this result. */
  default <T> T handle(Cases<T> cases) {
    if (this instanceof SignedIn result) {
      return cases.signedIn(result);
    } else if (this instanceof NeedsFields result) {
      return cases.needsFields(result);
    } else if (this instanceof NeedsConsent result) {
      return cases.needsConsent(result);
    } else if (this instanceof NeedsProof result) {
      return cases.needsProof(result);
    } else if (this instanceof Cancelled result) {
      return cases.cancelled(result);
    } else if (this instanceof Unavailable result) {
      return cases.unavailable(result);
    } else {
      return cases.rejected((Rejected) this);
    }
  }

  /** What to do for each way a sign-in can end. */
  interface Cases<T> {
    T signedIn(SignedIn result);

    T needsFields(NeedsFields result);

    T needsConsent(NeedsConsent result);

    T needsProof(NeedsProof result);

    T cancelled(Cancelled result);

    T unavailable(Unavailable result);

    T rejected(Rejected result);
  }

  /** Why a sign-in was given up. */
  enum CancelReason {
    /** The visitor pressed cancel at the provider or on the shop's page. */
    VISITOR,
    /** The visitor did not agree to what is required. */
    REQUIRED_CONSENT_DECLINED,
    /** A silent attempt would have needed the visitor; show the button. */
    NOT_SILENTLY
  }

  /** Why a sign-in was refused. */
  enum RejectReason {
    /** The callback is malformed: repeated, missing, oversized or broken parameters. */
    MALFORMED,
    /** The state is not one of ours, or was altered. */
    UNKNOWN_STATE,
    /**
     * The state is ours, but this browser did not begin the sign-in or lost its cookie; the code was
     * not used. Starting again helps: see {@link FailureDetails#mayStartAgain()}.
     */
    OTHER_BROWSER,
    /** It took longer than ten minutes, or a parked one longer than thirty. */
    EXPIRED,
    /** It was finished before, too long ago to answer again. */
    ALREADY_USED,
    /** It was begun with another provider, or the callback names another issuer. */
    WRONG_PROVIDER,
    /**
     * It was begun for a member who is not the one who came back, or who is not signed in at the shop
     * any more.
     */
    WRONG_MEMBER,
    /**
     * The identity to be linked is a way in of another member, or of somebody the shop has not made a
     * member yet; it stays there.
     */
    LINKED_TO_ANOTHER_MEMBER,
    /** The provider's answer breaks the standard; it may be an attack. */
    PROVIDER_PROTOCOL,
    /** The provider's answer is not of the shape it is known for. */
    PROVIDER_SHAPE,
    /** The provider refuses this visitor. */
    VISITOR_REFUSED,
    /** The code was used up or expired; start again. */
    CODE_DEAD,
    /** A setting at the provider or in the shop is wrong; the details name it. */
    CONFIGURATION,
    /** The shop has blocked this member, or the member has left. */
    MEMBER_NOT_ADMITTED,
    /**
     * The visitor is a child, or may be one, and the shop takes no children: see {@link
     * Consents.Children}. Nothing was kept.
     */
    UNDER_AGE,
    /**
     * Its first half was interrupted, or the link at the provider ended while it waited; start again.
     */
    INTERRUPTED
  }

  /**
   * Fields to ask the visitor for.
   *
   * @param language to ask in: the sign-in's, or the notices' first
   * @param fields in the order of the mapping
   */
  record MissingFields(String language, List<Missing> fields) {
    public MissingFields {
      fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param presence why the provider did not give it
     * @param rejected whether the last value, of the visitor or the provider, was not a value of this
     *     field or was refused by the shop's store
     */
    public record Missing(Field<?> field, Presence presence, boolean rejected) {}
  }

  /**
   * Notices to show: each asked one with a box of its own, none ticked.
   *
   * @param shopName whose notices they are
   * @param language to show them in
   * @param asked need an answer each, in this order
   * @param told are shown without a box
   * @param byGuardian whether the visitor is a child: the guardian is to answer
   * @param atProvider how the provider itself can ask what is required of these; offered once
   */
  record MissingConsents(
      String shopName,
      String language,
      List<Notice> asked,
      List<Notice> told,
      boolean byGuardian,
      Optional<AtProvider> atProvider) {
    public MissingConsents {
      asked = List.copyOf(asked);
      told = List.copyOf(told);
    }

    /** To be asked by the shop itself. */
    public MissingConsents(
        String shopName, String language, List<Notice> asked, List<Notice> told) {
      this(shopName, language, asked, told, false, Optional.empty());
    }

    /**
     * The provider's own screen. Begin the sign-in there at once; whoever comes back without having
     * agreed is asked by the shop: {@link MemberSync#complete} then answers {@link NeedsConsent} again,
     * without this. Showing the shop's page in its place is as good.
     *
     * @param signIn ends where the one that was interrupted was to end
     */
    public record AtProvider(ProviderId provider, SignIn signIn) {}
  }

  /**
   * How the visitor can prove to be the member who was found, or to have a contact.
   *
   * @param language to ask in: the sign-in's, or the notices' first
   * @param subject what is to be proven
   * @param hints of the contacts just proven, masked; nothing of the member
   * @param codes contacts of the visitor that a code can be sent to: {@link Answers#sendCode}. Those that
   *     the member has too and the shop's sender reaches; empty where they share only others
   * @param providers that the member has linked and can be signed in with
   * @param shopLogin whether the shop's own sign-in counts as a proof
   * @param newMemberAllowed whether the visitor may become a new member instead
   * @param guardianReference of {@link ProofSubject#GUARDIAN}, for {@link Consents#guardianConsented}:
   *     three groups of four letters and digits, the same at every try of this visitor
   */
  record ProofChoices(
      String language,
      ProofSubject subject,
      List<String> hints,
      List<CodeWay> codes,
      List<ProviderId> providers,
      boolean shopLogin,
      boolean newMemberAllowed,
      Optional<String> guardianReference) {
    public ProofChoices {
      hints = List.copyOf(hints);
      codes = List.copyOf(codes);
      providers = List.copyOf(providers);
    }

    /** Of a member or a contact. */
    public ProofChoices(
        String language,
        ProofSubject subject,
        List<String> hints,
        List<CodeWay> codes,
        List<ProviderId> providers,
        boolean shopLogin,
        boolean newMemberAllowed) {
      this(
          language,
          subject,
          hints,
          codes,
          providers,
          shopLogin,
          newMemberAllowed,
          Optional.empty());
    }
  }

  /** What a proof is wanted of. */
  enum ProofSubject {
    /** That the visitor is the member who has the contact just proven. */
    MEMBER,
    /**
     * That the visitor has a contact that nobody has verified. Nobody was looked up by it, and this
     * says nothing of whether a member has it. Another value may be typed instead.
     */
    CONTACT,
    /**
     * That a guardian consents: the visitor is a child, or may be one. Once {@link
     * Consents#guardianConsented} was called with {@link ProofChoices#guardianReference()}, {@code
     * resume} goes on.
     */
    GUARDIAN
  }

  /**
   * A contact that a code can be sent to.
   *
   * @param field {@link Field#EMAIL} or {@link Field#PHONE}
   * @param hint the contact, masked
   * @param sentUntil until when the code that was sent is good; empty when none is under way
   * @param resendFrom from when on another one can be sent; empty: now
   * @param fault what was wrong with what was asked for in this request
   */
  record CodeWay(
      Field<String> field,
      String hint,
      Optional<Instant> sentUntil,
      Optional<Instant> resendFrom,
      Optional<CodeFault> fault) {}

  /** Why a code was not taken or not sent. */
  enum CodeFault {
    WRONG,
    /** Its five minutes are over, it was used, or none was sent: send another one. */
    EXPIRED,
    /** It was typed wrongly five times and is good no more: send another one. */
    TRIED_TOO_OFTEN,
    /** The last one was sent a moment ago. */
    TOO_SOON,
    /** As many as {@link io.membersync.member.CodeSender.Limits} allows were sent; later. */
    TOO_MANY,
    /** The shop's sender did not take it; later. */
    NOT_SENT
  }

  /** The parts of a finished sign-in that a shop may want beside person and member. */
  final class Details {
    private final ProviderId provider;
    private final String returnPath;
    private final Optional<String> entry;
    private final boolean newMember;
    private final boolean linking;
    private final Map<String, String> droppedFields;

    Details(
        ProviderId provider,
        String returnPath,
        Optional<String> entry,
        boolean newMember,
        boolean linking,
        Map<String, String> droppedFields) {
      this.provider = provider;
      this.returnPath = returnPath;
      this.entry = entry;
      this.newMember = newMember;
      this.linking = linking;
      this.droppedFields = Map.copyOf(droppedFields);
    }

    public ProviderId provider() {
      return provider;
    }

    /** Where to send the browser: a path of the shop itself. */
    public String returnPath() {
      return returnPath;
    }

    /** The entry the sign-in began with. */
    public Optional<String> entry() {
      return entry;
    }

    /** Whether this sign-in made the member. */
    public boolean isNewMember() {
      return newMember;
    }

    /** Whether it was begun by {@link SignIn#linking}: the member was signed in before. */
    public boolean isLinking() {
      return linking;
    }

    /** Fields that were not written, by name, each with the gate's or the store's reason. */
    public Map<String, String> droppedFields() {
      return droppedFields;
    }

    @Override
    public String toString() {
      return "Details[" + provider + ", newMember=" + newMember + "]";
    }
  }

  /**
   * What is known of a failure. Holds nothing secret or personal, so it may be logged; show the
   * visitor only the correlation id.
   */
  final class FailureDetails {
    private final String correlationId;
    private final ProviderId provider;
    private final String step;
    private final Optional<ProviderError> error;
    private final boolean mayStartAgain;
    private final String returnPath;
    private final Optional<String> entry;

    FailureDetails(
        String correlationId,
        ProviderId provider,
        String step,
        Optional<ProviderError> error,
        boolean mayStartAgain,
        String returnPath,
        Optional<String> entry) {
      this.correlationId = correlationId;
      this.provider = provider;
      this.step = step;
      this.error = error;
      this.mayStartAgain = mayStartAgain;
      this.returnPath = returnPath;
      this.entry = entry;
    }

    /** Twelve letters and digits that also stand in the log. */
    public String correlationId() {
      return correlationId;
    }

    public ProviderId provider() {
      return provider;
    }

    /** The step that failed: check, claim, token, profile, keys, … */
    public String step() {
      return step;
    }

    /** The provider's error, classified, with what to do about it. */
    public Optional<ProviderError> error() {
      return error;
    }

    /** Whether to offer one button that begins the sign-in again. */
    public boolean mayStartAgain() {
      return mayStartAgain;
    }

    /** Where the sign-in was to end; {@code /} when that is not known. */
    public String returnPath() {
      return returnPath;
    }

    /** The entry the sign-in began with, to begin again with. */
    public Optional<String> entry() {
      return entry;
    }

    @Override
    public String toString() {
      return "FailureDetails[" + correlationId + ", " + provider + ", " + step + ", "
          + error.map(e -> e.kind() + " " + e.code()).orElse("-") + "]";
    }
  }

  /**
   * Other ways in, to offer when one does not work.
   *
   * @param providers that can be used now, in the order they were added to the engine
   */
  record OtherWays(List<ProviderId> providers) {
    public OtherWays {
      providers = List.copyOf(providers);
    }
  }
}
