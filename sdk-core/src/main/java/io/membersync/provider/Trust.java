package io.membersync.provider;

import java.util.Optional;

/**
 * Whether a provider's value counts as verified. Each provider states it per field, with its
 * source; nothing is verified unless it says so.
 */
public final class Trust {
  /** Never verified: a contact to show, not to match by. */
  public static final Trust UNPROVEN = new Trust(false, Optional.empty());

  /** Always verified by the provider when present. */
  public static final Trust PROVEN = new Trust(true, Optional.empty());

  private final boolean proven;
  private final Optional<String> flagPath;

  private Trust(boolean proven, Optional<String> flagPath) {
    this.proven = proven;
    this.flagPath = flagPath;
  }

  /** Verified when this member of the same answer is {@code true}, for example {@code email_verified}. */
  public static Trust provenWhen(String flagPath) {
    return new Trust(false, Optional.of(flagPath));
  }

  /** Whether the value is verified, judged by the answer that carried it. */
  public boolean isProvenIn(JsonDocument answer) {
    return flagPath.map(path -> answer.findFlag(path).orElse(false)).orElse(proven);
  }
}
