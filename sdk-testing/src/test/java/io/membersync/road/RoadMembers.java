package io.membersync.road;

import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import java.util.Map;
import java.util.Optional;

/** A shop's members as its own pages see them, beside the store that MemberSync is given. */
interface RoadMembers {
  /** The store itself, with the powers it has. */
  MemberStore store();

  /** Adds a member around the store. */
  MemberId add(Map<String, String> values);

  /** Changes or clears an attribute around the store. */
  void edit(MemberId member, String attribute, Optional<String> value);

  /** Deletes a member around the store. */
  void remove(MemberId member);

  void setStatus(MemberId member, MemberRecord.Status status);

  Map<String, String> valuesOf(MemberId member);

  Optional<String> entryOf(MemberId member);

  int count();

  default Optional<MemberRecord> find(MemberId member) {
    return store().find(member);
  }
}
