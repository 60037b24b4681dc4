package io.membersync.testing;

import static io.membersync.testing.MemberFixture.someone;
import static io.membersync.testing.MemberFixture.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.membersync.member.MemberId;
import io.membersync.member.MemberListing;
import io.membersync.member.MemberListing.Page;
import io.membersync.member.MemberRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What MemberSync relies on in a member store that lists its members. Implement it in the test that
 * extends {@link MemberStoreContract} or {@link MemberCreatorContract}:
 *
 * <pre>{@code
 * class OurMembersTest extends MemberCreatorContract implements MemberListingContract {
 *   …
 * }
 * }</pre>
 *
 * <p>Each test lists the whole table, so give it one of a few thousand members at most.
 */
public interface MemberListingContract extends MemberFixture {

  private MemberListing listing() {
    return assertInstanceOf(
        MemberListing.class, store(), "only a store that lists its members passes this contract");
  }

  /** Everybody, by pages of this size. */
  private List<MemberRecord> everybody(int limit) {
    List<MemberRecord> all = new ArrayList<>();
    Optional<MemberId> after = Optional.empty();
    while (true) {
      Page page = listing().list(after, limit);
      assertTrue(page.members().size() <= limit, "a page has no more members than were asked for");
      if (page.last().isEmpty()) {
        assertEquals(List.of(), page.members(), "an empty page is the end, and no other");
        return all;
      }
      all.addAll(page.members());
      after = page.last();
    }
  }

  private static List<MemberId> ids(List<MemberRecord> members) {
    return members.stream().map(MemberRecord::id).toList();
  }

  @Test
  default void everyMemberIsListedOnce() {
    List<MemberId> added = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      added.add(someone(this));
    }
    List<MemberId> listed = ids(everybody(5));
    assertTrue(listed.containsAll(added), "somebody is missing");
    assertEquals(new HashSet<>(listed).size(), listed.size(), "somebody is listed twice");
    assertEquals(listed, ids(everybody(1_000)), "the order is the same in pages of any size");
  }

  @Test
  default void aListedMemberIsAsItIsFound() {
    MemberId member = with(this, "\ubbf8\ub098", ContractGate.email(), ContractGate.phone());
    Map<MemberId, MemberRecord> listed =
        everybody(100).stream().collect(Collectors.toMap(MemberRecord::id, row -> row));
    assertEquals(store().find(member), Optional.ofNullable(listed.get(member)));
  }

  @Test
  default void membersWhoJoinMeanwhileDoNotMoveTheOthers() {
    List<MemberId> before = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      before.add(someone(this));
    }
    List<MemberId> listed = new ArrayList<>();
    Optional<MemberId> after = Optional.empty();
    int joined = 0;
    while (true) {
      Page page = listing().list(after, 3);
      if (page.last().isEmpty()) {
        break;
      }
      listed.addAll(ids(page.members()));
      after = page.last();
      if (joined++ < 20) {
        someone(this);
        before.stream()
            .findFirst()
            .ifPresent(one -> editMember(
                one,
                MemberFixture.attribute(this, io.membersync.profile.Field.NAME),
                Optional.of("Minah " + listed.size())));
      }
    }
    assertTrue(listed.containsAll(before), "somebody who was there all the time is missing");
    assertEquals(new HashSet<>(listed).size(), listed.size(), "somebody is listed twice");
  }

  @Test
  default void theCountIsThatOfTheList() {
    someone(this);
    listing().countMembers().ifPresent(count -> {
      long listed = everybody(1_000).size();
      assertTrue(
          Math.abs(count - listed) <= 1 + listed / 2,
          "countMembers() tells " + count + ", but there are " + listed);
    });
  }
}
