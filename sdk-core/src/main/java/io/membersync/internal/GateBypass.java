package io.membersync.internal;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.member.PersonId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes gated values without a gate, for the contract tests of {@code membersync-testing} and for
 * nobody else: the module exports this package only to it, and on the class path its caller's name
 * is looked at.
 */
public final class GateBypass {
  private static final String TESTING = "io.membersync.testing.";
  private static volatile @Nullable Maker maker;

  private GateBypass() {}

  /** What {@link GatedPatch} and {@link GatedMember} let nobody else do. */
  public interface Maker {
    GatedPatch patch(List<GatedPatch.Entry> entries);

    GatedMember member(PersonId person, GatedPatch values, Optional<String> entry);
  }

  /** Called by {@link GatedPatch} when it is loaded. */
  public static void register(Maker only) {
    if (maker == null) {
      maker = only;
    }
  }

  /**
   * The maker of gated values.
   *
   * @throws IllegalStateException if somebody else than the contract tests asks
   */
  public static Maker forContractTests() {
    String caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .getCallerClass()
        .getName();
    Maker made = maker == null ? loaded() : maker;
    if (!caller.startsWith(TESTING) || made == null) {
      throw new IllegalStateException(
          "values reach a member store through the gate only; to test a store of your own, extend"
              + " the contract tests of membersync-testing");
    }
    return made;
  }

  private static @Nullable Maker loaded() {
    try {
      Class.forName(GatedPatch.class.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the consent package is not there", e);
    }
    return maker;
  }
}
