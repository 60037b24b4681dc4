package io.membersync.examples.springshop.member;

import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.jdbc.JdbcUnitOfWork;
import io.membersync.jdbc.OperationLog;
import io.membersync.member.MemberCreator;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberRecord.Status;
import io.membersync.member.MemberRecord.Version;
import io.membersync.member.MemberStore;
import io.membersync.member.MemberStore.UpdateReport.Outcome;
import io.membersync.member.MemberStoreException;
import io.membersync.member.ProvenContact;
import io.membersync.member.ShopId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.records.UnitOfWork;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/**
 * The shop's members, as MemberSync needs them. Every method runs in the transaction that MemberSync
 * has opened with the shop's own transaction manager, so the repository takes part in it by itself and
 * nothing here is {@code @Transactional}.
 */
@Component
public class ShopMembers implements MemberStore, MemberCreator {
  private static final String EMAIL = "email";

  /** By the names that the mapping gives them, with what their columns hold. */
  private static final Map<String, Property> PROPERTIES = Map.of(
      "name",
      new Property(200, Member::name, Member::setName),
      EMAIL,
      new Property(254, Member::email, Member::setEmail),
      "phone",
      new Property(16, Member::phone, Member::setPhone),
      "birthday",
      new Property(9, Member::birthday, Member::setBirthday));

  private final MemberRepository members;
  private final FieldMapping mapping;
  private final JdbcUnitOfWork unit;
  private final OperationLog operations;

  ShopMembers(MemberRepository members, FieldMapping mapping, JdbcUnitOfWork unit) {
    this.members = members;
    this.mapping = mapping;
    this.unit = unit;
    this.operations = new OperationLog(unit, ShopId.DEFAULT);
  }

  private record Property(
      int longest, Function<Member, Optional<String>> get, BiConsumer<Member, String> set) {
    boolean holds(String text) {
      return text.codePointCount(0, text.length()) <= longest;
    }
  }

  @Override
  public Optional<UnitOfWork> unitOfWork() {
    return Optional.of(unit);
  }

  @Override
  public Optional<FieldMapping> mapping() {
    return Optional.of(mapping);
  }

  @Override
  public String asStored(String attribute, String text) {
    return attribute.equals(EMAIL) ? Member.normalEmail(text) : text;
  }

  @Override
  public Optional<MemberRecord> find(MemberId member) {
    return row(member).map(ShopMembers::read);
  }

  @Override
  public List<Match> findByContact(ProvenContact contact) {
    List<Member> found = List.of();
    if (contact.field().equals(Field.EMAIL)) {
      found = members.findByEmail(Member.normalEmail(contact.value())).stream().toList();
    } else if (contact.field().equals(Field.PHONE)) {
      found = members.findTop10ByPhoneOrderById(contact.value());
    }
    return found.stream().map(member -> new Match(id(member), contact.masked())).toList();
  }

  @Override
  public Creation create(GatedMember wanted, OperationId operation) {
    return operations.create(operation, () -> {
      Member member = new Member(Instant.now());
      for (GatedPatch.Entry entry : wanted.values().entries()) {
        if (!property(entry).holds(entry.text())) {
          return new Creation.Refused(entry.attribute());
        }
        if (isTaken(entry)) {
          return new Creation.Taken(entry.attribute());
        }
        property(entry).set().accept(member, entry.text());
      }
      save(member);
      return new Creation.Created(id(member));
    });
  }

  @Override
  public UpdateReport update(MemberId id, Version seen, GatedPatch patch, OperationId operation) {
    return operations.update(operation, () -> {
      Member member = row(id).orElse(null);
      if (member == null || !version(member).equals(seen)) {
        return UpdateReport.stale();
      }
      Map<String, Outcome> outcomes = new LinkedHashMap<>();
      patch.entries().forEach(entry -> outcomes.put(entry.attribute(), write(entry, member)));
      save(member);
      return new UpdateReport(true, outcomes);
    });
  }

  private Outcome write(GatedPatch.Entry entry, Member member) {
    Property property = property(entry);
    String text = asStored(entry.attribute(), entry.text());
    if (property.get().apply(member).filter(text::equals).isPresent()) {
      return Outcome.UNCHANGED;
    }
    if (!property.holds(text) || isTaken(entry)) {
      return Outcome.INVALID;
    }
    property.set().accept(member, text);
    return Outcome.APPLIED;
  }

  /** Asked first, because after a refused INSERT the database ends the whole transaction. */
  private boolean isTaken(GatedPatch.Entry entry) {
    return entry.attribute().equals(EMAIL)
        && members.findByEmail(Member.normalEmail(entry.text())).isPresent();
  }

  /** At once, so that the key is known and a refusal is seen here and not at the commit. */
  private void save(Member member) {
    try {
      members.saveAndFlush(member);
    } catch (DataIntegrityViolationException e) {
      // Somebody else took the address between the question and the answer: MemberSync runs the
      // whole unit of work again, which then finds it taken. The message of e quotes the address.
      throw MemberStoreException.conflict(
              "store-unique",
              "member: another transaction has just written the same e-mail address")
          .describe(e);
    }
  }

  private Optional<Member> row(MemberId member) {
    return member.value().matches("[1-9][0-9]{0,17}")
        ? members.findById(Long.valueOf(member.value()))
        : Optional.empty();
  }

  private static Property property(GatedPatch.Entry entry) {
    Property property = PROPERTIES.get(entry.attribute());
    if (property == null) {
      throw new IllegalStateException("no property of Member for " + entry.attribute());
    }
    return property;
  }

  private static MemberRecord read(Member member) {
    Map<String, String> values = new LinkedHashMap<>();
    PROPERTIES.forEach((attribute, property) ->
        property.get().apply(member).ifPresent(text -> values.put(attribute, text)));
    return new MemberRecord(id(member), values, version(member), Status.ACTIVE);
  }

  private static MemberId id(Member member) {
    return new MemberId(Long.toString(member.id()));
  }

  private static Version version(Member member) {
    return new Version(Long.toString(member.version()));
  }
}
