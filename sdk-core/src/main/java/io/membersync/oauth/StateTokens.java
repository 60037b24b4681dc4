package io.membersync.oauth;

import io.membersync.internal.Letters;
import io.membersync.internal.Sealer;
import io.membersync.provider.ProviderId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Makes and checks {@code state}: 48 letters and digits, of which one says purpose and attempt, 20
 * are random, nine hold the entry id, and 18 are a keyed hash over all of that and the provider. So
 * a state can be known as ours without the cookie, and without remembering it.
 */
public final class StateTokens {
  static final int LENGTH = 48;

  private static final String USE = "state";
  private static final int RANDOM = 20;
  private static final int ENTRY = 8;
  private static final int MAC = 18;
  private static final String PADDING = "00000000";

  private final Sealer sealer;

  public StateTokens(Sealer sealer) {
    this.sealer = sealer;
  }

  /**
   * What a state says of its sign-in.
   *
   * @param key which key of the ring made it, 0 for the newest: the same key on every node, wherever
   *     it stands in its ring
   */
  public record Known(
      PendingSignIn.Purpose purpose, int attempt, Optional<String> entry, int key) {}

  /** A new state. */
  public String create(
      ProviderId provider, PendingSignIn.Purpose purpose, int attempt, Optional<String> entry) {
    String id = entry.orElse("");
    String head = "" + kind(purpose, attempt) + sealer.randomLetters(RANDOM) + id.length() + id
        + PADDING.substring(id.length());
    return head + Letters.of(sealer.mac(USE, provider + "\n" + head), MAC);
  }

  /** Reads a state of ours for this provider; empty when it is anything else. */
  public Optional<Known> read(ProviderId provider, String state) {
    if (state.length() != LENGTH) {
      return Optional.empty();
    }
    String head = state.substring(0, LENGTH - MAC);
    byte[] mac = state.substring(LENGTH - MAC).getBytes(StandardCharsets.UTF_8);
    int key = -1;
    List<byte[]> expected = sealer.macs(USE, provider + "\n" + head);
    for (int i = 0; i < expected.size(); i++) {
      byte[] ours = Letters.of(expected.get(i), MAC).getBytes(StandardCharsets.UTF_8);
      key = MessageDigest.isEqual(mac, ours) ? i : key;
    }
    if (key < 0) {
      return Optional.empty();
    }
    char kind = head.charAt(0);
    int entryLength = head.charAt(1 + RANDOM) - '0';
    int entryStart = 2 + RANDOM;
    return Optional.of(new Known(
        PendingSignIn.Purpose.of(Character.toLowerCase(kind)),
        Character.isUpperCase(kind) ? 2 : 1,
        entryLength == 0
            ? Optional.empty()
            : Optional.of(head.substring(entryStart, entryStart + entryLength)),
        key));
  }

  /** The purpose's letter; a capital for the second attempt. */
  private static char kind(PendingSignIn.Purpose purpose, int attempt) {
    return attempt == 1 ? purpose.letter() : Character.toUpperCase(purpose.letter());
  }

  static {
    if (1 + RANDOM + 1 + ENTRY + MAC != LENGTH) {
      throw new AssertionError("the parts of a state do not add up");
    }
  }
}
