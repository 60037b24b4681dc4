package io.membersync;

import java.net.URI;

/** What {@link MemberSync#begin} answers. */
public sealed interface Begun {

  /** Send the browser there, with the cookies that were added to it. */
  record RedirectTo(URI uri) implements Begun {
    @Override
    public String toString() {
      return "RedirectTo[" + uri.getHost() + "]";
    }
  }

  /**
   * Give both to the provider's SDK in the shop's own app, and the state back with what the SDK
   * gave: {@link Callback#fromApp}. The cookies that were added belong to the app's HTTP client.
   *
   * @param state good for one sign-in, for ten minutes
   * @param nonce for the ID token, where the SDK takes one
   */
  record InApp(String state, String nonce) implements Begun {
    @Override
    public String toString() {
      return "InApp[hidden]";
    }
  }

  /**
   * The sign-in was not started; no cookie was set.
   *
   * @param reason why
   * @param others what the visitor can do instead
   */
  record NotStarted(Reason reason, SignInResult.OtherWays others) implements Begun {}

  /** Why a sign-in was not started. */
  enum Reason {
    /** The provider's metadata is being fetched for the first time; try again in a second. */
    STARTING,
    /**
     * The provider's metadata cannot be had or cannot be trusted, or the provider is switched off.
     */
    UNAVAILABLE,
    /**
     * A silent sign-in was tried before in this browser, is not possible in it, or the provider is
     * not offered now.
     */
    NOT_SILENTLY
  }
}
