package io.membersync.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes seeds a little: by letters, by words of what is read here, and by putting two together. */
final class Mutator {
  private static final List<String> WORDS = List.of(
      "null",
      "true",
      "[]",
      "{}",
      "\"\"",
      "-1",
      "0",
      "1e400",
      "9223372036854775808",
      "-9223372036854775808",
      "99999999999999999999999999999999999999999",
      "0.00000000000000000000000000000000000001",
      "\"\\u0000\"",
      "\\ud83d",
      "\u2028",
      "\ud83d\ude00",
      "\u0130",
      "%00",
      "%ff",
      "%",
      "&",
      "=",
      ".",
      "..",
      "\n",
      "\"",
      "\\",
      "@",
      "#",
      "-",
      "0229",
      "1900-02-30",
      "+821012345678",
      "900101-1234567",
      "https://[",
      "http://shop.example",
      "kanari#7");
  private static final int LONG = 60_000;

  private final Random random;
  private final List<byte[]> seeds;

  Mutator(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] input = one(seeds);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      input = change(input);
    }
    return input;
  }

  private byte[] change(byte[] input) {
    int from = random.nextInt(input.length + 1);
    int to = Math.min(input.length, from + random.nextInt(12));
    return switch (random.nextInt(9)) {
      case 0 -> joined(input, from, bytes(one(WORDS)), from);
      case 1 -> joined(input, from, bytes(one(WORDS)), to);
      case 2 -> joined(input, from, new byte[] {(byte) random.nextInt(256)}, to);
      case 3 -> joined(input, from, new byte[0], to);
      case 4 -> inPlaceOfAValue(input, from);
      case 5 -> inPlaceOfAValue(input, from);
      case 6 -> joined(input, from, Arrays.copyOfRange(input, from / 2, from), to);
      case 7 -> {
        byte[] other = one(seeds);
        int cut = random.nextInt(other.length + 1);
        yield joined(input, from, Arrays.copyOfRange(other, cut, other.length), input.length);
      }
      default ->
        random.nextInt(20) == 0 ? long1(input, from) : joined(input, from, new byte[0], from);
    };
  }

  /** A whole value of JSON, from a colon to what ends it. */
  private byte[] inPlaceOfAValue(byte[] input, int near) {
    int from = near;
    while (from < input.length && input[from] != ':') {
      from++;
    }
    int to = Math.min(input.length, from + 1);
    boolean text = to < input.length && input[to] == '"';
    for (to = text ? to + 1 : to; to < input.length; to++) {
      if (text ? input[to] == '"' : input[to] == ',' || input[to] == '}') {
        break;
      }
    }
    return joined(
        input,
        Math.min(input.length, from + 1),
        bytes(one(WORDS)),
        Math.min(input.length, text ? to + 1 : to));
  }

  /** One letter very often. */
  private byte[] long1(byte[] input, int at) {
    byte[] many = new byte[LONG];
    Arrays.fill(many, at < input.length ? input[at] : (byte) '9');
    return joined(input, at, many, at);
  }

  private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(input, 0, from);
    all.writeBytes(middle);
    all.write(input, to, input.length - to);
    return all.toByteArray();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
