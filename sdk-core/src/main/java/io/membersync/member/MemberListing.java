package io.membersync.member;

import java.util.List;
import java.util.Optional;

/**
 * The power to give all members, page by page. A {@link MemberStore} with it can have a contact index
 * ({@link io.membersync.MemberSyncBuilder#contactIndex()}), by which members are found whatever form
 * their contacts stand in. Called outside of units of work, from one thread at a time as a rule.
 */
public interface MemberListing {

  /**
   * The members that come after this one in an order of the store's own, which never changes: each
   * member who is there from the first page to the last comes exactly once, also while others are
   * added and removed. The member named need not be there any more.
   *
   * @param after the last member of the page before; empty for the first page
   * @param limit how many at most, 1 or more
   * @throws MemberStoreException if the database cannot answer; the page can be asked for again
   */
  Page list(Optional<MemberId> after, int limit);

  /**
   * How many members there are, nearly enough to show how far something is. Default: empty, and
   * nothing is shown.
   */
  default Optional<Long> countMembers() {
    return Optional.empty();
  }

  /**
   * Some members, in the order of the store.
   *
   * @param members those that could be read
   * @param unreadable those that are there and could not be read; the others are not held up by them
   * @param last the last of them, readable or not; empty when nobody is left
   */
  record Page(List<MemberRecord> members, List<MemberId> unreadable, Optional<MemberId> last) {
    public Page {
      members = List.copyOf(members);
      unreadable = List.copyOf(unreadable);
    }
  }
}
