package io.membersync.provider;

/** What a callback without a code means. */
public enum CallbackError {
  /** The visitor pressed cancel. */
  DECLINED,
  /** A silent attempt needs the visitor after all; show the button. */
  NEEDS_VISITOR,
  /** The provider is in trouble; another way in may help. */
  PROVIDER_DOWN,
  /** A setting is wrong at the provider or in the shop. */
  CONFIGURATION
}
