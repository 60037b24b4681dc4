package io.membersync.internal;

/** Bytes as plain letters and digits, for states and ids that must survive every address and log. */
public final class Letters {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BASE = ALPHABET.length();

  private Letters() {}

  /** The first {@code length} digits of the bytes in base 62, least significant first. */
  public static String of(byte[] bytes, int length) {
    int[] words = words(bytes);
    StringBuilder letters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      letters.append(ALPHABET.charAt(divide(words)));
    }
    return letters.toString();
  }

  /** The bytes as one number, four to a word, the most significant first. */
  private static int[] words(byte[] bytes) {
    int[] words = new int[(bytes.length + 3) / 4];
    for (int i = 0; i < bytes.length; i++) {
      int fromEnd = bytes.length - 1 - i;
      words[words.length - 1 - fromEnd / 4] |= (bytes[i] & 0xff) << (8 * (fromEnd % 4));
    }
    return words;
  }

  /** Divides the number by the base, in place, and returns what is left over. */
  private static int divide(int[] words) {
    long rest = 0;
    for (int i = 0; i < words.length; i++) {
      long value = (rest << 32) | (words[i] & 0xffffffffL);
      words[i] = (int) (value / BASE);
      rest = value % BASE;
    }
    return (int) rest;
  }
}
