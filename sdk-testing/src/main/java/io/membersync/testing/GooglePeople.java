package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The People API for the visitor: lists whose items say where they come from. Unless a call wants the
 * profile only, a contact card with somebody else's data stands among them, as it may at the real one.
 *
 * <p>Source: https://developers.google.com/people/api/rest/v1/people, read 2026-11-21.
 */
final class GooglePeople {
  private static final String SCOPES = "https://www.googleapis.com/auth/";
  static final Map<String, String> SCOPE_OF = Map.of(
      "phoneNumbers", SCOPES + "user.phonenumbers.read",
      "birthdays", SCOPES + "user.birthday.read",
      "genders", SCOPES + "user.gender.read",
      "addresses", SCOPES + "user.addresses.read",
      "ageRanges", SCOPES + "profile.agerange.read",
      "nicknames", "profile");

  private static final int LENGTH_OF_DATE = 10;

  private GooglePeople() {}

  static Answer answer(
      FakePerson person,
      String subject,
      List<String> fields,
      Set<String> scopes,
      boolean withContacts) {
    JsonNode.JsonObject me =
        JsonNode.object().add("resourceName", "people/" + subject).add("etag", "%EgFake=");
    for (String field : fields) {
      if (!scopes.contains(SCOPE_OF.getOrDefault(field, "profile"))) {
        return denied();
      }
      JsonNode.Array items = new JsonNode.Array();
      if (withContacts && field.equals("phoneNumbers")) {
        items.add(entry("CONTACT", true)
            .add("value", "+821000000000")
            .add("canonicalForm", "+821000000000"));
      }
      own(field, person).ifPresent(items::add);
      if (!items.elements().isEmpty()) {
        me.add(field, items);
      }
    }
    return Answer.json(200, me);
  }

  private static Optional<JsonNode> own(String field, FakePerson person) {
    JsonNode.JsonObject entry = entry("PROFILE", true);
    return switch (field) {
      case "phoneNumbers" ->
        person
            .find("phone_number")
            .map(phone ->
                entry.add("value", phone).add("canonicalForm", phone).add("type", "mobile"));
      case "genders" -> person.find("gender").map(gender -> entry.add("value", gender));
      case "nicknames" -> person.find("nickname").map(nickname -> entry.add("value", nickname));
      case "birthdays" ->
        person
            .find("birthdate")
            .filter(date -> date.length() == LENGTH_OF_DATE)
            .map(date -> entry.add("date", date(date)));
      case "ageRanges" ->
        person.find("birthdate").map(date -> entry.add("ageRange", "TWENTY_ONE_OR_OLDER"));
      case "addresses" ->
        person
            .find("street_address")
            .map(street -> entry
                .add("formattedValue", street)
                .add("streetAddress", street)
                .addIfPresent("postalCode", person.find("postal_code"))
                .add("countryCode", "KR"));
      default -> Optional.empty();
    };
  }

  private static JsonNode date(String text) {
    JsonNode.JsonObject date = JsonNode.object();
    if (!text.startsWith("0000")) {
      date.add("year", Integer.parseInt(text.substring(0, 4)));
    }
    return date.add("month", Integer.parseInt(text.substring(5, 7)))
        .add("day", Integer.parseInt(text.substring(8)));
  }

  private static JsonNode.JsonObject entry(String source, boolean primary) {
    return JsonNode.object()
        .add(
            "metadata",
            JsonNode.object()
                .add("primary", primary)
                .add("source", JsonNode.object().add("type", source).add("id", "1")));
  }

  private static Answer denied() {
    return Answer.json(
        403,
        JsonNode.object()
            .add(
                "error",
                JsonNode.object()
                    .add("code", 403)
                    .add("message", "fake: insufficient scopes")
                    .add("status", "PERMISSION_DENIED")
                    .add(
                        "details",
                        new JsonNode.Array()
                            .add(JsonNode.object()
                                .add("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                                .add("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")))));
  }
}
