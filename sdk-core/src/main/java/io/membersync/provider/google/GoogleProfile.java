package io.membersync.provider.google;

import static io.membersync.profile.FieldValue.Presence.EMPTY;
import static io.membersync.profile.FieldValue.Presence.NOT_OFFERED;
import static io.membersync.profile.FieldValue.Presence.WITHHELD;
import static io.membersync.provider.ErrorKind.PROTOCOL;
import static io.membersync.provider.ErrorKind.VISITOR;

import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderProfile;
import java.util.Locale;
import java.util.Optional;

/**
 * What only Google has in its answers: an e-mail that it owns or does not, the domain of a Workspace
 * account, the person of the People API, and scopes that the visitor can untick one by one.
 */
final class GoogleProfile {
  static final String CALL = "profile";

  private static final String DOMAIN = "hd";
  private static final String VERIFIED = "email_verified";

  private GoogleProfile() {}

  /**
   * The profile with all of that.
   *
   * @throws ProfileException if the account is of another domain than the shop's, or the People answer
   *     of another person than the ID token
   */
  static ProviderProfile complete(
      GoogleSettings settings, ProviderProfile plain, Provider.Answers answers)
      throws ProfileException {
    if (answers.identityToken().isPresent()) {
      requireDomain(settings, answers.identityToken().get());
    }
    Optional<GooglePerson> person = answers.find(GooglePerson.CALL).map(GooglePerson::new);
    if (person.isPresent() && !person.get().isOf(plain.subject())) {
      throw new ProfileException(
          PROTOCOL, "the People answer's resourceName is not of the ID token's sub");
    }
    Profile.Builder profile = plain.profile().toBuilder(settings.id.value(), answers.receivedAt());
    answers.find(CALL).or(answers::identityToken).ifPresent(who -> mendEmail(profile, who));
    for (GoogleItem item : settings.items(answers.grant())) {
      boolean said = plain.profile().presence(item.field()) != NOT_OFFERED;
      if (!said && !item.isGrantedBy(answers.grant())) {
        profile.absent(item.field(), item.member(), WITHHELD);
      } else if (item.ofPerson()) {
        person.ifPresent(found -> found.addTo(profile, item));
      } else if (!said) {
        profile.absent(item.field(), item.member(), EMPTY);
      }
    }
    return new ProviderProfile(plain.subject(), profile.build(), plain.terms(), plain.termsKnown());
  }

  /** The parameter of the request only chooses what Google offers; the claim is what counts. */
  private static void requireDomain(GoogleSettings settings, JsonDocument token)
      throws ProfileException {
    if (settings.hostedDomain.isPresent()
        && !token
            .findString(DOMAIN)
            .map(domain -> domain.toLowerCase(Locale.ROOT))
            .equals(settings.hostedDomain)) {
      throw new ProfileException(
          VISITOR, "the account is not of the domain that this shop takes (hd of the ID token)");
    }
  }

  private static void mendEmail(Profile.Builder profile, JsonDocument who) {
    who.findString(GoogleItem.EMAIL)
        .flatMap(Field.EMAIL::fromText)
        .filter(address -> isOwnedByGoogle(address, who))
        .ifPresent(address -> profile.value(Field.EMAIL, GoogleItem.EMAIL, address, true));
  }

  /**
   * Google has the mailbox, or manages the domain. Any other address was verified once, when the
   * account was made, and may be somebody else's by now (<a
   * href="https://developers.google.com/identity/gsi/web/guides/verify-google-id-token">verify the
   * Google ID token</a>, by what others quote of it, 2026-11-21).
   */
  private static boolean isOwnedByGoogle(String address, JsonDocument who) {
    Optional<Boolean> verified = who.findFlag(VERIFIED);
    return address.endsWith("@gmail.com")
        ? verified.orElse(!who.has(VERIFIED))
        : verified.orElse(false)
            && who.findString(DOMAIN).filter(domain -> !domain.isBlank()).isPresent();
  }
}
