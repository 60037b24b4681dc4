package io.membersync;

import com.squareup.moshi.JsonWriter;
import io.membersync.consent.GatedPatch;
import io.membersync.internal.JsonText;
import io.membersync.member.PersonId;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.ProviderId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a {@link LaterWrite} is to write, before sealing and after opening. */
record LaterContent(JsonDocument json) {
  /**
   * Of a sign-in, with its tokens where a list goes on.
   *
   * @param makes whether the store makes the member after the commit
   */
  static byte[] ofSignIn(
      Arrival arrival, Admission.Standing standing, GatedPatch due, boolean makes) {
    List<Field<?>> firstPages = arrival.firstPages().stream()
        .filter(list -> due.entries().stream().anyMatch(entry -> entry.field().equals(list)))
        .toList();
    return JsonText.object(json -> {
      json.name("provider").value(arrival.provider().value());
      json.name("subject").value(arrival.subject());
      json.name("person").value(standing.person().toString());
      ParkedCodec.optional(json, "entry", arrival.entry());
      json.name("makes").value(makes);
      json.name("signsUp").value(standing.member().isEmpty());
      json.name("fields");
      ParkedCodec.writeFields(
          json,
          due.entries().stream().<FieldValue<?>>map(GatedPatch.Entry::value).toList());
      names(json, "firstPages", firstPages);
      if (!firstPages.isEmpty()) {
        json.name("tokens");
        ParkedCodec.writeTokens(json, arrival.tokens().withoutRefreshToken());
      }
    });
  }

  /** Of a whole list whose first page came with a sign-in. */
  static byte[] ofList(
      ProviderId provider, String subject, PersonId person, FieldValue<?> whole, boolean begun) {
    return JsonText.object(json -> {
      json.name("provider").value(provider.value());
      json.name("subject").value(subject);
      json.name("person").value(person.toString());
      json.name("fields");
      ParkedCodec.writeFields(json, List.of(whole));
      names(json, "completes", begun ? List.of(whole.field()) : List.of());
    });
  }

  private static void names(JsonWriter json, String name, List<Field<?>> fields)
      throws IOException {
    json.name(name).beginArray();
    for (Field<?> field : fields) {
      json.value(field.name());
    }
    json.endArray();
  }

  ProviderId provider() {
    return ProviderId.of(json.findString("provider").orElseThrow());
  }

  String subject() {
    return json.findString("subject").orElseThrow();
  }

  PersonId person() {
    return PersonId.parse(json.findString("person").orElseThrow());
  }

  Optional<String> entry() {
    return json.findString("entry");
  }

  boolean makes() {
    return json.findFlag("makes").orElse(false);
  }

  boolean signsUp() {
    return json.findFlag("signsUp").orElse(false);
  }

  List<FieldValue<?>> fields() {
    return ParkedCodec.readFields(json);
  }

  List<Field<?>> firstPages() {
    return named("firstPages");
  }

  List<Field<?>> completes() {
    return named("completes");
  }

  private List<Field<?>> named(String name) {
    return json.findStrings(name).orElse(List.of()).stream()
        .<Field<?>>map(Field::named)
        .toList();
  }

  void planRest(Engine engine, GatedPatch allowed, List<GatedPatch.Entry> written) {
    json.findObject("tokens")
        .map(ParkedCodec::readTokens)
        .ifPresent(tokens -> RestOfList.plan(
            engine,
            new RestOfList.Source(provider(), subject(), firstPages(), tokens),
            person(),
            allowed,
            written));
  }
}
