package io.membersync;

/** Why a sign-in was given up. */
public enum CancelReason {
  /** The visitor pressed cancel at the provider or on the shop's page. */
  VISITOR,
  /** The visitor did not agree to what is required. */
  REQUIRED_CONSENT_DECLINED,
  /** A silent attempt would have needed the visitor; show the button. */
  NOT_SILENTLY
}
