package io.membersync.member;

import io.membersync.Secret;
import io.membersync.profile.Field;
import java.time.Duration;
import java.util.Set;

/**
 * The shop's way to send a code to a contact, by mail or text message. Whoever types the code has
 * proven the contact. Called from many threads, never inside a transaction, and only within the
 * limits of {@link CodeLimits}; the same for a contact that a member has and one that nobody has.
 */
public interface CodeSender {

  /** The contacts it reaches: {@link Field#EMAIL}, {@link Field#PHONE} or both. */
  Set<Field<String>> reaches();

  /**
   * Sends a message; the visitor waits for it, so it should take no more than two or three seconds.
   *
   * @throws RuntimeException if it was not accepted: the visitor is told to try later. What it says
   *     is not logged, as it may quote the contact
   */
  void send(Message message);

  /**
   * What to send.
   *
   * @param field {@link Field#EMAIL} or {@link Field#PHONE}
   * @param contact an address, or a number in E.164 form
   * @param code six digits; never log it
   * @param language to write in, BCP 47
   * @param lifetime how long the code is good for
   */
  record Message(
      Field<String> field, String contact, Secret code, String language, Duration lifetime) {
    @Override
    public String toString() {
      return "Message[" + field.name() + "]";
    }
  }
}
