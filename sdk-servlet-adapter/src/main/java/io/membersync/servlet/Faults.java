package io.membersync.servlet;

import io.membersync.member.MemberStoreException;
import java.security.SecureRandom;

/** Describes exceptions for the log without what their messages may quote. */
final class Faults {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 12;
  private static final int FRAMES = 12;

  private Faults() {}

  /** Twelve letters and digits for the page and the log. */
  static String newCorrelationId() {
    StringBuilder id = new StringBuilder(ID_LENGTH);
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /**
   * The classes of an exception and its causes, with the frames. A message is added only where
   * MemberSync itself wrote it: those of a shop's store or session may quote a member.
   */
  static String describe(Throwable fault) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (Throwable one = fault; one != null && depth < 5; one = one.getCause(), depth++) {
      text.append(depth == 0 ? "" : "; caused by ").append(one.getClass().getName());
      StackTraceElement[] frames = one.getStackTrace();
      if (one instanceof MemberStoreException store) {
        text.append(" [").append(store.code()).append("] ").append(store.getMessage());
      } else if (isOurs(one, frames)) {
        text.append(": ").append(one.getMessage());
      }
      for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
        text.append("\n    at ").append(frames[i]);
      }
    }
    return text.toString();
  }

  private static boolean isOurs(Throwable one, StackTraceElement[] frames) {
    return (one instanceof IllegalStateException || one instanceof IllegalArgumentException)
        && frames.length > 0
        && frames[0].getClassName().startsWith("io.membersync.");
  }
}
