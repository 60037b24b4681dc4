package io.membersync.servlet;

import io.membersync.Consents;
import io.membersync.Members;
import io.membersync.Parked;
import io.membersync.SignInResult.CancelReason;
import io.membersync.SignInResult.MissingFields;
import io.membersync.SignInResult.ProofChoices;
import io.membersync.consent.Notice;
import io.membersync.provider.ProviderId;
import io.membersync.records.Records;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What there is to show to a visitor. Addresses in it are relative to the page. */
public sealed interface Page {
  PageDetails details();

  /** Where the page's form posts to; the page's own address where it has none. */
  default String action() {
    return "";
  }

  /**
   * The providers to sign in with. Each is a link; a form would need the provider's origin in the
   * content security policy's {@code form-action}.
   *
   * @param shopSignIn the shop's own sign-in page
   */
  record SignIn(PageDetails details, List<ProviderLink> providers, Optional<String> shopSignIn)
      implements Page {
    public SignIn {
      providers = List.copyOf(providers);
    }
  }

  /**
   * The provider is being made ready. Load {@code retry} after a second.
   *
   * @param retry empty when it has been tried often enough: then only offer the provider's link
   */
  record Starting(PageDetails details, ProviderLink provider, Optional<String> retry)
      implements Page {}

  /**
   * A way in is being added: the browser goes on to the provider. Load {@code authorization} at once,
   * and offer it as a link. It is no redirect, because browsers hold a redirect after a form against
   * the {@code form-action} of the page that had the form.
   *
   * @param authorization empty while the provider is being made ready: then offer a form without
   *     fields that posts to {@code action} once more
   */
  record Linking(
      PageDetails details, String action, ProviderLink provider, Optional<String> authorization)
      implements Page {
    @Override
    public String toString() {
      return "Linking[" + provider.provider() + "]";
    }
  }

  /**
   * Notices. The form posts {@code shown}, once with the token of each asked notice; {@code agree}
   * with the tag of each that is ticked; and {@code action=continue} or {@code action=cancel}. No
   * box may be ticked beforehand.
   *
   * @param language of the notices' texts, BCP 47
   * @param told to show without a box, first
   * @param asked to show with a box each
   * @param byGuardian whether the visitor is a child, so that the guardian is to answer: say so
   */
  record Consent(
      PageDetails details,
      String action,
      Parked parked,
      String language,
      List<ShownNotice> told,
      List<ShownNotice> asked,
      boolean byGuardian)
      implements Page {
    public Consent {
      told = List.copyOf(told);
      asked = List.copyOf(asked);
    }
  }

  /**
   * Fields to type in. The form posts {@code field.NAME} for each, in a text form that the field
   * reads, and {@code action=continue} or {@code action=cancel}.
   *
   * @param typed what the visitor typed before, by form name
   */
  record Fields(
      PageDetails details,
      String action,
      Parked parked,
      List<MissingFields.Missing> missing,
      Map<String, String> typed)
      implements Page {
    public Fields {
      missing = List.copyOf(missing);
      typed = Map.copyOf(typed);
    }

    @Override
    public String toString() {
      return "Fields[" + missing.stream().map(one -> one.field().name()).toList() + "]";
    }
  }

  /**
   * Somebody with the visitor's contact is a member already, or the visitor has to prove a contact:
   * see {@code choices.subject()}. The form posts {@code action=send-email} or {@code send-phone} for
   * a code, {@code action=code} with the {@code code} as typed, {@code action=prove} when the visitor
   * has signed in as that member, {@code action=sign-in-again}, {@code action=new}, or {@code
   * action=cancel}; of a contact also {@code action=continue} with another {@code field.NAME}.
   *
   * @param providers ways to sign in as that member; they come back to this page
   * @param shopSignIn the shop's own sign-in page, where it counts; it comes back to this page
   * @param shopLogin whether signing in by the shop's own login counts
   * @param session what the session at the shop is worth
   */
  record Proof(
      PageDetails details,
      String action,
      Parked parked,
      ProofChoices choices,
      List<ProviderLink> providers,
      Optional<String> shopSignIn,
      boolean shopLogin,
      ShopSession session)
      implements Page {
    public Proof {
      providers = List.copyOf(providers);
    }

    @Override
    public String toString() {
      return "Proof[session=" + session + "]";
    }
  }

  /**
   * The visitor is a child, or may be one, and a guardian has to consent. Say it in words that a child
   * understands. The form posts {@code action=continue} when the guardian has, and {@code
   * action=cancel}.
   *
   * @param reference to be told to the guardian, three groups of four letters and digits
   * @param guardianPage the shop's page for the guardian, with the reference; empty where it has none
   */
  record Guardian(
      PageDetails details,
      String action,
      Parked parked,
      String reference,
      Optional<String> guardianPage)
      implements Page {}

  /** What the session at the shop is worth as a proof. */
  enum ShopSession {
    /** Nobody is signed in, or the shop's own sign-in does not count here. */
    NONE,
    /** Somebody has signed in by the shop's own login just now: offer {@code action=prove}. */
    PROOF,
    /**
     * Somebody is signed in, but too long ago or by a provider: offer {@code action=sign-in-again}
     * in place of {@code shopSignIn}.
     */
    NO_PROOF,
    /** Who has just been proven to be a member is not the one who was found; offer the same. */
    ANOTHER_MEMBER
  }

  /** The visitor did not want to, and nothing was kept. */
  record Cancelled(PageDetails details, CancelReason reason, String signIn) implements Page {}

  /**
   * A provider cannot be used now.
   *
   * @param name what visitors call it, in the page's language
   * @param others what can be used instead
   * @param correlationId also stands in the log
   */
  record Unavailable(
      PageDetails details,
      ProviderId provider,
      String name,
      List<ProviderLink> others,
      Optional<String> shopSignIn,
      String signIn,
      Optional<String> correlationId)
      implements Page {
    public Unavailable {
      others = List.copyOf(others);
    }
  }

  /**
   * It did not work.
   *
   * @param startAgain begins with the same provider, where that is allowed: offer only that
   * @param signIn the sign-in page
   * @param correlationId also stands in the log
   */
  record Failed(
      PageDetails details,
      Failure failure,
      Optional<ProviderLink> startAgain,
      String signIn,
      Optional<String> correlationId)
      implements Page {}

  /**
   * The consent centre of the member who is signed in: full of personal data, and of nobody else's. Each
   * form posts {@code token} and what stands here, to an address below {@code action}:
   *
   * <ul>
   *   <li>{@code /withdraw}: {@code notice=} and the tag. One press, without a question in between
   *   <li>{@code /agree}: {@code shown}, the token of a notice whose text stands beside the button
   *   <li>{@code /answer}: {@code question=} and its name, and {@code action=take} or {@code keep}
   *   <li>{@code /disconnect}: {@code provider=} and the id of a way in
   * </ul>
   *
   * <p>{@code /download} and {@code /download.json} are links.
   *
   * @param token of the forms; good in this browser, for this member
   * @param at when this was read
   * @param done what was decided just now; put the focus there
   * @param held what the shop has a value of
   * @param notices as they stand, those of long ago last
   * @param told what is processed without a consent: show it without a button
   * @param addable providers that may become a further way in: POST to the link's address
   */
  record Centre(
      PageDetails details,
      String action,
      String token,
      Instant at,
      Optional<Done> done,
      List<OpenQuestion> questions,
      List<Consents.Held> held,
      List<Standing> notices,
      List<ShownNotice> told,
      List<WayIn> waysIn,
      List<ProviderLink> addable)
      implements Page {
    public Centre {
      questions = List.copyOf(questions);
      held = List.copyOf(held);
      notices = List.copyOf(notices);
      told = List.copyOf(told);
      waysIn = List.copyOf(waysIn);
      addable = List.copyOf(addable);
    }

    @Override
    public String toString() {
      return "Centre[hidden]";
    }

    /**
     * A notice as it stands with the member.
     *
     * @param title in the page's language, where the notice is there still
     * @param offered the text to agree to, where the member may: show it beside the button
     * @param following what follows from its withdrawal, where there is something to do
     * @param toBlank attributes that the shop's store has still to blank
     */
    public record Standing(
        Consents.Entry entry,
        String title,
        Optional<ShownNotice> offered,
        List<Records.Step> following,
        List<String> toBlank) {
      public Standing {
        following = List.copyOf(following);
        toBlank = List.copyOf(toBlank);
      }
    }

    /**
     * A difference between the shop's value and a provider's.
     *
     * @param name posted back; an answer counts only while the provider's value is this one
     * @param provider what visitors call it
     */
    public record OpenQuestion(String name, Members.Question question, String provider) {}

    /**
     * A way in through a provider.
     *
     * @param name what visitors call it
     * @param removable whether there may be another way in: offer a button, and mind {@link
     *     Action#LAST_WAY_IN}
     */
    public record WayIn(ProviderId provider, String name, Instant since, boolean removable) {}

    /**
     * What was decided just now.
     *
     * @param tag of the notice, where it was one
     */
    public record Done(Action action, Optional<String> tag) {
      static Done of(Action action) {
        return new Done(action, Optional.empty());
      }
    }

    /** What became of the last press. */
    public enum Action {
      WITHDRAWN,
      AGREED,
      /** Nothing was recorded: another text is in force by now, and is shown. */
      TEXT_CHANGED,
      /** The shop has the provider's value now. */
      TAKEN_OVER,
      /** The shop's value stays. */
      KEPT,
      /** The question was answered before. */
      NOT_OPEN,
      /** The shop cannot take the provider's value over; the question stays. */
      NOT_TAKEN,
      /** A way in was given up. */
      DISCONNECTED,
      /** The way in stays: there is no other. */
      LAST_WAY_IN,
      /** The page was too old, or made for another member: nothing was changed. */
      PRESS_AGAIN
    }
  }

  /**
   * A provider to offer.
   *
   * @param brand such as {@code KAKAO}
   * @param name what visitors call it, in the page's language
   * @param href begins a sign-in
   * @param lastUsed whether the last sign-in in this browser was by it; it stands first then
   */
  record ProviderLink(
      ProviderId provider, String brand, String name, String href, boolean lastUsed) {}

  /**
   * A notice in the language it is shown in.
   *
   * @param token names the exact text; the form posts it back, and the answer counts only while that
   *     text is in force
   */
  record ShownNotice(Notice notice, Notice.Text text, String token) {}
}
