package io.membersync;

import io.membersync.consent.ConsentEvent;
import io.membersync.member.PersonId;
import io.membersync.records.Records;
import java.util.List;

/**
 * What MemberSync holds of one member.
 *
 * @param identities the ways in that are linked now
 * @param provenance where each written value came from
 * @param consents every event, in the order they were recorded
 */
public record MemberReport(
    PersonId person,
    List<Records.Identity> identities,
    List<Records.Provenance> provenance,
    List<ConsentEvent> consents) {
  public MemberReport {
    identities = List.copyOf(identities);
    provenance = List.copyOf(provenance);
    consents = List.copyOf(consents);
  }
}
