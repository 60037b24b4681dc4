package io.membersync.testing;

import io.membersync.consent.Gate;
import io.membersync.consent.GatedMember;
import io.membersync.consent.GatedPatch;
import io.membersync.consent.Notice;
import io.membersync.consent.Notices;
import io.membersync.consent.Purpose;
import io.membersync.member.PersonId;
import io.membersync.member.ProvenContact;
import io.membersync.profile.Field;
import io.membersync.profile.FieldMapping;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Values for a store under test. They come from the real gate, by a notice that lets every mapped
 * field in.
 */
final class ContractGate {
  private final FieldMapping mapping;
  private final Gate gate;

  ContractGate(FieldMapping mapping) {
    this.mapping = mapping;
    Field<?>[] fields =
        mapping.entries().stream().map(FieldMapping.Entry::field).toArray(Field<?>[]::new);
    Notice notice = Notice.contract("contract_test")
        .text("en", "Contract test", "Every field that the store under test maps.")
        .covers(Purpose.MEMBER_IDENTIFY, fields)
        .build();
    this.gate = new Gate(Notices.of("contract test", notice));
  }

  /** The shop's name of the attribute that this field is mapped to. */
  String attribute(Field<?> field) {
    return mapping.entries().stream()
        .filter(entry -> entry.field().equals(field))
        .map(FieldMapping.Entry::attribute)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("the contract tests need a mapping with field " + field));
  }

  boolean isUnique(Field<?> field) {
    return mapping.entries().stream()
        .anyMatch(entry -> entry.field().equals(field) && entry.unique());
  }

  GatedPatch patch(FieldValue<?>... values) {
    return gate.evaluate(Profile.of(List.of(values)), mapping, List.of(), ContractSamples.NOON)
        .patch();
  }

  GatedMember member(FieldValue<?>... values) {
    return gate.member(new PersonId(UUID.randomUUID()), patch(values), Optional.of("store12"));
  }

  /** What the store must hold after the patch was written. */
  static Map<String, String> texts(GatedPatch patch) {
    Map<String, String> texts = new java.util.TreeMap<>();
    patch.entries().forEach(entry -> texts.put(entry.attribute(), entry.text()));
    return texts;
  }

  /** A verified value exactly as given, normalised or not. */
  static <T> FieldValue<T> value(Field<T> field, T value) {
    return FieldValue.present(field, value, Source.VISITOR, ContractSamples.NOON)
        .verified("code", ContractSamples.NOON);
  }

  static <T> FieldValue<T> read(Field<T> field, String text) {
    return value(
        field,
        field
            .fromText(text)
            .orElseThrow(() -> new AssertionError("not a value of " + field + ": " + text)));
  }

  static ProvenContact contact(Field<String> field, String text) {
    return ProvenContact.of(read(field, text)).orElseThrow();
  }

  static String email() {
    return "v" + UUID.randomUUID().toString().substring(0, 18) + "@example.com";
  }

  static String phone() {
    long digits = Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 30_000_000L);
    return "+8210" + (20_000_000L + digits);
  }
}
