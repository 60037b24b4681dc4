package io.membersync.fuzz;

import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.ProfileException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An input of several parts, one a line; a part that is not there is empty. */
public final class Parts {
  private final List<byte[]> parts = new ArrayList<>();

  /**
   * Takes an input apart.
   *
   * @param most how many parts there are; the last one may have line ends in it
   */
  public Parts(byte[] input, int most) {
    int from = 0;
    for (int i = 0; i < input.length && parts.size() < most - 1; i++) {
      if (input[i] == '\n') {
        parts.add(Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    parts.add(Arrays.copyOfRange(input, from, input.length));
  }

  /** The part's bytes. */
  public byte[] bytes(int index) {
    return index < parts.size() ? parts.get(index) : new byte[0];
  }

  /** The part as text. */
  public String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** The part as a JSON object, where it is one. */
  public Optional<JsonDocument> json(int index) {
    return json(bytes(index));
  }

  /** A JSON object, where this is one. */
  public static Optional<JsonDocument> json(byte[] bytes) {
    try {
      return bytes.length == 0 ? Optional.empty() : Optional.of(JsonDocument.parse(bytes));
    } catch (ProfileException e) {
      FuzzTestCase.declared(e);
      return Optional.empty();
    }
  }

  /** One of these, by the part's first letter: {@code 0} is the first one. */
  public <T> T choice(int index, List<T> of) {
    byte[] bytes = bytes(index);
    return of.get(bytes.length == 0 ? 0 : Math.floorMod(bytes[0] - '0', of.size()));
  }
}
