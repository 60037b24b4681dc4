package io.membersync.spring;

import io.membersync.consent.Notice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A notice that is told or asked, as docs/consent.md explains it.
 *
 * @param tag The shop's name of it, 1 to 64 letters, digits, dots, underscores and hyphens.
 * @param kind What kind of notice it is, such as terms, contract-info or marketing-use.
 * @param version Counts from 1; a later version stands beside the earlier ones.
 * @param effectiveFrom The moment it is in force from, such as 2026-12-01T00:00:00+09:00.
 * @param editorial Whether it says in other words what the version before says.
 * @param required Whether nobody becomes a member without agreeing. Terms always are.
 * @param retention How long the fields are kept: P1Y; P0D until the member leaves or withdraws.
 * @param medium Of advertising: sms, email, push, messenger or call.
 * @param askedBy Tags under which providers ask the same, such as Kakao's tos_20260101.
 * @param covers Fields, and what they are used for.
 * @param texts What visitors read, by language.
 */
record NoticeProperties(
    Optional<String> tag,
    Optional<Notice.Kind> kind,
    Optional<Integer> version,
    Optional<String> effectiveFrom,
    @DefaultValue("false") boolean editorial,
    @DefaultValue("false") boolean required,
    Optional<String> retention,
    Optional<Notice.Medium> medium,
    @DefaultValue List<String> askedBy,
    @DefaultValue List<Covered> covers,
    @DefaultValue Map<String, Text> texts) {

  /**
   * Fields, and what they are used for.
   *
   * @param purpose What for, such as ORDER_FULFIL.
   * @param fields Names of fields, such as name and shipping_addresses.
   * @param recipient The company they are given to, by its name. None: the shop's own use.
   */
  record Covered(
      Optional<String> purpose, @DefaultValue List<String> fields, Optional<String> recipient) {}

  /**
   * What visitors read in one language.
   *
   * @param title The line beside the box.
   * @param body The text.
   * @param told What the law wants told apart from it, by the item, such as recipient or refusal.
   */
  record Text(
      Optional<String> title,
      Optional<String> body,
      @DefaultValue Map<Notice.Item, String> told) {}
}
