package io.membersync.provider;

/** What becomes of a provider's tokens after the sign-in. Kept tokens are encrypted. */
public enum TokenPolicy {
  /** Nothing is kept, except within a sealed task that has yet to call the provider. */
  DISCARD,
  /** Kept for telling the provider of a withdrawal; nothing where an admin key does that. */
  KEEP_FOR_UNLINKING,
  /** Kept and refreshed for calls on the member's behalf. */
  KEEP
}
