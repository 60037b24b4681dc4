package io.membersync.provider;

/** What kind of failure a provider's answer is, and so what can be done about it. */
public enum ErrorKind {
  /** The visitor's account or decision: blocked, under age, refused. Another way in may help. */
  VISITOR,
  /** A setting in the provider's console or in the shop is wrong; the fix names it. */
  CONFIGURATION,
  /** The provider does not answer or says that it is in trouble. */
  PROVIDER_DOWN,
  /** Too many calls; wait before the next one. */
  RATE_LIMITED,
  /** The code, token or link is used up, expired or revoked; sign in again. */
  TOKEN_DEAD,
  /** The answer breaks the standard and may be an attack: wrong issuer, nonce, signature. */
  PROTOCOL,
  /** Well-formed, but not the shape this provider is known for. */
  SHAPE
}
