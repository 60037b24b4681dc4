package io.membersync.jdbc;

import io.membersync.member.MemberId;
import io.membersync.member.ProvenContact;
import java.util.List;

/**
 * Finds members by a contact otherwise than in the table's own columns, such as through an index of
 * keyed hashes. Called from many threads, inside and outside of units of work.
 */
public interface ContactLookup {

  /**
   * Members who may hold this contact. Each is compared with the row as it is now before anybody is
   * told of it, so an entry that is out of date does no harm; one that is missing lets its member
   * become a second member.
   */
  List<MemberId> find(ProvenContact contact);
}
