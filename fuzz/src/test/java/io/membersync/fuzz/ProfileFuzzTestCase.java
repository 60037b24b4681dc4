package io.membersync.fuzz;

import io.membersync.profile.Field;
import io.membersync.profile.FieldValue;
import io.membersync.profile.Profile;
import io.membersync.provider.JsonDocument;
import io.membersync.provider.Provider;
import io.membersync.provider.Provider.Answer;
import io.membersync.provider.Provider.Answers;
import io.membersync.provider.Provider.Grant;
import io.membersync.provider.Provider.ProfileException;
import io.membersync.provider.ProviderProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider answers after the token: a status, the claims of an ID token, what its callback
 * brings, and then the answers in the order of the calls.
 */
public abstract class ProfileFuzzTestCase extends FuzzTestCase {
  private static final List<Integer> STATUSES = List.of(200, 400, 401, 403, 404, 429, 500, 302);
  private static final int BEFORE = 3;

  private final Provider provider;
  private final List<String> calls;

  /**
   * For one provider.
   *
   * @param calls the names of its calls
   */
  protected ProfileFuzzTestCase(Provider provider, String... calls) {
    this.provider = provider;
    this.calls = List.of(calls);
  }

  @Override
  protected void give(byte[] input) {
    Parts parts = new Parts(input, BEFORE + calls.size());
    int status = parts.choice(0, STATUSES);
    Optional<JsonDocument> claims = parts.json(1);
    Map<String, String> callback = new HashMap<>();
    for (String name : provider.descriptor().callbackParameters()) {
      callback.put(name, parts.text(2));
    }
    Map<String, JsonDocument> byCall = new HashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      String call = calls.get(i);
      Optional<JsonDocument> body = parts.json(BEFORE + i);
      body.ifPresent(json -> byCall.put(call, json));
      for (String name : List.of(call, "token", "unlink")) {
        Answer answer = new Answer(name, status, body, Optional.empty());
        provider.classify(answer).ifPresent(FuzzTestCase::shown);
        shown(provider.revokedTerms(answer));
      }
    }
    provider.classifyCallback(parts.text(2));
    Grant grant = new Grant(Set.of("openid", "email"), status == 200, claims.isPresent());
    Answers answers = new Answers(byCall, claims, callback, grant, Providers.NOW);
    try {
      read(provider.read(answers));
      for (Field<?> field : Field.listed()) {
        provider.nextPage(field, answers);
        provider.isGranted(field, grant);
      }
    } catch (ProfileException e) {
      declared(e);
    }
  }

  private void read(ProviderProfile read) {
    shown(read);
    if (!read.profile().values().isEmpty()) {
      wentThrough();
    }
    if (read.subject().isEmpty() || read.subject().length() > 255) {
      throw new AssertionError("a subject of " + read.subject().length() + " characters");
    }
    provider.asksAgain(read.terms());
    provider.unlink(read.subject()).ifPresent(FuzzTestCase::shown);
    Profile profile = read.profile();
    shown(profile);
    for (FieldValue<?> value : profile.values()) {
      shown(value);
      again(value);
    }
  }

  /** What was read is stored as text and must be the same value when it is read again. */
  private static <T> void again(FieldValue<T> value) {
    if (value.value().isPresent()) {
      T first = value.value().get();
      Optional<T> again = value.field().fromText(value.field().toText(first));
      if (!again.equals(Optional.of(first))) {
        throw new AssertionError(value.field() + " is not read again from its own text");
      }
    }
  }
}
