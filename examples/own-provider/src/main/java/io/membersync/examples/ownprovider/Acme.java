package io.membersync.examples.ownprovider;

import io.membersync.Secret;
import io.membersync.lifecycle.LifecycleEvent;
import io.membersync.lifecycle.LifecycleEvent.Kind;
import io.membersync.lifecycle.Webhook;
import io.membersync.lifecycle.Webhook.Received;
import io.membersync.profile.Field;
import io.membersync.profile.Profile;
import io.membersync.provider.ClientAuth;
import io.membersync.provider.ClientRegistration;
import io.membersync.provider.ErrorKind;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.ProviderError;
import io.membersync.provider.ProviderCall;
import io.membersync.provider.ProviderDescriptor;
import io.membersync.provider.ProviderId;
import io.membersync.provider.ProviderProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Sign-in with an invented provider, Acme, that has quirks of a kind that real ones have: errors come with
 * status 200, the person stands in a list, a flag is {@code "Y"}, and a webhook tells of the end of a link.
 */
public final class Acme implements Provider {
  public static final ProviderId ID = ProviderId.of("acme");

  private final ProviderDescriptor descriptor;
  private final ClientRegistration client;
  private final Secret webhookKey;

  /** The webhook key stands in the header {@code X-Acme-Key} of each webhook. */
  public Acme(String clientId, Secret clientSecret, Secret webhookKey) {
    this.client = ClientRegistration.of(clientId, clientSecret);
    this.webhookKey = webhookKey;
    this.descriptor = ProviderDescriptor.builder(ID)
        .authorization("https://id.acme.example/authorize")
        .token("https://id.acme.example/token", ClientAuth.BASIC)
        .profile("https://api.acme.example/me")
        .scopes("person", "mail")
        .build();
  }

  @Override
  public ProviderDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public ClientRegistration client() {
    return client;
  }

  /** {@code {"result":"E42"}} with status 200 is an error, too. */
  @Override
  public Optional<ProviderError> classify(Provider.Answer answer) {
    Optional<String> result = answer.body().flatMap(body -> body.findString("result"));
    if (result.isEmpty() || result.get().equals("OK")) {
      return Provider.super.classify(answer);
    }
    ErrorKind kind = switch (result.get()) {
      case "E42" -> ErrorKind.TOKEN_DEAD;
      case "E50" -> ErrorKind.PROVIDER_DOWN;
      default -> ErrorKind.SHAPE;
    };
    return Optional.of(ProviderError.of(
        kind, result.get(), answer.httpStatus(), "See Acme's list of errors for this code."));
  }

  @Override
  public ProviderProfile read(Provider.Answers answers) throws ProfileException {
    JsonDocument person = answers
        .find("profile")
        .flatMap(json -> json.findObjects("users"))
        .flatMap(users -> users.stream().findFirst())
        .orElseThrow(() -> new ProfileException(ErrorKind.SHAPE, "users is missing or empty"));
    String subject = person
        .findText("no")
        .filter(number -> number.matches("[0-9]{1,19}"))
        .orElseThrow(() -> new ProfileException(ErrorKind.SHAPE, "users.0.no is no number"));
    boolean verified = person.findString("mail_checked").filter("Y"::equals).isPresent();
    Profile.Builder profile = Profile.builder(ID.value(), answers.receivedAt());
    person
        .findString("mail")
        .ifPresent(mail -> profile.text(Field.EMAIL, "users.0.mail", mail, verified));
    return new ProviderProfile(subject, profile.build(), List.of(), false); // it asks no terms
  }

  @Override
  public Optional<ProviderCall> unlink(String subject) {
    return Optional.of(ProviderCall.post("unlink", URI.create("https://api.acme.example/unlink")));
  }

  @Override
  public Received receive(Webhook request, Instant receivedAt) {
    boolean genuine = request
        .findHeader("X-Acme-Key")
        .filter(key -> MessageDigest.isEqual(
            key.getBytes(StandardCharsets.UTF_8),
            webhookKey.reveal().getBytes(StandardCharsets.UTF_8)))
        .isPresent();
    Optional<String> subject = request.form().map(form -> form.get("no"));
    if (!genuine || subject.isEmpty()) {
      return Received.refused(genuine ? 400 : 401);
    }
    String id = LifecycleEvent.idOf(subject.get(), receivedAt.toString()); // Acme gives it none
    return Received.accepted(List.of(
        new LifecycleEvent(ID, Kind.UNLINKED, subject.get(), "unlinked", id, Optional.empty())));
  }
}
