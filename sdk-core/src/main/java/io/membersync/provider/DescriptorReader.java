package io.membersync.provider;

import static io.membersync.provider.ErrorKind.PROTOCOL;
import static io.membersync.provider.ErrorKind.SHAPE;

import io.membersync.profile.FieldValue.Presence;
import io.membersync.profile.Profile;
import io.membersync.provider.Provider.ProfileException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a profile by the paths of a descriptor. A field is taken from the profile answer, and from
 * the ID token only where the profile does not have it; whether it is verified is judged by the
 * document that carried it, so a flag of one never covers a value of the other.
 */
final class DescriptorReader {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");
  private static final int LONGEST_SUBJECT = 255;

  private DescriptorReader() {}

  static ProviderProfile read(ProviderDescriptor descriptor, Provider.Answers answers)
      throws ProfileException {
    Optional<JsonDocument> answer = answers.find("profile");
    if (answer.isEmpty()
        && (descriptor.profile().isPresent() || answers.identityToken().isEmpty())) {
      throw new ProfileException(SHAPE, "there is no profile answer");
    }
    String subject = subject(descriptor, answer, answers.identityToken());
    Profile.Builder profile = Profile.builder(descriptor.id().value(), answers.receivedAt());
    for (FieldRule rule : descriptor.fieldRules()) {
      Optional<JsonDocument> carrier = answer
          .filter(document -> isSaid(document, rule))
          .or(() -> answers.identityToken().filter(document -> isSaid(document, rule)));
      Optional<JsonDocument> mentioned =
          carrier.or(() -> answer.filter(document -> document.has(rule.path())));
      mentioned.ifPresent(document -> add(profile, rule, document));
    }
    return new ProviderProfile(subject, profile.build(), List.of(), false);
  }

  /** The visitor's id; the profile answer must name the same one as the ID token. */
  private static String subject(
      ProviderDescriptor descriptor,
      Optional<JsonDocument> answer,
      Optional<JsonDocument> identityToken)
      throws ProfileException {
    if (identityToken.isEmpty()) {
      return subject(answer.orElseThrow(), descriptor.subject());
    }
    if (!identityToken.get().findString("sub").isPresent()) {
      throw new ProfileException(PROTOCOL, "the ID token's sub is not a string");
    }
    String subject = subject(identityToken.get(), "sub");
    if (answer.isPresent() && !subject(answer.get(), descriptor.subject()).equals(subject)) {
      throw new ProfileException(
          PROTOCOL, "the profile's " + descriptor.subject() + " is not the ID token's sub");
    }
    return subject;
  }

  private static String subject(JsonDocument document, String path) throws ProfileException {
    if (!document.has(path) || document.isNull(path)) {
      throw new ProfileException(SHAPE, path + " is missing");
    }
    Optional<String> text = document.findText(path);
    boolean number = document.findString(path).isEmpty();
    if (text.isEmpty() || (number && !WHOLE.matcher(text.get()).matches())) {
      throw new ProfileException(PROTOCOL, path + " is neither a string nor a whole number");
    }
    if (text.get().isEmpty() || text.get().length() > LONGEST_SUBJECT) {
      throw new ProfileException(
          SHAPE, path + " does not have 1 to " + LONGEST_SUBJECT + " characters");
    }
    return text.get();
  }

  /** Whether the document holds anything for this field, be it a value or not. */
  private static boolean isSaid(JsonDocument document, FieldRule rule) {
    return document.has(rule.path())
        && !document.isNull(rule.path())
        && !document.findString(rule.path()).map(String::isBlank).orElse(false);
  }

  private static void add(Profile.Builder profile, FieldRule rule, JsonDocument document) {
    if (!isSaid(document, rule)) {
      profile.absent(rule.field(), rule.path(), Presence.EMPTY);
      return;
    }
    Optional<String> text = document.findText(rule.path());
    if (text.isEmpty()) {
      profile.unreadable(rule.field(), rule.path());
    } else {
      profile.text(rule.field(), rule.path(), text.get(), rule.trust().isProvenIn(document));
    }
  }
}
