package io.membersync.provider.oidc;

import io.membersync.profile.Birthday;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The claim {@code birthdate}: {@code YYYY-MM-DD}, {@code YYYY} alone, or the year {@code 0000} for
 * one that is not given (<a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID Connect Core,
 * section 5.1</a>, read 2026-11-21). A part that is not
 * there is not made up. What the descriptor's paths make of the claim is replaced.
 */
final class Birthdate {
  static final String CLAIM = "birthdate";
  private static final String NO_YEAR = "0000";
  private static final Pattern FORM = Pattern.compile("([0-9]{4})(?:-([0-9]{2})-([0-9]{2}))?");

  private Birthdate() {}

  static Profile addTo(Profile profile, ProviderId provider, Provider.Answers answers) {
    Optional<JsonDocument> carrier = answers
        .find("profile")
        .filter(Birthdate::isSaid)
        .or(() -> answers.identityToken().filter(Birthdate::isSaid));
    if (carrier.isEmpty()) {
      return profile;
    }
    Profile.Builder parts = profile.toBuilder(provider.value(), answers.receivedAt());
    Optional<Matcher> date =
        carrier.get().findString(CLAIM).map(FORM::matcher).filter(Matcher::matches);
    if (date.isEmpty()) {
      parts.unreadable(Field.BIRTH_YEAR, CLAIM).unreadable(Field.BIRTHDAY, CLAIM);
    } else {
      addYear(parts, date.get());
      addDay(parts, date.get());
    }
    return parts.build();
  }

  private static boolean isSaid(JsonDocument document) {
    return document.has(CLAIM)
        && !document.isNull(CLAIM)
        && !document.findString(CLAIM).map(String::isBlank).orElse(false);
  }

  private static void addYear(Profile.Builder parts, Matcher date) {
    if (date.group(1).equals(NO_YEAR)) {
      parts.absent(Field.BIRTH_YEAR, CLAIM, Presence.EMPTY);
    } else {
      parts.text(Field.BIRTH_YEAR, CLAIM, date.group(1), false);
    }
  }

  private static void addDay(Profile.Builder parts, Matcher date) {
    if (date.group(2) == null) {
      parts.absent(Field.BIRTHDAY, CLAIM, Presence.EMPTY);
      return;
    }
    Optional<Birthday> day = Birthday.find(
        Integer.parseInt(date.group(2)), Integer.parseInt(date.group(3)), false, false);
    if (day.isPresent()) {
      parts.value(Field.BIRTHDAY, CLAIM, day.get(), false);
    } else {
      parts.unreadable(Field.BIRTHDAY, CLAIM);
    }
  }
}
