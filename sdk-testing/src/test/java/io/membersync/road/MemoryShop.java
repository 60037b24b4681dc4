package io.membersync.road;

import io.membersync.member.InMemoryMemberStore;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.profile.FieldMapping;
import io.membersync.records.InMemoryRecords;
import io.membersync.records.Records;
import java.util.Map;
import java.util.Optional;

/** Books and members in memory. */
final class MemoryShop extends RoadShop {
  @Override
  Records books() {
    return new InMemoryRecords();
  }

  @Override
  RoadMembers members(FieldMapping mapping) {
    return new InMemory(new InMemoryMemberStore(mapping));
  }

  private record InMemory(InMemoryMemberStore members) implements RoadMembers {
    @Override
    public MemberStore store() {
      return members;
    }

    @Override
    public MemberId add(Map<String, String> values) {
      return members.add(values);
    }

    @Override
    public void edit(MemberId member, String attribute, Optional<String> value) {
      members.edit(member, attribute, value);
    }

    @Override
    public void remove(MemberId member) {
      members.remove(member);
    }

    @Override
    public void setStatus(MemberId member, MemberRecord.Status status) {
      members.setStatus(member, status);
    }

    @Override
    public Map<String, String> valuesOf(MemberId member) {
      return members.valuesOf(member);
    }

    @Override
    public Optional<String> entryOf(MemberId member) {
      return members.entryOf(member);
    }

    @Override
    public int count() {
      return members.count();
    }
  }
}
