package io.membersync;

import io.membersync.member.MemberId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the visitor has answered on the shop's pages so far.
 *
 * @param consents by notice tag
 * @param presentation the id of the page that the consents were answered on
 * @param consentedAt when
 * @param provenMember the member the visitor has proven to be, by the shop's own sign-in
 * @param asNewMember the visitor wants to be a new member although one was found
 */
record Given(
    Map<String, Boolean> consents,
    String presentation,
    Optional<Instant> consentedAt,
    Optional<MemberId> provenMember,
    boolean asNewMember) {
  Given {
    consents = Map.copyOf(consents);
  }

  static Given nothing(String presentation) {
    return new Given(Map.of(), presentation, Optional.empty(), Optional.empty(), false);
  }

  @Override
  public String toString() {
    return "Given[hidden]";
  }
}
