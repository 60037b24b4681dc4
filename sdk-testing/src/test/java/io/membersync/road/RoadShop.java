package io.membersync.road;

import io.membersync.MemberSync;
import io.membersync.Members;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;

/**
 * The kind of shop that the tests of the road go to: its books, its members, and what "a member is
 * there" means. The system property {@code road.shop} names the class; one in memory by default.
 */
abstract class RoadShop implements AutoCloseable {
  /** Tags a test of what only a store has that makes its members in the transaction itself. */
  static final String MAKES_MEMBERS = "makes-members";

  static RoadShop chosen() {
    String name = System.getProperty("road.shop", MemoryShop.class.getName());
    try {
      return (RoadShop) Class.forName(name).getDeclaredConstructor().newInstance();
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

  /**
   * What the shop does by itself after sign-ins, so that each person is a member with its values.
   *
   * @param sync the engine to tell
   */
  void settle(MemberSync sync) {}

  @Override
  public void close() {}
}
