package io.membersync.member;

import java.time.Duration;

/**
 * How many codes are sent. A code has six digits, is good for five minutes, for five tries, once, and
 * in the browser that asked for it alone; those are fixed. Immutable; each call returns a changed
 * copy.
 */
public final class CodeLimits {
  private static final CodeLimits DEFAULTS = new CodeLimits(5, 20, 3_000, Duration.ofSeconds(60));

  private final int perContact;
  private final int perAddress;
  private final int perShop;
  private final Duration pause;

  private CodeLimits(int perContact, int perAddress, int perShop, Duration pause) {
    this.perContact = perContact;
    this.perAddress = perAddress;
    this.perShop = perShop;
    this.pause = pause;
  }

  /** In each hour 5 codes to a contact, 20 for a client address, 3,000 in all; 60 seconds apart. */
  public static CodeLimits defaults() {
    return DEFAULTS;
  }

  /** Sets how many codes an hour go to one contact. Default: 5. */
  public CodeLimits perContact(int codes) {
    return new CodeLimits(positive(codes, 100), perAddress, perShop, pause);
  }

  /**
   * Sets how many codes an hour one client address may ask for; an IPv6 address counts by its first
   * 64 bits. Default: 20.
   */
  public CodeLimits perAddress(int codes) {
    return new CodeLimits(perContact, positive(codes, 1_000), perShop, pause);
  }

  /**
   * Sets how many codes the shop sends within an hour, so that a flood does not empty its account at
   * the sender. Nodes that send at the same moment may pass it by a few. Default: 3,000.
   */
  public CodeLimits perShop(int codes) {
    return new CodeLimits(perContact, perAddress, positive(codes, 1_000_000), pause);
  }

  /** Sets how long after a code the next one may go to the same contact. Default: 60 seconds. */
  public CodeLimits pause(Duration between) {
    if (between.isNegative() || between.isZero() || between.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("pause must be positive and at most an hour: " + between);
    }
    return new CodeLimits(perContact, perAddress, perShop, between);
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
    return "CodeLimits[" + perContact + ", " + perAddress + ", " + perShop + ", " + pause + "]";
  }
}
