package io.membersync.road;

import io.membersync.member.InMemoryMemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.Records;

/** Books and members in memory. */
final class MemoryShop extends RoadShop {
  @Override
  Records books() {
    return Records.inMemory();
  }

  @Override
  RoadMembers members(FieldMapping mapping) {
    InMemoryMemberStore members = new InMemoryMemberStore(mapping);
    return RoadMembers.of(members, members);
  }
}
