package io.membersync;

import com.squareup.moshi.JsonWriter;
import io.membersync.internal.JsonText;
import io.membersync.member.MemberId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.FieldValue.Source;
import io.membersync.profile.FieldValue.Verification;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parked sign-in as bytes, before sealing. What it cannot read it treats as not there. */
final class ParkedCodec {
  private ParkedCodec() {}

  /** What is parked. */
  record Content(Arrival arrival, Given given) {}

  static byte[] write(Content content) {
    Arrival arrival = content.arrival();
    Given given = content.given();
    return JsonText.object(json -> {
      json.name("provider").value(arrival.provider().value());
      json.name("subject").value(arrival.subject());
      json.name("fields");
      writeFields(json, arrival.profile().values());
      json.name("firstPages");
      writeNames(json, arrival.firstPages());
      json.name("ungranted");
      writeNames(json, arrival.profile().ungranted());
      json.name("terms").beginArray();
      for (ServiceTerm term : arrival.terms()) {
        writeTerm(json, term);
      }
      json.endArray();
      json.name("termsKnown").value(arrival.termsKnown());
      json.name("tokens");
      writeTokens(json, arrival.tokens());
      json.name("purpose").value(arrival.purpose().name());
      json.name("return").value(arrival.returnPath());
      optional(json, "entry", arrival.entry());
      json.name("language").value(arrival.language());
      optional(json, "member", arrival.member().map(MemberId::value));
      json.name("attempt").value(arrival.attemptKey());
      json.name("correlation").value(arrival.correlationId());
      json.name("arrived").value(arrival.arrivedAt().toEpochMilli());
      json.name("inApp").value(arrival.inApp());
      json.name("consents").beginArray();
      for (Map.Entry<String, Boolean> consent : given.consents().entrySet()) {
        json.beginObject().name("tag").value(consent.getKey());
        json.name("agreed").value(consent.getValue()).endObject();
      }
      json.endArray();
      json.name("texts").beginArray();
      for (Map.Entry<String, String> text : given.texts().entrySet()) {
        json.beginObject().name("tag").value(text.getKey());
        json.name("text").value(text.getValue()).endObject();
      }
      json.endArray();
      json.name("presentation").value(given.presentation());
      if (given.consentedAt().isPresent()) {
        json.name("consented").value(given.consentedAt().get().toEpochMilli());
      }
      optional(json, "proven", given.provenMember().map(MemberId::value));
      if (given.code().isPresent()) {
        Codes.Sent code = given.code().get();
        json.name("code").beginObject();
        json.name("contact");
        writeContact(json, code.contact());
        json.name("id").value(code.id()).name("hash").value(code.hash());
        json.name("at").value(code.at().toEpochMilli()).endObject();
      }
      json.name("byCode").beginArray();
      for (Codes.Contact contact : given.provenByCode()) {
        writeContact(json, contact);
      }
      json.endArray();
      json.name("asNew").value(given.asNewMember());
      json.name("askedAtProvider").value(given.askedAtProvider());
    });
  }

  static Optional<Content> read(byte[] bytes) {
    return JsonText.read(bytes).flatMap(json -> JsonText.understood(() -> content(json)));
  }

  private static Content content(JsonDocument json) {
    Arrival arrival = new Arrival(
        ProviderId.of(json.findString("provider").orElseThrow()),
        json.findString("subject").orElseThrow(),
        Profile.of(readFields(json)).withoutGrantOf(readNames(json, "ungranted")),
        readNames(json, "firstPages"),
        json.findObjects("terms").orElse(List.of()).stream()
            .map(ParkedCodec::readTerm)
            .toList(),
        json.findFlag("termsKnown").orElse(false),
        readTokens(json.findObject("tokens").orElseThrow()),
        Purpose.valueOf(json.findString("purpose").orElseThrow()),
        json.findString("return").orElseThrow(),
        json.findString("entry"),
        json.findString("language").orElseThrow(),
        json.findString("member").map(MemberId::new),
        json.findString("attempt").orElseThrow(),
        json.findString("correlation").orElseThrow(),
        instant(json, "arrived").orElseThrow(),
        json.findFlag("inApp").orElse(false));
    Map<String, Boolean> consents = new LinkedHashMap<>();
    for (JsonDocument consent : json.findObjects("consents").orElse(List.of())) {
      consents.put(
          consent.findString("tag").orElseThrow(), consent.findFlag("agreed").orElse(false));
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (JsonDocument text : json.findObjects("texts").orElse(List.of())) {
      texts.put(text.findString("tag").orElseThrow(), text.findString("text").orElseThrow());
    }
    Given given = new Given(
        consents,
        texts,
        json.findString("presentation").orElseThrow(),
        instant(json, "consented"),
        json.findString("proven").map(MemberId::new),
        json.findObject("code")
            .map(code -> new Codes.Sent(
                readContact(code.findObject("contact").orElseThrow()),
                code.findString("id").orElseThrow(),
                code.findString("hash").orElseThrow(),
                instant(code, "at").orElseThrow())),
        json.findObjects("byCode").orElse(List.of()).stream()
            .map(ParkedCodec::readContact)
            .toList(),
        json.findFlag("asNew").orElse(false),
        json.findFlag("askedAtProvider").orElse(false));
    return new Content(arrival, given);
  }

  private static void writeNames(JsonWriter json, Collection<Field<?>> fields) throws IOException {
    json.beginArray();
    for (Field<?> field : fields) {
      json.value(field.name());
    }
    json.endArray();
  }

  private static List<Field<?>> readNames(JsonDocument json, String name) {
    List<Field<?>> fields = new ArrayList<>();
    json.findStrings(name).orElse(List.of()).forEach(field -> fields.add(Field.named(field)));
    return fields;
  }

  private static void writeContact(JsonWriter json, Codes.Contact contact) throws IOException {
    json.beginObject().name("field").value(contact.field().name());
    json.name("value").value(contact.value()).endObject();
  }

  private static Codes.Contact readContact(JsonDocument json) {
    Field<String> field = json.findString("field").orElseThrow().equals(Field.EMAIL.name())
        ? Field.EMAIL
        : Field.PHONE;
    return new Codes.Contact(field, json.findString("value").orElseThrow());
  }

  static byte[] writeFields(Collection<FieldValue<?>> values) {
    return JsonText.object(json -> {
      json.name("fields");
      writeFields(json, values);
    });
  }

  static List<FieldValue<?>> readFields(JsonDocument json) {
    List<FieldValue<?>> values = new ArrayList<>();
    json.findObjects("fields")
        .orElse(List.of())
        .forEach(item -> readField(item).ifPresent(values::add));
    return values;
  }

  static void writeFields(JsonWriter json, Collection<FieldValue<?>> values) throws IOException {
    json.beginArray();
    for (FieldValue<?> value : values) {
      json.beginObject();
      json.name("name").value(value.field().name());
      json.name("presence").value(value.presence().name());
      optional(json, "text", value.text());
      if (value.verification().isPresent()) {
        json.name("verifiedBy").value(value.verification().get().by());
        json.name("verifiedAt").value(value.verification().get().at().toEpochMilli());
      }
      json.name("origin").value(value.source().origin());
      json.name("path").value(value.source().path());
      json.name("seen").value(value.firstSeen().toEpochMilli());
      json.endObject();
    }
    json.endArray();
  }

  private static Optional<FieldValue<?>> readField(JsonDocument json) {
    return Optional.of(readField(json, Field.named(json.findString("name").orElseThrow())));
  }

  private static <T> FieldValue<T> readField(JsonDocument json, Field<T> field) {
    return new FieldValue<>(
        field,
        Presence.valueOf(json.findString("presence").orElseThrow()),
        json.findString("text").flatMap(field::fromText),
        json.findString("verifiedBy")
            .map(by -> new Verification(by, instant(json, "verifiedAt").orElseThrow())),
        new Source(
            json.findString("origin").orElseThrow(), json.findString("path").orElseThrow()),
        instant(json, "seen").orElseThrow());
  }

  private static void writeTerm(JsonWriter json, ServiceTerm term) throws IOException {
    json.beginObject();
    json.name("tag").value(term.tag());
    json.name("required").value(term.required());
    json.name("agreed").value(term.agreed());
    json.name("revocable").value(term.revocable());
    if (term.agreedAt().isPresent()) {
      json.name("at").value(term.agreedAt().get().toEpochMilli());
    }
    optional(json, "by", term.agreedBy());
    json.endObject();
  }

  private static ServiceTerm readTerm(JsonDocument json) {
    return new ServiceTerm(
        json.findString("tag").orElseThrow(),
        json.findFlag("required").orElse(false),
        json.findFlag("agreed").orElse(false),
        json.findFlag("revocable").orElse(false),
        instant(json, "at"),
        json.findString("by"));
  }

  static void writeTokens(JsonWriter json, TokenSet tokens) throws IOException {
    json.beginObject();
    optional(json, "access", tokens.accessToken().map(Secret::reveal));
    optional(json, "refresh", tokens.refreshToken().map(Secret::reveal));
    optional(json, "identity", tokens.idToken().map(Secret::reveal));
    if (tokens.expiresAt().isPresent()) {
      json.name("expires").value(tokens.expiresAt().get().toEpochMilli());
    }
    if (tokens.refreshExpiresAt().isPresent()) {
      json.name("refreshExpires").value(tokens.refreshExpiresAt().get().toEpochMilli());
    }
    json.name("received").value(tokens.receivedAt().toEpochMilli());
    json.name("scopes").beginArray();
    for (String scope : tokens.grant().scopes()) {
      json.value(scope);
    }
    json.endArray();
    json.name("scopesNamed").value(tokens.grant().scopesNamed());
    optional(json, "client", tokens.clientId());
    json.endObject();
  }

  static TokenSet readTokens(JsonDocument json) {
    Optional<Secret> identity = json.findString("identity").map(Secret::of);
    return new TokenSet(
        json.findString("access").map(Secret::of),
        json.findString("refresh").map(Secret::of),
        identity,
        instant(json, "expires"),
        instant(json, "refreshExpires"),
        new Grant(
            new LinkedHashSet<>(json.findStrings("scopes").orElse(List.of())),
            json.findFlag("scopesNamed").orElse(false),
            identity.isPresent()),
        instant(json, "received").orElseThrow(),
        json.findString("client"));
  }

  static void optional(JsonWriter json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.name(name).value(value.get());
    }
  }

  private static Optional<Instant> instant(JsonDocument json, String name) {
    return json.findWhole(name).map(Instant::ofEpochMilli);
  }
}
