package io.membersync.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where an older social login has kept whose an identity is. Immutable; each call returns a new one.
 *
 * <pre>{@code
 * OldIdentities.inTable("TB_MEMBER_SNS", "SNS_ID", "MEMBER_NO").where("SNS_TYPE", "KAKAO")
 * }</pre>
 */
public final class OldIdentities {
  /** A condition on one more column. */
  record Condition(String column, String text) {}

  private final Optional<String> table;
  private final String subject;
  private final Optional<String> member;
  private final List<Condition> conditions;
  private final UnaryOperator<String> stored;

  private OldIdentities(
      Optional<String> table,
      String subject,
      Optional<String> member,
      List<Condition> conditions,
      UnaryOperator<String> stored) {
    this.table = table;
    this.subject = subject;
    this.member = member;
    this.conditions = List.copyOf(conditions);
    this.stored = stored;
  }

  /** A column of the member table. */
  public static OldIdentities inMemberTable(String subjectColumn) {
    return new OldIdentities(
        Optional.empty(), subjectColumn, Optional.empty(), List.of(), UnaryOperator.identity());
  }

  /**
   * A table of its own.
   *
   * @param subjectColumn the provider's id of the visitor; it should have an index
   * @param memberColumn the member's id, as in the key of the member table
   */
  public static OldIdentities inTable(String table, String subjectColumn, String memberColumn) {
    return new OldIdentities(
        Optional.of(table),
        subjectColumn,
        Optional.of(memberColumn),
        List.of(),
        UnaryOperator.identity());
  }

  /** Only rows with this text in a column, such as the name of the provider. */
  public OldIdentities where(String column, String text) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(new Condition(column, text));
    return new OldIdentities(table, subject, member, more, stored);
  }

  /** How the older login wrote a provider's id, such as {@code id -> "kakao_" + id}. */
  public OldIdentities storedAs(UnaryOperator<String> form) {
    return new OldIdentities(table, subject, member, conditions, form);
  }

  Optional<String> table() {
    return table;
  }

  String subject() {
    return subject;
  }

  Optional<String> member() {
    return member;
  }

  List<Condition> conditions() {
    return conditions;
  }

  String stored(String id) {
    return stored.apply(id);
  }
}
