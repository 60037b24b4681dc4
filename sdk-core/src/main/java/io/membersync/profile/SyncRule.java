package io.membersync.profile;

/** What happens when the provider's value and the shop's differ. Absence never erases. */
public enum SyncRule {
  /**
   * Fill when empty; afterwards replace only what MemberSync itself wrote and nobody changed. What
   * one way in has given is not replaced by another one while the first is linked, so two providers
   * with different values do not take turns. The default.
   */
  KEEP_EDITS,
  /** Write only where the shop has nothing. */
  FILL_EMPTY,
  /** The provider's value always replaces the shop's, edits included. */
  PROVIDER;

  /**
   * Whether a value of a provider is to be written.
   *
   * @param shopHasValue whether the shop has a value now
   * @param untouched whether that value is the one MemberSync wrote last, and not from another way in
   */
  public boolean writes(boolean shopHasValue, boolean untouched) {
    return switch (this) {
      case KEEP_EDITS -> !shopHasValue || untouched;
      case FILL_EMPTY -> !shopHasValue;
      case PROVIDER -> true;
    };
  }
}
