package io.membersync;

/** Why a sign-in was refused. */
public enum RejectReason {
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
  /** It was begun for a member who is not the one who came back. */
  WRONG_MEMBER,
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
  /** Its first half was interrupted; start again. */
  INTERRUPTED
}
