package io.membersync.provider.apple;

import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.util.Optional;

/**
 * What only Apple has: flags that come as booleans or as text, relay addresses, and a name that comes
 * with the callback.
 *
 * <p>Source: <a href="https://developer.apple.com/documentation/signinwithapple">Sign in with
 * Apple</a>, authenticating users, read 2026-11-21.
 */
final class AppleProfile {
  static final String EMAIL = "email";
  static final String NAME = "user.name";
  static final String USER = "user";

  private static final String RELAY = "@privaterelay.appleid.com";

  private AppleProfile() {}

  static ProviderProfile complete(ProviderId id, ProviderProfile plain, Provider.Answers answers) {
    Profile.Builder profile = plain.profile().toBuilder(id.value(), answers.receivedAt());
    Optional<String> email = plain.profile().value(Field.EMAIL);
    if (email.isPresent()
        && answers.identityToken().filter(token -> isProven(token, email.get())).isPresent()) {
      profile.value(Field.EMAIL, EMAIL, email.get(), true);
    }
    Optional.ofNullable(answers.callback().get(USER))
        .flatMap(AppleName::read)
        .ifPresent(name -> profile.value(Field.NAME, NAME, name, false));
    return new ProviderProfile(plain.subject(), profile.build(), plain.terms(), plain.termsKnown());
  }

  /** A relay address is the visitor's at this shop only: it matches nobody, so it proves nothing. */
  private static boolean isProven(JsonDocument token, String email) {
    return says(token, "email_verified", "true")
        && !email.endsWith(RELAY)
        && (!token.has("is_private_email") || says(token, "is_private_email", "false"));
  }

  private static boolean says(JsonDocument token, String claim, String flag) {
    return token
        .findFlag(claim)
        .map(String::valueOf)
        .or(() -> token.findString(claim))
        .filter(flag::equals)
        .isPresent();
  }
}
