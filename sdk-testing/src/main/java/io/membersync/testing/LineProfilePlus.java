package io.membersync.testing;

import io.membersync.testing.http.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What the ID token of a channel with LINE Profile+ has beside the usual, which takes a contract.
 *
 * <p>Source: https://developers.line.biz/en/docs/partner-docs/line-profile-plus/, read 2026-11-21.
 */
final class LineProfilePlus {
  private static final String ADDRESS = "address";
  private static final Map<String, List<String>> CLAIMS = Map.of(
      "real_name",
      List.of(
          "given_name",
          "given_name_pronunciation",
          "middle_name",
          "family_name",
          "family_name_pronunciation"),
      "gender",
      List.of("gender"),
      "birthdate",
      List.of("birthdate"),
      "phone",
      List.of("phone_number"),
      ADDRESS,
      List.of("postal_code", "region", "locality", "street_address", "country"));

  /** The scopes of their own, each asked on the consent page. */
  static final List<String> SCOPES = CLAIMS.keySet().stream().sorted().toList();

  private LineProfilePlus() {}

  /** Adds what the scope opens, if it is one of these. */
  static void add(JsonNode.JsonObject claims, String scope, FakePerson person) {
    JsonNode.JsonObject target = scope.equals(ADDRESS) ? JsonNode.object() : claims;
    for (String claim : CLAIMS.getOrDefault(scope, List.of())) {
      target.addIfPresent(claim, person.find(claim));
    }
    if (target != claims && !target.isEmpty()) {
      claims.add(ADDRESS, target);
    }
  }
}
