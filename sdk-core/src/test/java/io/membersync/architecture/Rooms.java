package io.membersync.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The packages of the core in the order of a sign-in, and what every one of them may use. */
final class Rooms {
  static final String FRONT_DOOR = "io.membersync";
  static final String PROVIDER = "io.membersync.provider";

  /** Calls go from a line to the lines below it, never up and never sideways. */
  private static final List<Set<String>> ORDER = List.of(
      Set.of(FRONT_DOOR),
      Set.of("io.membersync.oauth", "io.membersync.health"),
      Set.of(PROVIDER),
      Set.of("io.membersync.lifecycle"),
      Set.of("io.membersync.profile"),
      Set.of("io.membersync.consent"),
      Set.of("io.membersync.member"),
      Set.of("io.membersync.records"),
      Set.of("io.membersync.internal"));

  /** Value types: immutable, know nobody, and may stand in any signature. */
  static final Set<String> VALUES = Set.of(
      "io.membersync.Browser",
      "io.membersync.Finding",
      "io.membersync.Secret",
      "io.membersync.consent.ConsentEvent",
      "io.membersync.consent.GatedMember",
      "io.membersync.consent.GatedPatch",
      "io.membersync.member.MemberId",
      "io.membersync.member.MemberStoreException",
      "io.membersync.member.PersonId",
      "io.membersync.member.ShopId",
      "io.membersync.profile.AgeRange",
      "io.membersync.profile.Birthday",
      "io.membersync.profile.Field",
      "io.membersync.profile.FieldMapping",
      "io.membersync.profile.FieldValue",
      "io.membersync.profile.Profile",
      "io.membersync.provider.JsonDocument",
      "io.membersync.provider.Provider.ProfileException",
      "io.membersync.provider.ProviderId",
      "io.membersync.records.KeyRing");

  /** Only the testing module calls this: it opens other endpoints, so it stands above the rest. */
  static final String TESTING_DOOR = "io.membersync.internal.EndpointRewrite";

  private Rooms() {}

  /** The room a class belongs to. */
  static String of(JavaClass type) {
    return outermost(type).getName().equals(TESTING_DOOR) ? FRONT_DOOR : type.getPackageName();
  }

  static boolean isVendor(String packageName) {
    return packageName.startsWith(PROVIDER + ".");
  }

  static boolean isKnown(String packageName) {
    return isVendor(packageName) || rank(packageName).isPresent();
  }

  static boolean isValue(JavaClass type) {
    return VALUES.contains(outermost(type).getName())
        || VALUES.contains(type.getName().replace('$', '.'));
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass at = type;
    while (at.getEnclosingClass().isPresent()) {
      at = at.getEnclosingClass().get();
    }
    return at;
  }

  /** Whether a class of the first package may use any class of the second. */
  static boolean mayUse(String from, String to) {
    if (from.equals(to)) {
      return true;
    }
    if (isVendor(to)) {
      return false;
    }
    if (isVendor(from)) {
      return to.equals(PROVIDER) || mayUse(PROVIDER, to);
    }
    Optional<Integer> above = rank(from);
    Optional<Integer> below = rank(to);
    return above.isPresent() && below.isPresent() && above.get() < below.get();
  }

  private static Optional<Integer> rank(String packageName) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (ORDER.get(i).contains(packageName)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }
}
