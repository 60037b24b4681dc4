package io.membersync;

import io.membersync.member.MemberId;
import io.membersync.oauth.PendingSignIn.Purpose;
import io.membersync.oauth.TokenSet;
import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile.ServiceTerm;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What stands after the provider's answers have been read: a proven identity with typed fields, and
 * what it was begun for.
 *
 * @param firstPages lists of which the profile has the first page, and the provider has more
 * @param attemptKey of the claim, where the outcome is kept
 * @param member whom it was begun for
 * @param inApp whether it came through the shop's own app, where no provider's page is at hand
 */
record Arrival(
    ProviderId provider,
    String subject,
    Profile profile,
    List<Field<?>> firstPages,
    List<ServiceTerm> terms,
    boolean termsKnown,
    TokenSet tokens,
    Purpose purpose,
    String returnPath,
    Optional<String> entry,
    String language,
    Optional<MemberId> member,
    String attemptKey,
    String correlationId,
    Instant arrivedAt,
    boolean inApp) {
  Arrival {
    firstPages = List.copyOf(firstPages);
    terms = List.copyOf(terms);
  }

  /** This arrival with fields from an earlier one, or typed by the visitor. */
  Arrival with(Collection<? extends FieldValue<?>> more) {
    return withProfile(profile.with(more));
  }

  /** This arrival as if the provider had said nothing of the field. */
  Arrival without(Field<?> field) {
    return withProfile(profile.without(field));
  }

  private Arrival withProfile(Profile changed) {
    return new Arrival(
        provider,
        subject,
        changed,
        firstPages.stream().filter(field -> changed.value(field).isPresent()).toList(),
        terms,
        termsKnown,
        tokens,
        purpose,
        returnPath,
        entry,
        language,
        member,
        attemptKey,
        correlationId,
        arrivedAt,
        inApp);
  }

  @Override
  public String toString() {
    return "Arrival[" + provider + ", " + correlationId + "]";
  }
}
