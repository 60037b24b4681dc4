package io.membersync.member;

import io.membersync.Secret;
import io.membersync.profile.Field;
import java.time.Duration;
import java.util.Set;

/**
 * The shop's way to send a code to a contact, by mail or text message. Whoever types the code has
 * proven the contact. Called from many threads, never inside a transaction, and only within the
 * limits of {@link Limits}; the same for a contact that a member has and one that nobody has.
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

  /**
   * How many codes are sent. A code has six digits, is good for five minutes, for five tries, once, and
   * in the browser that asked for it alone; those are fixed. Immutable; each call returns a changed
   * copy.
   */
  final class Limits {
    private static final Limits DEFAULTS = new Limits(5, 20, 3_000, Duration.ofSeconds(60));

    private final int perContact;
    private final int perAddress;
    private final int perShop;
    private final Duration pause;

    private Limits(int perContact, int perAddress, int perShop, Duration pause) {
      this.perContact = perContact;
      this.perAddress = perAddress;
      this.perShop = perShop;
      this.pause = pause;
    }

    /** In each hour 5 codes to a contact, 20 for a client address, 3,000 in all; 60 seconds apart. */
    public static Limits defaults() {
      return DEFAULTS;
    }

    /** Sets how many codes an hour go to one contact. Default: 5. */
    public Limits perContact(int codes) {
      return new Limits(positive(codes, 100), perAddress, perShop, pause);
    }

    /**
     * Sets how many codes an hour one client address may ask for; an IPv6 address counts by its first
     * 64 bits. Default: 20.
     */
    public Limits perAddress(int codes) {
      return new Limits(perContact, positive(codes, 1_000), perShop, pause);
    }

    /**
     * Sets how many codes the shop sends within an hour, so that a flood does not empty its account at
     * the sender. Nodes that send at the same moment may pass it by a few. Default: 3,000.
     */
    public Limits perShop(int codes) {
      return new Limits(perContact, perAddress, positive(codes, 1_000_000), pause);
    }

    /** Sets how long after a code the next one may go to the same contact. Default: 60 seconds. */
    public Limits pause(Duration between) {
      if (between.isNegative() || between.isZero() || between.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException(
            "pause must be positive and at most an hour: " + between);
      }
      return new Limits(perContact, perAddress, perShop, between);
    }

    private static int positive(int codes, int most) {
      if (codes < 1 || codes > most) {
        throw new IllegalArgumentException("codes an hour must be 1 to " + most + ": " + codes);
      }
      return codes;
    }

    public int perContact() {
      return perContact;
    }

    public int perAddress() {
      return perAddress;
    }

    public int perShop() {
      return perShop;
    }

    public Duration pause() {
      return pause;
    }

    @Override
    public String toString() {
      return "Limits[" + perContact + ", " + perAddress + ", " + perShop + ", " + pause + "]";
    }
  }
}
