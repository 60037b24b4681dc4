package io.membersync.provider;

/** What a provider can do beyond a plain sign-in. */
public enum Capability {
  /** Answers with an ID token when the app has OpenID Connect on. */
  OPENID_CONNECT,
  /** Asks the shop's own terms on its consent screen and reports the answer. */
  SERVICE_TERMS,
  /** Shows its consent screen again for further scopes. */
  ADDITIONAL_SCOPES,
  /** Can sign in without showing anything, in its own in-app browser. */
  SILENT_SIGN_IN,
  /** Gives shipping addresses. */
  SHIPPING_ADDRESSES,
  /** Tells whether the visitor follows the shop's channel. */
  CHANNEL_RELATION,
  /** Answers the callback with a form POST instead of a redirect. */
  FORM_POST,
  /** Sends some fields only at the first sign-in ever, so they must not be lost. */
  SENDS_FIELDS_ONCE,
  /** Ends a new link by itself when nobody reads the visitor's data within a day. */
  ENDS_UNREAD_LINKS,
  /** Names itself in the callback by {@code iss} (RFC 9207). */
  ISSUER_IN_CALLBACK,
  /** Puts a fragment behind the callback's address; browsers take it along to wherever they are led. */
  FRAGMENT_IN_CALLBACK
}
