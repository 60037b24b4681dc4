package io.membersync.provider;

/** How the shop proves itself at the token endpoint (OpenID Connect Core, section 9). */
public enum ClientAuth {
  /** {@code client_secret_post}: id and secret as form fields. */
  POST_BODY,
  /** {@code client_secret_basic}: id and secret form-encoded in the Authorization header. */
  BASIC,
  /** Like {@link #BASIC} without the form-encoding, for a server that does not decode it. */
  BASIC_UNENCODED,
  /** No secret: a public client, protected by PKCE. */
  NONE
}
