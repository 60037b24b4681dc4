package io.membersync.profile;

/** Whether a provider gave a field, and if not, why. Absence of any sort never erases anything. */
public enum Presence {
  /** There is a value. */
  PRESENT,
  /** The provider may give the field but holds no value of it; asking again does not help. */
  EMPTY,
  /** The visitor did not agree to give it; asking again may help. */
  WITHHELD,
  /** The shop's registration is not set up for it, or the provider does not have such a field. */
  NOT_OFFERED
}
