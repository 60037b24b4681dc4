package io.membersync.road;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;
import java.time.Duration;

/**
 * The kind of shop that the tests of the road go to: its books, its members, and what "a member is
 * there" means. The system property {@code road.shop} names the class; one in memory by default.
 */
abstract class RoadShop implements AutoCloseable {
  /** For what takes a moment where the machine does nothing else. */
  static final Duration BUDGET = Duration.ofMinutes(1);

  /** Tags a test of what only a store does that writes its members in the commit itself. */
  static final String IN_THE_COMMIT = "in-the-commit";

  /** Tags a test that needs a name that may be written. */
  static final String WRITES_THE_NAME = "writes-the-name";

  /** Tags a test that needs a store which can list its members. */
  static final String LISTS_MEMBERS = "lists-members";

  /** Tags a test of modules, which is nothing on a class path. */
  static final String MODULES = "modules";

  /** How the tasks begin that write to a member after the commit. */
  static final String LATER = "write-";

  static RoadShop chosen() {
    String name = System.getProperty("road.shop", MemoryShop.class.getName());
    try {
      Class<?> type = Class.forName(name);
      return RoadShop.class.isAssignableFrom(type)
          ? (RoadShop) type.getDeclaredConstructor().newInstance()
          : new NamedShop(type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no kind of shop: " + name, e);
    }
  }

  /** Empty books. */
  abstract Records books();

  /** No members yet, in a shop that has this mapping. */
  abstract RoadMembers members(FieldMapping mapping);

  /** Hears what has been committed; whether a shop that makes its members itself would hear it. */
  boolean isOrdinary(Members.Event event) {
    return true;
  }

  /** Whether members are written after the commit. */
  boolean writesLater() {
    return false;
  }

  /**
   * What the shop does by itself after sign-ins, so that each person is a member with its values.
   *
   * @param sync the engine to tell
   * @return how much work was done besides
   */
  int settle(MemberSync sync) {
    return 0;
  }

  /** What is due is done; how much it was, beside the writing to members. */
  int runDue(MemberSync sync) {
    return sync.work().runDue(BUDGET);
  }

  @Override
  public void close() {}
}
