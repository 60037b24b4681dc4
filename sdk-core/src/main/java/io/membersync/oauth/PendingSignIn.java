package io.membersync.oauth;

import io.membersync.Secret;
import io.membersync.member.MemberId;
import io.membersync.provider.ProviderId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sign-in between begin and callback: a value that lives sealed in a cookie of the browser that
 * began it.
 *
 * @param attempt 1, or 2 when the visitor started again because the cookie was missing
 * @param issuerInCallback whether the provider said at begin that it names itself in the callback
 * @param member whom it was begun for; empty for a sign-in
 * @param parked reference of the sign-in that it was begun in place of
 * @param inApp whether the shop's own app hands over what the provider's SDK gives it
 */
public record PendingSignIn(
    Purpose purpose,
    ProviderId provider,
    String state,
    int attempt,
    Optional<Secret> verifier,
    Secret nonce,
    String returnPath,
    Optional<String> entry,
    Optional<String> language,
    boolean silent,
    List<String> scopes,
    boolean issuerInCallback,
    Optional<MemberId> member,
    Optional<String> parked,
    boolean inApp,
    Instant begunAt) {

  public PendingSignIn {
    scopes = List.copyOf(scopes);
  }

  /** Why a sign-in is begun, each with its letter in the state. */
  public enum Purpose {
    SIGN_IN('s'),
    LINK('l'),
    ASK_AGAIN('a');

    private final char letter;

    Purpose(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }

    static Purpose of(char letter) {
      for (Purpose purpose : values()) {
        if (purpose.letter == letter) {
          return purpose;
        }
      }
      throw new IllegalArgumentException("no purpose has the letter " + letter);
    }
  }

  @Override
  public String toString() {
    return "PendingSignIn[" + purpose + ", " + provider + "]";
  }
}
