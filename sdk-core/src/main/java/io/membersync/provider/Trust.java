package io.membersync.provider;

import java.util.List;

/**
 * Whether a provider's value counts as verified. Each provider states it per field, with its
 * source; nothing is verified unless it says so.
 */
public final class Trust {
  /** Never verified: a contact to show, not to match by. */
  public static final Trust UNPROVEN = new Trust(false, List.of());

  /** Always verified by the provider when present. */
  public static final Trust PROVEN = new Trust(true, List.of());

  private final boolean proven;
  private final List<String> flagPaths;

  private Trust(boolean proven, List<String> flagPaths) {
    this.proven = proven;
    this.flagPaths = flagPaths;
  }

  /**
   * Verified when all of these members of the same answer are {@code true}.
   *
   * @param flagPaths at least one, for example {@code email_verified}
   */
  public static Trust provenWhen(String... flagPaths) {
    if (flagPaths.length == 0) {
      throw new IllegalArgumentException("provenWhen needs at least one flag");
    }
    return new Trust(false, List.of(flagPaths));
  }

  /** Whether the value is verified, judged by the answer that carried it. */
  public boolean isProvenIn(JsonDocument answer) {
    return flagPaths.isEmpty()
        ? proven
        : flagPaths.stream().allMatch(path -> answer.findFlag(path).orElse(false));
  }
}
