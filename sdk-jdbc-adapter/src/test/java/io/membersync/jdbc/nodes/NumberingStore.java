package io.membersync.jdbc.nodes;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.jdbc.JdbcMemberStore;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore;
import io.membersync.member.ProvenContact;
import io.membersync.records.UnitOfWork;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store of a shop's own, which numbers its members as old shops do: the greatest number and one. */
final class NumberingStore implements MemberStore, MemberCreator {
  private final JdbcUnitOfWork unit;
  private final JdbcMemberStore reading;
  private final Runnable afterNumber;
  private final AtomicInteger created = new AtomicInteger();

  /**
   * A store over the table {@code member}.
   *
   * @param afterNumber runs between finding a number and using it
   */
  NumberingStore(JdbcUnitOfWork unit, Runnable afterNumber) {
    this.unit = unit;
    this.reading = Node.members(unit);
    this.afterNumber = afterNumber;
  }

  /** How often a member was to be created, failed tries included. */
  int tries() {
    return created.get();
  }

  @Override
  public Creation create(GatedMember member, OperationId operation) {
    created.incrementAndGet();
    return unit.withConnection(connection -> {
      long number;
      try (PreparedStatement greatest =
              connection.prepareStatement("SELECT COALESCE(MAX(id), 0) FROM member");
          ResultSet row = greatest.executeQuery()) {
        row.next();
        number = row.getLong(1) + 1;
      }
      afterNumber.run();
      try (PreparedStatement insert = connection.prepareStatement(
          "INSERT INTO member (id, name, email, phone) VALUES (?, ?, ?, ?)")) {
        insert.setLong(1, number);
        insert.setString(2, text(member, "name"));
        insert.setString(3, text(member, "email"));
        insert.setString(4, text(member, "phone"));
        insert.executeUpdate();
      }
      return new Creation.Created(new MemberId(String.valueOf(number)));
    });
  }

  private static String text(GatedMember member, String attribute) {
    return member.values().entries().stream()
        .filter(entry -> entry.attribute().equals(attribute))
        .map(GatedPatch.Entry::text)
        .findFirst()
        .orElse("");
  }

  @Override
  public Optional<UnitOfWork> unitOfWork() {
    return Optional.of(unit);
  }

  @Override
  public Optional<io.membersync.profile.FieldMapping> mapping() {
    return reading.mapping();
  }

  @Override
  public Optional<MemberRecord> find(MemberId member) {
    return reading.find(member);
  }

  @Override
  public List<Match> findByContact(ProvenContact contact) {
    return reading.findByContact(contact);
  }

  @Override
  public UpdateReport update(
      MemberId member, MemberRecord.Version seen, GatedPatch patch, OperationId operation) {
    return reading.update(member, seen, patch, operation);
  }
}
