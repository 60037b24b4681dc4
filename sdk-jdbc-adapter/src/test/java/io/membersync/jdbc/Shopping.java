package io.membersync.jdbc;

import io.membersync.consent.Gate;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.MemberCreator.Creation;
import io.membersync.member.MemberId;
import io.membersync.member.MemberRecord;
import io.membersync.member.MemberStore.OperationId;
import io.membersync.member.MemberStore.UpdateReport;
import io.membersync.member.MemberStoreException;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes to a store as the engine would, every field with a basis. */
final class Shopping {
  static final Instant NOON = Instant.parse("2026-11-21T03:00:00Z");

  private static final Gate GATE = new Gate(Notices.of(
      "shop",
      Notice.contract("all")
          .text("en", "All", "All fields")
          .covers(
              Purpose.MEMBER_IDENTIFY,
              Field.NAME,
              Field.EMAIL,
              Field.PHONE,
              Field.BIRTH_YEAR,
              Field.BIRTHDAY,
              Field.GENDER,
              Field.NICKNAME,
              Field.SHIPPING_ADDRESSES,
              Field.text("news"),
              Field.text("wedding_day"))
          .build()));

  private final JdbcMemberStore store;
  private final FieldMapping mapping;

  Shopping(JdbcMemberStore store) {
    this.store = store;
    this.mapping = store.mapping().orElseThrow();
  }

  /** A proven value, in any form that its field reads. */
  static <T> FieldValue<T> value(Field<T> field, String text) {
    return FieldValue.present(field, field.fromText(text).orElseThrow(), Source.VISITOR, NOON)
        .verified("code", NOON);
  }

  GatedPatch patch(FieldValue<?>... values) {
    return GATE.evaluate(Profile.of(List.of(values)), mapping, List.of(), NOON).patch();
  }

  Creation create(String entry, FieldValue<?>... values) {
    GatedMember member =
        GATE.member(new PersonId(UUID.randomUUID()), patch(values), Optional.of(entry));
    return store.create(member, new OperationId(UUID.randomUUID().toString()));
  }

  MemberId join(FieldValue<?>... values) {
    return ((Creation.Created) create("poster", values)).member();
  }

  /** What can be repeated is, as the engine would. */
  UpdateReport update(MemberId member, FieldValue<?>... values) {
    OperationId operation = new OperationId(UUID.randomUUID().toString());
    for (int i = 1; ; i++) {
      try {
        return store.update(member, read(member).version(), patch(values), operation);
      } catch (MemberStoreException e) {
        if (!e.isRepeatable() || i == 3) {
          throw e;
        }
      }
    }
  }

  MemberRecord read(MemberId member) {
    return store.find(member).orElseThrow();
  }

  List<String> holders(Field<String> field, String text) {
    ProvenContact contact = ProvenContact.of(value(field, text)).orElseThrow();
    return store.findByContact(contact).stream()
        .map(match -> match.member().value())
        .toList();
  }
}
