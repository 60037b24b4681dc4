package io.membersync.testing;

import io.membersync.testing.http.Answer;
import io.membersync.testing.http.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      "emailAddresses", "email",
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
        items.add(entry(primary("CONTACT", "1"))
            .add("value", "+821000000000")
            .add("canonicalForm", "+821000000000"));
      }
      own(field, person, subject).forEach(items::add);
      if (!items.elements().isEmpty()) {
        me.add(field, items);
      }
    }
    return Answer.json(200, me);
  }

  private static List<JsonNode> own(String field, FakePerson person, String id) {
    JsonNode.JsonObject entry = entry(primary("PROFILE", id));
    Optional<JsonNode> one = switch (field) {
      case "names" -> person.find("name").map(name -> name(person, name, id));
      case "emailAddresses" ->
        person
            .find("email")
            .map(email -> entry(
                    primary("ACCOUNT", id).add("verified", true).add("sourcePrimary", true))
                .add("value", email));
      case "phoneNumbers" ->
        person
            .find("phone_number")
            .map(phone -> entry(primary("PROFILE", id).add("verified", true))
                .add("value", NaverItems.national(phone))
                .add("canonicalForm", phone)
                .add("type", "mobile")
                .add("formattedType", "Mobile"));
      case "genders" ->
        person
            .find("gender")
            .map(gender -> entry
                .add("value", gender)
                .add(
                    "formattedValue",
                    gender.substring(0, 1).toUpperCase(Locale.ROOT) + gender.substring(1)));
      case "nicknames" -> person.find("nickname").map(nickname -> entry.add("value", nickname));
      case "ageRanges" ->
        person
            .find("birthdate")
            .map(date -> entry(primary("ACCOUNT", id)).add("ageRange", "TWENTY_ONE_OR_OLDER"));
      case "addresses" ->
        person.find("street_address").map(street -> address(entry, person, street));
      case "locales" ->
        person.find("locale").map(locale -> entry(primary("ACCOUNT", id)).add("value", locale));
      case "photos" ->
        person.find("picture").map(url -> entry.add("url", url).add("default", false));
      default -> Optional.empty();
    };
    return field.equals("birthdays") ? birthdays(person, id) : one.stream().toList();
  }

  private static JsonNode name(FakePerson person, String name, String id) {
    Optional<String> family = person.find("family_name");
    Optional<String> given = person.find("given_name");
    return entry(primary("PROFILE", id).add("sourcePrimary", true))
        .add("displayName", name)
        .addIfPresent("familyName", family)
        .addIfPresent("givenName", given)
        .addIfPresent(
            "displayNameLastFirst", family.flatMap(last -> given.map(first -> last + ", " + first)))
        .add("unstructuredName", name);
  }

  private static JsonNode address(JsonNode.JsonObject entry, FakePerson person, String street) {
    Optional<String> city = person.find("locality");
    return entry
        .add("formattedValue", street + city.map(", "::concat).orElse(""))
        .add("type", "home")
        .add("formattedType", "Home")
        .add("streetAddress", street)
        .addIfPresent("city", city)
        .addIfPresent("postalCode", person.find("postal_code"))
        .add("country", "South Korea")
        .add("countryCode", "KR");
  }

  /** As the visitor shows it, without the year, and as the account holds it. */
  private static List<JsonNode> birthdays(FakePerson person, String id) {
    Optional<String> date =
        person.find("birthdate").filter(text -> text.length() == LENGTH_OF_DATE);
    List<JsonNode> entries = new ArrayList<>();
    date.ifPresent(
        text -> entries.add(entry(primary("PROFILE", id)).add("date", date("0000", text))));
    date.filter(text -> !text.startsWith("0000"))
        .ifPresent(text -> entries.add(
            entry(source("ACCOUNT", id)).add("date", date(text.substring(0, 4), text))));
    return entries;
  }

  private static JsonNode date(String year, String text) {
    JsonNode.JsonObject date = JsonNode.object();
    if (!year.equals("0000")) {
      date.add("year", Integer.parseInt(year));
    }
    return date.add("month", Integer.parseInt(text.substring(5, 7)))
        .add("day", Integer.parseInt(text.substring(8)));
  }

  private static JsonNode.JsonObject entry(JsonNode metadata) {
    return JsonNode.object().add("metadata", metadata);
  }

  private static JsonNode.JsonObject primary(String type, String id) {
    return source(type, id).add("primary", true);
  }

  private static JsonNode.JsonObject source(String type, String id) {
    return JsonNode.object().add("source", JsonNode.object().add("type", type).add("id", id));
  }

  private static Answer denied() {
    JsonNode detail = JsonNode.object()
        .add("@type", "type.googleapis.com/google.rpc.ErrorInfo")
        .add("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        .add("domain", "googleapis.com")
        .add(
            "metadata",
            JsonNode.object()
                .add("service", "people.googleapis.com")
                .add("method", "google.people.v1.PeopleService.GetPerson"));
    return Answer.json(
        403,
        JsonNode.object()
            .add(
                "error",
                JsonNode.object()
                    .add("code", 403)
                    .add("message", "fake: insufficient scopes")
                    .add("status", "PERMISSION_DENIED")
                    .add("details", new JsonNode.Array().add(detail))));
  }
}
