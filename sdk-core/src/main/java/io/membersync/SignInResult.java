package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.member.PersonId;
import io.membersync.provider.ProviderId;
import java.util.Optional;
import java.util.function.Function;

/** How a sign-in ended, or what it still needs. {@link #handle} is the exhaustive form. */
public sealed interface SignInResult {

  /**
   * The visitor is a member, and everything is committed: open the shop's session.
   *
   * @param member empty where the shop makes its members elsewhere and has not yet
   */
  record SignedIn(PersonId person, Optional<MemberId> member, SignInDetails details)
      implements SignInResult {}

  /** Fields that the provider did not give, and without which there is no member. */
  record NeedsFields(Parked parked, MissingFields missing) implements SignInResult {}

  /** Notices that the provider did not ask. */
  record NeedsConsent(Parked parked, MissingConsents missing) implements SignInResult {}

  /** Somebody is a member already who has the contact just proven: is it the same person? */
  record NeedsProof(Parked parked, ProofChoices choices) implements SignInResult {}

  /** The visitor does not want to. Nothing was kept. */
  record Cancelled(CancelReason reason, SignInDetails details) implements SignInResult {}

  /** The provider cannot be used now. */
  record Unavailable(ProviderId provider, OtherWays others, FailureDetails details)
      implements SignInResult {}

  /** The sign-in was refused; nothing was changed. */
  record Rejected(RejectReason reason, FailureDetails details) implements SignInResult {}

  /** Calls the one function that belongs to this result. */
  default <T> T handle(Cases<T> cases) {
    if (this instanceof SignedIn result) {
      return cases.signedIn().apply(result);
    } else if (this instanceof NeedsFields result) {
      return cases.needsFields().apply(result);
    } else if (this instanceof NeedsConsent result) {
      return cases.needsConsent().apply(result);
    } else if (this instanceof NeedsProof result) {
      return cases.needsProof().apply(result);
    } else if (this instanceof Cancelled result) {
      return cases.cancelled().apply(result);
    } else if (this instanceof Unavailable result) {
      return cases.unavailable().apply(result);
    } else {
      return cases.rejected().apply((Rejected) this);
    }
  }

  /** One function for each way a sign-in can end. */
  record Cases<T>(
      Function<SignedIn, T> signedIn,
      Function<NeedsFields, T> needsFields,
      Function<NeedsConsent, T> needsConsent,
      Function<NeedsProof, T> needsProof,
      Function<Cancelled, T> cancelled,
      Function<Unavailable, T> unavailable,
      Function<Rejected, T> rejected) {}
}
