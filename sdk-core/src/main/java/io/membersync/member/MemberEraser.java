package io.membersync.member;

import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import java.util.List;
import java.util.Set;

/**
 * The power to blank values of a member whose consent has ended. What may be blanked the shop has
 * marked beforehand, attribute by attribute; nothing else is ever touched, and the member stays.
 */
public interface MemberEraser {

  /**
   * What {@link #erase} would do now, without doing it.
   *
   * @param attributes those whose consent has ended
   * @return one line for each of them that the shop has marked, in the order of the mapping; empty
   *     when there is no such member
   * @throws MemberStoreException if the database cannot answer
   */
  List<Erasure> plan(MemberId member, Set<String> attributes);

  /**
   * Blanks these attributes, in the running unit of work. Several withdrawals at once may each ask for the
   * same attribute, by an operation of their own. The same operation id again gives the same
   * answer and blanks no more: what was filled in since stays.
   *
   * @return {@code APPLIED} for what was blanked, {@code UNCHANGED} for what was blank, {@code
   *     READ_ONLY} for what the shop has not marked. Any other outcome says that it is not blanked yet,
   *     or that nobody knows: it is not remembered, and the step asks again, with the same operation
   *     id, until the outcome is another or a person gives the step up. {@link UpdateReport#stale()
   *     Stale} when there is no such member
   * @throws MemberStoreException if the database cannot answer; nothing is blanked then
   */
  UpdateReport erase(MemberId member, Set<String> attributes, OperationId operation);

  /**
   * One line of a plan. Holds no value.
   *
   * @param place where the shop keeps it, such as {@code tb_member.email}
   * @param hasValue whether something is there to be blanked
   * @param becomes what will stand there, such as {@code NULL}
   */
  record Erasure(String attribute, String place, boolean hasValue, String becomes) {}
}
