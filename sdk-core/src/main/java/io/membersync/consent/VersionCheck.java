package io.membersync.consent;

import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Whether the versions of one notice can follow each other. */
final class VersionCheck {
  private VersionCheck() {}

  static void require(SortedMap<Integer, Notice> versions) {
    @Nullable Notice before = null;
    for (Notice notice : versions.values()) {
      if (before != null) {
        requireSuccessor(before, notice);
      }
      before = notice;
    }
  }

  private static void requireSuccessor(Notice before, Notice notice) {
    String name = "notice " + notice.tag() + ", version " + notice.version();
    if (notice.kind() != before.kind() || notice.basis() != before.basis()) {
      throw new IllegalArgumentException(name + " is of kind " + notice.kind() + " and basis "
          + notice.basis() + ", version " + before.version() + " of " + before.kind() + " and "
          + before.basis() + ": give it a tag of its own");
    }
    Instant from = notice.effectiveFrom().orElse(Instant.MIN);
    if (from.isBefore(before.effectiveFrom().orElse(Instant.MIN))) {
      throw new IllegalArgumentException(
          name + " would be in force before version " + before.version());
    }
    // Of a version that is here no more nobody can tell.
    if (notice.isEditorial()
        && before.version() == notice.version() - 1
        && !notice.content().equals(before.content())) {
      throw new IllegalArgumentException(name + " is called editorial, but it covers or keeps"
          + " something else than version " + before.version()
          + ": leave editorial() out, so that members are asked again");
    }
  }
}
