package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.oauth.PendingSignIn.Purpose;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in is begun for. Immutable; each call returns a changed copy.
 *
 * <pre>{@code SignIn.returningTo("/cart").from("store12").in(Locale.KOREAN)}</pre>
 */
public final class SignIn {
  private static final int LONGEST_RETURN_PATH = 512;

  private final Purpose purpose;
  private final String returnPath;
  private final Optional<String> entry;
  private final Optional<Locale> language;
  private final List<String> scopes;
  private final List<String> serviceTerms;
  private final Optional<MemberId> member;
  private final Optional<String> silentUserAgent;
  private final int attempt;
  private final Optional<Parked> parked;
  private final boolean inApp;

  private SignIn(
      Purpose purpose,
      String returnPath,
      Optional<String> entry,
      Optional<Locale> language,
      List<String> scopes,
      List<String> serviceTerms,
      Optional<MemberId> member,
      Optional<String> silentUserAgent,
      int attempt,
      Optional<Parked> parked,
      boolean inApp) {
    this.purpose = purpose;
    this.returnPath = returnPath;
    this.entry = entry;
    this.language = language;
    this.scopes = List.copyOf(scopes);
    this.serviceTerms = List.copyOf(serviceTerms);
    this.member = member;
    this.silentUserAgent = silentUserAgent;
    this.attempt = attempt;
    this.parked = parked;
    this.inApp = inApp;
  }

  /**
   * A sign-in or sign-up that ends at this path of the shop.
   *
   * @param returnPath a path of the shop itself, such as {@code /cart?step=2}, at most 512
   *     characters; anything else, null and another site's address in whatever spelling included,
   *     becomes {@code /}
   */
  public static SignIn returningTo(@Nullable String returnPath) {
    return new SignIn(
        Purpose.SIGN_IN,
        ReturnPath.safe(returnPath, LONGEST_RETURN_PATH),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty(),
        false);
  }

  /**
   * Shows a provider's consent screen to a signed-in member once more, for further scopes or terms.
   * The answer is taken only for this member.
   *
   * @param member who is signed in at the shop now
   */
  public static SignIn askingAgain(
      MemberId member,
      List<String> scopes,
      List<String> serviceTerms,
      @Nullable String returnPath) {
    if (scopes.isEmpty() && serviceTerms.isEmpty()) {
      throw new IllegalArgumentException("asking again needs a scope or a term to ask for");
    }
    return new SignIn(
        Purpose.ASK_AGAIN,
        ReturnPath.safe(returnPath, LONGEST_RETURN_PATH),
        Optional.empty(),
        Optional.empty(),
        scopes,
        serviceTerms,
        Optional.of(member),
        Optional.empty(),
        1,
        Optional.empty(),
        false);
  }

  /**
   * Adds this provider as a further way in of a member who is signed in at the shop. Begin it only by
   * a POST of the shop's own page, and only for the member of the shop's session; what comes back is
   * taken only while that member is signed in: see {@link Callback#inSessionOf} and {@link
   * Answers#inSessionOf}. The session's cookie must therefore be {@code SameSite=Lax}: a {@code
   * Strict} one is not sent when the provider redirects.
   *
   * <p>Ends as {@link SignInResult.SignedIn} with that same member. An identity that is a way in of
   * somebody else stays where it is: {@link SignInResult.RejectReason#LINKED_TO_ANOTHER_MEMBER}. No
   * other member is looked up by contact.
   *
   * @param member who is signed in at the shop now, whether or not MemberSync knows the member
   * @param returnPath as for {@link #returningTo}
   */
  public static SignIn linking(MemberId member, @Nullable String returnPath) {
    return new SignIn(
        Purpose.LINK,
        ReturnPath.safe(returnPath, LONGEST_RETURN_PATH),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.of(member),
        Optional.empty(),
        1,
        Optional.empty(),
        false);
  }

  /**
   * Remembers where the visitor came from: a store's QR poster, a campaign. It reaches the shop's
   * new member row.
   *
   * @param entryId 1 to 8 letters and digits
   */
  public SignIn from(String entryId) {
    if (!entryId.matches("[A-Za-z0-9]{1,8}")) {
      throw new IllegalArgumentException("entry id must be 1 to 8 letters and digits: " + entryId);
    }
    return copy(Optional.of(entryId), language, silentUserAgent, attempt, inApp);
  }

  /** The language of the provider's and the shop's pages. Default: the notices' first. */
  public SignIn in(Locale locale) {
    return copy(entry, Optional.of(locale), silentUserAgent, attempt, inApp);
  }

  /**
   * Shows nothing to the visitor: works only in a provider's own in-app browser, and only once in a
   * browser session; otherwise {@code begin} answers {@link Begun.NotStarted}.
   *
   * @param userAgent the request's {@code User-Agent}
   * @throws IllegalStateException if it is for linking, which the visitor must see, or in the shop's own app
   */
  public SignIn silently(String userAgent) {
    if (purpose == Purpose.LINK) {
      throw new IllegalStateException("a way in is never added silently");
    }
    if (inApp) {
      throw new IllegalStateException("an app has no provider's own browser to be silent in");
    }
    return copy(entry, language, Optional.of(userAgent), attempt, false);
  }

  /**
   * Signs in by the provider's SDK in the shop's own app, without a redirect: {@code begin} answers
   * {@link Begun.InApp}, and {@link Callback#fromApp} brings what the SDK gave. The app's HTTP client
   * keeps cookies as a browser does.
   *
   * @throws IllegalStateException if it is silent
   */
  public SignIn inApp() {
    if (silentUserAgent.isPresent()) {
      throw new IllegalStateException("an app has no provider's own browser to be silent in");
    }
    return copy(entry, language, silentUserAgent, attempt, true);
  }

  /**
   * The visitor pressed the button that {@link SignInResult.FailureDetails#mayStartAgain()} offered. Should the
   * browser lose its cookies again, the button is not offered a second time.
   */
  public SignIn again() {
    return copy(entry, language, silentUserAgent, 2, inApp);
  }

  private SignIn copy(
      Optional<String> newEntry,
      Optional<Locale> newLanguage,
      Optional<String> newUserAgent,
      int newAttempt,
      boolean throughApp) {
    return new SignIn(
        purpose,
        returnPath,
        newEntry,
        newLanguage,
        scopes,
        serviceTerms,
        member,
        newUserAgent,
        newAttempt,
        parked,
        throughApp);
  }

  /** Goes on with what is parked when the provider's screen brings nothing. */
  SignIn inPlaceOf(Parked interrupted) {
    return new SignIn(
        purpose,
        returnPath,
        entry,
        language,
        scopes,
        serviceTerms,
        member,
        silentUserAgent,
        attempt,
        Optional.of(interrupted),
        false);
  }

  Optional<Parked> parked() {
    return parked;
  }

  boolean isInApp() {
    return inApp;
  }

  int attempt() {
    return attempt;
  }

  Purpose purpose() {
    return purpose;
  }

  /**
   * Where the sign-in ends: the path it was made with, or {@code /} where that was none of the
   * shop's own. For a shop that hands the path on by itself, such as to a sign-in page of its own.
   */
  public String returnPath() {
    return returnPath;
  }

  Optional<String> entry() {
    return entry;
  }

  Optional<Locale> language() {
    return language;
  }

  List<String> scopes() {
    return scopes;
  }

  List<String> serviceTerms() {
    return serviceTerms;
  }

  Optional<MemberId> member() {
    return member;
  }

  Optional<String> silentUserAgent() {
    return silentUserAgent;
  }

  @Override
  public String toString() {
    return "SignIn[" + purpose + "]";
  }
}
