package io.membersync.internal;

/** Plain letters and digits, A to Z: the same on every machine, in every address and log. */
public final class Letters {
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int BASE = ALPHABET.length();

  private Letters() {}

  /** Bytes as letters: the first {@code length} digits of the bytes in base 62, least significant first. */
  public static String of(byte[] bytes, int length) {
    int[] words = words(bytes);
    StringBuilder letters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      letters.append(ALPHABET.charAt(divide(words)));
    }
    return letters.toString();
  }

  /** With A to Z in lower case, and every other letter as it is. */
  public static String lowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + ('a' - 'A')));
      }
    }
    return lower.toString();
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
